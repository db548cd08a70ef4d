"""Passkeys in a real browser, with an authenticator that the browser itself plays (WebDriver's, Web Authentication
Level 3 section 11): on this machine's own name, as a visitor of the demo would."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, CDPSession, Page
from werkzeug.serving import make_server

from registry.domain.people.roles import PersonRole
from registry.service.enrolment import passkey
from registry.store.reads import passkeys as read
from tests.drafts import Counter
from tests.e2e.accessible import violations
from tests.e2e.browsing import PATIENCE
from tests.e2e.own_port import OwnPort
from tests.people import PASSWORD, Clock, Somebody, Staff
from tests.register import Enrolled, RegisterUnderTest, an_app

pytestmark = pytest.mark.browser
_numbers = itertools.count(1)
A_DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@dataclass
class House:
    """A register as the demo serves it: under the number of this machine, and reached by its name too."""

    register: RegisterUnderTest
    staff: Staff
    bank: Enrolled
    port: int = 0

    @property
    def clock(self) -> Clock:
        return self.staff.clock

    @property
    def named(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def numbered(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def checker(self) -> Somebody:
        login = f"checker-{next(_numbers)}"
        return self.staff.enters(login, PersonRole.CHECKER, identifier=self.bank.uscc)


def a_little_ago() -> Clock:
    """Telephones show each code once, so the tests move the clock on: it must not run ahead of the database's."""
    clock = Clock()
    clock.passes(minutes=-8)
    return clock


@pytest.fixture(scope="module")
def house(register: RegisterUnderTest) -> Iterator[House]:
    made = House(register, Staff(register, a_little_ago()), register.enrol("示例银行"))
    with OwnPort() as own:
        made.port = own.number
        settings = replace(register.settings(), public_origin=made.numbered)
        with an_app(settings, clock=made.clock) as app:
            with own.listening() as taken:
                server = make_server("127.0.0.1", own.number, app, fd=taken.fileno())
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield made
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text))
    yield opened
    assert not [each for each in complaints if "Content Security Policy" in each]
    context.close()


@pytest.fixture
def device(page: Page) -> Iterator[CDPSession]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    yield session
    session.detach()


def plug_in(device: CDPSession, **changes: object) -> str:
    added = device.send("WebAuthn.addVirtualAuthenticator", {"options": {**A_DEVICE, **changes}})
    return str(added["authenticatorId"])


def comes_in(page: Page, who: Somebody, *, origin: str, house: House) -> None:
    page.goto(f"{origin}/sign-in")
    page.get_by_label("登录名").fill(who.login)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_label("验证码").fill(who.code(house.clock()))
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="我的账户").wait_for()
    house.clock.next_code()


def asks_for_one(page: Page, who: Somebody, *, house: House) -> None:
    section = page.locator("section", has=page.get_by_role("heading", name="通行密钥", exact=True))
    section.get_by_label("名称").fill("办公室电脑")
    section.get_by_label("现在的口令").fill(PASSWORD)
    section.get_by_label("验证码").fill(who.code(house.clock()))
    section.get_by_role("button", name="添加通行密钥").click()
    page.get_by_role("heading", name="添加通行密钥").wait_for()
    house.clock.next_code()


def has_one_made(page: Page, who: Somebody, *, house: House) -> None:
    """A passkey that waits for two administrators."""
    comes_in(page, who, origin=house.named, house=house)
    asks_for_one(page, who, house=house)
    assert violations(page) == []
    page.get_by_role("button", name="生成通行密钥").click()
    page.get_by_role("button", name="用通行密钥签名").click()
    page.get_by_role("status").get_by_text("待两名管理员批准").wait_for()


def test_a_checker_enters_what_a_maker_prepared_by_signing_it(page, device, house):
    who, counter = house.checker(), Counter(house.register, house.staff)
    maker = counter.somebody(PersonRole.MAKER, identifier=house.bank.uscc)
    plug_in(device)
    has_one_made(page, who, house=house)
    (own,) = read.own(house.register.store, who.person.id)
    house.register.administer(passkey(house.register.store, own.key_id))
    draft = counter.waiting(maker, counter.wanted(house.bank, behalf=None, paper=None))
    page.goto(f"{house.named}/drafts/{draft.id}")
    page.get_by_role("button", name="核对无误，签名").click()
    assert violations(page) == []
    page.get_by_role("button", name="用通行密钥签名并登记").click()
    page.get_by_role("status").get_by_text("已登记").wait_for()
    (kept,) = house.register.rows("SELECT kind, key_id FROM evidence WHERE kind = 'passkey'")
    assert kept["key_id"] == own.key_id
    assert house.register.audit() == []


def test_a_checker_adds_a_passkey_on_his_account_and_two_administrators_make_it_count(page, device, house):
    who = house.checker()
    plug_in(device)
    has_one_made(page, who, house=house)
    (own,) = read.own(house.register.store, who.person.id)
    assert page.get_by_text(own.key_id[:12]).is_visible()
    house.register.administer(passkey(house.register.store, own.key_id))
    page.reload()
    assert page.get_by_text("有效", exact=True).is_visible()
    assert violations(page) == []


def test_a_device_that_recognises_nobody_makes_none(page, device, house):
    who = house.checker()
    plug_in(device, isUserVerified=False)
    comes_in(page, who, origin=house.named, house=house)
    asks_for_one(page, who, house=house)
    page.get_by_role("button", name="生成通行密钥").click()
    page.get_by_role("alert").get_by_text("设备没有确认").wait_for()
    assert read.own(house.register.store, who.person.id) == []


def test_under_its_number_the_page_says_by_which_name_to_come(page, house):
    comes_in(page, house.checker(), origin=house.numbered, house=house)
    page.get_by_role("link", name=f"{house.named}/account").click()
    assert page.url.startswith(f"{house.named}/sign-in")


def test_without_its_program_the_page_says_what_it_takes(browser, house):
    who = house.checker()
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    comes_in(page, who, origin=house.named, house=house)
    asks_for_one(page, who, house=house)
    assert page.get_by_text("请启用 JavaScript").is_visible()
    assert page.get_by_role("button", name="生成通行密钥").is_disabled()
    context.close()
