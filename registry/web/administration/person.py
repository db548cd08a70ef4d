"""/administration/people/<person>: one of them, and what may be done about him."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, abort, request

from registry.domain.access_event import AccessEventKind
from registry.domain.errors import Fault, InvalidParticulars, Refusal
from registry.domain.people.invitation import RECOVERY_LIFETIME
from registry.domain.people.roles import Person, PersonRole, RoleChange
from registry.domain.text import Text
from registry.service.people import breaking_glass, entering, recovering, signing_out
from registry.service.people.changing_roles import change_role, propose_role
from registry.store.reads import administration as read
from registry.store.reads import people as of_people
from registry.web.administration.acting import Act, acted, shown
from registry.web.noted import note
from registry.web.page import see_other
from registry.web.reception import Reception


def person(here: Reception, person: str) -> Response:
    return _person(here, person)


def role(here: Reception, person: str) -> Response:
    """A role is given or taken away; an administrator's is proposed, and a second one confirms it."""

    def act(mine: Person, at: datetime) -> Response:
        change = _change()
        login = _found(here, person)["login"]
        if change.takes_two:
            propose_role(here.store, change, login=login, by=mine, at=at)
            note(AccessEventKind.ROLE_PROPOSED, change.role, person=mine.id, concerning=person)
            return _back(here, person, notice="proposed")
        change_role(here.store, change, login=login, by=mine, at=at)
        kind = AccessEventKind.ROLE_GIVEN if change.gives else AccessEventKind.ROLE_TAKEN
        note(kind, change.role, person=mine.id, concerning=person)
        return _back(here, person)

    return _acted(here, person, act=act)


def disabled(here: Reception, person: str) -> Response:
    def act(mine: Person, at: datetime) -> Response:
        entering.disable(here.store, login=_found(here, person)["login"], by=mine, at=at)
        note(AccessEventKind.PERSON_DISABLED, person=mine.id, concerning=person)
        return _back(here, person)

    return _acted(here, person, act=act)


def signed_out(here: Reception, person: str) -> Response:
    def act(mine: Person, _: datetime) -> Response:
        signing_out.sign_out_everywhere(here.store, login=_found(here, person)["login"], by=mine)
        note(AccessEventKind.SESSION_ENDED, person=mine.id, concerning=person)
        return _back(here, person)

    return _acted(here, person, act=act)


def invited(here: Reception, person: str) -> Response:
    """Another invitation for somebody who has not come in yet, shown once."""

    def act(mine: Person, at: datetime) -> Response:
        login = _found(here, person)["login"]
        code = entering.invite_again(here.store, here.authority, login=login, by=mine, at=at)
        note(AccessEventKind.PERSON_INVITED, person=mine.id, concerning=person)
        return shown(here, "invited", login=login, code=code)

    return _acted(here, person, act=act)


def recovery(here: Reception, person: str) -> Response:
    """One administrator proposes a new start; another, within a day, confirms it and is shown the invitation, once."""

    def act(mine: Person, at: datetime) -> Response:
        login = _found(here, person)["login"]
        if request.form.get("confirm"):
            code = recovering.confirm(here.store, here.authority, login=login, by=mine, at=at)
            note(AccessEventKind.RECOVERY_CONFIRMED, person=mine.id, concerning=person)
            return shown(here, "invited", login=login, code=code)
        recovering.propose(here.store, login=login, by=mine, at=at)
        note(AccessEventKind.RECOVERY_PROPOSED, person=mine.id, concerning=person)
        return _back(here, person, notice="proposed")

    return _acted(here, person, act=act)


def pause(here: Reception, person: str) -> Response:
    """The pause after failed sign-ins ends early, if two administrators have opened that."""

    def act(mine: Person, at: datetime) -> Response:
        login = _found(here, person)["login"]
        breaking_glass.lift_pause(here.store, here.authority, login=login, by=mine, at=at)
        note(AccessEventKind.PAUSE_LIFTED, person=mine.id, concerning=person)
        return _back(here, person)

    return _acted(here, person, act=act)


def _acted(here: Reception, person: str, *, act: Act) -> Response:
    return acted(here, act, again=lambda refused: _person(here, person, refused=refused))


def _back(here: Reception, person: str, *, notice: str = "done") -> Response:
    return see_other(here, f"/administration/people/{person}?notice={notice}")


def _change() -> RoleChange:
    wanted = request.form.get("role", "")
    if wanted not in set(PersonRole):
        raise InvalidParticulars(Fault("/role", "missing", Text("须选择角色。", "Choose a role.")))
    return RoleChange(PersonRole(wanted), gives=request.form.get("gives") == "yes")


def _found(here: Reception, person: str) -> dict[str, Any]:
    return read.person(here.store, person) or abort(404)


def _person(here: Reception, person: str, *, refused: Refusal | None = None) -> Response:
    found, at = _found(here, person), here.clock()
    waiting = read.recoveries(here.store, since=at - RECOVERY_LIFETIME)
    return shown(
        here,
        "person",
        refused=refused,
        found=found,
        history=read.roles(here.store, person),
        sessions=[each for each in of_people.sessions(here.store, person) if each.stands(at)],
        waiting=next((each for each in waiting if each["id"] == person), None),
        paused=signing_out.paused_until(here.store, here.authority, login=found["login"], at=at),
        every_role=tuple(PersonRole),
        wanted=request.form.get("role", ""),
        sent=request.path.rpartition("/")[2] if refused else "",
    )
