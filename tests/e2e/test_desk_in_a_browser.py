"""The clerk's desk in a real browser: without scripts, by keyboard, narrow and wide, in both languages, and how much of
a slow line it takes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response
from werkzeug.serving import make_server

from registry.domain.people.roles import PersonRole
from tests.drafts import earlier
from tests.e2e.accessible import violations
from tests.e2e.at_the_desk import EN, ZH, Visit
from tests.e2e.browsing import PATIENCE
from tests.e2e.own_port import OwnPort
from tests.people import Clock, Somebody, Staff
from tests.register import Enrolled, RegisterUnderTest, an_app

pytestmark = pytest.mark.browser

FIRST, LATER = 15 * 1024, 6 * 1024  # bytes: of the first page with its style, and of every page after it
NARROW, WIDE = 360, 1280


@dataclass
class Office:
    """A register whose desk is open, and who works there."""

    origin: str
    clerk: Somebody
    second: Somebody
    lender: Enrolled
    clock: Clock

    def signs_in(self, page: Page) -> None:
        page.goto(f"{self.origin}/sign-in?next=/desk")
        page.locator("#login").fill(self.clerk.login)
        page.locator("#password").fill(self.clerk.password)
        page.locator("#code").fill(self.clerk.code(self.clock()))
        page.locator("main button").first.click()
        page.wait_for_url(f"{self.origin}/desk")
        self.clock.next_code()

    def registers(self, visit: Visit) -> None:
        self.signs_in(visit.page)
        visit.registers_a_forest(self.lender.name)
        shown = {"login": self.second.login, "password": self.second.password, "code": self.second.code(self.clock())}
        visit.is_confirmed(**shown)
        self.clock.next_code()


@pytest.fixture(scope="module")
def office(register: RegisterUnderTest) -> Iterator[Office]:
    """As the demo serves it: on this machine's own address, without cover."""
    clock = earlier()
    staff = Staff(register, clock)
    people = [
        staff.enters(login, role) for login, role in (("clerk", PersonRole.CLERK), ("registrar", PersonRole.REGISTRAR))
    ]
    with OwnPort() as port:
        address = f"http://127.0.0.1:{port.number}"
        with an_app(replace(register.settings(), public_origin=address), clock=clock) as app:
            with port.listening() as taken:
                server = make_server("127.0.0.1", port.number, app, fd=taken.fileno())
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield Office(address, *people, lender=register.enrol("示例银行"), clock=clock)
            server.shutdown()
            thread.join()
            server.server_close()


def opened(browser: Browser, *, width: int, scripts: bool, **options: str) -> tuple[BrowserContext, Page, list[str]]:
    """A page, and what the browser complains of on it."""
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts, **options)
    context.set_default_timeout(PATIENCE)
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text))
    return context, page, complaints


def split(answers: list[Response]) -> tuple[list[Response], list[Response]]:
    """Style sheets, and whatever is a page."""
    style = [each for each in answers if each.url.endswith(".css")]
    return style, [each for each in answers if each not in style]


def sent(answer: Response) -> int:
    """What came over the line: head and body, as the server of the demo sends them, which compresses nothing."""
    sizes = answer.request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]


def fits(page: Page, width: int) -> bool:
    """A screenshot of the whole page is as wide as what has to be scrolled."""
    return int.from_bytes(page.screenshot(full_page=True)[16:20], "big") == width


class TestAForestRight:
    def test_is_registered_on_a_narrow_screen_without_scripts_over_a_slow_line(self, browser, office):
        context, page, complaints = opened(browser, width=NARROW, scripts=False, locale="zh-CN", color_scheme="dark")
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- it asks for a function
        office.registers(Visit(page, office.origin, ZH, sees=lambda name: fits(page, NARROW) or pytest.fail(name)))
        style, pages = split(answers)
        assert len({each.url for each in style}) == 1
        assert "immutable" in style[0].headers["cache-control"], "or it would be sent with every page"
        assert sent(pages[0]) + sent(style[0]) <= FIRST
        heavy = {f"{each.request.method} {each.url}": sent(each) for each in pages if sent(each) > LATER}
        assert heavy == {}
        assert complaints == []
        context.close()

    def test_is_registered_in_english_and_every_page_can_be_read_by_those_who_do_not_see_it(self, browser, office):
        context, page, complaints = opened(browser, width=WIDE, scripts=True, locale="en-GB", color_scheme="light")
        found: dict[str, list[str]] = {}
        office.registers(Visit(page, office.origin, EN, sees=lambda name: found.update({name: violations(page)})))
        assert {name: each for name, each in found.items() if each} == {}
        assert len(found) == 9
        assert [each for each in complaints if "Content Security Policy" in each] == []
        context.close()

    def test_is_typed_by_keyboard_alone(self, browser, office):
        """From the top of the page to the button that saves it, by Tab, in the order in which it is read."""
        context, page, _ = opened(browser, width=WIDE, scripts=True, locale="zh-CN")
        office.signs_in(page)
        page.get_by_label(ZH["kind"]).first.focus()
        while page.get_by_label(ZH["kind"]).first.evaluate("each => each.selectedOptions[0].text") != ZH["forest"]:
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("500233104203JE99999L00000001")
        page.keyboard.press("Enter")
        page.get_by_label(ZH["species"]).wait_for()
        wanted = page.evaluate("[...document.querySelectorAll('main input, main select, main textarea, main button')]"
                               ".filter(each => each.type != 'hidden' && each.checkVisibility()).map(each => each.name)")  # fmt: skip
        met: list[str] = []
        for _ in range(60):
            page.keyboard.press("Tab")
            name = page.evaluate("document.activeElement.name ?? ''")
            if name and name not in met:
                met.append(name)
        assert met == list(dict.fromkeys(filter(None, wanted)))
        context.close()

    def test_that_is_not_described_is_told_with_a_way_to_each_field(self, browser, office):
        context, page, _ = opened(browser, width=NARROW, scripts=True, locale="zh-CN")
        office.signs_in(page)
        page.get_by_label(ZH["kind"]).first.select_option(label=ZH["forest"])
        page.get_by_role("button", name=ZH["begin"]).first.click()
        page.get_by_role("button", name=ZH["on"]).click()
        assert page.get_by_role("alert").is_visible()
        assert violations(page) == []
        assert fits(page, NARROW)
        page.get_by_role("alert").get_by_role("link").nth(1).click()
        assert page.evaluate("document.querySelector(':target').name") == "collateral/0/species"
        context.close()
