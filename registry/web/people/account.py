"""What is somebody's own: where he is signed in, his password, his telephone."""

from __future__ import annotations

from flask import Response, request

from registry.domain.errors import Fault, InvalidParticulars, Refusal
from registry.domain.people.refusals import SignInRefused
from registry.domain.people.roles import Person
from registry.domain.text import Text
from registry.service.people.account import begin_anew, change_password
from registry.service.people.showing import Shown
from registry.store import sessions as ending
from registry.store.reads import clients
from registry.store.reads import people as read
from registry.web.guards import answered
from registry.web.page import page, see_other
from registry.web.people.door import set_up
from registry.web.reception import Reception

NOTICES = frozenset({"password", "ended"})


def account(here: Reception) -> Response:
    return _account(here)


def password(here: Reception) -> Response:
    """Every other session is over, and this one is a new one."""

    def act() -> Response:
        new = request.form.get("password", "")
        if new != request.form.get("again", ""):
            raise InvalidParticulars(Fault("/again", "not_the_same", Text("两次输入的口令不一致。", "Not the same.")))
        token = change_password(here.store, here.authority, shown=_shown(here), new=new, at=here.clock())
        here.become(token)
        return here.give(see_other(here, "/account?notice=password"))

    return answered(act, again=lambda refused: _account(here, form="password", refused=refused))


def telephone(here: Reception) -> Response:
    """A new secret for another telephone; until it is set up the old one goes on."""

    def act() -> Response:
        return set_up(here, begin_anew(here.store, here.authority, shown=_shown(here), at=here.clock()))

    return answered(act, again=lambda refused: _account(here, form="telephone", refused=refused))


def end_session(here: Reception) -> Response:
    """One session of his own, or all but this one."""
    mine, wanted = _signed_in(here), request.form.get("session", "")
    own = [each.id for each in read.sessions(here.store, mine.id)]
    visitor = here.visitor()
    others = [each for each in own if visitor and each != visitor.session.id]
    for each in others if wanted == "others" else {wanted} & set(own):
        ending.end_own(here.store, each, person=mine.id)
    return see_other(here, "/account?notice=ended")


def _account(here: Reception, *, form: str = "", refused: Refusal | None = None) -> Response:
    mine, visitor, at = _signed_in(here), here.visitor(), here.clock()
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
        this=visitor.session.id if visitor else "",
        notice=notice if notice in NOTICES else "",
    )


def _signed_in(here: Reception) -> Person:
    visitor = here.visitor()
    if visitor is None:
        raise SignInRefused
    return visitor.person


def _shown(here: Reception) -> Shown:
    form = request.form
    return Shown(login=_signed_in(here).login, password=form.get("current", ""), code=form.get("code", ""))
