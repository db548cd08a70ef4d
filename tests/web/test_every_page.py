"""Every page behind a session, as every role of people meets it; and every field of theirs, whatever is typed there."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from registry.domain.access import PEOPLE, person_may
from registry.domain.people.roles import PersonRole
from tests.web.people.conftest import app, browser, clock, staff
from tests.web.people.desk import Browser
from tests.web.public.test_public import HOSTILE

__all__ = ["app", "browser", "clock", "staff"]

REFUSED = "无权进行此操作"
OF_A_BANK = (PersonRole.MAKER, PersonRole.CHECKER)
ENDS_IT_ALL = {"/sign-out", "/account/sessions"}


@pytest.fixture(scope="module")
def everybody(app, register, staff, clock):
    """One person of every role, each signed in."""
    bank = register.enrol("人人银行")
    there = {
        PersonRole.SYSTEM_ADMINISTRATOR: staff.system,
        PersonRole.SECURITY_ADMINISTRATOR: staff.security,
        PersonRole.AUDIT_ADMINISTRATOR: staff.audit,
    }
    clock.next_code()
    signed_in = {}
    for role in PersonRole:
        of = {"identifier": bank.uscc} if role in OF_A_BANK else {}
        who = there.get(role) or staff.enters(f"everybody-{role}", role, **of)
        signed_in[role] = Browser(app, clock)
        signed_in[role].signs_in(who)
        assert signed_in[role].is_in(), role
    return signed_in


@pytest.fixture(scope="module")
def pages(app):
    """Method, address and right of every page that needs a session."""
    views = [(rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules()]
    return [
        (method, re.sub("<[^>]+>", "x", rule.rule), view.right)
        for rule, view in views
        if view.access == "session"
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]


def test_every_right_of_a_page_is_in_the_table_of_people(pages):
    assert len(pages) > 60
    assert {right for _, _, right in pages} <= set(PEOPLE)


@pytest.mark.parametrize("role", PersonRole)
def test_a_role_is_let_in_where_the_table_says_and_nowhere_else(role, pages, everybody):
    browser = everybody[role]
    for method, path, right in pages:
        browser.get("/account")
        word = {"csrf": csrf(browser)}
        answer = browser.get(path) if method == "GET" else browser.post(path, word)
        if not person_may({role}, right):
            assert (answer.status_code, REFUSED in answer.text) == (403, True), (method, path)
        else:
            assert answer.status_code < 500, (method, path)
        assert browser.is_in() or path == "/sign-out", (method, path)


def test_every_right_lets_somebody_in(pages, everybody):
    for right in {right for _, _, right in pages}:
        plain = [path for method, path, of in pages if of is right and method == "GET" and "x" not in path.split("/")]
        let_in = [everybody[role].get(path).status_code for role in PEOPLE[right] for path in plain]
        assert 200 in let_in or not plain, right


class _Fields(HTMLParser):
    """The forms of a page: where each goes, what it carries, and where somebody types."""

    def __init__(self):
        super().__init__()
        self.forms = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.forms.append((given.get("action", ""), {}, []))
        elif self.forms and given.get("name") and tag in ("input", "textarea", "select"):
            _, carried, typed = self.forms[-1]
            if tag == "textarea" or given.get("type", "text") in ("text", "password", "search", "date"):
                typed.append(given["name"])
            else:
                carried.setdefault(given["name"], given.get("value", ""))


def forms_of(browser, path):
    read = _Fields()
    read.feed(browser.get(path).text)
    return [form for form in read.forms if form[0] not in ENDS_IT_ALL]


def csrf(browser):
    read = _Fields()
    read.feed(browser.page.text)
    return next(carried["csrf"] for _, carried, _ in read.forms if "csrf" in carried)


@pytest.mark.parametrize("role", PersonRole)
def test_whatever_is_typed_into_any_field_is_shown_as_what_it_is(role, pages, everybody):
    browser, fields = everybody[role], 0
    for path in {path for method, path, _ in pages if method == "GET" and "x" not in path.split("/")}:
        for action, carried, typed in forms_of(browser, path):
            fields += len(typed)
            for text in HOSTILE if typed else ():
                answer = browser.post(action, {**carried, **dict.fromkeys(typed, text)})
                assert answer.status_code < 500, (action, text)
                assert "<script>alert" not in answer.text, action
                assert "<img src=x" not in answer.text, action
                assert "Set-Cookie: a=b" not in str(answer.headers), action
    assert fields >= 7, "a password to change, a telephone to change"
