"""A clerk who types: what a body says is put into the fields of the pages, as they stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse

from registry.schemas.collateral import ITEMS
from registry.schemas.registrations import ClaimIn, GrantorIn
from registry.web.forms import Field, Widget, flat, members_of
from registry.web.typed import shown
from tests.people import Somebody
from tests.register import Enrolled, today
from tests.samples import a_body
from tests.web.people.desk import Browser

Typed = dict[str, Any]


class Forms(HTMLParser):
    """The forms of a page by their address, with what a browser would send of them untouched."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: dict[str, Typed] = {}
        self._in: Typed | None = None
        self._open = ""  # the select or textarea that is open
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in = self.forms.setdefault(given["action"], {})
        if self._in is None:
            return
        if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self._in.setdefault(given["name"], []).append(given.get("value", ""))
        elif tag in ("select", "textarea"):
            self._open = given["name"]
            self._in[self._open] = [""]
        elif tag == "option" and "selected" in given:
            self._in[self._open] = [given["value"]]

    def handle_data(self, data: str) -> None:
        if self._in is not None and self._open and self.lasttag == "textarea":
            self._in[self._open] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._open = ""
        if tag == "form":
            self._in = None


def typed_of(fields: Iterable[Field], body: Any) -> Typed:
    """What is typed into these fields to say what a body says."""
    made: Typed = {}
    for field in fields:
        values = list(shown(field, body))
        if not values:
            continue
        if field.widget is Widget.QUANTITY:
            made |= {field.anchor: values[0], f"{field.name}/unit": values[1]}
        elif field.widget in (Widget.LINES, Widget.TICKS):
            made[field.name] = "\n".join(values) if field.widget is Widget.LINES else values
        else:
            made[field.anchor] = values[0]
    return made


def an_asset(item: Any, *, listed: str = "collateral") -> Typed:
    """What is typed on the page of the asset."""
    at = f"{listed}/0"
    return typed_of(flat(members_of(ITEMS[item["kind"]], at, without=("kind",))), {listed: [item]})


class AtTheDesk:
    """Whoever sits there, page by page. What he types is laid over what the page shows."""

    def __init__(self, browser: Browser, who: Somebody, *, lender: Enrolled) -> None:
        self.browser, self.who, self.lender = browser, who, lender

    @property
    def page(self) -> TestResponse:
        return self.browser.page

    def signs_in(self) -> None:
        self.browser.signs_in(self.who, path="/desk")
        self.browser.follow()

    def goes_to(self, path: str) -> TestResponse:
        return self.browser.get(path)

    @property
    def at(self) -> str:
        """The address of the page that is shown."""
        return str(self.page.request.path)

    def sends(self, action: str, /, **typed: Any) -> TestResponse:
        """One form of the page, and where it leads."""
        fields = {**Forms(self.page.text).forms[action], **typed}
        answer = self.browser.post(action, fields)
        return self.browser.follow() if answer.status_code == 303 else answer

    def types(self, typed: Typed) -> TestResponse:
        """Into the form of this very page."""
        return self.sends(self.at, **typed)

    def begins(self, kind: str, code: str = "") -> TestResponse:
        self.goes_to("/desk")
        return self.sends("/desk/registrations", kind=kind, code=code)

    def fills_in(self, item: Any, **changes: Any) -> TestResponse:
        """The pages of a registration of this item, up to the check."""
        body = a_body(item, today=today()) | changes
        self.begins(item["kind"])
        self.types(an_asset(item))
        self.types(grantors_of(body))
        self.types(claim_of(body) | {"secured_creditor/identifier/value": self.lender.uscc})
        return self.types({"documents": ["security_contract", "identity_document"], **terms_of(body)})

    def acknowledged(self) -> list[str]:
        return re.findall(r'name="acknowledged" value="([^"]+)"', self.page.text)

    def submits(self, **typed: Any) -> TestResponse:
        """With everything acknowledged and the application signed."""
        digest = re.search(r'name="signed" value="([0-9a-f]{64})"', self.page.text)
        assert digest, self.page.text
        return self.types({"acknowledged": self.acknowledged(), "signed": digest[1], **typed})

    def confirmed_by(self, second: Somebody, **changes: str) -> TestResponse:
        clock = self.browser.clock
        shows = {"login": second.login, "password": second.password, "code": second.code(clock())}
        answer = self.types(shows | changes)
        if answer.status_code < 400:
            clock.next_code()
        return answer

    def number(self) -> str:
        """Of the registration on the last page."""
        found = re.search(r'class="number">(CQ\w+)<', self.page.text)
        assert found, self.page.text
        return found[1]


def grantors_of(body: Any) -> Typed:
    return typed_of(flat(members_of(GrantorIn(), "grantors/0")), body)


def claim_of(body: Any) -> Typed:
    fields = flat(members_of(ClaimIn(), "secured_claim"))
    return typed_of(fields, body) | {"expires_on": body["expires_on"]}


def terms_of(body: Any) -> Typed:
    return {
        name: value
        for name, value in an_asset(body["collateral"][0]).items()
        if name.split("/")[2] in ("interest", "statutory_registration", "delivered_at", "prior_lease")
    } | {"consents": [each["kind"] for each in body.get("consents", ())]}
