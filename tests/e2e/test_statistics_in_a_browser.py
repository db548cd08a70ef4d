"""The figures in a real browser: on a telephone's width, by day and by night, in both languages, on paper, and for those
who do not see them."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from registry.jobs import statistics
from tests.e2e.accessible import violations
from tests.e2e.browsing import PATIENCE
from tests.e2e.own_port import OwnPort
from tests.lender import Lender
from tests.people import PASSWORD, Clock, Staff
from tests.register import RegisterUnderTest, an_app, today
from tests.samples import a_parcel, a_receipt

pytestmark = pytest.mark.browser

NARROW = 320  # pixels: WCAG 2.2, 1.4.10
_numbers = itertools.count(1)
_EARLIER = """
    INSERT INTO statistic
    SELECT '{month}', 'registrations', CAST(500100 + n AS text), k, 'x', '', '', '', 5 + n
      FROM generate_series(1, 9) n, unnest(ARRAY['crop', 'livestock', 'machinery', 'inventory', 'order']) k"""


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def staff(register: RegisterUnderTest, clock: Clock) -> Staff:
    return Staff(register, clock)


@pytest.fixture(scope="module")
def origin(register: RegisterUnderTest, clock: Clock) -> Iterator[str]:
    """A register with a few entries, and figures of a month before."""
    bank = Lender(register)
    for asset in (a_parcel(), a_receipt()):
        bank.register(asset)
    with closing(register.store_as("registry_sequencer")) as store:
        statistics.run(store, register.settle())
    _enter_figures(register, (today().replace(day=1) - timedelta(days=1)).replace(day=1))
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


def _enter_figures(register: RegisterUnderTest, month: date) -> None:
    with register.superuser().begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO statistic_month VALUES ('{month}', now(), true)")
        connection.exec_driver_sql(_EARLIER.format(month=month))


@pytest.fixture(params=[("zh-CN", "light"), ("en-GB", "dark")], ids=["chinese-by-day", "english-by-night"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    language, scheme = request.param
    context = browser.new_context(
        viewport={"width": NARROW, "height": 700}, color_scheme=scheme, locale=language, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text))
    yield opened
    assert not [each for each in complaints if "Content Security Policy" in each]
    context.close()


def width(page: Page) -> int:
    """A screenshot of the whole page is as wide as what has to be scrolled."""
    return int.from_bytes(page.screenshot(full_page=True)[16:20], "big")


def test_everybody_reads_them_on_his_telephone_and_on_paper(page: Page, origin: str):
    page.goto(f"{origin}/statistics")
    assert page.locator("svg.chart").count() == 2
    assert width(page) == NARROW
    assert violations(page) == []
    page.set_viewport_size({"width": 1200, "height": 900})
    assert width(page) == 1200
    page.emulate_media(media="print")
    assert page.locator("svg.chart").first.is_visible()
    assert not page.locator(".doors").is_visible()


def test_a_regulator_chooses_and_takes_the_table_home(page: Page, origin: str, staff: Staff, clock: Clock):
    supervisor = staff.register.enrol("示例监管机构", kind=InstitutionType.REGULATOR)
    who = staff.enters(f"regulator-{next(_numbers)}", PersonRole.AUDITOR, identifier=supervisor.uscc)
    page.goto(f"{origin}/regulator")
    page.locator("#login").fill(who.login)
    page.locator("#password").fill(PASSWORD)
    page.locator("#code").fill(who.code(clock()))
    page.locator("main button").click()
    clock.next_code()
    page.wait_for_url(f"{origin}/regulator")
    assert violations(page) == []
    page.locator("#measure").select_option("registrations")
    page.locator("#by").select_option("month,county")
    page.locator("form.asking button").click()
    assert page.locator("#by").input_value() == "month,county"
    assert page.locator("svg.chart").is_visible()
    assert width(page) == NARROW
    assert violations(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    assert taken.value.suggested_filename == "registrations.csv"
