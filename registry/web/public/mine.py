"""/mine: what is registered against the one who asks, and who looked, by the code on his copy of the certificate."""

from __future__ import annotations

from flask import Response, g, request

from registry.domain.errors import Fault, InvalidParticulars, Refusal, UnknownRegistration
from registry.domain.text import Text
from registry.schemas import privacy
from registry.schemas.desk_questions import typed
from registry.schemas.privacy import SubjectReportIn
from registry.schemas.words import ENUMERATIONS
from registry.service.subject_report import by_code
from registry.web.guards import answered
from registry.web.page import page
from registry.web.reception import Reception

_NOT_FOUND = Text(
    "没有登记编号和查询码都相符的担保人；请与留存联逐字核对。",
    "There is no grantor with both this number and this code; compare them with your copy letter by letter.",
)


def mine(here: Reception) -> Response:
    """Number and code are typed into a form, and stand in no address."""
    return _form(here)


def told(here: Reception) -> Response:
    """Of himself and nobody else; nothing of it is kept in the browser."""

    def act() -> Response:
        given = typed(SubjectReportIn(), request.form)
        asked = {"number": given["registration"], "code": given["access_code"]}
        try:
            found = by_code(here.store, here.authority, **asked, at=here.clock())
        except UnknownRegistration:
            g.code_refused = True  # who tries codes is noted
            raise InvalidParticulars(Fault("/access_code", "access_code_needed", _NOT_FOUND)) from None
        report = privacy.subject_report(found, livemode=here.authority.issuer.livemode)
        return page(here, "public/told", report=report, said_as=ENUMERATIONS)

    return answered(act, again=lambda refused: _form(here, refused=refused))


def _form(here: Reception, *, refused: Refusal | None = None) -> Response:
    number = request.form.get("registration", "")
    return page(here, "public/mine", status=422 if refused else 200, refused=refused, number=number)
