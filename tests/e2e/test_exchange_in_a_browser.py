"""The exchange's desk and the public pages in a real browser: in both languages, with scripts and without, by keyboard
alone, on a telephone and on a desk, by day and by night; nothing is asked of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from registry.service.subject_report import copies
from tests.acts import a_hold_body, a_seizure_body
from tests.e2e.accessible import violations
from tests.e2e.browsing import LISTENING, PATIENCE
from tests.e2e.serving_pages import serving
from tests.parcels import polygon, rectangle, stated_on_the_wire
from tests.people import Clock, Somebody, Staff
from tests.register import RegisterUnderTest, Teller, an_app, today
from tests.samples import a_body, a_parcel_body

pytestmark = pytest.mark.browser

TITLE = "渝（2019）忠县不动产权第000123456号"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def made(register: RegisterUnderTest):
    """A drawn parcel that stands as security twice, is held and seized, beside a neighbour that reaches into it."""

    def drawn(place):
        return {"geometry": polygon(place), "area": stated_on_the_wire(polygon(place))}

    parcel = a_parcel_body(certificate_number=TITLE, **drawn(rectangle(0, 1, wide=8, high=5)))
    neighbour = a_parcel_body(**drawn(rectangle(7, 2, wide=8, high=5)))
    with an_app(register.settings()) as systems:
        banks = [
            Teller(register, register.enrol(name), app=systems) for name in ("重庆示例农村商业银行", "示例村镇银行")
        ]
        court = Teller(register, register.enrol("示例人民法院", kind=InstitutionType.COURT), app=systems)
        other = Teller(register, register.enrol("又一交易所", kind=InstitutionType.EXCHANGE), app=systems)
        filed = [each.register(a_body(parcel, today=today())).json for each in banks]
        banks[1].register(a_body(neighbour, today=today()))
        other.file("/v1/holds", a_hold_body(parcel))
        court.file("/v1/seizures", a_seizure_body(parcel))
    register.sequence()
    register.settle()
    return {"code": parcel["parcel_code"], "neighbour": neighbour["parcel_code"], **filed[0]}


@pytest.fixture(scope="module")
def trader(register: RegisterUnderTest, clock: Clock) -> Somebody:
    house = register.enrol("示例农村产权交易所", kind=InstitutionType.EXCHANGE)
    return Staff(register, clock).enters("trader", PersonRole.MAKER, identifier=house.uscc)


@pytest.fixture(scope="module")
def origin(register: RegisterUnderTest, clock: Clock, made, trader) -> Iterator[str]:
    with serving(register, clock) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, origin: str) -> Iterator:
    """Opens a page of a browser of this kind; whatever it complained of, or asked of another host, fails the test."""
    contexts, complaints, asked = [], [], []

    def opened(**options) -> Page:
        contexts.append(browser.new_context(**{"viewport": PHONE, "locale": "zh-CN"} | options))
        contexts[-1].set_default_timeout(PATIENCE)
        page = contexts[-1].new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
        return page

    yield opened
    for each in contexts:
        each.close()
    assert {each for each in asked if each} <= {urlsplit(origin).netloc}
    assert [each for each in complaints if "Content Security Policy" in each] == []


def signs_in(page: Page, who: Somebody, *, at: str, clock: Clock, lang: str = "zh") -> None:
    page.goto(f"{at}/sign-in?next=/exchange&lang={lang}")
    page.locator("#login").fill(who.login)
    page.locator("#password").fill(who.password)
    page.locator("#code").fill(who.code(clock()))
    page.locator("form button").first.click()
    page.locator("#asked").wait_for()
    clock.next_code()


def fits(page: Page) -> bool:
    """A screenshot of the whole page is as wide as what has to be scrolled."""
    width = page.viewport_size["width"]
    return int.from_bytes(page.screenshot(full_page=True)[16:20], "big") == width


KINDS = (
    {"viewport": PHONE, "color_scheme": "light", "java_script_enabled": False, "lang": "zh"},
    {"viewport": DESK, "color_scheme": "dark", "java_script_enabled": False, "lang": "en"},
    {"viewport": DESK, "color_scheme": "light", "java_script_enabled": True, "lang": "zh"},
    {"viewport": PHONE, "color_scheme": "dark", "java_script_enabled": True, "lang": "en"},
)


@pytest.mark.parametrize("kind", KINDS, ids=[f"{each['lang']} {each['viewport']['width']}" for each in KINDS])
def test_a_trader_asks_about_a_parcel_and_takes_the_answer_along(open_page, origin, trader, clock, made, kind):  # noqa: PLR0917
    said = {
        "zh": ("查询", "停止交易并核实", "下载签名的答复"),
        "en": ("Ask", "stop and check", "Take the signed answer"),
    }
    ask, verdict, take = said[kind["lang"]]
    page = open_page(**{name: value for name, value in kind.items() if name != "lang"})
    signs_in(page, trader, at=origin, clock=clock, lang=kind["lang"])
    page.locator("#asked").fill("no code")
    page.get_by_role("button", name=ask, exact=True).click()
    page.locator(".summary a").click()
    page.locator("#asked").fill(made["code"])
    page.get_by_role("button", name=ask, exact=True).click()
    assert verdict in page.locator("#verdict").inner_text()
    assert page.locator("svg.ladder .rung").count() == 2
    assert page.locator("svg.map .shared").count() == 1
    assert fits(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name=take).click()
    assert taken.value.suggested_filename == "lien-status.jose"


def test_every_page_can_be_read_by_those_who_do_not_see_it(open_page, origin, trader, clock, made):
    page = open_page(viewport=DESK)
    page.add_init_script(LISTENING)
    found = {}
    for path in ("/", "/look-up", "/certificates", "/certificates/how-to-read", "/mine"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{origin}{path}")
            found[path, scheme] = violations(page)
    signs_in(page, trader, at=origin, clock=clock)
    found["/exchange"] = violations(page)
    page.locator("#asked").fill(made["code"])
    page.locator("form.card button").click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found["answer", scheme] = violations(page)
    page.goto(f"{origin}/exchange/codes")
    page.locator("#codes").fill(f"{made['code']}\nnothing")
    page.locator("form.card button").first.click()
    found["table"] = violations(page)
    assert {where: each for where, each in found.items() if each} == {}
    assert page.evaluate("window.violations ?? []") == []


def test_the_desk_works_by_keyboard_alone(open_page, origin, trader, clock, made):
    page = open_page(java_script_enabled=False)
    signs_in(page, trader, at=origin, clock=clock)
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "skip"
    page.locator("#asked").focus()
    page.keyboard.type(made["code"])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "停止交易并核实" in page.locator("#verdict").inner_text()


def test_a_hold_is_written_down_checked_and_withdrawn(open_page, origin, trader, clock, made):
    page = open_page(java_script_enabled=False)
    signs_in(page, trader, at=origin, clock=clock)
    page.locator("#asked").fill(made["neighbour"])
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_role("button", name="登记交易预留").click()
    assert fits(page)
    page.locator("#case_number").fill("JY-2026-0119")
    page.locator("#until").fill((today() + timedelta(days=2)).isoformat())
    page.get_by_role("button", name="继续：核对").click()
    assert "JY-2026-0119" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="提交复核").is_visible()
    assert fits(page)
    page.get_by_role("button", name="撤回").click()
    assert "已撤回" in page.get_by_role("status").inner_text()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_anybody_goes_from_the_home_page_to_what_he_came_for(open_page, origin, made, register, lang):
    page = open_page(java_script_enabled=False)
    page.goto(f"{origin}/?lang={lang}")
    assert fits(page)
    page.locator(".entrances a[href='/look-up']").click()
    page.locator("#asked").fill(made["code"])
    page.locator("#holders_certificate").fill(TITLE)
    page.locator("form.card button").click()
    assert page.locator("#verdict").inner_text() == {"zh": "有记载", "en": "On record"}[lang]
    assert fits(page)
    certificate = made["certificate"]
    page.goto(f"{origin}/certificates/{certificate['number']}")
    page.locator("#code").fill(certificate["check_code"])
    page.locator("form.card button").click()
    assert page.locator("#verdict").inner_text() == {"zh": "有效", "en": "valid"}[lang]
    assert fits(page)
    ((_, code), *_) = copies(register.store, register.authority, number=made["number"])
    page.goto(f"{origin}/mine")
    page.locator("#registration").fill(made["number"])
    page.locator("#access_code").fill(code)
    page.locator("form.card button").click()
    assert made["number"] in page.locator("main").inner_text()
    assert fits(page)
