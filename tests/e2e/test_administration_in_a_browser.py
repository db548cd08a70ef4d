"""The administration in a real browser: on a telephone's width, by day and by night, and for those who do not see it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from registry.domain.people.break_glass import Glass
from registry.domain.people.roles import PersonRole
from registry.service.people.breaking_glass import Asked, ask, open_glass
from registry.service.people.recovering import propose
from tests.e2e.accessible import violations
from tests.e2e.browsing import PATIENCE
from tests.e2e.own_port import OwnPort
from tests.people import Clock, Somebody, Staff
from tests.register import RegisterUnderTest, an_app

pytestmark = pytest.mark.browser

HOME = "/administration"
NARROW = 320  # pixels: WCAG 2.2, 1.4.10


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def staff(register: RegisterUnderTest, clock: Clock) -> Staff:
    """With something that waits, something that stands open, and keys to be read."""
    made = Staff(register, clock)
    clerk = made.enters("clerk", PersonRole.CLERK)
    register.enrol("示例农商行")
    propose(register.store, login=clerk.login, by=made.system.person, at=clock())
    asked = Asked(glass=Glass.LIFT_PAUSE, about=clerk.login, reason="被陌生人锁定")
    for _ in range(2):
        found = ask(register.store, asked, by=made.system.person, at=clock())
    open_glass(register.store, found.id, by=made.audit.person, at=clock())
    return made


@pytest.fixture(scope="module")
def origin(register: RegisterUnderTest, clock: Clock) -> Iterator[str]:
    with OwnPort() as port:
        address = f"http://127.0.0.1:{port.number}"
        with an_app(replace(register.settings(), public_origin=address), clock=clock) as app:
            with port.listening() as taken:
                server = make_server("127.0.0.1", port.number, app, fd=taken.fileno())
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield address
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page in a context of its own; nothing on it may break the rules it is served under."""
    contexts, complaints = [], []

    def made(**how: object) -> Page:
        context = browser.new_context(locale="zh-CN", viewport={"width": NARROW, "height": 700}, **how)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        return page

    yield made
    assert not [each for each in complaints if "Content Security Policy" in each]
    for each in contexts:
        each.close()


def comes_in(page: Page, origin: str, *, who: Somebody, clock: Clock) -> None:
    clock.next_code()
    page.goto(f"{origin}/sign-in?next={HOME}")
    page.get_by_label("登录名").fill(who.login)
    page.get_by_label("口令").fill(who.password)
    page.get_by_label("验证码").fill(who.code(clock()))
    page.get_by_role("button", name="登录").click()
    clock.next_code()


def fits(page: Page) -> bool:
    """A screenshot of the whole page is as wide as what has to be scrolled."""
    return int.from_bytes(page.screenshot(full_page=True)[16:20], "big") == NARROW


def test_somebody_is_entered_and_given_a_role_without_a_script(
    origin: str, staff: Staff, clock: Clock, opened: Callable[..., Page]
) -> None:
    page = opened(java_script_enabled=False)
    comes_in(page, origin, who=staff.security, clock=clock)
    assert page.get_by_role("heading", name="系统管理").is_visible()
    assert "紧急授权" in page.locator(".alarm").inner_text()
    page.get_by_role("link", name="人员", exact=True).click()
    login = "newcomer"
    page.get_by_label("登录名", exact=True).fill(login)
    page.get_by_label("姓名", exact=True).fill("王芳")
    page.get_by_label("角色").select_option("clerk")
    page.get_by_label("您此刻的验证码").fill("000000")
    page.get_by_role("button", name="增加并取得邀请码").click()
    assert "验证码不正确" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("姓名", exact=True).input_value() == "王芳"
    page.get_by_label("您此刻的验证码").fill(staff.security.code(clock()))
    page.get_by_role("button", name="增加并取得邀请码").click()
    clock.next_code()
    assert len(page.locator(".secret").inner_text()) == 39
    assert fits(page)
    page.get_by_role("link", name="返回人员").click()
    page.get_by_role("link", name=login).click()
    assert fits(page)
    section = page.locator("section", has=page.get_by_role("heading", name="变更角色"))
    section.get_by_label("角色").select_option("registrar")
    section.get_by_label("您此刻的验证码").fill(staff.security.code(clock()))
    section.get_by_role("button", name="变更角色").click()
    clock.next_code()
    assert "已办理" in page.get_by_role("status").inner_text()
    assert page.locator(".sessions").first.inner_text().count("登记员") == 1


PAGES = ("", "/people", "/clients", "/break-glass", "/trail")


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
def test_can_be_read_by_those_who_do_not_see_it(
    origin: str, staff: Staff, clock: Clock, opened: Callable[..., Page], *, scheme: str, language: str
) -> None:
    page = opened(color_scheme=scheme)
    comes_in(page, origin, who=staff.audit, clock=clock)
    person = f"/people/{staff.system.person.id}"
    for path in (*PAGES, person):
        page.goto(f"{origin}{HOME}{path}?lang={language}")
        assert violations(page) == [], path
        assert fits(page), path
    page.locator('form[action$="/recovery"] input[name="code"]').fill("000000")
    page.locator('form[action$="/recovery"] button').click()
    assert page.locator(".fault").count() == 1, "of several forms the one that was sent is wrong"
    page.get_by_role("alert").get_by_role("link").click()
    assert page.url.endswith("#code")
    assert page.locator('form[action$="/recovery"] #code').count() == 1
    assert violations(page) == []
