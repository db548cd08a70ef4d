"""The figures of a month: what was entered, what stood at its end, and that they are the same whenever they are made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from registry.domain.calendar import SHANGHAI
from registry.domain.measures import Money
from registry.domain.party import GrantorCategory, InstitutionType
from registry.domain.statistics.indicators import INDICATORS, By
from registry.domain.statistics.months import Span, month_of
from registry.domain.statistics.tabulation import Question, tabulate
from registry.jobs import statistics
from registry.store import Store
from registry.store.reads import statistics as read
from registry.store.statistics import count_month, count_refused
from tests.acts import a_seizure, served_now
from tests.follow_ups import a_further_claim, a_release
from tests.lender import Lender, store_as
from tests.register import RegisterUnderTest, today
from tests.samples import a_grantor, a_parcel, a_receipt, a_site

MARCH, APRIL = date(2031, 3, 1), date(2031, 4, 1)  # months of the tests: two parts of the minute they run in


@pytest.fixture(scope="module")
def counting(register: RegisterUnderTest) -> Iterator[Store]:
    with store_as(register, "registry_sequencer") as store:
        yield store


SHORT = timedelta(days=62)


def now(register: RegisterUnderTest) -> datetime:
    return register.rows("SELECT clock_timestamp() AS at")[0]["at"]


@pytest.fixture(scope="module")
def instants(register: RegisterUnderTest, counting: Store) -> tuple[datetime, datetime, datetime]:
    """What a bank and its rival do in two months, and where these begin, meet and end."""
    bank, rival = Lender(register), Lender(register, "另一银行")
    begins = now(register)
    farm = a_grantor(category=GrantorCategory.FAMILY_FARM)
    parcels = bank.register(a_parcel(), a_parcel(), grantors=(farm,), secured_claim=bank.claim(principal=Money(100)))
    bank.register(
        a_receipt(),
        expires_on=today() + SHORT,
        secured_claim=bank.claim(principal=Money(7), due_on=today() + timedelta(days=30)),
    )
    site = rival.register(
        a_site(), secured_claim=rival.claim(principal=Money(50), due_on=today() + timedelta(days=2000))
    )
    meets = now(register)
    number, (first, second) = str(parcels.entry.registration), parcels.entry.decided["collateral"]
    further = bank.claim(principal=Money(30), contract_number="HT-2")
    bank.follow_up(a_further_claim(number, first["id"], secured_claim=further))
    bank.follow_up(a_release(number, second["id"], based_on=2))
    rival.discharge(site.entry.registration)
    bank.search()
    court = Lender(register, "示例法院", kind=InstitutionType.COURT)
    court.file(a_seizure(a_parcel("5002401020100200300"), **served_now()))
    ends = now(register)
    for span in _spans((begins, meets, ends)):
        assert count_month(counting, span)
    return begins, meets, ends


def _spans(instants: tuple[datetime, datetime, datetime]) -> tuple[Span, Span]:
    begins, meets, ends = instants
    return Span(MARCH, begins, meets, complete=True), Span(APRIL, meets, ends, complete=False)


def figures(register: RegisterUnderTest, measure: str, *by: By, month: date | None = None, **filters: str) -> dict:
    """Value by group, of both months or of one."""
    question = Question(
        indicator=INDICATORS[measure],
        by=(By.MONTH, *by),
        first=month or MARCH,
        last=month or APRIL,
        filters={By(name): value for name, value in filters.items()},
    )
    cells = read.cells(register.store, question, became={"500240": "500999"})
    lines = tabulate(cells, question)
    return {(f"{line.month:%m}", *line.group.values()): line.value for line in lines}


@pytest.mark.usefixtures("instants")
class TestAMonth:
    def test_counts_what_was_entered_in_it(self, register: RegisterUnderTest):
        assert figures(register, "registrations") == {("03",): 3, ("04",): 0}
        assert figures(register, "registrations", By.KIND) == {
            ("03", "collective_construction_land"): 1,
            ("03", "land_management_right"): 1,
            ("03", "warehouse_receipt"): 1,
        }

    def test_adds_up_amounts_with_those_of_further_claims(self, register: RegisterUnderTest):
        assert figures(register, "amount") == {("03",): 157, ("04",): 30}
        assert figures(register, "claims") == {("03",): 3, ("04",): 1}

    def test_ends_with_what_stands_then(self, register: RegisterUnderTest):
        assert figures(register, "in_force") == {("03",): 3, ("04",): 2}
        assert figures(register, "amount_in_force") == {("03",): 157, ("04",): 137}
        assert figures(register, "discharged") == {("03",): 0, ("04",): 1}

    def test_counts_items_and_their_areas_in_mu(self, register: RegisterUnderTest):
        mu = 10**8
        assert figures(register, "items") == {("03",): 4, ("04",): 0}
        assert figures(register, "items_in_force") == {("03",): 4, ("04",): 2}
        assert figures(register, "area", By.KIND) == {
            ("03", "collective_construction_land"): 3200 * 15 * mu // 10000,
            ("03", "land_management_right"): 25 * mu,
        }
        assert figures(register, "area_in_force") == {
            ("03",): 25 * mu + 3200 * 15 * mu // 10000,
            ("04",): 25 * mu // 2,
        }

    def test_tells_term_grantor_and_lender_apart(self, register: RegisterUnderTest):
        assert figures(register, "registrations", By.TERM, month=MARCH) == {
            ("03", "over_5_years"): 1,
            ("03", "within_1_year"): 2,
        }
        assert figures(register, "registrations", By.GRANTOR, month=MARCH)["03", "家庭农场"] == 1
        assert figures(register, "lenders") == {("03",): 2, ("04",): 0}
        assert figures(register, "registrations", By.INSTITUTION_TYPE, month=MARCH) == {
            ("03", "financial_institution"): 3
        }

    def test_counts_what_was_filed_by_its_kind_and_where(self, register: RegisterUnderTest):
        assert figures(register, "filings", By.VERB, month=APRIL) == {
            ("04", "discharge"): 1,
            ("04", "further_claim"): 1,
            ("04", "release"): 1,
            ("04", "seize"): 1,
        }
        assert figures(register, "filings", By.KIND, month=APRIL, verb="seize") == {("04", "land_management_right"): 1}
        assert figures(register, "searches", By.PURPOSE, month=APRIL) == {("04", "lending"): 1}

    def test_counts_under_the_county_of_today(self, register: RegisterUnderTest):
        assert figures(register, "filings", By.COUNTY, month=APRIL, verb="seize") == {("04", "500999"): 1}
        assert figures(register, "filings", month=APRIL, county="500999") == {("04",): 1}

    def test_counts_a_finding_once_for_each_registration_that_bears_it(self, register: RegisterUnderTest):
        found = figures(register, "findings", By.RULE, month=MARCH)
        rows = register.rows("SELECT payload FROM entry WHERE verb = 'register'")
        assert found
        assert all(0 < count <= len(rows) for count in found.values())

    def test_made_anew_is_the_same(self, register: RegisterUnderTest, counting: Store, instants):
        kept = register.rows("SELECT * FROM statistic ORDER BY 1, 2, 3, 4, 5, 6, 7, 8")
        for span in reversed(_spans(instants)):
            assert count_month(counting, span)
        assert register.rows("SELECT * FROM statistic ORDER BY 1, 2, 3, 4, 5, 6, 7, 8") == kept

    def test_is_told_of_one_institution_alone_where_that_is_asked(self, register: RegisterUnderTest):
        (rival,) = register.rows("SELECT id FROM institution WHERE name = '另一银行'")
        question = Question(indicator=INDICATORS["registrations"], by=(By.MONTH,), first=MARCH, last=MARCH)
        (cell,) = read.cells(register.store, question, became={}, institution=rival["id"])
        assert cell.value == 1


class TestATermThatRunsOut:
    def test_is_no_longer_in_force_the_day_after_and_counts_as_lapsed(
        self, register: RegisterUnderTest, counting: Store, instants
    ):
        """Nobody files anything on it: the day passes."""
        _, meets, _ = instants
        for days, standing in ((1, 2), (2, 1)):
            over = datetime.combine(today() + SHORT + timedelta(days=days), time(), SHANGHAI).astimezone(UTC)
            assert count_month(counting, Span(APRIL, meets, over, complete=False))
            assert figures(register, "in_force") == {("03",): 3, ("04",): standing}
        assert figures(register, "lapsed") == {("03",): 0, ("04",): 1}
        assert figures(register, "amount_in_force")["04",] == 130


class TestTheJob:
    def test_counts_every_month_up_to_what_is_settled_and_says_how_far(
        self, register: RegisterUnderTest, counting: Store, instants
    ):
        settled, heard = register.settle(), []
        assert statistics.run(counting, settled, anew=True, done=lambda span, count: heard.append((span.month, count)))
        assert heard[-1][0] == month_of(settled)
        last = read.counted(register.store)[-1]
        assert (last.month, last.until, last.complete) == (month_of(settled), settled, False)
        entered = register.rows("SELECT count(*) AS n FROM registration")[0]["n"]
        counted = register.rows("SELECT sum(value) AS n FROM statistic WHERE measure = 'registrations'")[0]["n"]
        assert counted == entered

    def test_waits_where_another_process_is_at_it(self, register: RegisterUnderTest, counting: Store):
        register.settle()
        with register.superuser().execution_options(isolation_level="READ COMMITTED").connect() as other:
            other.exec_driver_sql("SELECT pg_advisory_xact_lock(7021003)")
            assert statistics.run(counting, datetime.now(UTC)) == 0  # noqa: TID251


ROW = {"month": "2031-03-01", "code": "R-47", "region": "500233", "kind": "crop", "institution": "x", "times": 2}


class TestRefusals:
    def test_are_counted_upwards_and_never_otherwise(self, register: RegisterUnderTest):
        count_refused(register.store, [ROW])
        count_refused(register.store, [ROW | {"times": 3}])
        assert [row["times"] for row in register.rows("SELECT times FROM refused_filing WHERE code = 'R-47'")] == [5]
        for statement in ("UPDATE refused_filing SET times = 1", "DELETE FROM refused_filing"):
            with pytest.raises(Exception, match=r"counted upwards|append-only"), register.superuser().connect() as one:
                one.exec_driver_sql(statement)
