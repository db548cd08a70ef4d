"""/administration/break-glass: what two administrators open for an hour, and what the audit administrator found."""

from __future__ import annotations

from datetime import datetime

from flask import Response, request

from registry.domain.access_event import AccessEventKind
from registry.domain.errors import Fault, InvalidParticulars, Refusal
from registry.domain.people.break_glass import ABOUT_WORDS, WORDS, Glass
from registry.domain.people.roles import Person
from registry.domain.text import Text
from registry.service.people import breaking_glass
from registry.service.people.breaking_glass import Asked
from registry.store import break_glass as kept
from registry.store.reads import administration as read
from registry.web.administration.acting import Act, acted, shown, typed
from registry.web.noted import note
from registry.web.page import see_other
from registry.web.reception import Reception

MOST = 50
FIELDS = ("glass", "about", "reason")


def glasses(here: Reception) -> Response:
    return _glasses(here)


def asked(here: Reception) -> Response:
    def act(mine: Person, at: datetime) -> Response:
        form = typed(*FIELDS)
        if form["glass"] not in set(Glass):
            raise InvalidParticulars(Fault("/glass", "missing", Text("须选择事项。", "Choose what it is for.")))
        wanted = Asked(glass=Glass(form["glass"]), about=form["about"], reason=form["reason"])
        made = breaking_glass.ask(here.store, wanted, by=mine, at=at)
        note(AccessEventKind.GLASS_ASKED, made.glass, person=mine.id)
        return see_other(here, "/administration/break-glass?notice=asked")

    return _acted(here, act)


def opened(here: Reception) -> Response:
    def act(mine: Person, at: datetime) -> Response:
        done = breaking_glass.open_glass(here.store, _opening(), by=mine, at=at)
        note(AccessEventKind.GLASS_OPENED, done.glass, person=mine.id, concerning=done.asked_by)
        return _back(here)

    return _acted(here, act)


def ended(here: Reception) -> Response:
    def act(mine: Person, at: datetime) -> Response:
        done = breaking_glass.end(here.store, _opening(), by=mine, at=at)
        note(AccessEventKind.GLASS_ENDED, done.glass, person=mine.id, concerning=done.asked_by)
        return _back(here)

    return _acted(here, act)


def reviewed(here: Reception) -> Response:
    def act(mine: Person, at: datetime) -> Response:
        found = breaking_glass.review(here.store, _opening(), note=request.form.get("note", ""), by=mine, at=at)
        note(AccessEventKind.GLASS_REVIEWED, found.glass, person=mine.id, concerning=found.asked_by)
        return _back(here)

    return _acted(here, act)


def _acted(here: Reception, act: Act) -> Response:
    return acted(here, act, again=lambda refused: _glasses(here, refused=refused))


def _back(here: Reception) -> Response:
    return see_other(here, "/administration/break-glass?notice=done")


def _opening() -> str:
    return request.form.get("opening", "")


def _glasses(here: Reception, *, refused: Refusal | None = None) -> Response:
    latest = kept.latest(here.store, most=MOST)
    return shown(
        here,
        "break_glass",
        refused=refused,
        latest=latest,
        everybody=read.everybody(here.store),
        glasses=WORDS,
        about_words=ABOUT_WORDS,
        given=typed(*FIELDS, "note", "opening"),
    )
