"""People come in, sign in and out, and look after what is their own."""

from __future__ import annotations

import re
from base64 import b32decode

import pytest

from registry.domain.people.lockout import FREE
from registry.domain.people.roles import PersonRole
from registry.service.people.entering import disable
from tests.people import ANOTHER, PASSWORD, Somebody
from tests.web.people.desk import COOKIE, Browser, a_login, forms_of


class TestSomebodyWhoComesForTheFirstTime:
    def test_sets_his_password_and_his_telephone_and_signs_in(self, staff, browser, clock):
        login = a_login()
        code = staff.invited(login, PersonRole.CLERK, by=staff.security)
        browser.get("/invitation")
        browser.fill_in("/invitation", invitation=code.lower())
        assert browser.page.status_code == 200
        assert login in browser.page.text
        secret = re.search(r'secret"><code>([A-Z2-7 ]+)<', browser.page.text)[1].replace(" ", "")
        assert "data:image/svg+xml;base64," in browser.page.text
        who = Somebody(None, b32decode(secret))
        typed = {"password": PASSWORD, "again": PASSWORD, "code": who.code(clock())}
        browser.fill_in("/invitation", **(typed | {"again": "another"}))
        assert browser.page.status_code == 422
        assert "两次输入的口令不一致" in browser.page.text
        browser.fill_in("/invitation", **typed)
        assert browser.path() == "/sign-in"
        assert "已设置" in browser.follow().text
        clock.next_code()
        browser.fill_in("/sign-in", login=login, password=PASSWORD, code=who.code(clock()))
        assert browser.is_in()

    @pytest.mark.parametrize("code", ["", "AAAA", "A" * 32, "\x00", "王" * 32])
    def test_is_told_that_a_wrong_code_is_none(self, browser, code):
        browser.get("/invitation")
        answer = browser.fill_in("/invitation", invitation=code)
        assert answer.status_code == 422
        assert "邀请码无效" in answer.text

    def test_types_his_code_into_no_address(self, app):
        rules = [rule for rule in app.url_map.iter_rules() if "invitation" in rule.rule]
        assert {rule.rule for rule in rules} == {"/invitation"}
        assert all(not rule.arguments for rule in rules)


