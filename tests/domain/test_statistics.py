"""What the register tells of itself in figures, and what it does not tell everybody: the figure that tells of few."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.domain.access import Role
from registry.domain.errors import (
    CollateralAlreadyPledged,
    InvalidParticulars,
    NotPermitted,
    ProhibitedByLaw,
    StaleVersion,
)
from registry.domain.ids import uuid7, uuid7_from
from registry.domain.regions import regions_on
from registry.domain.rules.base import Finding
from registry.domain.rules.register_rules import SAME_SITE
from registry.domain.statistics import months
from registry.domain.statistics.counties import became, county
from registry.domain.statistics.indicators import (
    BY,
    INDICATORS,
    RECKONINGS,
    SIDES,
    STEPS,
    TERMS,
    UNITS,
    By,
    FigureUnit,
    Reckoning,
    Side,
    Term,
)
from registry.domain.statistics.months import LATE, spans
from registry.domain.statistics.reach import REACHES, Reach, open_to, reach
from registry.domain.statistics.refusals import RefusedFiling, refused, rows
from registry.domain.statistics.suppression import withheld
from registry.domain.statistics.tabulation import (
    REASONS,
    Cell,
    Question,
    Reason,
    Release,
    require_answerable,
    tabulate,
)
from registry.domain.text import Text
from tests.acts import a_seizure
from tests.attestations import an_attestation
from tests.samples import NOON, a_discharge, a_filing, a_forest, a_parcel, a_receipt

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
SEED = random.SystemRandom().randrange(10**6)


def asking(measure="registrations", *by, first=NOVEMBER, last=NOVEMBER, **filters):
    by = by or (By.MONTH,)
    named = {By(name): value for name, value in filters.items()}
    return Question(indicator=INDICATORS[measure], by=by, first=first, last=last, filters=named)


def told(cells, question, **release):
    """Month, group and figure of every line, as they are read from the left to the right."""
    given = Release(**({"threshold": 5, "open_month": None} | release)) if release else None
    lines = tabulate(cells, question, release=given)
    return [(line.month and f"{line.month:%m}", *line.group.values(), line.withheld or line.value) for line in lines]


class TestTheCatalogue:
    def test_tells_of_every_side_of_inclusive_finance(self):
        assert {each.side for each in INDICATORS.values()} == set(Side)

    @pytest.mark.parametrize("indicator", INDICATORS.values(), ids=list(INDICATORS))
    def test_counts_the_cases_of_every_figure_by_one_of_its_own_kind(self, indicator):
        cases = INDICATORS[indicator.counted]
        assert cases.unit is FigureUnit.COUNT
        assert (cases.reckoning is Reckoning.STOCK) == (indicator.reckoning is Reckoning.STOCK)
        assert set(indicator.by) <= set(cases.by)

    def test_has_words_for_everything_in_both_languages(self):
        for enum, words in ((Side, SIDES), (Reckoning, RECKONINGS), (By, BY), (Term, TERMS), (Reason, REASONS)):
            assert set(words) == set(enum)
        assert set(UNITS) == set(STEPS) == set(FigureUnit)
        said = [text for each in INDICATORS.values() for text in (each.name, each.said)]
        assert all(text.zh and text.en for text in said)

    def test_counts_each_kind_of_thing_with_its_word(self):
        units = {code: each.unit_text for code, each in INDICATORS.items()}
        assert (units["claims"], units["amount"].en) == (Text("笔", ""), "yuan")

    def test_calls_no_amount_a_balance_of_loans(self):
        names = [each.name.zh for each in INDICATORS.values() if each.unit is FigureUnit.CNY]
        assert names
        assert all("登记担保金额" in name for name in names)


class TestMonths:
    def test_begin_at_midnight_in_chongqing(self):
        late = datetime(2026, 10, 31, 15, 59, tzinfo=UTC)
        assert months.month_of(late) == OCTOBER
        assert months.month_of(late + timedelta(minutes=1)) == NOVEMBER

    def test_are_counted_from_the_first_to_what_is_settled(self):
        settled = datetime(2026, 12, 2, tzinfo=UTC)
        october, november, december = spans(NOON.replace(month=10), settled, done=None)
        assert (october.month, october.complete, november.complete) == (OCTOBER, True, True)
        assert (december.since, december.until, december.complete) == (november.until, settled, False)
        assert (november.day_before, november.last_day) == (date(2026, 10, 31), date(2026, 11, 30))
        assert [each.month for each in spans(NOON, settled, done=NOVEMBER)] == [DECEMBER]
        assert list(spans(NOON, november.until, done=NOVEMBER)) == []

    def test_are_complete_only_when_what_comes_late_is_there(self):
        over = datetime(2026, 11, 30, 16, tzinfo=UTC)
        for waited, complete in ((LATE - timedelta(microseconds=1), False), (LATE, True)):
            november = next(spans(NOON, over + waited, done=None))
            assert (november.until, november.complete) == (over, complete)

    def test_are_written_year_first(self):
        assert months.written(NOVEMBER) == "2026-11"
        assert months.read("2026-11") == NOVEMBER
        for text in ("2026-13", "2026-1", "0000-01", "1899-12", "2201-01", "2026-11-01", "二〇二六-11", "２０２６-11"):
            assert months.read(text) is None

    def test_from_one_to_another_are_both_included(self):
        assert months.months(OCTOBER, DECEMBER) == (OCTOBER, NOVEMBER, DECEMBER)
        assert months.months(DECEMBER, OCTOBER) == ()

    def test_part_the_ids_of_entries(self):
        begins = datetime(2026, 10, 31, 16, tzinfo=UTC)
        before = uuid7(begins - timedelta(milliseconds=1), lambda count: b"\xff" * count)
        after = uuid7(begins, bytes)
        assert before < uuid7_from(begins) <= after


class TestATable:
    CELLS = (
        Cell(NOVEMBER, ("500233",), 7, 7),
        Cell(NOVEMBER, ("500101",), 2, 2),
        Cell(DECEMBER, ("500233",), -3, -3),
    )

    def test_of_a_flow_tells_what_happened_in_each_month(self):
        cells = [Cell(NOVEMBER, (), 9, 9)]
        assert told(cells, asking(first=OCTOBER, last=DECEMBER)) == [("10", 0), ("11", 9), ("12", 0)]

    def test_of_a_stock_tells_what_stood_at_each_months_end(self):
        question = asking("in_force", By.MONTH, By.COUNTY, first=NOVEMBER, last=DECEMBER)
        assert told(self.CELLS, question) == [
            ("11", "500101", 2),
            ("11", "500233", 7),
            ("12", "500101", 2),
            ("12", "500233", 4),
        ]

    def test_of_a_stock_counts_what_came_before_its_first_month(self):
        later = asking("in_force", By.MONTH, first=DECEMBER, last=DECEMBER)
        assert told([Cell(NOVEMBER, (), 9, 9)], later) == [("12", 9)]

    def test_over_all_months_adds_up_a_flow_and_takes_a_stock_at_the_end(self):
        cells = [Cell(month, ("crop",), 6, 6) for month in (NOVEMBER, DECEMBER)]
        whole = {"first": NOVEMBER, "last": DECEMBER}
        assert told(cells, asking("registrations", By.KIND, **whole)) == [(None, "crop", 12)]
        assert told(cells, asking("in_force", By.KIND, **whole)) == [(None, "crop", 12)]
        assert told(cells, asking("in_force", By.KIND, first=NOVEMBER, last=NOVEMBER)) == [(None, "crop", 6)]

    def test_has_no_line_for_what_came_to_nothing(self):
        cells = [Cell(NOVEMBER, ("warehouse_receipt",), 0, 8)]
        assert told(cells, asking("area", By.MONTH, By.KIND)) == []


class TestAQuestion:
    def test_is_answered_where_the_figure_is_grouped_so(self):
        require_answerable(asking("registrations", By.MONTH, By.COUNTY, kind="crop"), everybody=False)
        require_answerable(asking("registrations", By.MONTH, By.KIND), everybody=True)
        require_answerable(asking("amount_in_force", By.MONTH), everybody=True)
        require_answerable(asking("amount_in_force", By.MONTH, By.COUNTY), everybody=False)

    @pytest.mark.parametrize(
        ("question", "everybody", "pointer", "code"),
        [
            (asking("registrations", By.VERB), False, "/by", "not_grouped_by"),
            (asking("items", term="within_1_year"), False, "/term", "not_grouped_by"),
            (asking("registrations", By.MONTH, By.MONTH), False, "/by", "not_grouped_by"),
            (asking("registrations", *INDICATORS["registrations"].by[:4]), False, "/by", "not_grouped_by"),
            (asking("registrations", By.COUNTY, By.KIND), True, "/by", "not_published_by"),
            (asking("registrations", By.INSTITUTION), True, "/by", "not_published_by"),
            (asking("registrations", kind="crop"), True, "/by", "not_published_by"),
            (asking("amount_in_force", By.MONTH, By.COUNTY), True, "/by", "not_published_by"),
            (asking("area_in_force", By.KIND), True, "/by", "not_published_by"),
            (asking(first=DECEMBER), False, "/from", "ends_before_it_begins"),
        ],
    )
    def test_is_refused_with_its_place_otherwise(self, question, everybody, pointer, code):
        with pytest.raises(InvalidParticulars) as refusal:
            require_answerable(question, everybody=everybody)
        (fault,) = refusal.value.faults
        assert (fault.pointer, fault.code) == (pointer, code)


class TestWhatEverybodyIsTold:
    def test_leaves_out_a_cell_of_few_and_another_that_would_give_it_away(self):
        cases = {"a": 4, "b": 9, "c": 40, "d": 0}
        assert withheld(cases, threshold=5) == {"a", "b"}

    def test_leaves_out_no_more_where_two_are_enough(self):
        assert withheld({"a": 4, "b": 3, "c": 40}, threshold=5) == {"a", "b"}
        assert withheld({"a": 1, "b": 1, "c": 40}, threshold=5) == {"a", "b", "c"}
        assert withheld({"a": 5, "b": 0}, threshold=5) == frozenset()
        assert withheld({"a": 4}, threshold=5) == {"a"}

    def test_leaves_out_an_amount_with_the_cases_it_is_made_of(self):
        cells = [Cell(NOVEMBER, (name,), cases * 100, cases) for name, cases in (("a", 1), ("b", 8), ("c", 30))]
        question = asking("amount", By.MONTH, By.COUNTY)
        assert told(cells, question, threshold=5) == [
            ("11", "a", "small_cell"),
            ("11", "b", "small_cell"),
            ("11", "c", 3000),
        ]

    def test_tells_no_amount_of_a_month_that_is_not_over(self):
        cells = [Cell(month, (), 900, 9) for month in (OCTOBER, NOVEMBER)]
        asked = {"first": OCTOBER, "last": NOVEMBER}
        assert told(cells, asking("amount", **asked), open_month=NOVEMBER) == [("10", 900), ("11", "unfinished_month")]
        assert told(cells, asking("claims", **asked), open_month=NOVEMBER) == [("10", 900), ("11", 900)]

    def test_adds_up_over_months_only_what_is_told(self):
        """Else the sum less the other months would tell the one that is withheld."""
        cells = [Cell(OCTOBER, ("a",), 3, 3), Cell(NOVEMBER, ("a",), 20, 20), Cell(OCTOBER, ("b",), 4, 4)]
        question = asking("registrations", By.COUNTY, first=OCTOBER, last=NOVEMBER)
        assert told(cells, question, threshold=5) == [(None, "a", 20), (None, "b", "small_cell")]
        partial = {line.group[By.COUNTY]: line.partial for line in tabulate(cells, question, release=Release(5, None))}
        assert partial == {"a": True, "b": False}
        few = [Cell(month, ("a",), 3, 3) for month in (OCTOBER, NOVEMBER)]
        assert told(few, question, threshold=5) == [(None, "a", "small_cell")]

    @pytest.mark.parametrize("round_", range(3))
    def test_lets_nobody_reckon_a_cell_of_few_from_its_months_total(self, round_):
        """Whoever knows the total, and every cell that is told, is left with the sum of at least two cells, which is no
        small number."""
        dice = random.Random(SEED + round_)
        for _ in range(300):
            cases = {place: dice.choice((0, 1, 2, 3, 4, 5, 6, 9, 30)) for place in range(dice.randint(1, 7))}
            hidden = withheld(cases, threshold=5)
            few = {place for place, count in cases.items() if 0 < count < 5}
            assert few <= hidden, SEED
            if few and sum(cases.values()) >= 5:
                assert len(hidden) >= 2, SEED
                assert sum(cases[place] for place in hidden) >= 5, SEED
            assert bool(few) == bool(hidden), SEED


class TestCounties:
    TODAY = date(2026, 11, 22)

    def test_are_counted_under_their_code_of_today(self):
        today = became(self.TODAY)
        assert (today["500112"], today["500234"], today["500233"]) == ("500157", "500154", "500233")
        assert set(today.values()) == {region.code for region in regions_on(self.TODAY)}

    def test_have_a_name_in_both_languages(self):
        for region in regions_on(self.TODAY):
            name = county(region.code, self.TODAY)
            assert name.zh == region.name
            assert name.en.isascii()
            assert not name.en.isdecimal()
        assert county("500112", self.TODAY) == county("500112", self.TODAY) == Text("500112", "500112")
        assert "区县不详" in county("500000", self.TODAY).zh


class TestReach:
    def test_is_as_far_as_the_table_says_and_may_be_less(self):
        assert reach(Role.REGULATOR, None) is reach(Role.AUDITOR, Reach.ALL) is Reach.ALL
        assert reach(Role.LENDER, None) is Reach.OWN
        assert reach(Role.LENDER, Reach.RELEASED) is reach(Role.PUBLIC, None) is Reach.RELEASED
        assert open_to(Role.COURT) == (Reach.RELEASED,)

    @pytest.mark.parametrize(
        ("role", "asked"),
        [(Role.LENDER, Reach.ALL), (Role.PUBLIC, Reach.OWN), (Role.EXCHANGE, Reach.ALL), (Role.REGULATOR, Reach.OWN)],
    )
    def test_is_never_more(self, role, asked):
        with pytest.raises(NotPermitted):
            reach(role, asked)

    def test_has_its_words(self):
        assert set(REACHES) == set(Reach)


class TestARefusedFiling:
    def test_is_counted_by_its_rule_and_by_what_it_was_on(self):
        refusal = ProhibitedByLaw(Finding(SAME_SITE, "/collateral/0"))
        counted = refused(refusal, a_filing(a_parcel("5002401020100200300")), institution="inst_1", at=NOON)
        assert counted == RefusedFiling(
            month=NOVEMBER, code=SAME_SITE.code, region="500240", kind="land_management_right", institution="inst_1"
        )

    @pytest.mark.parametrize(
        ("filing", "kind"),
        [
            (a_filing(a_receipt()), "warehouse_receipt"),
            (a_seizure(a_forest()), "forest_right"),
            (an_attestation(a_receipt()), "warehouse_receipt"),
            (a_discharge("CQ1"), ""),
        ],
    )
    def test_knows_its_first_asset_whatever_was_filed(self, filing, kind):
        counted = refused(CollateralAlreadyPledged({}), filing, institution="inst_1", at=NOON)
        assert (counted.kind, counted.code) == (kind, "collateral_already_pledged")

    def test_is_not_counted_where_nothing_stood_against_it(self):
        assert refused(StaleVersion(2), a_filing(), institution="inst_1", at=NOON) is None

    def test_that_comes_again_is_one_row_with_how_often(self):
        counted = refused(CollateralAlreadyPledged({}), a_filing(a_receipt()), institution="inst_1", at=NOON)
        (row,) = rows([counted, counted])
        assert (row["month"], row["times"]) == ("2026-11-01", 2)
