"""A browser without scripts: it follows no redirect by itself, keeps its cookies, and fills in the forms it was given."""

from __future__ import annotations

import itertools
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.people import Clock, Somebody

ORIGIN = "https://register.test"
COOKIE = "__Host-registry-session"
_numbers = itertools.count(1)


def a_login() -> str:
    return f"clerk-{next(_numbers)}"


class _Forms(HTMLParser):
    """The forms of a page: their address, and what they carry before anybody types."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given["action"], {}))
        elif tag == "input" and self.forms:
            self.forms[-1][1].setdefault(given["name"], given.get("value", ""))
        elif tag == "select" and self.forms:
            self._choosing = given["name"]
        elif tag == "option" and self.forms:
            fields = self.forms[-1][1]
            if "selected" in given or self._choosing not in fields:
                fields[self._choosing] = given.get("value", "")


def forms_of(answer: TestResponse) -> list[tuple[str, dict[str, str]]]:
    read = _Forms()
    read.feed(answer.text)
    return read.forms


class Browser:
    def __init__(self, app: Flask, clock: Clock) -> None:
        self.client = app.test_client()
        self.clock = clock
        self.page: TestResponse

    @property
    def token(self) -> str | None:
        kept = self.client.get_cookie(COOKIE, domain="register.test")
        return kept.value if kept else None

    @token.setter
    def token(self, value: str) -> None:
        self.client.set_cookie(COOKIE, value, domain="register.test", secure=True)

    def get(self, path: str) -> TestResponse:
        self.page = self.client.get(path, base_url=ORIGIN)
        return self.page

    def post(self, path: str, fields: dict[str, Any], *, origin: str | None = ORIGIN, **headers: str) -> TestResponse:
        sent = headers if origin is None else {"Origin": origin, **headers}
        self.page = self.client.post(path, data=fields, headers=sent, base_url=ORIGIN)
        return self.page

    def fill_in(self, action: str, **typed: str) -> TestResponse:
        """The form of the page that goes to this address, with what is typed into it."""
        carried = next(fields for found, fields in forms_of(self.page) if found == action)
        return self.post(action, {**carried, **typed})

    def follow(self) -> TestResponse:
        assert self.page.status_code == 303, self.page.text
        return self.get(self.page.headers["Location"])

    def signs_in(self, who: Somebody, *, path: str = "/account", **changes: str) -> TestResponse:
        self.get(f"/sign-in?next={path}")
        return self.shows(who, **changes)

    def shows(self, who: Somebody, **changes: str) -> TestResponse:
        typed = {"login": who.login, "password": who.password, "code": who.code(self.clock())}
        answer = self.fill_in("/sign-in", **(typed | changes))
        if answer.status_code < 400:  # a code is used up by whoever is believed
            self.clock.next_code()
        return answer

    def is_in(self) -> bool:
        answer = self.client.get("/account", base_url=ORIGIN)
        return answer.status_code == 200

    def path(self) -> str:
        return urlsplit(self.page.headers["Location"]).path