class TestASession:
    def test_is_a_cookie_that_no_script_and_no_neighbour_has(self, browser, clerk):
        cookie = browser.signs_in(clerk).headers["Set-Cookie"]
        name, _, attributes = cookie.partition("=")
        assert name == COOKIE
        assert set(attributes.split("; ")[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}

    def test_is_another_than_before_the_sign_in(self, browser, another, clerk):
        """A token that somebody planted in the browser beforehand opens nothing (session fixation)."""
        browser.get("/sign-in")
        planted = another.token = browser.token
        assert browser.signs_in(clerk).status_code == 303
        assert browser.token != planted
        assert browser.is_in()
        assert not another.is_in()

    def test_that_this_browser_had_before_is_over(self, browser, another, clerk, staff):
        browser.signs_in(clerk)
        another.token = browser.token
        browser.get("/account")
        word = forms_of(browser.page)[0][1]["csrf"]
        fields = {"csrf": word, "login": clerk.login, "password": PASSWORD, "code": clerk.code(browser.clock())}
        browser.post("/sign-in", fields)
        browser.clock.next_code()
        assert browser.is_in()
        assert not another.is_in()

    @pytest.mark.parametrize("token", ["", "x", "a" * 43, "é", "\x00"])
    def test_is_none_that_was_made_up(self, browser, token):
        browser.token = token
        assert not browser.is_in()

    def test_is_over_once_he_signed_out_wherever_its_cookie_is(self, browser, another, clerk):
        browser.signs_in(clerk)
        another.token = browser.token
        browser.get("/account")
        answer = browser.fill_in("/sign-out")
        assert browser.token is None
        assert "Max-Age=0" in answer.headers["Set-Cookie"]
        assert not another.is_in()

    def test_is_over_after_half_an_hour_and_after_a_day_s_work(self, browser, clerk, clock):
        browser.signs_in(clerk)
        clock.passes(minutes=29)
        assert browser.is_in()
        clock.passes(minutes=30)
        assert not browser.is_in()
        browser.signs_in(clerk)
        for _ in range(27):
            clock.passes(minutes=26)
            assert browser.is_in()
        clock.passes(minutes=20)
        assert not browser.is_in()

    def test_of_another_is_not_ended(self, browser, another, clerk, staff, register):
        other = staff.enters(a_login(), PersonRole.CLERK)
        browser.signs_in(clerk)
        another.signs_in(other)
        (theirs,) = register.rows("SELECT id FROM session WHERE person = :id", id=other.person.id)
        browser.get("/account")
        word = forms_of(browser.page)[0][1]["csrf"]
        for wanted in (theirs["id"], "others", "\x00"):
            assert browser.post("/account/sessions", {"csrf": word, "session": wanted}).status_code == 303
        assert another.is_in()
        assert browser.is_in()

    def test_of_his_own_is_ended_one_by_one_or_all_but_this(self, app, clock, clerk, browser):
        others = [Browser(app, clock) for _ in range(3)]
        for each in others:
            each.signs_in(clerk)
        browser.signs_in(clerk)
        browser.get("/account")
        browser.fill_in("/account/sessions")
        assert browser.follow().text.count("/account/sessions") == 3
        assert sum(each.is_in() for each in others) == 2
        word = forms_of(browser.page)[0][1]["csrf"]
        browser.post("/account/sessions", {"csrf": word, "session": "others"})
        assert not any(each.is_in() for each in others)
        assert browser.is_in()

    def test_of_somebody_disabled_is_over(self, browser, clerk, staff, register, clock):
        browser.signs_in(clerk)
        disable(register.store, login=clerk.login, by=staff.security.person, at=clock())
        assert not browser.is_in()


class TestAnAnswerToWhoeverGuesses:
    def test_is_the_same_whether_or_not_anybody_has_the_login(self, browser, clerk, staff):
        """Known or unknown login, wrong password, wrong code, a code used before, a pause: to the last letter."""
        browser.signs_in(clerk)
        used = clerk.code(browser.clock())
        browser.get("/account")
        browser.fill_in("/sign-out")
        told = set()
        for login in (clerk.login, "nobody-here"):
            for typed in ({"password": ANOTHER}, {"code": "000000"}, {"code": used}):
                for _ in range(FREE + 1):
                    browser.get("/sign-in")
                    word = forms_of(browser.page)[0][1]["csrf"]
                    answer = browser.shows(clerk, login=login, **typed)
                    told.add((answer.status_code, answer.text.replace(word, "").replace(login, "")))
        assert len(told) == 1
        assert told.pop()[0] == 422

    def test_gives_back_the_login_and_never_the_password(self, browser, clerk):
        answer = browser.signs_in(clerk, password=ANOTHER)
        assert f'value="{clerk.login}"' in answer.text
        assert ANOTHER not in answer.text

    def test_comes_after_ever_longer_pauses(self, browser, clerk, clock):
        for _ in range(FREE):
            assert browser.signs_in(clerk, password=ANOTHER).status_code == 422
        assert browser.signs_in(clerk).status_code == 422
        clock.passes(minutes=1)
        assert browser.signs_in(clerk).status_code == 303

    def test_that_was_believed_once_is_not_believed_again(self, app, browser, another, clerk, clock):
        """A code looked over a shoulder, within its half minute."""
        seen = clerk.code(clock())
        browser.signs_in(clerk, code=seen)
        assert browser.is_in()
        clock.passes(seconds=-30)
        assert another.signs_in(clerk, code=seen).status_code == 422
        assert not another.is_in()


class TestTheAccount:
    def test_changes_the_password_and_ends_every_other_session(self, browser, another, clerk, clock):
        another.signs_in(clerk)
        browser.signs_in(clerk)
        before = browser.token
        browser.get("/account")
        typed = {"current": PASSWORD, "password": ANOTHER, "again": ANOTHER, "code": clerk.code(clock())}
        browser.fill_in("/account/password", **typed)
        clock.next_code()
        assert "口令已更改" in browser.follow().text
        assert browser.token != before
        assert browser.is_in()
        assert not another.is_in()
        another.token = before
        assert not another.is_in()
        assert another.signs_in(clerk).status_code == 422
        assert another.signs_in(clerk, password=ANOTHER).status_code == 303

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"current": ANOTHER}, "登录名、口令或者验证码不正确"),
            ({"code": "000000"}, "登录名、口令或者验证码不正确"),
            ({"again": "x"}, "两次输入的口令不一致"),
            ({"password": "short", "again": "short"}, "至少 12 个字符"),
        ],
    )
    def test_says_what_is_wrong_and_changes_nothing(self, browser, clerk, clock, *, typed, said):
        browser.signs_in(clerk)
        browser.get("/account")
        right = {"current": PASSWORD, "password": ANOTHER, "again": ANOTHER, "code": clerk.code(clock())}
        answer = browser.fill_in("/account/password", **(right | typed))
        clock.next_code()
        assert answer.status_code == 422
        assert said in answer.text
        assert ANOTHER not in answer.text
        browser.get("/account")
        browser.fill_in("/sign-out")
        assert browser.signs_in(clerk).status_code == 303

    def test_moves_to_another_telephone(self, browser, clerk, clock):
        browser.signs_in(clerk)
        browser.get("/account")
        answer = browser.fill_in("/account/telephone", current=PASSWORD, code="000000")
        assert answer.status_code == 422
        answer = browser.fill_in("/account/telephone", current=PASSWORD, code=clerk.code(clock()))
        clock.next_code()
        assert answer.status_code == 200
        assert "data:image/svg+xml;base64," in answer.text
        assert browser.is_in(), "until it is set up the old one goes on"

    def test_names_the_institution(self, browser, staff, register):
        bank = register.enrol("示例农商行")
        maker = staff.enters(a_login(), PersonRole.MAKER, identifier=bank.uscc)
        browser.signs_in(maker)
        assert "示例农商行" in browser.follow().text
        assert "经办" in browser.page.text
