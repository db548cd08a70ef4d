"""/certificates: what the register says of a certificate to whoever holds it, with or without scripts.

The number alone opens nothing, for numbers can be guessed; the check code that stands beside it on the paper does. What
is personal in it is shown to nobody here. A reader who would not take the register's word opens the PDF or the bundle
on the verification page.
"""

from __future__ import annotations

import structlog
from flask import Response, g, request

from registry.domain import canon, verdict
from registry.domain.calendar import day_of
from registry.domain.canary import of_certificate
from registry.domain.certificate import check_code
from registry.domain.disclosure import restored
from registry.domain.errors import Fault, InvalidParticulars, Refusal, UnknownRegistration
from registry.domain.text import Text
from registry.schemas.desk_questions import CodeIn, NumberIn, typed
from registry.schemas.printed import printed
from registry.schemas.sheets import sheet
from registry.service.certificates import bundle, shown
from registry.service.press import Press
from registry.service.verify import verify
from registry.signing.jws import read_compact
from registry.store.reads.certificates import Certified
from registry.web.guards import answered
from registry.web.page import page, sealed
from registry.web.reception import Reception

_log = structlog.get_logger("registry.security")
_NOT_FOUND = Text(
    "没有编号和校验码都相符的证明；请与纸面逐字核对。",
    "There is no certificate with both this number and this check code; compare them with the paper letter by letter.",
)


def by_number(here: Reception) -> Response:
    """Where number and check code are typed, for whoever has no address from a paper."""
    return _form(here, number="")


def found_by_number(here: Reception) -> Response:
    def act() -> Response:
        given = typed(NumberIn(), request.form)
        return _shown(here, _held(here, given["number"], code=given["code"]))

    return answered(act, again=lambda refused: _form(here, number=request.form.get("number", ""), refused=refused))


def one(here: Reception, number: str) -> Response:
    """The same form with its number filled in; it never says whether there is such a certificate."""
    return _form(here, number=number)


def found(here: Reception, number: str) -> Response:
    def act() -> Response:
        return _shown(here, _held(here, number, code=typed(CodeIn(), request.form)["code"]))

    return answered(act, again=lambda refused: _form(here, number=number, refused=refused))


def pdf(here: Reception, number: str, *, press: Press) -> Response:
    """The printed page without what is personal, as it would be printed for anybody."""

    def act() -> Response:
        held = _held(here, number, code=typed(CodeIn(), request.form)["code"])
        made = printed(press, bundle(here.store, here.authority, found=held, disclosed=False))
        headers = {"Content-Disposition": f'attachment; filename="{held.number}.pdf"'}
        return sealed(here, Response(made, content_type="application/pdf", headers=headers))

    return answered(act, again=lambda refused: _form(here, number=number, refused=refused))


def how_to_read(here: Reception) -> Response:
    """A certificate with its parts named."""
    return page(here, "public/how_to_read")


def _held(here: Reception, number: str, *, code: str) -> Certified:
    here.listen(of_certificate(number))
    try:
        return shown(here.store, number=number, code=code)
    except UnknownRegistration:
        g.code_refused = True  # who tries numbers is noted, whether there is such a number or not
        raise InvalidParticulars(Fault("/code", "check_code_needed", _NOT_FOUND)) from None


def _form(here: Reception, *, number: str, refused: Refusal | None = None) -> Response:
    return page(here, "public/certificates", status=422 if refused else 200, refused=refused, number=number)


def _shown(here: Reception, held: Certified) -> Response:
    """The facts that anybody may read, and how it stands today, as the register itself says."""
    payload = read_compact(held.jws).payload
    said = verify(here.store, here.authority, jws=held.jws, today=day_of(here.clock()), alarm=_not_in_the_journal)
    return page(
        here,
        "public/certificate",
        verdict=said.verdict,
        reasons=[verdict.OF_THE_REGISTER[each].text for each in said.reasons],
        newest=said.newest if said.newest != held.number else None,
        sheet=sheet(restored(canon.loads(payload), []), check_code=check_code(payload)),
        now=here.clock(),
    )


def _not_in_the_journal(number: str) -> None:
    _log.error("certificate_not_in_journal", certificate=number)
