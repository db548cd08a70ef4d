"""/v1/lien-status"""

from __future__ import annotations

from datetime import datetime

from flask import Response
from marshmallow import ValidationError

from registry.api.answering import answer, form_of
from registry.api.auth import caller, reads
from registry.api.blueprint import Blueprint
from registry.api.canaries import listen
from registry.api.office import office
from registry.domain import lien_status as law
from registry.domain.access import Permission
from registry.domain.asking import Asked
from registry.domain.errors import InvalidParticulars
from registry.domain.on_record import Register
from registry.domain.statement import MEDIA_TYPE
from registry.geometry import require_valid
from registry.schemas import answers
from registry.schemas.answers import Answer
from registry.schemas.asking import LienStatusIn, asked_by_key
from registry.schemas.outputs import LienStatusListOut, LienStatusOut
from registry.schemas.pointers import faults_of
from registry.schemas.queries import LienStatusQuery
from registry.service.lien_status import held as held_on
from registry.service.lien_status import require_reach
from registry.service.statement import stated
from registry.store.reads import clients

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
    listen(asked.every_key)
    _require_reach([asked])
    (held,) = held_on(office().store, [asked], as_of=as_of)
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
    listen(key for asked in assets for key in asked.every_key)
    _require_reach(assets)
    require_valid({
        f"/assets/{place}/asset": asked.asset.outline
        for place, asked in enumerate(assets)
        if asked.asset and asked.asset.outline
    })  # fmt: skip
    held = held_on(office().store, assets, as_of=as_of)
    body = {"data": [_rendered(each) for each in held], "as_of": answers.people_time(held[0].as_of)}
    return _answered(body, form)


def _require_reach(assets: list[Asked]) -> None:
    asking = caller()
    require_reach(office().store, assets, institution=asking.institution, role=asking.role)


def _answered(body: Answer, form: str) -> Response:
    """As JSON, or signed where that is asked for; the statement key does nothing for anybody else."""
    if form == _JSON:
        return answer(body, Vary="Accept")
    here = office()
    asked_by = clients.name_of(here.store, caller().institution)
    token = stated(here.store, here.authority, answer=body, asked_by=asked_by, now=here.clock())
    return Response(token, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", "Vary": "Accept"})


def _rendered(held: Register) -> Answer:
    who = caller()
    return answers.lien_status(
        law.status(held), kind=held.asked.kind, livemode=office().livemode, own=who.institution, role=who.role
    )
