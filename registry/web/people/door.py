"""Coming in and going out: /sign-in, /sign-out, /invitation."""

from __future__ import annotations

from base64 import b64encode

from flask import Response, request

from registry.domain.errors import Fault, InvalidParticulars, Refusal
from registry.domain.people import one_time_code
from registry.domain.people.refusals import InvitationNotValid
from registry.domain.text import Text
from registry.paper import symbols
from registry.service.people import sessions
from registry.service.people.entering import Accepted, accept, opened
from registry.service.people.showing import Shown
from registry.web import onward
from registry.web.guards import answered
from registry.web.page import page, see_other
from registry.web.reception import Reception

NOTICES = frozenset({"set", "out", "over"})


def sign_in(here: Reception) -> Response:
    """The form; whoever is signed in goes on at once."""
    path = onward.known(request.args.get("next", ""))
    if here.visitor():
        return see_other(here, path)
    notice = request.args.get("notice", "")
    return page(here, "people/sign_in", next=path, kept="", login="", notice=notice if notice in NOTICES else "")


def signed_in(here: Reception) -> Response:
    """A session begins, and whatever session this browser had is over."""

    def act() -> Response:
        token = sessions.sign_in(here.store, here.authority, shown=_shown(), at=here.clock())
        sessions.sign_out(here.store, here.token())
        here.become(token)
        return _onward(here)

    def again(refused: Refusal) -> Response:
        form = request.form
        typed = {"next": form.get("next", ""), "kept": form.get("kept", ""), "login": form.get("login", "")}
        return page(here, "people/sign_in", status=422, refused=refused, notice="", **typed)

    return answered(act, again=again)


def signed_out(here: Reception) -> Response:
    sessions.sign_out(here.store, here.token())
    return here.take_away(see_other(here, "/sign-in?notice=out"))


def invitation(here: Reception) -> Response:
    """Where the code is typed: it stands in no address, and so in nobody's log."""
    return page(here, "people/invitation")


def invited(here: Reception) -> Response:
    """The code alone is answered with the form to set password and second factor; that, filled in, takes it up."""
    code = request.form.get("invitation", "")

    def act() -> Response:
        if "password" not in request.form:
            return set_up(here, code)
        _require_twice_the_same()
        given = Accepted(invitation=code, password=request.form["password"], code=request.form.get("code", ""))
        accept(here.store, here.authority, given=given, at=here.clock())
        return see_other(here, "/sign-in?notice=set")

    def again(refused: Refusal) -> Response:
        if isinstance(refused, InvitationNotValid):
            return page(here, "people/invitation", status=422, refused=refused)
        return set_up(here, code, refused=refused)

    return answered(act, again=again)


def set_up(here: Reception, code: str, *, refused: Refusal | None = None) -> Response:
    """Who he is, what his telephone reads, and what he sets. Raises InvitationNotValid."""
    found = opened(here.store, here.authority, code=code, at=here.clock())
    address = one_time_code.address(found.secret, issuer=here.authority.issuer.name, login=found.person.login)
    drawn = symbols.svg_of_secret(address, title="otpauth")
    return page(
        here,
        "people/set_up",
        status=422 if refused else 200,
        refused=refused,
        invited=found,
        invitation=code,
        secret=_in_groups(one_time_code.spelled(found.secret)),
        picture=b64encode(drawn.encode()).decode(),
    )


def _shown() -> Shown:
    form = request.form
    return Shown(login=form.get("login", ""), password=form.get("password", ""), code=form.get("code", ""))


def _onward(here: Reception) -> Response:
    """To the page that was asked for; or, where a form was under way, to what was typed in it, under a new word."""
    kept = onward.read_kept(request.form.get("kept", ""))
    path = request.form.get("next", "")
    if kept and (posted := onward.known(path, method="POST")) == path:
        return page(here, "people/go_on", action=posted, kept=kept)
    return here.give(see_other(here, onward.known(path)))


def _require_twice_the_same() -> None:
    if request.form["password"] != request.form.get("again", ""):
        said = Text("两次输入的口令不一致。", "The two are not the same.")
        raise InvalidParticulars(Fault("/again", "not_the_same", said))


def _in_groups(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
