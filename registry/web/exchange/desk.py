"""The desk's pages: one asset on one screen, many in a table, and the answer to take along, signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, g, request

from registry.domain.access import ROLES_OF, Role
from registry.domain.asking import Asked
from registry.domain.errors import InvalidParticulars, Refusal
from registry.domain.filings import Purpose
from registry.domain.on_record import Register
from registry.domain.people.roles import Person
from registry.domain.statement import MEDIA_TYPE
from registry.schemas import spreadsheet
from registry.schemas.answers import people_time
from registry.schemas.desk_questions import ManyIn, QuestionIn, asset_of, typed
from registry.schemas.spreadsheet import csv_of
from registry.schemas.words import ENUMERATIONS
from registry.service.lien_status import held, require_reach
from registry.service.statement import stated
from registry.store.reads import clients
from registry.store.reads.drafts import type_of
from registry.web.exchange.holds import may_prepare, own_holds
from registry.web.exchange.question import Question, assets_meant, note
from registry.web.exchange.shown import Answer, Whose, shown, told
from registry.web.guards import View, answered
from registry.web.page import page, sealed
from registry.web.reception import Reception

Counted = Callable[[Person], AbstractContextManager[None]]
"""Counts a question against the quotas of its person and of his institution, as the API counts those of a system."""

HEADING = ("标识 code", "交易结论 trade", "理由 because", "登记数 liens", "标记 flags", "记载截至 as of")


@dataclass(frozen=True, slots=True)
class Line:
    """One code of many with its answer, or what is wrong with it."""

    typed: str
    answer: Answer | None
    fault: Any = None


def counted(view: View, count: Counted) -> View:
    """The view, once the question has been counted. Raises TooManyRequests and LargeFilingUnderWay."""

    @wraps(view)
    def counting(here: Reception, **values: str) -> Response:
        with count(here.person()):
            return view(here, **values)

    return counting


def desk(here: Reception) -> Response:
    """The one box."""
    return _desk(here)


def one(here: Reception) -> Response:
    """Everything about one asset; of a certificate with several assets, each in a line."""

    def act() -> Response:
        question = _question()
        assets = assets_meant(here, question)
        registers = _asked(here, assets, purpose=question.purpose)
        if len(registers) > 1:
            lines = [Line(each.asked.keys[0], _answer(here, each)) for each in registers]
            return _table(here, lines, purpose=question.purpose)
        answer = _answer(here, registers[0])
        return page(
            here, "exchange/answer", shown=shown(registers[0], answer), question=question, **_words(),
            may_hold=may_prepare(here), own_holds=own_holds(here, registers[0]),
        )  # fmt: skip

    return answered(act, again=lambda refused: _desk(here, refused=refused))


def signed(here: Reception) -> Response:
    """The same answer under the register's statement key, to be kept or shown for ten minutes."""

    def act() -> Response:
        question = _question()
        registers = _asked(here, assets_meant(here, question), purpose=question.purpose)
        first, *more = (_answer(here, each) for each in registers)
        body = {"data": [first, *more], "as_of": first["as_of"]} if more else first
        token = stated(here.store, here.authority, answer=body, asked_by=_house(here), now=here.clock())
        headers = {"Content-Disposition": 'attachment; filename="lien-status.jose"'}
        return sealed(here, Response(token, content_type=MEDIA_TYPE, headers=headers))

    return answered(act, again=lambda refused: _desk(here, refused=refused))


def many(here: Reception) -> Response:
    """The box for many codes."""
    return _many(here)


def table(here: Reception) -> Response:
    """A verdict for each of up to a thousand codes, all as of one instant, on the page or as a file."""

    def act() -> Response:
        given = typed(ManyIn(), request.form)
        lines = _lines(here, given["codes"], purpose=given["purpose"])
        if request.form.get("form") == "csv":
            return sealed(here, _file(csv_of(HEADING, map(_cells, lines))))
        return _table(here, lines, purpose=given["purpose"])

    return answered(act, again=lambda refused: _many(here, refused=refused))


def _file(made: bytes) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="lien-status.csv"'}
    return Response(made, content_type=f"{spreadsheet.MEDIA_TYPE}; charset=utf-8", headers=headers)


def _lines(here: Reception, codes: Sequence[str], *, purpose: Purpose) -> list[Line]:
    """A code that is none spoils its own line alone: who pastes a thousand wants the other answers all the same."""
    read = [_read(code) for code in codes]
    known = [asked for asked, _ in read if asked]
    found = iter(_asked(here, known, purpose=purpose) if known else ())
    return [
        Line(code, _answer(here, next(found)) if asked else None, fault)
        for code, (asked, fault) in zip(codes, read, strict=True)
    ]


def _read(code: str) -> tuple[Asked | None, Any]:
    try:
        return asset_of(code), None
    except InvalidParticulars as wrong:
        return None, wrong.faults[0].text


def _asked(here: Reception, assets: Sequence[Asked], *, purpose: Purpose) -> list[Register]:
    person = here.person()
    if person.institution:
        require_reach(here.store, assets, institution=person.institution, role=_role(here))
    note(here, assets, person=person.id, purpose=purpose)
    return held(here.store, assets, as_of=None)


def _answer(here: Reception, register: Register) -> Answer:
    whose = Whose(here.person().institution or "", _role(here))
    return told(register, whose=whose, livemode=here.authority.issuer.livemode)


def _role(here: Reception) -> Role:
    """In which role somebody asks: his institution's, and the register's own staff in the register's."""
    if "role" not in g:
        institution = here.person().institution
        g.role = next(iter(ROLES_OF[type_of(here.store, institution)])) if institution else Role.REGISTER
    found: Role = g.role
    return found


def _house(here: Reception) -> str:
    """The name of the institution that asks; the register's own staff ask for the register."""
    institution = here.person().institution
    return clients.name_of(here.store, institution) if institution else here.authority.issuer.name


def _desk(here: Reception, *, refused: Refusal | None = None) -> Response:
    status = 422 if refused else 200
    return page(here, "exchange/desk", status=status, refused=refused, form=request.form, **_words())


def _many(here: Reception, *, refused: Refusal | None = None) -> Response:
    status = 422 if refused else 200
    return page(here, "exchange/many", status=status, refused=refused, form=request.form, **_words())


def _table(here: Reception, lines: Sequence[Line], *, purpose: Purpose) -> Response:
    as_of = next((line.answer["as_of"] for line in lines if line.answer), people_time(here.clock()))
    return page(here, "exchange/table", lines=lines, purpose=purpose, as_of=as_of, **_words())


def _cells(line: Line) -> list[str]:
    if line.answer is None:
        return [line.typed, "", f"{line.fault.zh} {line.fault.en}", "", "", ""]
    trade = line.answer["trade"]
    return [
        line.typed,
        _both("trade_verdict", [trade["verdict"]]),
        _both("trade_reason", trade["reasons"]),
        str(len(line.answer["liens"])),
        _both("flag", line.answer["flags"]),
        line.answer["as_of"],
    ]


def _both(enumeration: str, codes: Sequence[str]) -> str:
    return "；".join(f"{text.zh} {text.en}" for text in (ENUMERATIONS[enumeration][code] for code in codes))


def _question() -> Question:
    """What the form asks. Raises InvalidParticulars."""
    given = typed(QuestionIn(), request.form)
    return Question(given["asked"], given["purpose"])


def _words() -> dict[str, Any]:
    """What a page needs to say codes in words."""
    return {"said_as": ENUMERATIONS, "purposes": tuple(Purpose)}
