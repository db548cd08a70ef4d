"""An exchange's hold: how long, how often, and that it stands in nobody's way."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from registry.domain.calendar import working_days_after
from registry.domain.errors import (
    ActEnded,
    BeyondTheCalendar,
    InvalidParticulars,
    NotPermitted,
    ProhibitedByLaw,
    UnknownRegistration,
)
from registry.domain.filings.hold import ReleaseReason
from registry.domain.holidays import LAST_DAY
from tests.acts import (
    EXCHANGE,
    OTHER_EXCHANGE,
    a_hold,
    a_release,
    a_seizure,
    act_ground,
    acted,
    by,
    held,
    seized,
)
from tests.api.problem import is_bilingual
from tests.samples import NOON, TODAY, a_filing, a_ground, a_parcel, a_transferred_parcel, decided, entered


def ground(*liens, **changes):
    return act_ground(*liens, **({"standing": EXCHANGE} | changes))


def refused(filing, found):
    with pytest.raises(ProhibitedByLaw) as refusal:
        acted(filing, found)
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


class TestAWorkingDay:
    @pytest.mark.parametrize(
        ("day", "count", "last"),
        [
            (date(2026, 11, 22), 1, date(2026, 11, 23)),  # a Sunday
            (date(2026, 11, 22), 5, date(2026, 11, 27)),
            (date(2026, 11, 23), 5, date(2026, 11, 30)),  # a Monday: the day itself is not counted
            (date(2026, 11, 27), 1, date(2026, 11, 30)),  # a Friday
            (date(2026, 11, 27), 0, date(2026, 11, 27)),
        ],
    )
    def test_is_none_of_a_weekend(self, day, count, last):
        assert working_days_after(day, count) == last


class TestTheTerm:
    def test_is_five_working_days_and_not_one_more(self):
        assert acted(a_hold(a_parcel(), until=date(2026, 11, 27)), ground()).assets
        assert refused(a_hold(a_parcel(), until=date(2026, 11, 28)), ground()) == [("/until", "REG-HOLD-TERM")]
        friday = ground(at=NOON + timedelta(days=5))  # the five days hold a weekend
        assert acted(a_hold(a_parcel(), until=date(2026, 12, 4)), friday).assets

    def test_asks_for_holidays_only_where_the_answer_hangs_on_them(self):
        beyond = datetime.combine(LAST_DAY + timedelta(days=30), time(12), UTC)
        for days in (0, 5):
            until = beyond.date() + timedelta(days=days)
            assert acted(a_hold(a_parcel(), until=until), ground(at=beyond)).assets
        with pytest.raises(BeyondTheCalendar):
            acted(a_hold(a_parcel(), until=beyond.date() + timedelta(days=6)), ground(at=beyond))

    def test_is_not_over_when_it_begins(self):
        assert acted(a_hold(a_parcel(), until=TODAY), ground()).assets
        with pytest.raises(InvalidParticulars) as refusal:
            acted(a_hold(a_parcel(), until=date(2026, 11, 21)), ground())
        (fault,) = refusal.value.faults
        assert (fault.pointer, fault.code) == ("/until", "hold_over")
        assert is_bilingual({"zh": fault.text.zh, "en": fault.text.en})


class TestASecondHold:
    @pytest.mark.parametrize("kept", ["holds", "ended"])
    @pytest.mark.parametrize(("days", "free"), [(0, False), (29, False), (30, True)])
    def test_by_the_same_exchange_comes_after_thirty_days(self, kept, days, free):
        parcel = a_parcel()
        first = held(a_hold(parcel))
        later = NOON + timedelta(days=days, minutes=1)
        found = ground(**{kept: (first,)}, at=later)
        second = a_hold(parcel, until=later.date())
        if free:
            assert acted(second, found).assets
        else:
            assert refused(second, found) == [("/assets/0", "REG-HOLD-AGAIN")]

    def test_by_another_exchange_or_on_another_asset_is_entered(self):
        parcel = a_parcel()
        first = held(a_hold(parcel))
        assert acted(a_hold(parcel), ground(holds=(first,), standing=OTHER_EXCHANGE)).assets
        assert acted(a_hold(a_transferred_parcel(parcel.parcel_code)), ground(holds=(first,))).assets


class TestWhatStands:
    def test_is_named_and_keeps_no_hold_out(self):
        parcel = a_parcel()
        lien, seizure = entered(a_filing(parcel)), seized(a_seizure(parcel))
        made = acted(a_hold(parcel), ground(lien, seizures=(seizure,)))
        assert (made.assets[0].precedes, made.assets[0].seizures) == ((lien.registration,), (seizure.act,))
        assert [(found.code, found.severity, found.pointer, found.related) for found in made.findings] == [
            ("R-CF24", "warning", "/assets/0", (seizure.act,))
        ]
        assert acted(a_hold(parcel), ground(lien)).findings == ()

    def test_is_a_line_the_hold_joins_at_its_end(self):
        parcel = a_parcel()
        first, *_ = parcel.asset_keys()
        made = acted(a_hold(parcel), ground(positions={first.key: 4}))
        assert [key.position for key in made.assets[0].keys] == [5, *[1] * (len(parcel.asset_keys()) - 1)]
        assert re.fullmatch("hold_[-0-9a-f]{36}", made.number)
        assert re.fullmatch("col_[-0-9a-f]{36}", made.assets[0].id)


class TestALienFiledMeanwhile:
    def test_is_entered_at_once_and_told_of_the_hold(self):
        parcel = a_parcel()
        hold = held(a_hold(parcel))
        made = decided(a_filing(parcel), a_ground(holds=(hold,))).decided
        (found,) = [each for each in made.findings if each.code == "R-HOLD"]
        assert (found.severity, found.pointer, found.related) == ("warning", "/collateral/0", (hold.act,))
        assert made.collateral[0].ahead == ()

    def test_is_not_told_once_the_hold_has_lapsed_or_is_on_another_asset(self):
        parcel = a_parcel()
        hold = held(a_hold(parcel))
        after = a_ground(holds=(hold,), at=NOON + timedelta(days=3))
        other = a_ground(holds=(held(a_hold(a_transferred_parcel(parcel.parcel_code))),))
        for found in (after, other):
            assert "R-HOLD" not in {each.code for each in decided(a_filing(parcel), found).decided.findings}

    def test_a_seizure_is_never_held_back(self):
        parcel = a_parcel()
        made = acted(a_seizure(parcel), act_ground(holds=(held(a_hold(parcel)),)))
        assert (made.findings, made.assets[0].behind) == ((), ())


class TestARelease:
    def test_frees_what_was_held(self):
        hold = held(a_hold(a_parcel()))
        made = acted(a_release(hold.act), ground(holds=(hold,)))
        assert [(each.id, each.keys) for each in made.released] == [(hold.id, tuple(key.key for key in hold.keys))]
        assert re.fullmatch("rel_[-0-9a-f]{36}", made.number)

    def test_is_the_holders_and_made_once(self):
        hold = held(a_hold(a_parcel()))
        with pytest.raises(UnknownRegistration):
            acted(a_release(hold.act), ground(holds=(hold,), standing=OTHER_EXCHANGE))
        with pytest.raises(UnknownRegistration):
            acted(a_release(hold.act), ground())
        with pytest.raises(UnknownRegistration):
            acted(a_release("hold_other"), ground(ended=(hold,)))
        with pytest.raises(ActEnded):
            acted(a_release(hold.act), ground(ended=(hold,)))

    def test_locks_the_hold(self):
        assert (a_release("hold_1").number, a_release("hold_1").locks()) == ("hold_1", ("act/v1:hold_1",))


def test_only_an_exchange_holds_and_releases():
    for filing in (a_hold(a_parcel()), a_release("hold_1")):
        for role in ("lender", "court", "keeper", "auditor", "regulator", "register"):
            with pytest.raises(NotPermitted):
                decided(filing, ground(), by=by(replace(EXCHANGE, role=role)))


def test_the_words_are_those_of_the_contract():
    assert [str(each) for each in ReleaseReason] == ["completed", "cancelled"]
