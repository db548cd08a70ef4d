"""Title moves: what follows it, what stops it, and what a former holder can no longer do."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.domain.collateral import Interest, TransferRestriction
from registry.domain.errors import AcknowledgementRequired, InvalidParticulars, NotPermitted, ProhibitedByLaw
from registry.domain.filings.transfer import Alias
from registry.domain.trade_verdict import Reason, Verdict
from tests.acts import (
    EXCHANGE,
    OTHER_EXCHANGE,
    a_hold,
    a_seizure,
    a_transfer,
    act_ground,
    acted,
    by,
    held,
    moved,
    seized,
)
from tests.api.problem import is_bilingual
from tests.domain.burdens import a_burden, some_terms, told
from tests.kinds import a_receivable, an_order
from tests.samples import (
    NOON,
    TODAY,
    a_citizen_id,
    a_filing,
    a_grantor,
    a_ground,
    a_parcel,
    a_person,
    a_receipt,
    a_transferred_parcel,
    an_item,
    another_bank,
    decided,
    entered,
)


def ground(*liens, **changes):
    return act_ground(*liens, **({"standing": EXCHANGE} | changes))


def bound(parcel, restriction):
    return entered(a_filing(an_item(parcel, transfer_restriction=restriction)))


def codes(decision):
    return {found.code for found in decision.findings}


def fault_of(filing):
    with pytest.raises(InvalidParticulars) as refusal:
        filing.check()
        acted(filing, ground())
    assert all(is_bilingual({"zh": fault.text.zh, "en": fault.text.en}) for fault in refusal.value.faults)
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


class TestWhatFollows:
    def test_is_every_registration_on_the_asset_and_none_beside_it(self):
        parcel = a_parcel()
        first = entered(a_filing(parcel))
        second = entered(a_filing(parcel, secured_creditor=another_bank()), a_ground(first, bank=another_bank()))
        beside = entered(a_filing(a_transferred_parcel(parcel.parcel_code, contract="LZ-1"),
                                  acknowledged=frozenset({"R-47b"})), a_ground(first, second))  # fmt: skip
        made = acted(a_transfer(parcel), ground(first, second, beside))
        assert made.assets[0].follows == (first.registration, second.registration)
        assert codes(made) == {"R-406"}

    def test_is_found_under_the_new_holders_behind_those_already_named(self):
        parcel = a_parcel()
        lien = entered(a_filing(parcel))
        made = acted(a_transfer(parcel), ground(lien, parties={lien.registration: 3}))
        assert made.aliases == (Alias(registration=lien.registration, ordinal=3),)

    def test_is_named_once_though_it_is_on_two_of_the_assets(self):
        one, other = a_parcel(), a_receipt()
        both = a_filing(one, other)
        first = entered(replace(both, collateral=both.collateral[:1]))
        second = entered(replace(both, collateral=both.collateral[1:]))
        assert first.registration == second.registration
        assert len(acted(a_transfer(one, other), ground(first, second)).aliases) == 1

    def test_of_an_asset_without_liens_is_nothing(self):
        made = acted(a_transfer(a_parcel()), ground())
        assert (made.assets[0].follows, made.aliases, made.findings) == ((), (), ())
        assert re.fullmatch("trf_[-0-9a-f]{36}", made.number)
        assert re.fullmatch("col_[-0-9a-f]{36}", made.assets[0].id)

    def test_is_told_of_the_day_itself_and_of_some_asset(self):
        assert acted(a_transfer(a_parcel(), transferred_on=TODAY), ground()).assets
        assert fault_of(a_transfer()) == [("/assets", "missing")]


class TestAPledgedReceivable:
    """民法典第445条第二款."""

    @pytest.mark.parametrize("make", [a_receivable, an_order])
    def test_passes_on_only_if_the_pledgee_agrees_though_nothing_was_registered(self, make):
        asset = make()
        lien = entered(a_filing(an_item(asset, interest=Interest.PLEDGE)))
        with pytest.raises(AcknowledgementRequired) as refusal:
            acted(a_transfer(asset), ground(lien))
        assert refusal.value.facts == {"acknowledge": ["R-445T"]}
        made = acted(a_transfer(asset, acknowledged=frozenset({"R-445T"})), ground(lien))
        (found,) = (each for each in made.findings if each.code == "R-445T")
        assert (found.pointer, found.related) == ("/assets/0", (lien.registration,))

    def test_is_told_by_what_was_registered_where_that_is_more(self):
        asset = a_receivable()
        terms = {"interest": Interest.PLEDGE, "transfer_restriction": TransferRestriction.CONSENT}
        lien = entered(a_filing(an_item(asset, **terms)))
        made = acted(a_transfer(asset, acknowledged=frozenset({"R-JS43C"})), ground(lien))
        assert codes(made) == {"R-JS43C", "R-406"}

    @pytest.mark.parametrize("interest", [Interest.FACTORING, Interest.ASSIGNMENT])
    def test_that_was_assigned_is_no_pledge(self, interest):
        asset = a_receivable()
        assert codes(acted(a_transfer(asset), ground(entered(a_filing(an_item(asset, interest=interest)))))) == {
            "R-406"
        }

    def test_asks_for_consent_before_a_trade(self):
        asset = a_receivable()
        found = told(a_burden(asset, terms=some_terms(interest=Interest.PLEDGE)))
        assert (found.restriction, found.verdict) == (TransferRestriction.CONSENT, Verdict.CONSENT_NEEDED)
        assert Reason.TRANSFER_CONSENT in found.reasons
        prohibited = some_terms(interest=Interest.PLEDGE, transfer_restriction=TransferRestriction.PROHIBITED)
        assert told(a_burden(asset, terms=prohibited)).restriction is TransferRestriction.PROHIBITED
        receipt = a_burden(a_receipt(), terms=some_terms(interest=Interest.PLEDGE))
        assert told(receipt).restriction is TransferRestriction.NONE


class TestWhatStopsIt:
    def test_is_a_seizure_until_it_lapses(self):
        parcel = a_parcel()
        seizure = seized(a_seizure(parcel, until=TODAY))
        with pytest.raises(ProhibitedByLaw) as refusal:
            acted(a_transfer(parcel), ground(seizures=(seizure,)))
        assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/assets/0", "REG-SEIZED")]
        assert acted(a_transfer(parcel), ground(seizures=(seizure,), at=NOON + timedelta(days=1))).assets

    def test_is_a_registered_prohibition(self):
        parcel = a_parcel()
        with pytest.raises(ProhibitedByLaw) as refusal:
            acted(a_transfer(a_receipt(), parcel), ground(bound(parcel, TransferRestriction.PROHIBITED)))
        assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/assets/1", "R-JS43")]

    def test_is_a_consent_nobody_speaks_of(self):
        parcel = a_parcel()
        found = ground(bound(parcel, TransferRestriction.CONSENT))
        with pytest.raises(AcknowledgementRequired) as refusal:
            acted(a_transfer(parcel), found)
        assert refusal.value.facts == {"acknowledge": ["R-JS43C"]}
        assert "R-JS43C" in codes(acted(a_transfer(parcel, acknowledged=frozenset({"R-JS43C"})), found))

    def test_is_not_a_hold_but_anothers_is_named(self):
        parcel = a_parcel()
        hold = held(a_hold(parcel))
        assert codes(acted(a_transfer(parcel), ground(holds=(hold,)))) == set()
        assert codes(acted(a_transfer(parcel), ground(holds=(hold,), standing=OTHER_EXCHANGE))) == {"R-HOLD"}


class TestAFault:
    def test_is_a_day_that_has_not_been(self):
        assert fault_of(a_transfer(a_parcel(), transferred_on=date(2026, 11, 23))) == [
            ("/transferred_on", "transferred_in_the_future")
        ]

    @pytest.mark.parametrize(("field", "name"), [("former_holders", "from"), ("holders", "to")])
    def test_is_nobody_on_a_side(self, field, name):
        assert fault_of(a_transfer(a_parcel(), **{field: ()})) == [(f"/{name}", "missing")]

    @pytest.mark.parametrize(("side", "name"), [("former", "from"), ("holder", "to")])
    def test_is_somebody_not_born_yet(self, side, name):
        unborn = a_person(number=a_citizen_id(date(2026, 11, 23)))
        ((pointer, _),) = fault_of(a_transfer(a_parcel(), **{side: unborn}))
        assert pointer == f"/{name}/0/identifier/value"


class TestARightMortgagedAfterItWasTransferred:
    """The grantors' hashes come in as those of the transfer's parties do."""

    ZHANG, LI, WANG = (a_person(name=name) for name in ("张三", "李四", "王五"))

    def found(self, parcel, transfers, *grantors, **filing):
        made = a_filing(parcel, grantors=tuple(map(a_grantor, grantors)), **filing)
        hashes = tuple(f"#{each.identifier.value}" for each in grantors)
        assert made.givers == tuple(each.identifier for each in grantors)
        return decided(made, a_ground(transfers=transfers, grantors=hashes)).decided

    def test_by_the_former_holder_must_be_acknowledged_and_is_said(self):
        parcel = a_parcel()
        transfer = moved(a_transfer(parcel, former=self.ZHANG, holder=self.LI))
        with pytest.raises(AcknowledgementRequired) as refusal:
            self.found(parcel, (transfer,), self.ZHANG)
        assert refusal.value.facts == {"acknowledge": ["R-JS37"]}
        made = self.found(parcel, (transfer,), self.LI, self.ZHANG, acknowledged=frozenset({"R-JS37"}))
        assert [each.related for each in made.findings if each.code == "R-JS37"] == [(transfer.act,)]

    def test_by_the_new_holder_or_on_another_asset_is_as_any_other(self):
        parcel = a_parcel()
        transfer = moved(a_transfer(parcel, former=self.ZHANG, holder=self.LI))
        assert "R-JS37" not in codes(self.found(parcel, (transfer,), self.LI))
        stranger = self.found(parcel, (transfer,), self.WANG, acknowledged=frozenset({"REG-TITLE"}))
        assert "R-JS37" not in codes(stranger)
        assert "R-JS37" not in codes(self.found(a_parcel(), (transfer,), self.ZHANG))

    def test_by_whoever_sold_on_is_said_of_each(self):
        parcel = a_parcel()
        first = moved(a_transfer(parcel, former=self.ZHANG, holder=self.LI))
        second = moved(a_transfer(parcel, former=self.LI, holder=self.WANG), ground(at=NOON + timedelta(minutes=1)))
        for seller, act in ((self.ZHANG, first.act), (self.LI, second.act)):
            made = self.found(parcel, (second, first), seller, acknowledged=frozenset({"R-JS37"}))
            assert [each.related for each in made.findings if each.code == "R-JS37"] == [(act,)]

    def test_by_whoever_bought_it_back_is_as_any_other(self):
        parcel = a_parcel()
        sold = moved(a_transfer(parcel, former=self.ZHANG, holder=self.LI))
        back = moved(a_transfer(parcel, former=self.LI, holder=self.ZHANG), ground(at=NOON + timedelta(minutes=1)))
        assert "R-JS37" not in codes(self.found(parcel, (sold, back), self.ZHANG))

    def test_by_whoever_kept_a_share_is_as_any_other(self):
        parcel = a_parcel()
        shared = moved(a_transfer(parcel, former=self.ZHANG, holders=(self.LI, self.ZHANG)))
        assert "R-JS37" not in codes(self.found(parcel, (shared,), self.ZHANG))


def test_only_an_exchange_enters_a_transfer():
    for role in ("lender", "court", "keeper", "auditor", "regulator", "register"):
        with pytest.raises(NotPermitted):
            decided(a_transfer(a_parcel()), ground(), by=by(replace(EXCHANGE, role=role)))
