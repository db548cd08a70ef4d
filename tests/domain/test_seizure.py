"""A court's seizure: its term, its place in the queue, what it leaves as it was, and what comes behind it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.domain.collateral.ground_attachment import Nature
from registry.domain.errors import (
    AcknowledgementRequired,
    ActEnded,
    InvalidParticulars,
    NotPermitted,
    ProhibitedByLaw,
    UnknownRegistration,
)
from registry.domain.filings import SeizureKind
from registry.domain.filings.seizure import EnteredFrom
from registry.domain.measures import Money
from registry.domain.queue import queue
from tests.acts import COURT, EXCHANGE, OTHER_COURT, a_hold, a_lifting, a_seizure, act_ground, acted, by, held, seized
from tests.api.problem import is_bilingual
from tests.kinds import a_greenhouse
from tests.movables import a_crop, a_herd, a_machine, a_stock
from tests.samples import (
    NOON,
    TODAY,
    a_claim,
    a_filing,
    a_forest,
    a_ground,
    a_parcel,
    a_receipt,
    a_site,
    a_transferred_parcel,
    an_electronic_receipt,
    another_bank,
    decided,
    entered,
)

EARLIER, LATER = NOON - timedelta(hours=3), NOON - timedelta(minutes=1)


def codes(decision):
    return {found.code for found in decision.findings}


def fault_of(filing, **ground):
    with pytest.raises(InvalidParticulars) as refusal:
        filing.check()
        acted(filing, act_ground(**ground))
    assert all(is_bilingual({"zh": fault.text.zh, "en": fault.text.en}) for fault in refusal.value.faults)
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


def two(parcel, *, first=EARLIER, second=LATER):
    """Two seizures of a parcel, entered one after the other."""
    one = seized(a_seizure(parcel, served_at=first))
    return one, seized(a_seizure(parcel, served_at=second), act_ground(seizures=(one,)))


class TestTheTerm:
    @pytest.mark.parametrize("asset", [a_parcel(), a_forest(), a_site(), a_receipt()], ids=lambda asset: asset.kind)
    def test_of_land_and_of_rights_is_three_years_and_not_a_day_longer(self, asset):
        assert a_seizure(asset, until=date(2029, 11, 22)).faults() == ()
        assert fault_of(a_seizure(asset, until=date(2029, 11, 23))) == [("/until", "seizure_too_long")]

    def test_of_what_is_taken_away_is_two_years(self):
        detained = {"kind": SeizureKind.DETAIN}
        assert a_seizure(a_receipt(), until=date(2028, 11, 22), **detained).faults() == ()
        assert fault_of(a_seizure(a_receipt(), until=date(2028, 11, 23), **detained)) == [
            ("/until", "seizure_too_long")
        ]

    @pytest.mark.parametrize("asset", [a_machine(), a_herd(), a_crop(), a_stock()], ids=lambda asset: asset.kind)
    def test_of_movables_is_two_years(self, asset):
        assert a_seizure(asset, until=date(2028, 11, 22)).faults() == ()
        assert fault_of(a_seizure(asset, until=date(2028, 11, 23))) == [("/until", "seizure_too_long")]

    @pytest.mark.parametrize(
        ("nature", "last"), [(Nature.FIXED, date(2029, 11, 22)), (Nature.MOVABLE, date(2028, 11, 22))]
    )
    def test_of_a_facility_is_that_of_land_or_of_movables_as_it_is_fixed_or_not(self, nature, last):
        """民诉法解释第485条: movables two years, land and other rights three."""
        facility = a_greenhouse(nature=nature)
        assert a_seizure(facility, until=last).faults() == ()
        assert fault_of(a_seizure(facility, until=last + timedelta(days=1))) == [("/until", "seizure_too_long")]

    def test_begins_with_the_service(self):
        assert fault_of(a_seizure(a_parcel(), until=date(2026, 11, 21))) == [
            ("/until", "seizure_ends_before_it_begins")
        ]

    def test_is_not_over_when_it_is_entered(self):
        over = a_seizure(a_parcel(), served_at=datetime(2024, 1, 1, tzinfo=UTC), until=date(2026, 11, 21))
        assert fault_of(over) == [("/until", "seizure_over")]
        assert acted(replace(over, until=TODAY)).assets
        assert a_seizure(a_parcel(), until=TODAY).faults() == ()

    def test_is_of_a_notice_that_has_been_served(self):
        assert acted(a_seizure(a_parcel(), served_at=NOON)).assets
        assert fault_of(a_seizure(a_parcel(), served_at=NOON + timedelta(seconds=1))) == [
            ("/served_at", "served_in_the_future")
        ]


class TestTheAssets:
    def test_are_at_least_one(self):
        assert fault_of(a_seizure()) == [("/assets", "missing")]

    def test_are_each_named_once(self):
        parcel = a_parcel()
        assert fault_of(a_seizure(a_receipt(), parcel, parcel)) == [("/assets/2", "same_asset_twice")]

    def test_are_such_as_there_can_be(self):
        wrong = a_parcel(right_ends_on=date(1990, 1, 1))
        assert fault_of(a_seizure(wrong)) == [("/assets/0/right_ends_on", "right_ends_before_it_begins")]

    def test_are_locked_with_all_their_keys_and_held_in_nobodys_way(self):
        receipt = a_receipt()
        filing = a_seizure(receipt)
        assert filing.locks() == tuple(key.key for key in receipt.asset_keys())
        held = seized(filing)
        assert [key.key for key in held.keys] == list(filing.locks())
        assert not any(key.exclusive for key in held.keys)


class TestTheQueue:
    def test_begins_with_the_first_seizure_in_effect(self):
        (asset,) = acted(a_seizure(a_parcel())).assets
        assert asset.behind == ()

    def test_makes_a_later_one_wait(self):
        parcel = a_parcel()
        first = seized(a_seizure(parcel, served_at=EARLIER))
        second = acted(a_seizure(parcel, served_at=LATER), act_ground(seizures=(first,)))
        assert second.assets[0].behind == (first.act,)
        assert codes(second) == {"R-CF26"}

    def test_goes_by_service_even_when_entered_late(self):
        parcel = a_parcel()
        first, late = two(parcel, first=LATER, second=EARLIER)
        assert acted(a_seizure(parcel, served_at=EARLIER), act_ground(seizures=(first,))).assets[0].behind == ()
        assert queue(parcel, (first, late), day=TODAY) == (late, first)

    def test_of_two_served_at_once_goes_by_entry(self):
        parcel = a_parcel()
        first, second = two(parcel, first=EARLIER, second=EARLIER)
        assert acted(a_seizure(parcel, served_at=EARLIER), act_ground(seizures=(first,))).assets[0].behind == (
            first.act,
        )
        assert queue(parcel, (second, first), day=TODAY) == (first, second)

    def test_is_each_assets_own(self):
        one, other = a_parcel(), a_parcel()
        first = seized(a_seizure(one, served_at=EARLIER))
        both = acted(a_seizure(one, other), act_ground(seizures=(first,)))
        assert [asset.behind for asset in both.assets] == [(first.act,), ()]
        other_first = acted(a_seizure(other, one), act_ground(seizures=(first,)))
        assert [(found.code, found.pointer) for found in other_first.findings] == [("R-CF26", "/assets/1")]
        assert re.fullmatch("seiz_[-0-9a-f]{36}", both.number)
        assert all(re.fullmatch("col_[-0-9a-f]{36}", asset.id) for asset in both.assets)

    def test_of_one_layer_is_not_that_of_the_other(self):
        parcel = a_parcel()
        first = seized(a_seizure(parcel, served_at=EARLIER))
        other = a_transferred_parcel(parcel.parcel_code)
        assert acted(a_seizure(other), act_ground(seizures=(first,))).assets[0].behind == ()

    def test_loses_who_has_lapsed(self):
        parcel = a_parcel()
        first = seized(a_seizure(parcel, served_at=EARLIER, until=TODAY))
        assert queue(parcel, (first,), day=TODAY) == (first,)
        assert queue(parcel, (first,), day=TODAY + timedelta(days=1)) == ()
        tomorrow = act_ground(seizures=(first,), at=NOON + timedelta(days=1))
        assert acted(a_seizure(parcel), tomorrow).assets[0].behind == ()


class TestWhatWasRegistered:
    def test_before_service_keeps_its_rank(self):
        parcel = a_parcel()
        lien = entered(a_filing(parcel), a_ground(at=EARLIER, settled_until=EARLIER - timedelta(seconds=1)))
        made = acted(a_seizure(parcel), act_ground(lien))
        assert (made.assets[0].precedes, made.assets[0].since_service) == ((lien.registration,), ())
        assert made.findings == ()
        at_once = acted(a_seizure(parcel, served_at=lien.recorded_from), act_ground(lien))
        assert at_once.assets[0].precedes == (lien.registration,)

    def test_after_service_and_before_its_entry_is_named(self):
        parcel = a_parcel()
        lien = entered(a_filing(parcel))
        made = acted(a_seizure(parcel, served_at=EARLIER), act_ground(lien))
        assert (made.assets[0].precedes, made.assets[0].since_service) == ((), (lien.registration,))
        assert [(found.code, found.related) for found in made.findings] == [("REG-SERVED", (lien.registration,))]

    def test_up_to_a_maximum_is_fixed_by_the_first_seizure_alone(self):
        parcel = a_parcel()
        lien = entered(a_filing(parcel, secured_claim=a_claim(maximum_amount=Money(60_000_000))))
        plain = entered(a_filing(parcel, secured_creditor=another_bank()), a_ground(lien, bank=another_bank()))
        filing = a_seizure(parcel, served_at=EARLIER)
        made = acted(filing, act_ground(lien, plain))
        assert made.assets[0].determined == (lien.registration,)
        assert "R-CF25" in codes(made)

        first = seized(filing, act_ground(lien, plain))
        for ground in (act_ground(lien, seizures=(first,)), act_ground(lien, ended=(first,))):
            assert acted(a_seizure(parcel), ground).assets[0].determined == ()

    def test_up_to_a_maximum_is_fixed_by_no_trade(self):
        parcel = a_parcel()
        lien = entered(a_filing(parcel, secured_claim=a_claim(maximum_amount=Money(60_000_000))))
        over = held(a_hold(parcel), act_ground(lien, standing=EXCHANGE))
        assert acted(a_seizure(parcel), act_ground(lien, ended=(over,))).assets[0].determined == (lien.registration,)

    def test_up_to_a_maximum_after_a_seizure_is_fixed_by_the_next(self):
        parcel = a_parcel()
        former = seized(a_seizure(parcel), act_ground(at=NOON - timedelta(minutes=30), settled_until=EARLIER))
        lien = entered(a_filing(parcel, secured_claim=a_claim(maximum_amount=Money(60_000_000))))
        assert acted(a_seizure(parcel), act_ground(lien, ended=(former,))).assets[0].determined == (lien.registration,)


class TestALifting:
    def test_frees_what_the_seizure_held(self):
        seizure = seized(a_seizure(a_parcel()))
        lifted = acted(a_lifting(seizure.act), act_ground(seizures=(seizure,)))
        assert [each.id for each in lifted.released] == [seizure.id]
        assert lifted.released[0].keys == tuple(key.key for key in seizure.keys)
        assert lifted.next == ()

    def test_of_the_first_puts_the_next_into_effect(self):
        first, second = two(a_parcel())
        third = seized(a_seizure(first.asset, served_at=NOON), act_ground(seizures=(first, second)))
        for waiting in ((second,), (second, third)):
            lifted = acted(a_lifting(first.act), act_ground(seizures=(first, *waiting)))
            assert lifted.next == (second.act,)
        assert re.fullmatch("lift_[-0-9a-f]{36}", lifted.number)

    def test_of_one_that_waits_changes_nothing_for_the_others(self):
        first, second = two(a_parcel())
        assert acted(a_lifting(second.act), act_ground(seizures=(first, second))).next == ()

    def test_of_one_that_has_lapsed_is_entered_and_changes_nothing(self):
        parcel = a_parcel()
        first = seized(a_seizure(parcel, served_at=EARLIER, until=TODAY))
        second = seized(a_seizure(parcel), act_ground(seizures=(first,)))
        tomorrow = act_ground(seizures=(first, second), at=NOON + timedelta(days=1))
        assert acted(a_lifting(first.act), tomorrow).next == ()

    def test_is_the_courts_that_seized(self):
        seizure = seized(a_seizure(a_parcel()))
        for ground in (
            act_ground(seizures=(seizure,), standing=OTHER_COURT),
            act_ground(ended=(seizure,), standing=OTHER_COURT),
            act_ground(),
        ):
            with pytest.raises(UnknownRegistration) as refusal:
                acted(a_lifting(seizure.act), ground)
            assert (str(refusal.value), refusal.value.facts) == (seizure.act, {})

    def test_is_made_once(self):
        seizure = seized(a_seizure(a_parcel()))
        with pytest.raises(ActEnded):
            acted(a_lifting(seizure.act), act_ground(ended=(seizure,)))

    def test_locks_the_seizure(self):
        lifting = a_lifting("seiz_1")
        assert (lifting.number, lifting.locks(), lifting.faults()) == ("seiz_1", ("act/v1:seiz_1",), ())


class TestAPledgeAfterASeizure:
    @pytest.mark.parametrize(
        "asset", [a_forest(), a_site(), an_electronic_receipt()], ids=["forest", "site", "electronic receipt"]
    )
    def test_is_refused_where_registration_would_create_the_right(self, asset):
        seizure = seized(a_seizure(asset))
        with pytest.raises(ProhibitedByLaw) as refusal:
            decided(a_filing(asset), a_ground(seizures=(seizure,)))
        assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/collateral/0", "R-399.5")]

    @pytest.mark.parametrize("asset", [a_parcel(), a_receipt()], ids=["parcel", "paper receipt"])
    def test_is_entered_elsewhere_by_who_says_that_he_comes_behind(self, asset):
        seizure = seized(a_seizure(asset))
        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(a_filing(asset), a_ground(seizures=(seizure,)))
        assert refusal.value.facts == {"acknowledge": ["ACCEPT_SUBJECT_TO_SEIZURE"]}

        knowing = a_filing(asset, acknowledged=frozenset({"ACCEPT_SUBJECT_TO_SEIZURE"}))
        made = decided(knowing, a_ground(seizures=(seizure,))).decided
        assert (made.collateral[0].seizures, made.collateral[0].ahead) == ((seizure.act,), ())
        related = {found.code: found.related for found in made.findings}
        assert related["ACCEPT_SUBJECT_TO_SEIZURE"] == (seizure.act,)

    def test_is_as_any_other_once_the_seizure_has_lapsed(self):
        forest = a_forest()
        seizure = seized(a_seizure(forest, until=TODAY))
        filing = a_filing(forest)
        with pytest.raises(ProhibitedByLaw):
            decided(filing, a_ground(seizures=(seizure,)))
        assert decided(filing, a_ground(seizures=(seizure,), at=NOON + timedelta(days=1))).decided.number

    def test_of_another_layer_of_the_parcel_is_not_touched(self):
        parcel = a_parcel()
        seizure = seized(a_seizure(a_transferred_parcel(parcel.parcel_code)))
        assert decided(a_filing(parcel), a_ground(seizures=(seizure,))).decided.collateral[0].seizures == ()


def test_only_a_court_seizes_and_lifts():
    for filing in (a_seizure(a_parcel()), a_lifting("seiz_1")):
        for role in ("lender", "exchange", "keeper", "auditor", "regulator", "register"):
            with pytest.raises(NotPermitted):
                decided(filing, act_ground(), by=by(replace(COURT, role=role)))


def test_the_words_are_those_of_the_contract():
    assert [str(each) for each in (*SeizureKind, *EnteredFrom)] == [
        "seal", "detain", "freeze", "court_system", "served_paper",
    ]  # fmt: skip
