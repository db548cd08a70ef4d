"""/v1/lien-status"""

from __future__ import annotations

from datetime import datetime

from flask import Response
from flask_smorest import Blueprint

from registry.api.answering import answer
from registry.api.auth import caller, reads
from registry.api.body import StrictParser
from registry.api.office import office
from registry.domain import lien_status as law
from registry.domain.access import Permission
from registry.domain.collateral import CLASSES
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.text import Text
from registry.schemas import answers
from registry.schemas.outputs import LienStatusOut
from registry.schemas.queries import LienStatusQuery
from registry.store.reads.lien_status import on_keys

blueprint = Blueprint("lien_status", __name__, url_prefix="/v1/lien-status", description="权利负担查询 | Lien status")
blueprint.ARGUMENTS_PARSER = StrictParser()


@blueprint.get("")
@reads(Permission.LIEN_STATUS)
@blueprint.arguments(LienStatusQuery(), location="query", as_kwargs=True)
@blueprint.response(200, LienStatusOut())
def lien_status(*, kind: str, key: str, as_of: datetime | None) -> Response:
    """权利负担查询 | What burdens one asset, as of a settled instant. It never says free."""
    held = on_keys(office().store, _keys(kind, key), as_of=as_of)
    body = answers.lien_status(law.status(held, kind), kind=kind, livemode=office().livemode, own=caller().institution)
    return answer(body)


def _keys(kind: str, key: str) -> tuple[str, ...]:
    if kind not in CLASSES:
        text = Text(f"种类应为下列之一：{', '.join(CLASSES)}。", f"The kind must be one of {', '.join(CLASSES)}.")
        raise InvalidParticulars(Fault("/kind", "unknown_kind", text))
    keys = CLASSES[kind].search_keys(key)
    if not keys:
        text = Text("不是该类担保财产的标识。", "Not an identity key or code of this kind of collateral.")
        raise InvalidParticulars(Fault("/key", "bad_key", text))
    return keys
