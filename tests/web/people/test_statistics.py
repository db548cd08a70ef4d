"""The page of figures for everybody, and the one for those who watch over lending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest

from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from registry.jobs import statistics
from registry.store import Store
from tests.lender import Lender
from tests.people import Somebody, Staff
from tests.register import RegisterUnderTest, today
from tests.samples import a_parcel, a_receipt
from tests.web.people.desk import Browser, a_login


@pytest.fixture(scope="module")
def regulator(register: RegisterUnderTest, staff: Staff) -> Somebody:
    """Of the staff of a supervisor that is enrolled here."""
    supervisor = register.enrol("示例监管机构", kind=InstitutionType.REGULATOR)
    return staff.enters(a_login(), PersonRole.AUDITOR, identifier=supervisor.uscc)


@pytest.fixture
def counting(register: RegisterUnderTest) -> Iterator[Store]:
    with closing(register.store_as("registry_sequencer")) as store:
        yield store


@pytest.fixture
def counted(register: RegisterUnderTest, counting: Store) -> None:
    """Six registrations of land, one of a receipt."""
    if not register.rows("SELECT 1 FROM registration"):
        bank = Lender(register)
        for _ in range(6):
            bank.register(a_parcel())
        bank.register(a_receipt())
    statistics.run(counting, register.settle())


def cells(page: str, caption: str) -> list[list[str]]:
    """The rows of the table with this caption."""
    table = re.search(rf"<caption>{caption}</caption>(.*?)</table>", page, re.DOTALL)
    assert table, caption
    rows = re.findall(r"<tr>(.*?)</tr>", table[1], re.DOTALL)
    return [[re.sub(r"<[^>]*>", "", each).strip() for each in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


class TestBeforeAnythingIsCounted:
    def test_the_page_says_so(self, browser: Browser):
        assert "尚未统计" in browser.get("/statistics").text

    def test_so_does_the_regulator_s(self, browser: Browser, regulator: Somebody):
        browser.signs_in(regulator)
        assert "尚未统计" in browser.get("/regulator").text


@pytest.mark.usefixtures("counted")
class TestEverybody:
    def test_reads_what_tells_of_nobody(self, browser: Browser):
        page = browser.get("/statistics").text
        assert cells(page, "有效登记，按种类")[1:] == [["土地经营权", "未公布"], ["仓单", "未公布"]]
        assert "7 件" in page
        assert "本月未结束，月末后公布" in page

    def test_is_told_honestly_that_there_is_one_month_only(self, browser: Browser):
        page = browser.get("/statistics").text
        assert "目前只有这一个月" in page
        assert 'class="chart"' not in page

    def test_reads_it_in_english_too(self, browser: Browser):
        page = browser.get("/statistics?lang=en").text
        assert "The register in figures" in page
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"(?s)<header.*?</header>|<title>.*?</title>", "", page))

    def test_takes_tables_home_without_a_program(self, browser: Browser):
        answer = browser.get("/statistics/in_force.csv?by=kind")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
        assert "件数过少" in answer.data.decode("utf-8-sig")
        assert browser.get("/statistics/loans.csv").status_code == 404

    def test_is_shown_no_more_than_that_whatever_he_types(self, browser: Browser):
        assert browser.get("/statistics/amount.csv?by=institution").data.count(b"\r\n") == 2
        assert browser.get("/regulator").status_code == 303
        assert browser.get("/regulator/amount.csv").status_code == 303

    def test_runs_no_program_and_is_styled_from_here_alone(self, browser: Browser):
        answer = browser.get("/statistics")
        assert "<script" not in answer.text
        assert "style=" not in answer.text
        assert "script-src" not in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("counted")
class TestARegulator:
    def test_reads_of_all(self, browser: Browser, regulator: Somebody):
        browser.signs_in(regulator)
        page = browser.get("/regulator?measure=in_force&by=kind").text
        assert cells(page, "有效登记")[1:] == [["土地经营权", "6"], ["仓单", "1"]]
        assert "3,500,000 元" in page

    def test_narrows_and_keeps_what_he_chose(self, browser: Browser, regulator: Somebody):
        browser.signs_in(regulator)
        page = browser.get("/regulator?measure=registrations&by=month,kind&kind=warehouse_receipt").text
        assert cells(page, "新增登记")[1:] == [[f"{today():%Y-%m}", "1"]]
        assert '<option value="month,kind" selected>' in page
        assert '<option value="warehouse_receipt" selected>' in page
        (address,) = re.findall(r'href="(/regulator/registrations.csv[^"]*)"', page)
        answer = browser.get(address.replace("&amp;", "&"))
        assert "warehouse_receipt" in answer.data.decode("utf-8-sig")
        assert "land_management_right" not in answer.data.decode("utf-8-sig")

    @pytest.mark.parametrize("typed", ["by=verb", "by=colour", "kind=house", "from=2026-99", "by=month,month", "x=1"])
    def test_is_helped_by_a_page_whatever_stands_in_the_address(self, browser, regulator, typed):
        browser.signs_in(regulator)
        assert browser.get(f"/regulator?measure=in_force&{typed}").status_code == 200

    def test_sees_months_as_columns_once_there_are_two(self, browser, regulator, register, counting):
        last = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
        earlier(register, last)
        browser.signs_in(regulator)
        page = browser.get("/regulator?measure=registrations&by=month,county").text
        assert 'class="chart"' in page
        assert "其他" in page
        assert cells(page, "新增登记")[1][0] == f"{last:%Y-%m}"

    def test_has_a_door_to_it(self, browser: Browser, regulator: Somebody):
        browser.signs_in(regulator)
        assert 'href="/regulator"' in browser.get("/account").text

    def test_is_nobody_who_has_another_role(self, browser: Browser, clerk: Somebody):
        browser.signs_in(clerk)
        assert 'href="/regulator"' not in browser.get("/account").text
        assert browser.get("/regulator").status_code == 403
        assert browser.get("/regulator/amount.csv").status_code == 403


def earlier(register: RegisterUnderTest, month: date) -> None:
    """Figures of a month before, in nine counties."""
    with register.superuser().begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO statistic_month VALUES ('{month}', now(), true)")
        connection.exec_driver_sql(
            "INSERT INTO statistic SELECT '" + str(month) + "', 'registrations', CAST(500100 + n AS text), 'crop', 'x',"
            " '', '', '', n FROM generate_series(1, 9) n"
        )
