"""A browser in which somebody signed in lets him in again, whatever strangers do under his login meanwhile."""

from __future__ import annotations

import re

from registry.domain.people.lockout import COUNTED
from registry.domain.people.roles import PersonRole
from registry.store.people import changing
from tests.web.people.desk import Browser, a_login


def keep_up_the_pause(register, who, *, clock):
    with changing(register.store) as people:
        for _ in range(COUNTED):
            people.note_try(register.authority.hashed("sign_in", who.login), at=clock(), believed=False)


def given(browser):
    return next(each for each in browser.page.headers.getlist("Set-Cookie") if "registry-device" in each)


class TestABrowser:
    def test_lets_its_owner_in_and_no_stranger(self, app, browser, clerk, clock, register):
        browser.signs_in(clerk)
        browser.get("/account")
        browser.fill_in("/sign-out")
        keep_up_the_pause(register, clerk, clock=clock)
        stranger = Browser(app, clock)
        assert stranger.signs_in(clerk).status_code == 422
        assert browser.signs_in(clerk).status_code == 303

    def test_of_two_lets_each_in(self, browser, clerk, staff, clock, register):
        """As at a counter where people take turns."""
        other = staff.enters(a_login(), PersonRole.CLERK)
        for who in (clerk, other):
            browser.signs_in(who)
            browser.get("/account")
            browser.fill_in("/sign-out")
            keep_up_the_pause(register, who, clock=clock)
        for who in (clerk, other):
            assert browser.signs_in(who).status_code == 303
            browser.get("/account")
            browser.fill_in("/sign-out")

    def test_keeps_what_says_nothing_of_him_and_opens_nothing(self, browser, clerk):
        browser.signs_in(clerk)
        cookie = given(browser)
        assert clerk.login not in cookie
        assert clerk.person.id not in cookie
        assert cookie.startswith("__Host-registry-device-")
        assert set(re.split("; ", cookie)[1:]) >= {"Secure", "HttpOnly", "Path=/", "SameSite=Strict", "Max-Age=7776000"}

    def test_is_told_nothing_by_who_was_not_believed(self, browser, clerk):
        browser.signs_in(clerk, code="000000")
        assert not [each for each in browser.page.headers.getlist("Set-Cookie") if "registry-device" in each]
