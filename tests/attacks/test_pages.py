"""Whoever has a form, a cookie, a code or a guess at one: the pages of people, before somebody who is none of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from registry.domain.people import lockout
from registry.domain.people.roles import PersonRole
from tests.people import PASSWORD
from tests.register import an_app
from tests.web.people.conftest import another, app, browser, clerk, clock, staff
from tests.web.people.desk import COOKIE, ORIGIN, a_login, forms_of

__all__ = ["another", "app", "browser", "clerk", "clock", "staff"]

STRANGE = [
    "https://register.test.", "https://register.test:443", "https://REGISTER.TEST", "https://xregister.test",
    "https://register.testx", "https://register.test@evil.test", "https://evil.test/https://register.test", "file://",
    "https://register.test\x00", "https://register.test, https://evil.test", "register.test", "https://", "*",
]  # fmt: skip


class TestASessionThatSomebodyPlanted:
    @pytest.mark.parametrize(
        "planted", ["a" * 43, "0", "../../session", "x; Path=/", "é" * 40, "' OR '1'='1", "a" * 4000]
    )
    def test_is_another_once_anybody_signed_in(self, browser, clerk, planted):
        """No fixation: what stood in the cookie beforehand opens nothing afterwards, wherever it is."""
        browser.client.set_cookie(COOKIE, planted.encode().decode("latin-1"), domain="register.test", secure=True)
        assert browser.signs_in(clerk).status_code == 303
        assert browser.token not in (planted, None)
        assert browser.is_in()
        browser.client.set_cookie(COOKIE, planted.encode().decode("latin-1"), domain="register.test", secure=True)
        assert not browser.is_in()

    @pytest.mark.parametrize(
        "name", ["registry-session", "__Secure-registry-session", "session", "sid", COOKIE.upper()]
    )
    def test_under_another_name_opens_nothing(self, browser, another, clerk, name):
        browser.signs_in(clerk)
        another.client.set_cookie(name, browser.token or "", domain="register.test", secure=True)
        assert not another.is_in()

    @pytest.mark.parametrize("place", ["query", "path", "header", "form", "bearer"])
    def test_in_another_place_than_the_cookie_opens_nothing(self, browser, another, clerk, place):
        """An address stands in logs and histories, a form in another page."""
        browser.signs_in(clerk)
        token = browser.token or ""
        given = {
            "query": {"path": f"/account?{COOKIE}={token}&session={token}"},
            "path": {"path": f"/account;{COOKIE}={token}"},
            "header": {"headers": {"X-Session": token, "X-CSRF-Token": token}},
            "form": {"data": {COOKIE: token, "session": token}, "method": "POST", "headers": {"Origin": ORIGIN}},
            "bearer": {"headers": {"Authorization": f"Bearer {token}"}},
        }[place]
        path = given.pop("path", "/account/sessions" if place == "form" else "/account")
        answer = another.client.open(path, base_url=ORIGIN, **given)
        assert answer.status_code in (303, 403, 404)
        assert clerk.login not in answer.text

    def test_stands_in_no_page_and_no_address(self, browser, clerk):
        browser.signs_in(clerk)
        seen = [browser.get("/account"), browser.get("/sign-in"), browser.post("/account/sessions", {"csrf": "x"})]
        for answer in seen:
            assert browser.token not in f"{answer.text}{answer.headers.get('Location', '')}"

    def test_of_two_under_one_name_is_none_of_a_neighbour_s(self, browser, clerk):
        """Only the host itself over an encrypted line can set this name (RFC 6265bis section 4.1.3.2)."""
        answer = browser.signs_in(clerk)
        (cookie,) = [value for value in answer.headers.getlist("Set-Cookie") if COOKIE in value]
        assert cookie.startswith("__Host-")
        assert {part.strip() for part in cookie.split(";")[1:]} == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


class TestAFormFromElsewhere:
    @pytest.mark.parametrize("origin", STRANGE)
    @pytest.mark.parametrize("path", ["/sign-out", "/account/sessions"])
    def test_does_nothing_however_its_origin_is_spelled(self, browser, clerk, origin, path):
        browser.signs_in(clerk)
        browser.get("/account")
        fields = {"csrf": forms_of(browser.page)[0][1]["csrf"], "session": "others"}
        assert browser.post(path, fields, origin=origin).status_code == 403
        assert browser.is_in()

    @pytest.mark.parametrize("headers", [{"Referer": f"{ORIGIN}/account"}, {"X-Requested-With": "XMLHttpRequest"},
                                         {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.test"}, {"Host": "register.test"}])  # fmt: skip
    def test_is_not_believed_for_what_else_it_says(self, browser, clerk, headers):
        browser.signs_in(clerk)
        browser.get("/account")
        fields = {"csrf": forms_of(browser.page)[0][1]["csrf"]}
        assert browser.post("/sign-out", fields, origin=None, **headers).status_code == 403
        assert browser.is_in()

    def test_with_a_word_stolen_a_session_ago_does_nothing(self, browser, clerk):
        """The word goes with its session."""
        browser.signs_in(clerk)
        browser.get("/account")
        stolen = forms_of(browser.page)[0][1]["csrf"]
        browser.post("/sign-out", {"csrf": stolen})
        assert not browser.is_in()
        browser.signs_in(clerk)
        assert browser.post("/sign-out", {"csrf": stolen}).status_code == 403
        assert browser.is_in()

    @pytest.mark.parametrize("path", ["/sign-out", "/account/sessions", "/account/password", "/account/telephone"])
    @pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
    def test_that_is_an_address_does_nothing(self, browser, clerk, path, method):
        """A picture's address could do it (RFC 9110 section 9.2.1)."""
        browser.signs_in(clerk)
        browser.client.open(path, method=method, base_url=ORIGIN, headers={"Origin": ORIGIN})
        assert browser.is_in()


