"""What those try who should not, and what every page tells a browser."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from registry.domain.people.roles import PersonRole
from registry.domain.people.session import csrf_of
from registry.web.reception import Reception
from tests.people import ANOTHER, PASSWORD
from tests.web.people.desk import COOKIE, ORIGIN, a_login, forms_of

OTHERS = [
    "https://evil.test",
    "http://register.test",
    "https://register.test.evil.test",
    "null",
    "https://register.test:8443",
    "",
]


class TestAFormFromElsewhere:
    @pytest.fixture
    def signed_in(self, browser, clerk):
        browser.signs_in(clerk)
        browser.get("/account")
        return browser

    def word(self, browser):
        return forms_of(browser.page)[0][1]["csrf"]

    @pytest.mark.parametrize("origin", OTHERS)
    def test_does_nothing(self, signed_in, origin):
        fields = {"csrf": self.word(signed_in), "session": "others"}
        for path in ("/sign-out", "/account/sessions"):
            assert signed_in.post(path, fields, origin=origin).status_code == 403
        assert signed_in.is_in()

    @pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
    def test_does_nothing_when_the_browser_does_not_say_it_was_ours(self, signed_in, site):
        headers = {"Sec-Fetch-Site": site} if site else {}
        fields = {"csrf": self.word(signed_in)}
        assert signed_in.post("/sign-out", fields, origin=None, **headers).status_code == 403
        assert signed_in.is_in()
        signed_in.post("/sign-out", fields, origin=None, **{"Sec-Fetch-Site": "same-origin"})
        assert not signed_in.is_in()

    @pytest.mark.parametrize("path", ["/account/password", "/account/telephone", "/account/sessions", "/sign-out"])
    @pytest.mark.parametrize("word", [None, "", "x", "a" * 64])
    def test_does_nothing_without_the_word_of_this_session(self, signed_in, clerk, path, word):
        typed = {"current": PASSWORD, "password": ANOTHER, "again": ANOTHER, "code": clerk.code(signed_in.clock())}
        fields = {**typed, "session": "others", **({} if word is None else {"csrf": word})}
        answer = signed_in.post(path, fields)
        assert answer.status_code == 403
        assert "没有办理任何事项" in answer.text
        assert signed_in.is_in()

    def test_does_nothing_with_the_word_of_another_session(self, signed_in, another, staff):
        another.signs_in(staff.enters(a_login(), PersonRole.CLERK))
        assert another.post("/sign-out", {"csrf": self.word(signed_in)}).status_code == 403
        assert another.is_in()

    def test_signs_nobody_in(self, browser, clerk, clock):
        """Whoever is signed in as another than he thinks files in that name (login CSRF)."""
        browser.get("/sign-in")
        typed = {"login": clerk.login, "password": PASSWORD, "code": clerk.code(clock())}
        word = self.word(browser)
        assert browser.post("/sign-in", {**typed, "csrf": word}, origin="https://evil.test").status_code == 403
        assert browser.post("/sign-in", {**typed, "csrf": csrf_of("another")}).status_code == 403
        assert browser.post("/sign-in", typed).status_code == 403
        assert browser.post("/sign-in", {**typed, "csrf": word}).status_code == 303

    def test_takes_up_no_invitation(self, browser, staff):
        code = staff.invited(a_login(), PersonRole.CLERK, by=staff.security)
        browser.get("/invitation")
        fields = {"csrf": self.word(browser), "invitation": code}
        assert browser.post("/invitation", fields, origin="https://evil.test").status_code == 403
        assert browser.post("/invitation", {"invitation": code}).status_code == 403


ELSEWHERE = [
    "https://evil.test", "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/%5cevil.test", "http:evil.test",
    "javascript:alert(1)", "data:text/html,x", "/account@evil.test", "@evil.test", "/..//evil.test", "/.evil.test",
    "/account/../../evil.test", "/account?x=//evil.test", "/account#x", " //evil.test", "\t//evil.test", "/\t/evil.test",
    "/account\r\nX-Evil: 1", "/account%0d%0aX-Evil:%201", "/verify", "/v1/registrations", "/docs", "/sign-out", "/nothing",
    "https://register.test/account", "https:/account", "", "account", "/account/", "/account/password", "\x00/account",
]  # fmt: skip


class TestWhereHeGoesOn:
    @pytest.mark.parametrize("path", ELSEWHERE)
    def test_is_never_elsewhere(self, browser, clerk, clock, path):
        """No open redirect: neither from the address nor from the form."""
        browser.get("/sign-in")
        typed = {"login": clerk.login, "password": PASSWORD, "code": clerk.code(clock())}
        answer = browser.fill_in("/sign-in", **typed, next=path)
        assert answer.status_code == 303
        assert answer.headers["Location"] == "/account"
        assert "X-Evil" not in answer.headers
        again = browser.client.get("/sign-in", query_string={"next": path}, base_url=ORIGIN)
        assert again.headers["Location"] == "/account"

    def test_is_the_page_he_asked_for(self, browser, clerk):
        assert browser.get("/account").status_code == 303
        assert browser.page.headers["Location"] == "/sign-in?next=/account"
        browser.follow()
        browser.shows(clerk)
        assert browser.follow().status_code == 200

    def test_is_the_form_he_had_begun_when_his_session_ended(self, browser, another, clerk, register, clock):
        another.signs_in(clerk)
        browser.signs_in(clerk)
        browser.get("/account")
        clock.passes(minutes=25)
        assert another.is_in()
        clock.passes(minutes=6)
        (wanted,) = register.rows(
            "SELECT id FROM session WHERE person = :id ORDER BY seen_at DESC LIMIT 1", id=clerk.person.id
        )
        answer = browser.fill_in("/account/sessions", session=wanted["id"])
        assert answer.status_code == 403
        assert "填写的内容会保留" in answer.text
        assert another.is_in(), "nothing is done for nobody"
        browser.shows(clerk)
        assert browser.page.status_code == 200
        assert another.is_in(), "nor is anything sent by itself"
        browser.fill_in("/account/sessions")
        assert not another.is_in()

    def test_keeps_no_password_and_no_code_over_the_end_of_a_session(self, browser, clerk, clock):
        browser.signs_in(clerk)
        browser.get("/account")
        clock.passes(minutes=31)
        typed = {"current": PASSWORD, "password": ANOTHER, "again": ANOTHER, "code": "123456"}
        answer = browser.fill_in("/account/password", **typed)
        assert answer.status_code == 403
        for secret in (PASSWORD, ANOTHER, "123456"):
            assert secret not in answer.text
        browser.shows(clerk)
        assert browser.path() == "/account"

    @pytest.mark.parametrize("path", ["/sign-out", "/sign-in", "/v1/registrations", "//evil.test", "https://evil.test"])
    def test_is_no_form_of_another_page(self, browser, clerk, clock, path):
        browser.get("/sign-in")
        typed = {"login": clerk.login, "password": PASSWORD, "code": clerk.code(clock())}
        answer = browser.fill_in("/sign-in", **typed, next=path, kept="session=others")
        assert (answer.status_code, answer.headers.get("Location")) == (303, "/account")

    def test_is_his_account_when_what_was_carried_is_no_form(self, browser, clerk, clock):
        browser.get("/sign-in")
        typed = {"login": clerk.login, "password": PASSWORD, "code": clerk.code(clock())}
        answer = browser.fill_in("/sign-in", **typed, next="/account/sessions", kept="&".join(["a=b"] * 300))
        assert (answer.status_code, answer.headers.get("Location")) == (303, "/account")


class TestEveryPage:
    @pytest.fixture
    def answers(self, browser, another, clerk, staff, clock):
        """One of each page, and of each way it can turn out."""
        code = staff.invited(a_login(), PersonRole.CLERK, by=staff.security)
        return [
            browser.get("/sign-in"), browser.get("/invitation"),
            browser.fill_in("/invitation", invitation="x"), browser.fill_in("/invitation", invitation=code),
            browser.fill_in("/invitation", password="x", again="x", code="x"),
            browser.post("/invitation", {}), browser.get("/account"), browser.get("/assets/x/register.css"),
            browser.signs_in(clerk, code="x"), browser.signs_in(clerk), browser.follow(),
            browser.fill_in("/account/password", password="x"),
        ]  # fmt: skip

    def test_lets_a_browser_do_nothing_but_show_it_and_send_its_forms(self, answers):
        for answer in answers:
            policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
            assert policy == {
                "default-src": "'none'", "style-src": "'self'", "img-src": "data:", "form-action": "'self'",
                "base-uri": "'none'", "frame-ancestors": "'none'",
            }  # fmt: skip
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert "camera=()" in answer.headers["Permissions-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"

    def test_has_no_script_and_no_style_of_its_own(self, answers):
        for answer in answers:
            assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", answer.text)

    def test_is_chinese_first(self, answers):
        for answer in answers:
            if answer.text:
                assert '<html lang="zh-CN">' in answer.text

    def test_escapes_what_is_typed(self, browser):
        browser.get("/sign-in")
        answer = browser.fill_in("/sign-in", login='"><script>alert(1)</script>', password="x", code="x", kept='"><b>')
        assert "<script" not in answer.text
        assert '"><b>' not in answer.text

    @pytest.mark.parametrize("typed", ["\x00", "a\x00b", "😀" * 40, "a" * 10_000, "\ud7ff", "'; DROP TABLE person; --"])
    def test_stands_whatever_is_typed(self, browser, typed):
        browser.get("/sign-in")
        answer = browser.fill_in("/sign-in", login=typed, password=typed, code=typed, next=typed)
        assert answer.status_code == 422

    def test_is_shown_to_a_stranger_by_no_route_that_needs_a_session(self, app, browser):
        routes = [rule for rule in app.url_map.iter_rules() if app.view_functions[rule.endpoint].access == "session"]
        assert routes
        for rule in routes:
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                answer = browser.get(rule.rule) if method == "GET" else browser.post(rule.rule, {"csrf": "x"})
                assert answer.status_code == (303 if method == "GET" else 403)
                assert "我的账户" not in answer.text

    def test_gives_its_style_under_its_digest_for_ever(self, browser):
        address = re.search(r'href="(/assets/[^"]+)"', browser.get("/sign-in").text)[1]
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert browser.get("/assets/x/register.css").status_code == 404


class TestTheCookieOfADemo:
    """Without cover on one's own machine, and nowhere else."""

    @pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
    def test_goes_over_http(self, register, clock, origin):
        here = Reception(store=register.store, authority=register.authority, origin=origin, clock=clock)
        assert (here.has_cover, here.cookie) == (False, "registry-session")

    @pytest.mark.parametrize(
        "origin",
        [
            "http://register.test",
            "https://127.0.0.1",
            "http://127.0.0.1.evil.test",
            "http://10.0.0.1",
            "ftp://localhost",
        ],
    )
    def test_does_not_elsewhere(self, register, clock, origin):
        here = Reception(store=register.store, authority=register.authority, origin=origin, clock=clock)
        assert (here.has_cover, here.cookie) == (True, COOKIE)

    def test_does_not_in_earnest(self, register, clock):
        class InEarnest:
            issuer = replace(register.authority.issuer, livemode=True)

        here = Reception(store=register.store, authority=InEarnest(), origin="http://127.0.0.1:8000", clock=clock)
        assert here.has_cover


def test_nothing_of_anybody_stands_in_what_is_logged(browser, clerk, staff, capfd):
    code = staff.invited(a_login(), PersonRole.CLERK, by=staff.security)
    browser.get("/invitation")
    browser.fill_in("/invitation", invitation=code)
    for typed in ({"password": ANOTHER}, {}):
        browser.signs_in(clerk, **typed)
    browser.follow()
    said = capfd.readouterr().err
    assert '"rule": "/sign-in"' in said
    for secret in (clerk.login, clerk.person.name, clerk.person.id, PASSWORD, ANOTHER, code, browser.token):
        assert secret not in said
