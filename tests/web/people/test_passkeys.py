"""The pages on which somebody has a passkey made. What his device answers is judged by the register; the page carries
what was asked, and is the only one of these that runs a program."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from registry.domain import canon
from registry.domain.people.roles import PersonRole
from registry.store.reads import passkeys as read
from tests.authenticator import Authenticator
from tests.people import Somebody, Staff
from tests.register import Enrolled, an_app
from tests.web.people.desk import ORIGIN, Browser, a_login


@pytest.fixture(scope="module")
def lender(register) -> Enrolled:
    return register.enrol("示例银行")


@pytest.fixture
def checker(staff, lender) -> Somebody:
    return staff.enters(a_login(), PersonRole.CHECKER, identifier=lender.uscc)


@pytest.fixture
def there(browser: Browser, checker: Somebody) -> Browser:
    """His browser, on his account."""
    browser.signs_in(checker)
    browser.follow()
    return browser


@pytest.fixture
def somebody_else(another: Browser, staff: Staff, lender: Enrolled) -> Browser:
    another.signs_in(staff.enters(a_login(), PersonRole.CHECKER, identifier=lender.uscc))
    another.follow()
    return another


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(origin=ORIGIN)


def asked(browser: Browser) -> bytes:
    """The challenge that the page carries."""
    written = re.search(r"data-options='([^']*)'", browser.page.text)
    assert written, browser.page.text
    return canon.unb64(json.loads(unescape(written[1]))["challenge"])


def begin(browser: Browser, checker: Somebody, **changes: str):
    typed = {"label": "办公室<b>", "current": checker.password, "code": checker.code(browser.clock())}
    answer = browser.fill_in("/account/passkeys", **(typed | changes))
    browser.clock.next_code()
    return answer


class TestAPasskey:
    def test_is_made_shown_to_be_held_and_waits(self, there, checker, device, register):
        begin(there, checker)
        there.fill_in("/account/passkeys/made", answer=device.makes(asked(there)))
        there.fill_in("/account/passkeys/held", answer=device.answers(asked(there)))
        assert "待两名管理员批准" in there.follow().text
        assert "办公室&lt;b&gt;" in there.page.text
        (own,) = read.own(register.store, checker.person.id)
        assert own.is_shown

    def test_that_was_left_half_way_is_shown_to_be_held_later(self, there, checker, device):
        begin(there, checker)
        there.fill_in("/account/passkeys/made", answer=device.makes(asked(there)))
        assert "待确认持有" in there.get("/account").text
        there.fill_in("/account/passkeys/show")
        there.fill_in("/account/passkeys/held", answer=device.answers(asked(there)))
        assert "待管理员批准" in there.follow().text

    def test_that_counts_for_nothing_is_given_up(self, there, checker, device, register):
        begin(there, checker)
        there.fill_in("/account/passkeys/made", answer=device.makes(asked(there)))
        there.get("/account")
        there.fill_in("/account/passkeys/drop")
        assert "已移除" in there.follow().text
        assert read.own(register.store, checker.person.id) == []

    @pytest.mark.parametrize("changes", [{"code": "000000"}, {"current": "不是这个口令也不是"}, {"label": ""}])
    def test_takes_password_code_and_a_name(self, there, checker, changes):
        answer = begin(there, checker, **changes)
        assert answer.status_code == 422
        assert "data-passkey" not in answer.text

    @pytest.mark.parametrize("answer", ["", "{}", "null", "\x00", "x" * 20_000, '{"response": {"signature": 7}}'])
    def test_is_not_what_no_device_answers(self, there, checker, device, answer):
        begin(there, checker)
        assert there.fill_in("/account/passkeys/made", answer=answer).status_code == 422
        begin(there, checker)
        there.fill_in("/account/passkeys/made", answer=device.makes(asked(there)))
        assert there.fill_in("/account/passkeys/held", answer=answer).status_code == 422

    def test_of_somebody_else_is_out_of_reach(self, there, checker, somebody_else, register):
        begin(there, checker)
        there.fill_in("/account/passkeys/made", answer=Authenticator(origin=ORIGIN).makes(asked(there)))
        (own,) = read.own(register.store, checker.person.id)
        word = re.search(r'name="csrf" value="(\w+)"', somebody_else.page.text)[1]
        for step in ("show", "held", "drop"):
            somebody_else.post(f"/account/passkeys/{step}", {"csrf": word, "key": own.key_id, "answer": "{}"})
            assert read.own(register.store, checker.person.id) == [own]

    def test_is_not_offered_to_the_register_s_own_people(self, browser, clerk):
        browser.signs_in(clerk)
        assert "/account/passkeys" not in browser.follow().text


class TestThePage:
    def test_runs_its_own_program_and_none_other(self, there, checker):
        plain = there.page.headers["Content-Security-Policy"]
        begin(there, checker)
        policy = there.page.headers["Content-Security-Policy"]
        assert "script-src" not in plain
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        (script,) = re.findall(r'<script src="([^"]+)" defer></script>', there.page.text)
        assert there.page.text.count("<script") == 1
        assert there.get(script).content_type.startswith("text/javascript")

    def test_says_by_which_name_to_come_where_numbers_stand_in_the_address(self, register, clock, checker):
        settings = replace(register.settings(), public_origin="http://127.0.0.1:8000")
        with an_app(settings, clock=clock) as app:
            client = app.test_client()
            for host, offered in (("127.0.0.1:8000", False), ("localhost:8000", True)):
                origin = f"http://{host}"
                form = client.get("/sign-in", base_url=origin)
                word = re.search(r'name="csrf" value="(\w+)"', form.text)[1]
                typed = {"csrf": word, "login": checker.login, "password": checker.password}
                shown = client.post(
                    "/sign-in",
                    data={**typed, "code": checker.code(clock())},
                    base_url=origin,
                    headers={"Origin": origin},
                )
                clock.next_code()
                assert shown.status_code == 303
                account = client.get("/account", base_url=origin).text
                assert ('action="/account/passkeys"' in account) is offered
                assert ("http://localhost:8000/account" in account) is not offered

    @pytest.mark.parametrize("origin", ["https://register.test", "http://127.0.0.1:8000"])
    def test_believes_no_form_of_this_machine_s_name_but_in_a_demo(self, register, clock, origin):
        with an_app(replace(register.settings(), public_origin=origin), clock=clock) as app:
            client = app.test_client()
            form = client.get("/sign-in", base_url=origin)
            word = re.search(r'name="csrf" value="(\w+)"', form.text)[1]
            typed = {"csrf": word, "login": "x", "password": "x", "code": "1"}
            for foreign in (
                "http://localhost",
                "http://localhost:8001",
                "https://localhost:8000",
                "http://localhost:443",
            ):
                sent = client.post("/sign-in", data=typed, base_url=origin, headers={"Origin": foreign})
                assert sent.status_code == 403
