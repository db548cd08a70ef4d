"""The door in a real browser that runs no scripts, on a telephone's width, by day and by night."""

from __future__ import annotations

import itertools
import subprocess
import threading
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from registry.domain.people.one_time_code import code_of, step_of
from registry.domain.people.roles import PersonRole
from tests.e2e.accessible import violations
from tests.e2e.browsing import PATIENCE
from tests.e2e.own_port import OwnPort
from tests.people import PASSWORD, Clock, Staff
from tests.register import RegisterUnderTest, an_app

pytestmark = pytest.mark.browser

_numbers = itertools.count(1)
NARROW = 320  # pixels: WCAG 2.2, 1.4.10


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def staff(register: RegisterUnderTest, clock: Clock) -> Staff:
    return Staff(register, clock)


@pytest.fixture(scope="module")
def origin(register: RegisterUnderTest, clock: Clock) -> Iterator[str]:
    """As the demo serves it: on this machine's own address, without cover."""
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


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": NARROW, "height": 700},
        color_scheme=request.param,
        java_script_enabled=False,
        locale="zh-CN",
    )
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text))
    yield opened
    assert not [each for each in complaints if "Content Security Policy" in each]
    context.close()


def fits(page: Page) -> bool:
    """A screenshot of the whole page is as wide as what has to be scrolled."""
    return int.from_bytes(page.screenshot(full_page=True)[16:20], "big") == NARROW


def test_somebody_comes_in_with_his_telephone_and_goes_out(
    page: Page, origin: str, staff: Staff, clock: Clock, tmp_path: Path
):
    login = f"clerk-{next(_numbers)}"
    code = staff.invited(login, PersonRole.CLERK, by=staff.security)
    page.goto(f"{origin}/account")
    assert fits(page)
    page.get_by_role("link", name="使用邀请码").click()
    page.get_by_label("邀请码").fill(code)
    page.get_by_role("button", name="继续").click()
    assert fits(page)
    secret = b32decode(page.locator(".secret").inner_text().replace(" ", ""))
    assert read_by_a_telephone(page, tmp_path) == (login, secret)
    page.get_by_label("口令", exact=False).first.fill(PASSWORD)
    page.get_by_label("再输一次").fill(PASSWORD)
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="完成设置").click()
    assert page.get_by_role("alert").is_visible()
    assert fits(page)
    page.get_by_label("口令", exact=False).first.fill(PASSWORD)
    page.get_by_label("再输一次").fill(PASSWORD)
    page.get_by_label("验证码").fill(code_of(secret, step_of(clock())))
    page.get_by_role("button", name="完成设置").click()
    clock.next_code()
    page.get_by_label("登录名").fill(login)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_label("验证码").fill(code_of(secret, step_of(clock())))
    page.get_by_role("button", name="登录").click()
    clock.next_code()
    assert page.get_by_role("heading", name="我的账户").is_visible()
    assert fits(page)
    page.get_by_role("button", name="退出登录").click()
    assert "已退出登录" in page.get_by_role("status").inner_text()
    page.goto(f"{origin}/account")
    assert page.url == f"{origin}/sign-in?next=/account"


def read_by_a_telephone(page: Page, folder: Path) -> tuple[str, bytes]:
    picture = folder / "code.png"
    page.locator(".picture img").screenshot(path=picture)
    said = subprocess.run(["zbarimg", "--raw", "-q", picture], capture_output=True, text=True, check=True).stdout
    read = pyotp.parse_uri(said.strip())
    return read.name, b32decode(read.secret)


@pytest.mark.parametrize("reader", [("zh-CN", "light"), ("en-GB", "dark")], ids="-".join)
def test_every_page_can_be_read_by_those_who_do_not_see_it(browser, origin, staff, clock, reader):
    language, scheme = reader
    clerk = staff.enters(f"reader-{language}-{scheme}".lower(), PersonRole.CLERK)
    context = browser.new_context(viewport={"width": NARROW, "height": 700}, color_scheme=scheme, locale=language)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    for path in ("/invitation", "/sign-in", "/account"):
        page.goto(f"{origin}{path}")
        assert violations(page) == []
    page.locator("#login").fill(clerk.login)
    page.locator("#password").fill(PASSWORD)
    page.locator("#code").fill("000000")
    page.locator("main button").click()
    assert page.get_by_role("alert").is_visible()
    assert violations(page) == []
    page.locator("#password").fill(PASSWORD)
    page.locator("#code").fill(clerk.code(clock()))
    page.locator("main button").click()
    clock.next_code()
    page.wait_for_url(f"{origin}/account")
    assert violations(page) == []
    context.close()
