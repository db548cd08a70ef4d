"""What is somebody's own: where he is signed in, his password, his telephone, his passkeys."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from registry.domain.access_event import AccessEventKind
from registry.domain.errors import Fault, InvalidParticulars, Refusal
from registry.domain.passkeys import origin_for
from registry.domain.people.refusals import SignInRefused
from registry.domain.people.roles import Person
from registry.domain.text import Text
from registry.service.people.account import begin_anew, change_password
from registry.service.people.showing import Shown
from registry.store import sessions as ending
from registry.store.reads import clients
from registry.store.reads import passkeys as read_passkeys
from registry.store.reads import people as read
from registry.web import devices
from registry.web.guards import answered
from registry.web.noted import note
from registry.web.page import page, see_other
from registry.web.people.door import set_up
from registry.web.reception import Reception

NOTICES = frozenset({"password", "ended", "passkey", "dropped"})


def account(here: Reception) -> Response:
    return account_page(here)


def password(here: Reception) -> Response:
    """Every other session is over, and this one is a new one."""

    mine = here.person()

    def act() -> Response:
        new = request.form.get("password", "")
        if new != request.form.get("again", ""):
            raise InvalidParticulars(Fault("/again", "not_the_same", Text("两次输入的口令不一致。", "Not the same.")))
        token = change_password(here.store, here.authority, shown=shown_again(here), new=new, at=here.clock())
        here.become(token)
        note(AccessEventKind.PASSWORD_CHANGED, person=mine.id)
        return here.give(see_other(here, "/account?notice=password"))

    return answered(act, again=lambda refused: account_page(here, form="password", refused=refused))


def telephone(here: Reception) -> Response:
    """A new secret for another telephone; until it is set up the old one goes on."""

    def act() -> Response:
        code = begin_anew(here.store, here.authority, shown=shown_again(here), at=here.clock())
        note(AccessEventKind.TELEPHONE_CHANGED, person=here.person().id)
        return set_up(here, code)

    return answered(act, again=lambda refused: account_page(here, form="telephone", refused=refused))


def end_session(here: Reception) -> Response:
    """One session of his own, or all but this one."""
    visitor, wanted = here.known(), request.form.get("session", "")
    mine = visitor.person
    own = [each.id for each in read.sessions(here.store, mine.id)]
    others = [each for each in own if each != visitor.session.id]
    for each in others if wanted == "others" else {wanted} & set(own):
        if ending.end_own(here.store, each, person=mine.id):
            note(AccessEventKind.SESSION_ENDED, person=mine.id, concerning=mine.id)
    return see_other(here, "/account?notice=ended")


def account_page(here: Reception, *, form: str = "", refused: Refusal | None = None) -> Response:
    """All of it, or the form that was sent once more with what is wrong."""
    visitor, at = here.known(), here.clock()
    mine = visitor.person
    if isinstance(refused, SignInRefused):
        note(AccessEventKind.SIGN_IN_REFUSED, refused.why, person=mine.id)
    notice = request.args.get("notice", "")
    return page(
        here,
        "people/account",
        status=422 if refused else 200,
        refused=refused,
        form=form,
        person=mine,
        institution=clients.name_of(here.store, mine.institution) if mine.institution else None,
        sessions=[each for each in read.sessions(here.store, mine.id) if each.stands(at)],
        passkeys=_passkeys(here, mine) if mine.institution else None,
        label=request.form.get("label", ""),
        this=visitor.session.id,
        notice=notice if notice in NOTICES else "",
    )


def shown_again(here: Reception) -> Shown:
    """What somebody who is signed in shows once more."""
    form, login = request.form, here.person().login
    device = devices.shown(here, login)
    return Shown(login=login, password=form.get("current", ""), code=form.get("code", ""), device=device)


def _passkeys(here: Reception, mine: Person) -> dict[str, Any]:
    """His own, and where he can have one made: here, at another address of this machine, or nowhere."""
    origin = origin_for(here.origin)
    away = origin is not None and not here.has_cover and request.host != urlsplit(origin).netloc
    return {
        "own": read_passkeys.own(here.store, mine.id),
        "origin": origin,
        "elsewhere": f"{origin}/account" if away else None,
    }
