"""/v1/lien-status"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import Response
from marshmallow import ValidationError

from registry.api.answering import answer, form_of
from registry.api.auth import caller, reads
from registry.api.blueprint import Blueprint
from registry.api.office import office
from registry.domain import lien_status as law
from registry.domain.access import Permission, reaches
from registry.domain.asking import Asked
from registry.domain.errors import InvalidParticulars, NotPermitted
from registry.domain.on_record import Register
from registry.domain.overlap import Overlap
from registry.domain.statement import MEDIA_TYPE
from registry.geometry import overlaps, require_valid
from registry.schemas import answers
from registry.schemas.answers import Answer
from registry.schemas.asking import LienStatusIn, asked_by_key
from registry.schemas.outputs import LienStatusListOut, LienStatusOut
from registry.schemas.pointers import faults_of
from registry.schemas.queries import LienStatusQuery
from registry.service.statement import stated
from registry.store.reads.clients import identifier_of
from registry.store.reads.lien_status import on_keys

blueprint = Blueprint("lien_status", __name__, url_prefix="/v1/lien-status", description="权利负担查询 | Lien status")
_JSON = "application/json"
_SIGNED = (
    "JWS (RFC 7515)，lien-status+jwt：同一答复，另载 iss、asked_by、iat、exp、nonce、checkpoint；十分钟内有效 |"
    " the same answer, with iss, asked_by, iat, exp, nonce and checkpoint beside it; good for ten minutes"
)
_FORMS = {"content": {MEDIA_TYPE: {"schema": {"type": "string", "description": _SIGNED}}}}


@blueprint.get("")
@reads(Permission.LIEN_STATUS)
@blueprint.arguments(LienStatusQuery(), location="query", as_kwargs=True)
@blueprint.response(200, LienStatusOut())
@blueprint.doc(responses={200: _FORMS})
@blueprint.alt_response(406, "NOT_ACCEPTABLE")
def lien_status(*, kind: str, key: str, as_of: datetime | None) -> Response:
    """权利负担查询 | Ask what burdens an asset

    截至某一已定时点；答复从不说某项财产没有负担。Accept: application/jose 得签名的答复。 | As of a settled instant. No
    answer says that it is unencumbered. With Accept: application/jose the answer is signed."""
    form = form_of(_JSON, MEDIA_TYPE)
    try:
        asked = asked_by_key(kind, key)
    except ValidationError as wrong:
        raise InvalidParticulars(*faults_of(wrong.messages)) from None
    _require_reach([asked])
    (held,) = on_keys(office().store, [asked], as_of=as_of)
    return _answered(_rendered(held), form)


@blueprint.post("")
@reads(Permission.LIEN_STATUS)
@blueprint.arguments(LienStatusIn(), as_kwargs=True)
@blueprint.response(200, LienStatusListOut())
@blueprint.doc(responses={200: _FORMS})
@blueprint.alt_response(406, "NOT_ACCEPTABLE")
def lien_statuses(*, assets: list[Asked], as_of: datetime | None) -> Response:
    """批量权利负担查询 | Ask what burdens up to 1,000 assets

    按所问的次序，均截至同一已定时点；Accept: application/jose 得签名的答复。 | In the order asked, all as of one
    settled instant. With Accept: application/jose the answer is signed, all of it together."""
    form = form_of(_JSON, MEDIA_TYPE)
    _require_reach(assets)
    require_valid({
        f"/assets/{place}/asset": asked.asset.outline
        for place, asked in enumerate(assets)
        if asked.asset and asked.asset.outline
    })  # fmt: skip
    held = on_keys(office().store, assets, as_of=as_of)
    body = {"data": [_rendered(each) for each in held], "as_of": answers.people_time(held[0].as_of)}
    return _answered(body, form)


def _require_reach(assets: Sequence[Asked]) -> None:
    """Raise NotPermitted where the caller asks about what is another's and its right does not reach there: the number
    of who issued the asset, which is in the question, must be its own."""
    asking = caller()
    if reaches(asking.role, Permission.LIEN_STATUS, own=False):
        return
    own = identifier_of(office().store, asking.institution)
    if any(asked.issuers != {own} for asked in assets):
        raise NotPermitted("it may ask about what it issued or keeps itself")


def _answered(body: Answer, form: str) -> Response:
    """As JSON, or signed where that is asked for; the statement key does nothing for anybody else."""
    if form == _JSON:
        return answer(body, Vary="Accept")
    here = office()
    token = stated(here.store, here.authority, answer=body, asked_by=caller().institution, now=here.clock())
    return Response(token, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", "Vary": "Accept"})


def _rendered(held: Register) -> Answer:
    return answers.lien_status(
        law.status(_measured(held)), kind=held.asked.kind, livemode=office().livemode, own=caller().institution
    )


def _measured(held: Register) -> Register:
    """With the ground that the asset shares with what lies near it; drawn in several ways, the most of each."""
    if not (outlines := held.outlines()):
        return held
    near = {each.id: outline for each in held.burdens if (outline := each.asset.outline)}
    found = overlaps({str(place): outline for place, outline in enumerate(outlines)}, near)
    most: dict[str, Overlap] = {}
    for shared in found.values():
        for burden, overlap in shared.items():
            most[burden] = max(overlap, most.get(burden, overlap), key=lambda each: each.area)
    return replace(held, overlaps=most)
