"""/v1/unmaskings"""

from __future__ import annotations

from flask import Response

from registry.api.answering import answer
from registry.api.auth import caller, reads
from registry.api.blueprint import Blueprint
from registry.api.office import office
from registry.domain.access import Permission
from registry.domain.party import Filer
from registry.domain.unmasking import Unmasking
from registry.schemas import privacy
from registry.schemas.privacy import UnmaskingIn, UnmaskingOut
from registry.service.unmask import unmask

blueprint = Blueprint(
    "unmaskings", __name__, url_prefix="/v1/unmaskings", description="查看个人信息 | Personal values shown"
)


@blueprint.post("")
@reads(Permission.UNMASK)
@blueprint.arguments(UnmaskingIn())
@blueprint.response(201, UnmaskingOut())
def show(wanted: Unmasking) -> Response:
    """查看个人信息 | Be shown a person's values, with the reason

    先记录查看人、来源、理由，再予显示；本人可得知。另有限额。 | Who, from where and why is written down before anything
    is shown, and the person can be told of it. It has a quota of its own."""
    here, who = office(), caller()
    by = Filer(institution=who.institution, client=who.client_id, role=who.role)
    made = unmask(
        here.store, here.authority, wanted=wanted, by=by, at=here.clock(), address=here.limits.address()
    )  # fmt: skip
    body = privacy.unmasking(wanted, list(made.parties), id=made.id, at=made.at, livemode=here.livemode)
    return answer(body, 201)
