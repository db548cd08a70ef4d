"""Statutory periods: the first day is not counted, the last is one on which people work, and nothing is guessed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from registry.domain.calendar import add_months, is_working_day, last_day, within_days, working_days_after
from registry.domain.errors import BeyondTheCalendar
from registry.domain.holidays import DAYS_OFF, FIRST_DAY, LAST_DAY, MADE_UP

FAR = date(2030, 6, 3)  # a Monday, but who knows


def noon(day):
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


class TestTheVectorsOfTheLaw:
    def test_ten_working_days_from_26_september_2025_end_on_16_october(self):
        assert working_days_after(date(2025, 9, 26), 10) == date(2025, 10, 16)

    def test_ten_days_from_21_september_2025_end_on_9_october(self):
        assert last_day(date(2025, 9, 21), days=10) == date(2025, 10, 9)


class TestAWorkingDay:
    @pytest.mark.parametrize(
        ("day", "works"),
        [
            (date(2025, 9, 26), True),  # a Friday
            (date(2025, 9, 27), False),  # a Saturday
            (date(2025, 9, 28), True),  # a Sunday made up for the week to come
            (date(2025, 10, 8), False),  # a Wednesday, National Day's last
            (date(2020, 2, 1), False),  # a Saturday of the longest Spring Festival
            (date(2015, 9, 3), False),  # a Thursday, once
            (date(2004, 1, 1), False),
            (date(2026, 12, 31), True),
        ],
    )
    def test_is_what_was_announced(self, day, works):
        assert is_working_day(day) is works

    @pytest.mark.parametrize("day", [FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1), FAR, date.max])
    def test_is_not_guessed(self, day):
        with pytest.raises(BeyondTheCalendar) as refusal:
            is_working_day(day)
        assert refusal.value.facts == {"day": day.isoformat()}


class TestAPeriod:
    def test_that_ends_on_a_working_day_ends_there(self):
        assert last_day(date(2026, 8, 11), days=10) == date(2026, 8, 21)

    def test_that_ends_on_a_saturday_ends_on_monday(self):
        assert last_day(date(2026, 8, 12), days=10) == date(2026, 8, 24)

    def test_that_ends_on_a_made_up_sunday_ends_there(self):
        assert last_day(date(2025, 9, 18), days=10) == date(2025, 9, 28)

    @pytest.mark.parametrize("event", [LAST_DAY - timedelta(days=5), LAST_DAY + timedelta(days=1), date.max])
    def test_that_ends_beyond_the_table_is_not_guessed(self, event):
        with pytest.raises(BeyondTheCalendar):
            last_day(event, days=10)

    @pytest.mark.parametrize("event", [LAST_DAY, LAST_DAY + timedelta(days=1), date.max])
    def test_of_working_days_is_not_guessed_either(self, event):
        with pytest.raises(BeyondTheCalendar):
            working_days_after(event, 1)

    def test_of_no_working_days_is_the_day_itself(self):
        assert working_days_after(date(2025, 10, 1), 0) == date(2025, 10, 1)

    def test_may_end_on_the_last_day_of_the_table(self):
        assert last_day(LAST_DAY - timedelta(days=10), days=10) == LAST_DAY
        assert last_day(LAST_DAY, days=0) == working_days_after(LAST_DAY, 0) == LAST_DAY

    def test_of_months_ends_with_the_calendar(self):
        assert add_months(date(9998, 12, 31), 1) == date(9999, 1, 31)
        assert add_months(date(9999, 12, 1), 1) == date.max


class TestWhatComesInTime:
    EVENT = noon(date(2025, 9, 21))

    @pytest.mark.parametrize(
        ("at", "timely"),
        [
            (noon(date(2025, 9, 1)), True),  # before the event
            (noon(date(2025, 10, 1)), True),
            (datetime(2025, 10, 9, 15, 59, 59, tzinfo=UTC), True),  # 民法典第203条: the last day ends at 24:00
            (datetime(2025, 10, 9, 16, 0, tzinfo=UTC), False),
        ],
    )
    def test_is_told_by_the_day_in_chongqing(self, at, timely):
        assert within_days(at, event=self.EVENT, days=10) is timely

    def test_counts_from_the_day_after_the_event_whatever_its_hour(self):
        late = datetime(2026, 8, 11, 15, 59, tzinfo=UTC)
        assert within_days(datetime(2026, 8, 21, 15, 59, tzinfo=UTC), event=late, days=10)
        assert not within_days(datetime(2026, 8, 21, 16, 0, tzinfo=UTC), event=late, days=10)

    def test_asks_the_table_only_where_the_answer_hangs_on_it(self):
        assert within_days(noon(FAR), event=noon(FAR - timedelta(days=10)), days=10)
        with pytest.raises(BeyondTheCalendar):
            within_days(noon(FAR), event=noon(FAR - timedelta(days=11)), days=10)


class TestTheTable:
    def test_makes_up_on_weekends_only_and_never_on_a_day_off(self):
        assert {day.weekday() for day in MADE_UP} == {5, 6}
        assert not MADE_UP & DAYS_OFF

    @pytest.mark.parametrize("year", range(FIRST_DAY.year, LAST_DAY.year + 1))
    def test_has_every_year_with_its_fixed_holidays(self, year):
        assert {date(year, 1, 1), date(year, 5, 1), *(date(year, 10, each) for each in (1, 2, 3))} <= DAYS_OFF
        assert any(day.year == year for day in MADE_UP)

    def test_has_as_many_days_as_its_source(self):
        assert (FIRST_DAY.year, LAST_DAY.year) == (2004, 2026)
        assert (len(DAYS_OFF), len(MADE_UP)) == (621, 150)
