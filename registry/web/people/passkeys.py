"""A person's passkeys on his account: made in one step, shown to be held in the next. They need a script, for only a
program can ask a device; every other page needs none."""

from __future__ import annotations

from flask import Response, request

from registry.service.people import passkeys
from registry.web.guards import Again, answered
from registry.web.page import page, see_other
from registry.web.people.account import account_page, shown_again
from registry.web.reception import Reception

SCRIPT = "passkey.js"


def begin_passkey(here: Reception) -> Response:
    """What the device is to make, for somebody who has shown once more who he is."""
    label = request.form.get("label", "")

    def act() -> Response:
        asked = passkeys.begin(here.passkeys, here.known(), shown=shown_again(here), at=here.clock())
        return page(here, "people/passkey_make", script=SCRIPT, options=asked, label=passkeys.label_of(label))

    return answered(act, again=_again(here))


def made_passkey(here: Reception) -> Response:
    """What the device has made; it is used once, at once."""
    form = request.form

    def act() -> Response:
        given = {"answer": form.get("answer", ""), "label": form.get("label", "")}
        return _show(here, passkeys.make(here.passkeys, here.known(), **given, at=here.clock()))

    return answered(act, again=_again(here))


def show_passkey(here: Reception) -> Response:
    """The same step once more, for one that was left before it."""
    return answered(lambda: _show(here, request.form.get("key", "")), again=_again(here))


def held_passkey(here: Reception) -> Response:
    """It waits for two administrators."""
    form = request.form

    def act() -> Response:
        given = {"key_id": form.get("key", ""), "answer": form.get("answer", "")}
        passkeys.show(here.passkeys, here.known(), **given, at=here.clock())
        return see_other(here, "/account?notice=passkey")

    return answered(act, again=_again(here))


def drop_passkey(here: Reception) -> Response:
    passkeys.drop(here.passkeys, here.known(), key_id=request.form.get("key", ""))
    return see_other(here, "/account?notice=dropped")


def _show(here: Reception, key: str) -> Response:
    asked = passkeys.begin_showing(here.passkeys, here.known(), key_id=key, at=here.clock())
    return page(here, "people/passkey_show", script=SCRIPT, options=asked, key=key)


def _again(here: Reception) -> Again:
    return lambda refused: account_page(here, form="passkey", refused=refused)