class TestWhoeverGuesses:
    def tries(self, browser, login, *, times):
        for _ in range(times):
            browser.get("/sign-in")
            browser.fill_in("/sign-in", login=login, password="falsch", code="000000")
        return browser.page

    @pytest.mark.parametrize(
        "spell", [str, str.upper, lambda login: f" {login} ", lambda login: login.replace("-", "－")]
    )
    def test_at_one_login_waits_longer_and_longer_however_it_is_spelled(self, browser, clerk, clock, spell):
        self.tries(browser, spell(clerk.login), times=5)
        assert browser.signs_in(clerk).status_code == 422, "even with what is right"
        clock.passes(seconds=lockout.closed_until(5, last=clock()).timestamp() - clock().timestamp() + 1)
        assert browser.signs_in(clerk).status_code == 303

    def test_at_many_logins_from_one_address_waits_too(self, register, clerk):
        """The other half: a password tried at every login is counted under where it comes from."""
        with an_app(replace(register.settings(limit_sign_in=5), public_origin=ORIGIN)) as app:
            client = app.test_client()
            statuses = [
                client.post(
                    "/sign-in", base_url=ORIGIN, data={"login": a_login()}, headers={"Origin": ORIGIN}
                ).status_code
                for _ in range(7)
            ]
        assert statuses == [403] * 5 + [429] * 2, "before anything of it is believed"

    def test_keeps_nobody_out_who_is_in(self, browser, another, clerk):
        """A lock-out is no way to put somebody out of the house."""
        browser.signs_in(clerk)
        self.tries(another, clerk.login, times=8)
        assert browser.is_in()

    def test_is_told_the_same_whoever_he_guesses_at(self, browser, clerk, staff):
        gone = staff.enters(a_login(), PersonRole.CLERK)
        waiting = a_login()
        staff.invited(waiting, PersonRole.CLERK, by=staff.security)
        pages = []
        for login in (clerk.login, gone.login, waiting, "nobody-at-all", "系统-0"):
            browser.get("/sign-in")
            answer = browser.fill_in("/sign-in", login=login, password="falsch", code="000000")
            text = re.sub(r'name="csrf" value="[^"]+"', "", answer.text.replace(login, ""))
            pages.append((answer.status_code, text, sorted(dict(answer.headers))))
        assert pages == [pages[0]] * len(pages)

    @pytest.mark.parametrize(
        "login", ["admin", "root", "administrator", "test", "demo", "registry", "sa", "postgres", "guest"]
    )
    def test_finds_no_login_that_came_with_the_house(self, browser, register, login):
        assert not register.rows("SELECT FROM person WHERE login = :login", login=login)
        for password in (login, "password", "123456", "", PASSWORD):
            browser.get("/sign-in")
            assert browser.fill_in("/sign-in", login=login, password=password, code="000000").status_code == 422

    @pytest.mark.parametrize(
        "code", ["", "000000", "123456", "999999", "１２３４５６", "0", "12345", "1234567", "-00001", "null"]
    )
    def test_has_nothing_of_a_password_without_its_code(self, browser, clerk, code):
        assert browser.signs_in(clerk, code=code).status_code == 422
        assert not browser.is_in()
