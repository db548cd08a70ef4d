"""Administrators before the same register, each in a browser of his own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from registry.api.office import EXTENSION
from tests.people import Clock, Somebody
from tests.register import RegisterUnderTest
from tests.web.people.conftest import another, app, browser, clerk, clock, staff
from tests.web.people.desk import Browser

__all__ = ["another", "app", "browser", "clerk", "clock", "staff"]

HOME = "/administration"


class Desk(Browser):
    """A browser in which an administrator is signed in; his next code is shown with whatever he sends."""

    def __init__(self, app: Flask, clock: Clock, *, who: Somebody) -> None:
        super().__init__(app, clock)
        self.who = who
        clock.next_code()  # with the one of now he may just have come in
        self.signs_in(who, path=HOME)

    def acts(self, path: str, **typed: str):
        """The form of the page he looks at that goes there, with his code; the next act takes another."""
        code = typed.pop("code", self.who.code(self.clock()))
        answer = self.fill_in(f"{HOME}{path}", **{**typed, "code": code})
        self.clock.next_code()
        return answer

    def looks_at(self, somebody: Somebody):
        return self.get(f"{HOME}/people/{somebody.person.id}")

    def one(self, somebody: Somebody, act: str, **typed: str):
        self.looks_at(somebody)
        return self.acts(f"/people/{somebody.person.id}/{act}", **typed)


@pytest.fixture
def desk(app: Flask, clock: Clock) -> Callable[[Somebody], Desk]:
    return lambda who: Desk(app, clock, who=who)


@pytest.fixture
def told(app: Flask, register: RegisterUnderTest):
    """What stands in the trail of this kind, newest first, once all of it is written."""

    def events(kind: str, **about: str | None) -> list[dict]:
        app.extensions[EXTENSION].trail.flush()
        rows = register.rows("SELECT * FROM access_event WHERE kind = :kind ORDER BY at DESC, id DESC", kind=kind)
        return [row for row in rows if all(row[name] == value for name, value in about.items())]

    return events
