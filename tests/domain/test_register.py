"""What may enter the register, what must be acknowledged first, and what is said to it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.domain.claim import Consent, ConsentKind, Document
from registry.domain.collateral import Interest
from registry.domain.errors import (
    AcknowledgementRequired,
    CollateralAlreadyPledged,
    CreditorIsNotTheFiler,
    InvalidParticulars,
    ProhibitedByLaw,
)
from registry.domain.filings import registration_key
from registry.domain.identifiers import Scheme, parse_registration_number
from registry.domain.measures import Money, Quantity
from registry.domain.party import Identifier, InstitutionType
from registry.domain.rules import CATALOGUE, Severity
from tests.samples import (
    NOON,
    a_citizen_id,
    a_claim,
    a_filing,
    a_grantor,
    a_ground,
    a_parcel,
    a_parcel_code,
    a_person,
    a_receipt,
    a_sole_trader,
    a_standing,
    a_statutory_registration,
    a_transferred_parcel,
    a_unit_code,
    a_uscc,
    a_uscc_of_old,
    a_village,
    an_electronic_receipt,
    an_item,
    an_organization,
    another_bank,
    decided,
    entered,
)

ALL_CONSENTS = tuple(Consent(kind=kind) for kind in ConsentKind)


def findings(filing, ground=None):
    """Code and pointer of everything the entry says."""
    return [(noted.code, noted.pointer) for noted in decided(filing, ground).decided.findings]


def codes(filing, ground=None):
    return {code for code, _ in findings(filing, ground)}


def prohibition(filing, ground=None):
    with pytest.raises(ProhibitedByLaw) as refusal:
        decided(filing, ground)
    return [(fault.code, fault.pointer) for fault in refusal.value.faults]


def faults(filing):
    with pytest.raises(InvalidParticulars) as refusal:
        filing.check()
    return [(fault.code, fault.pointer) for fault in refusal.value.faults]


class TestAGoodFiling:
    def test_has_no_faults(self):
        a_filing(a_receipt(), a_parcel()).check()

    def test_gets_a_number_of_the_day_in_chongqing(self):
        late = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # half past midnight of the 23rd there

        decision = decided(a_filing(), a_ground(at=late, serial=7))

        assert decision.version == 1
        assert decision.registration.startswith("CQ2026112300000007")
        assert parse_registration_number(decision.registration) == decision.registration

    def test_that_is_complete_is_entered_without_a_word(self):
        filing = a_filing(an_item(a_parcel()), an_item(delivered_at=NOON), consents=ALL_CONSENTS)
        assert findings(filing) == []

    def test_locks_every_key_of_every_item(self):
        receipt, parcel = a_receipt(), a_parcel()
        keys = [key.key for asset in (receipt, parcel) for key in asset.asset_keys()]
        assert list(a_filing(receipt, parcel).locks()) == keys

    def test_follows_up_no_registration(self):
        assert a_filing().number is None

    def test_is_notice_only(self):
        (item,) = decided(a_filing(a_parcel())).decided.collateral
        assert (item.effect, item.statutory.effect, item.statutory.number) == ("notice", "third_party", None)

    def test_carries_the_number_it_declares_at_the_statutory_registry(self):
        declared = a_statutory_registration(number="渝-1")
        (item,) = decided(a_filing(an_item(a_parcel(), statutory_registration=declared))).decided.collateral
        assert item.statutory.number == "渝-1"


class TestParticulars:
    def test_name_a_grantor_and_something_given(self):
        filing = a_filing(collateral=(), grantors=())
        assert faults(filing) == [("missing", "/grantors"), ("missing", "/collateral")]

    def test_of_a_claim_may_not_fall_due_before_the_contract(self):
        claim = a_claim(contract_effective_on=date(2026, 11, 20), due_on=date(2026, 11, 19))
        assert faults(a_filing(secured_claim=claim)) == [("due_before_contract", "/secured_claim/due_on")]

    def test_of_a_claim_may_fall_due_the_day_of_the_contract(self):
        day = date(2026, 11, 20)
        assert a_filing(secured_claim=a_claim(contract_effective_on=day, due_on=day)).faults() == ()

    def test_of_a_maximum_amount_cover_the_principal(self):
        claim = a_claim(principal=Money(100), maximum_amount=Money(99))
        assert faults(a_filing(secured_claim=claim)) == [("maximum_below_principal", "/secured_claim/maximum_amount")]
        assert a_filing(secured_claim=a_claim(principal=Money(100), maximum_amount=Money(100))).faults() == ()

    def test_of_an_interest_fit_the_kind(self):
        filing = a_filing(an_item(a_parcel(), interest=Interest.PLEDGE))
        assert faults(filing) == [("interest_not_allowed", "/collateral/0/interest")]

    def test_of_land_agree_with_each_other(self):
        parcel = a_parcel(
            contract_code="500101104203010012J", right_starts_on=date(2030, 1, 1), right_ends_on=date(2030, 1, 1)
        )
        assert faults(a_filing(a_receipt(), parcel)) == [
            ("issuing_party_mismatch", "/collateral/1/contract_code"),
            ("right_ends_before_it_begins", "/collateral/1/right_ends_on"),
        ]

    def test_of_a_transferee_name_his_contract(self):
        filing = a_filing(a_transferred_parcel(contract=None))
        assert faults(filing) == [("missing_transfer_contract", "/collateral/0/transferee_contract_number")]

    def test_of_storage_last_at_least_a_day(self):
        receipt = a_receipt(stored_from=date(2027, 1, 1), stored_until=date(2027, 1, 1))
        assert faults(a_filing(receipt)) == [("storage_ends_before_it_begins", "/collateral/0/stored_until")]

    @pytest.mark.parametrize("floor", [("120.001", "t"), ("1", "kg")])
    def test_of_a_floor_stay_below_the_quantity_in_its_unit(self, floor):
        receipt = a_receipt(quantity=Quantity.parse("120", "t"), floor_quantity=Quantity.parse(*floor))
        assert faults(a_filing(receipt)) == [("floor_above_quantity", "/collateral/0/floor_quantity")]

    def test_of_a_floor_may_be_the_whole_quantity(self):
        everything = Quantity.parse("120", "t")
        assert a_filing(a_receipt(quantity=everything, floor_quantity=everything)).faults() == ()

    @pytest.mark.parametrize("stray", [1, -1])
    def test_of_papers_name_items_of_this_filing(self, stray):
        consent = Consent(kind=ConsentKind.KEEPER, collateral=(0, stray))
        document = Document(kind="pledge_contract", reference="1", sha256="0" * 64, collateral=(stray,))
        filing = a_filing(consents=(Consent(kind=ConsentKind.KEEPER, collateral=(0,)), consent), documents=(document,))
        assert faults(filing) == [
            ("no_such_item", "/consents/1/collateral"),
            ("no_such_item", "/documents/0/collateral"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("again"),
        [
            pytest.param({}, id="with the same words"),
            pytest.param({"platform": "平台"}, id="with a platform added"),
            pytest.param({"commodity": "小麦"}, id="with another description"),
        ],
    )
    def test_name_no_receipt_twice(self, again):
        receipt = a_receipt()
        filing = a_filing(a_parcel(), receipt, replace(receipt, **again))
        assert faults(filing) == [("same_asset_twice", "/collateral/2")]

    def test_may_name_two_receipts_of_one_number_on_two_platforms(self):
        number = "CD-1"
        one, other = an_electronic_receipt(number, platform="甲"), an_electronic_receipt(number, platform="乙")
        assert a_filing(one, other).faults() == ()

    def test_name_one_unit_of_two_parcels_once(self):
        unit = a_unit_code()
        assert faults(a_filing(a_parcel(unit_code=unit), a_parcel(unit_code=unit)))[0][0] == "same_asset_twice"


class TestTheParties:
    def test_are_led_by_the_creditor_who_files(self):
        with pytest.raises(CreditorIsNotTheFiler) as refusal:
            decided(a_filing(secured_creditor=another_bank()))
        assert refusal.value.faults[0].pointer == "/secured_creditor/identifier/value"

    def test_are_born_by_today_in_chongqing(self):
        just_after_midnight = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
        born_on_the_23rd = a_grantor(a_person(number=a_citizen_id(date(2026, 11, 23))))
        filing = a_filing(grantors=(a_grantor(), born_on_the_23rd))

        with pytest.raises(InvalidParticulars) as refusal:
            decided(filing, a_ground(at=just_after_midnight - timedelta(microseconds=1)))

        assert [(f.code, f.pointer) for f in refusal.value.faults] == [("bad_date", "/grantors/1/identifier/value")]
        assert decided(filing, a_ground(at=just_after_midnight)).version == 1

    def test_of_a_village_need_the_members_resolution(self):
        filing = a_filing(an_item(delivered_at=NOON), grantors=(a_grantor(), a_grantor(a_village())))

        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(filing)

        assert refusal.value.facts == {"acknowledge": ["R-CQ21"]}
        assert [(fault.code, fault.pointer) for fault in refusal.value.faults] == [("R-CQ21", "/grantors/1")]
        accepted = replace(filing, acknowledged=frozenset({"R-CQ21"}))
        assert findings(accepted) == [("R-JT58", "/grantors/1"), ("R-CQ21", "/grantors/1")]
        resolved = replace(filing, consents=(Consent(kind=ConsentKind.COLLECTIVE_RESOLUTION),))
        assert findings(resolved) == [("R-JT58", "/grantors/1")]

    def test_that_may_be_a_state_organ_get_a_warning(self):
        organ = an_organization(uscc=a_uscc("11500233"))
        assert ("R-5", "/grantors/0") in findings(a_filing(grantors=(a_grantor(organ),)))

    def test_with_an_old_organisation_code_are_entered_with_a_remark(self):
        old = an_organization(uscc=a_uscc_of_old())
        assert ("REG-ORGCODE", "/grantors/0/identifier/value") in findings(a_filing(grantors=(a_grantor(old),)))

    def test_without_a_credit_code_get_no_remark_on_it(self):
        abroad = replace(an_organization(), identifier=Identifier(Scheme.LEI, "5493001KJTIIGC8Y1R12"))
        parties = (a_grantor(abroad), a_grantor(a_sole_trader()))
        assert findings(a_filing(an_item(delivered_at=NOON), grantors=parties)) == []


class TestTheTermOfTheEntry:
    """Registered on 22 November 2026."""

    @pytest.mark.parametrize("last_day", [date(2026, 12, 22), date(2056, 11, 22)])
    def test_may_be_exactly_a_month_or_thirty_years(self, last_day):
        codes_found = codes(a_filing(expires_on=last_day))
        assert not codes_found & {"REG-TERM-MIN", "REG-TERM-MAX"}

    def test_may_not_be_a_day_less_than_a_month(self):
        assert prohibition(a_filing(expires_on=date(2026, 12, 21))) == [("REG-TERM-MIN", "/expires_on")]

    def test_may_not_be_a_day_more_than_thirty_years(self):
        assert prohibition(a_filing(expires_on=date(2056, 11, 23))) == [("REG-TERM-MAX", "/expires_on")]

    def test_of_a_month_ends_with_the_shorter_month(self):
        ground = a_ground(at=datetime(2027, 1, 31, 4, tzinfo=UTC))
        assert "REG-TERM-MIN" not in codes(a_filing(expires_on=date(2027, 2, 28)), ground)
        assert prohibition(a_filing(expires_on=date(2027, 2, 27)), ground) == [("REG-TERM-MIN", "/expires_on")]


class TestLand:
    def test_without_its_papers_gets_warnings_that_point_at_it(self):
        assert findings(a_filing(an_item(delivered_at=NOON), a_parcel())) == [
            ("R-24", "/collateral/1"),
            ("R-47c", "/collateral/1"),
        ]

    def test_is_not_helped_by_a_consent_to_another_item(self):
        consents = (Consent(kind=ConsentKind.OWNER_FILING, collateral=(1,)), Consent(kind=ConsentKind.FAMILY_CONSENT))
        assert findings(a_filing(a_parcel(), a_parcel(), consents=consents)) == [("R-47c", "/collateral/0")]

    def test_may_not_secure_a_claim_that_outlives_the_right(self):
        parcel = a_parcel(right_ends_on=date(2027, 11, 18))
        assert prohibition(a_filing(parcel)) == [("R-38", "/secured_claim/due_on")]

    def test_may_secure_a_claim_that_falls_due_the_day_the_right_ends(self):
        found = codes(a_filing(a_parcel(right_ends_on=date(2027, 11, 19)), expires_on=date(2027, 11, 19)))
        assert not found & {"R-38", "R-38E"}

    def test_warns_of_an_entry_that_outlives_the_right(self):
        parcel = a_parcel(right_ends_on=date(2027, 12, 30))
        assert ("R-38E", "/expires_on") in findings(a_filing(parcel, expires_on=date(2027, 12, 31)))

    def test_given_to_an_enterprise_is_refused(self):
        ground = a_ground(standing=a_standing(kind=InstitutionType.ENTERPRISE))
        assert prohibition(a_filing(a_parcel()), ground) == [("R-47a", "/secured_creditor")]

    def test_given_to_a_guarantee_company_is_entered_with_a_warning(self):
        ground = a_ground(standing=a_standing(kind=InstitutionType.GUARANTEE_COMPANY))
        assert ("R-47g", "/secured_creditor") in findings(a_filing(a_parcel()), ground)

    def test_of_a_transferee_waits_for_the_contractors_consent(self):
        filing = a_filing(a_transferred_parcel())

        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(filing)

        assert refusal.value.facts == {"acknowledge": ["R-47b"]}
        assert "R-47b" in codes(replace(filing, acknowledged=frozenset({"R-47b"})))
        assert "R-47b" not in codes(replace(filing, consents=ALL_CONSENTS))

    @pytest.mark.parametrize(("ends_on", "short"), [(date(2024, 12, 30), True), (date(2024, 12, 31), False)])
    def test_of_a_transferee_counts_five_years_with_the_last_day(self, ends_on, short):
        parcel = a_transferred_parcel(right_starts_on=date(2020, 1, 1), right_ends_on=ends_on)
        claim = a_claim(contract_effective_on=date(2023, 1, 1), due_on=date(2024, 1, 1))
        found = codes(a_filing(parcel, secured_claim=claim, consents=ALL_CONSENTS))
        assert ("R-41" in found) is short

    def test_of_a_contractor_may_be_short(self):
        parcel = a_parcel(right_starts_on=date(2025, 1, 1), right_ends_on=date(2028, 12, 31))
        assert "R-41" not in codes(a_filing(parcel))

    def test_near_the_end_of_the_calendar_is_judged_like_any_other(self):
        parcel = a_transferred_parcel(right_starts_on=date(9996, 1, 1), right_ends_on=date(9999, 12, 31))
        assert "R-41" not in codes(a_filing(parcel, consents=ALL_CONSENTS))

    def test_contracted_in_another_way_needs_a_certificate_only(self):
        code = a_parcel_code()
        parcel = a_parcel(code, contract_code=f"{code[:14]}0012Q")
        certified = replace(parcel, certificate_number="渝(2018)忠县不动产权第000123456号")

        assert prohibition(a_filing(parcel)) == [("R-342", "/collateral/0/certificate_number")]
        assert findings(a_filing(certified)) == [("R-402", "/collateral/0/statutory_registration")]

    @pytest.mark.parametrize(
        ("features", "code"),
        [("JW", "R-399.4"), ("ZD", "R-399.4"), ("JA", "R-399.1"), ("JE", "REG-UNIT"), ("JB", "REG-UNIT")],
    )
    def test_is_refused_where_its_unit_code_tells_of_something_else(self, features, code):
        parcel = a_parcel(unit_code=a_unit_code(features))
        assert prohibition(a_filing(parcel)) == [(code, "/collateral/0/unit_code")]

    @pytest.mark.parametrize("attachment", ["F00010001", "L00000001", "Q00000001"])
    def test_is_refused_where_its_unit_code_names_what_stands_on_it(self, attachment):
        """GB/T 37346-2019: D with W."""
        parcel = a_parcel(unit_code=a_unit_code(attachment=attachment))
        assert prohibition(a_filing(parcel)) == [("REG-UNIT", "/collateral/0/unit_code")]

    @pytest.mark.parametrize("features", ["JD", "GF"])
    def test_is_entered_where_its_unit_code_tells_of_cropland_or_grassland(self, features):
        assert findings(a_filing(a_parcel(unit_code=a_unit_code(features)), consents=ALL_CONSENTS)) == []


class TestAReceipt:
    def test_on_paper_warns_where_no_delivery_is_named(self):
        assert findings(a_filing(a_receipt())) == [("R-441", "/collateral/0/delivered_at")]
        assert findings(a_filing(an_item(a_receipt(), delivered_at=NOON))) == []

    def test_without_paper_warns_where_no_registration_is_named(self):
        declared = a_statutory_registration()
        receipt = an_electronic_receipt()
        assert findings(a_filing(receipt)) == [("R-441E", "/collateral/0/statutory_registration")]
        assert findings(a_filing(an_item(receipt, statutory_registration=declared))) == []

    def test_warns_where_storage_ends_before_the_claim_falls_due(self):
        filing = a_filing(a_receipt(stored_until=date(2027, 11, 18)))
        assert ("REG-STORAGE", "/collateral/0/stored_until") in findings(filing)
        assert "REG-STORAGE" not in codes(a_filing(a_receipt(stored_until=date(2027, 11, 19))))


class TestWhatStandsAlready:
    def test_refuses_a_second_registration_of_a_receipt(self):
        receipt = a_receipt()
        first = entered(a_filing(receipt))

        with pytest.raises(CollateralAlreadyPledged) as refusal:
            decided(a_filing(a_parcel(), receipt, acknowledged=frozenset(CATALOGUE)), a_ground(first))

        assert refusal.value.numbers == (first.registration,)
        assert refusal.value.facts == {"prior_registrations": [first.registration]}
        assert [fault.pointer for fault in refusal.value.faults] == ["/collateral/1"]
        assert first.registration in refusal.value.detail.zh
        assert first.registration in refusal.value.detail.en

    def test_refuses_it_to_the_same_creditor_too(self):
        filing = a_filing()
        with pytest.raises(CollateralAlreadyPledged):
            decided(filing, a_ground(entered(filing)))

    def test_is_told_last_where_the_law_forbids_the_filing_anyway(self):
        receipt = a_receipt()
        again = a_filing(receipt, expires_on=date(2026, 11, 23))
        assert prohibition(again, a_ground(entered(a_filing(receipt)))) == [("REG-TERM-MIN", "/expires_on")]

    def test_lets_a_second_creditor_on_land_rank_behind(self):
        parcel = a_parcel()
        first = entered(a_filing(parcel))
        ground = a_ground(first, bank=another_bank())

        entry = decided(a_filing(parcel, secured_creditor=another_bank(), consents=ALL_CONSENTS), ground).decided

        (item,) = entry.collateral
        assert item.ahead == (first.registration,)
        assert {key.position for key in item.keys} == {2}
        (noted,) = entry.findings
        assert (noted.code, noted.pointer, noted.related) == ("REG-AHEAD", "/collateral/0", (first.registration,))

    def test_asks_whether_the_same_contract_is_meant_twice(self):
        filing = a_filing(a_parcel(), consents=ALL_CONSENTS)
        ground = a_ground(entered(filing))

        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(filing, ground)

        assert refusal.value.facts == {"acknowledge": ["REG-SIMILAR"]}
        assert "REG-SIMILAR" in codes(replace(filing, acknowledged=frozenset({"REG-SIMILAR"})), ground)

    def test_takes_a_further_contract_of_the_same_bank_without_asking(self):
        parcel = a_parcel()
        ground = a_ground(entered(a_filing(parcel)))
        assert codes(a_filing(parcel, consents=ALL_CONSENTS), ground) == {"REG-AHEAD"}

    def test_tells_of_another_receipt_over_the_same_goods(self):
        receipt = a_receipt()
        first = entered(a_filing(receipt))
        other = an_item(a_receipt(lot=receipt.lot), delivered_at=NOON)

        entry = decided(a_filing(other), a_ground(first)).decided

        assert [(noted.code, noted.related) for noted in entry.findings] == [
            ("R-59", (first.registration,)),
            ("REG-CAPACITY", (first.registration,)),
        ]
        assert (entry.collateral[0].ahead, entry.collateral[0].linked) == ((), (first.registration,))

    def test_tells_of_the_other_layer_of_a_parcel(self):
        code = a_parcel_code()
        ground = a_ground(entered(a_filing(a_parcel(code))))
        filing = a_filing(a_transferred_parcel(code), consents=ALL_CONSENTS)
        assert findings(filing, ground) == [("REG-LAYER", "/collateral/0")]


def test_a_rule_that_asks_to_be_acknowledged_is_noted_once_it_was():
    filing = a_filing(a_transferred_parcel(), acknowledged=frozenset({"R-47b"}))
    noted = {each.code: each.severity for each in decided(filing).decided.findings}
    assert noted["R-47b"] is Severity.ACKNOWLEDGE


def test_a_refusal_by_law_names_its_first_rule():
    with pytest.raises(ProhibitedByLaw) as refusal:
        decided(a_filing(expires_on=date(2026, 11, 23)))
    assert refusal.value.rule is CATALOGUE["REG-TERM-MIN"]
    assert refusal.value.detail is CATALOGUE["REG-TERM-MIN"].text


def test_a_registrations_number_is_a_key_of_its_own():
    assert registration_key("CQ1") == "registration/v1:CQ1"
