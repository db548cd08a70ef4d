"""/v1/subject-reports"""

from __future__ import annotations

from flask import Response, g

from registry.api.answering import answer
from registry.api.auth import public
from registry.api.blueprint import Blueprint
from registry.api.office import office
from registry.domain.access import Permission
from registry.domain.errors import UnknownRegistration
from registry.schemas import privacy
from registry.schemas.privacy import SubjectReportIn, SubjectReportOut
from registry.service.subject_report import by_code

blueprint = Blueprint(
    "subject_reports",
    __name__,
    url_prefix="/v1/subject-reports",
    description="本人查询 | What is registered against me",
)


@blueprint.post("")
@public(Permission.SUBJECT_REPORT)
@blueprint.arguments(SubjectReportIn(), as_kwargs=True)
@blueprint.response(200, SubjectReportOut())
def report(*, registration: str, access_code: str) -> Response:
    """本人查询 | Ask what is registered against oneself, and who looked

    凭登记编号和担保人留存联上的查询码；不入公开日志。编号不存在与查询码不符，答复相同。 | With a registration's number
    and the code on the grantor's copy; nothing of it is in the public log. An unknown number and a wrong code are
    answered alike."""
    here = office()
    try:
        found = by_code(here.store, here.authority, number=registration, code=access_code, at=here.clock())
    except UnknownRegistration:
        g.code_refused = True  # who tries codes is noted
        raise
    return answer(privacy.subject_report(found, livemode=here.livemode))
