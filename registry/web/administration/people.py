"""/administration/people: who there is, and how somebody is entered."""

from __future__ import annotations

from datetime import datetime

from flask import Response, request

from registry.domain.access_event import AccessEventKind
from registry.domain.errors import Fault, InvalidParticulars, Refusal
from registry.domain.people.login import normalised
from registry.domain.people.roles import ADMINISTRATORS, Person, PersonRole
from registry.domain.text import Text
from registry.service.people.entering import Wanted, enter
from registry.store.reads import administration as read
from registry.store.reads import people as of_people
from registry.web.administration.acting import acted, shown, typed
from registry.web.noted import note
from registry.web.reception import Reception

MOST = 200
FIELDS = ("login", "name", "role", "institution")
STAFF = tuple(role for role in PersonRole if role not in ADMINISTRATORS)
"""What somebody is entered as here; an administrator's role is given to him afterwards, by two."""


def people(here: Reception) -> Response:
    return _people(here)


def search(here: Reception) -> Response:
    """What is sought stands in no address, for it may be a name."""
    return _people(here, sought=request.form.get("sought", "").strip())


def entered(here: Reception) -> Response:
    """Answered with his invitation, which is shown once and stands nowhere."""

    def act(mine: Person, at: datetime) -> Response:
        wanted = _wanted()
        code = enter(here.store, here.authority, wanted=wanted, by=mine, second=None, at=at)
        made = of_people.id_of(here.store, normalised(wanted.login))
        note(AccessEventKind.PERSON_ENTERED, request.form.get("role"), person=mine.id, concerning=made)
        return shown(here, "invited", login=wanted.login, code=code)

    return acted(here, act, again=lambda refused: _people(here, refused=refused))


def _wanted() -> Wanted:
    form = typed(*FIELDS)
    if form["role"] not in STAFF:
        raise InvalidParticulars(Fault("/role", "missing", Text("须选择角色。", "Choose a role.")))
    return Wanted(
        login=form["login"],
        name=form["name"],
        roles=frozenset({PersonRole(form["role"])}),
        identifier=form["institution"].strip() or None,
    )


def _people(here: Reception, *, sought: str = "", refused: Refusal | None = None) -> Response:
    found = read.people(here.store, sought=sought, most=MOST)
    given = typed(*FIELDS) if refused else dict.fromkeys(FIELDS, "")
    return shown(here, "people", refused=refused, found=found, most=MOST, sought=sought, given=given, staff=STAFF)
