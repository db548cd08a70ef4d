"""Policies: the whole and its lines, the insurer who must be told, and the object whose security reaches the money."""

from datetime import date, timedelta

import pytest

from registry.domain.claim import Consent, ConsentKind
from registry.domain.collateral import AssetKey, InsurancePolicy, KeyRole
from registry.domain.collateral.insurance_policy import InsuredObject, Period
from registry.domain.errors import AcknowledgementRequired
from registry.domain.measures import Measure, Taken
from tests.samples import (
    NOON,
    a_filing,
    a_forest,
    a_ground,
    a_parcel,
    a_policy,
    a_statutory_registration,
    a_unit_code,
    a_uscc,
    an_item,
    decided,
    entered,
)

USCC = "91500000MA6DEM065Q"
CARRIED = ("R-BX49", "/collateral/0/insured_object")


def findings(asset, ground=None, **changes):
    item = an_item(asset, statutory_registration=a_statutory_registration(NOON))
    return [(noted.code, noted.pointer) for noted in decided(a_filing(item, **changes), ground).decided.findings]


def on(**where):
    return InsuredObject(description="柑橘", **where)


def ending(day):
    return Period(starts_on=date(2025, 10, 1), ends_on=day)


class TestItsKeys:
    def test_are_the_policy_with_its_line_the_whole_and_the_place_of_what_is_insured(self):
        unit = a_unit_code("JE")
        insured = on(parcel_code="5002331042030100123", unit_code=unit)
        takes = Taken(steps=30_000_000, measure=Measure.MONEY, part=f"insurance_policy/v1:{USCC}:PZ-1:7")
        assert a_policy("PZ-1", line_number="7", insured=insured).asset_keys() == (
            AssetKey(f"insurance_policy/v1:{USCC}:PZ-1:7", KeyRole.IDENTITY),
            AssetKey(f"policy/v1:{USCC}:PZ-1", KeyRole.IDENTITY, takes=takes),
            AssetKey("parcel/v1:5002331042030100123", KeyRole.SITE),
            AssetKey(f"unit/v1:{unit}", KeyRole.SITE),
            AssetKey(f"cadastral/v1:{unit[:19]}", KeyRole.SITE),
        )

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [("7", "7", True), ("a7", "Ａ 7", True), ("7", "8", False), (None, "7", True), ("7", None, True)],
    )
    def test_make_the_whole_meet_its_lines_and_keep_lines_apart(self, one, other, same):
        first = entered(a_filing(a_policy("PZ-1", line_number=one)))
        (item,) = decided(a_filing(a_policy("PZ-1", line_number=other)), a_ground(first)).decided.collateral
        assert item.ahead == ((first.registration,) if same else ())

    def test_are_searched_as_they_meet(self):
        line, either = (key.key for key in a_policy("PZ-1", line_number="7").asset_keys())
        whole, _ = (key.key for key in a_policy("PZ-1").asset_keys())
        assert InsurancePolicy.search_keys(line) == (line, whole)
        assert InsurancePolicy.search_keys(whole) == InsurancePolicy.search_keys(either) == (either,)

    @pytest.mark.parametrize("text", ["PZ-1", "policy/v1:1", "insurance_policy/v1:1:2", "receipt/v1:1:2"])
    def test_are_found_by_nothing_else(self, text):
        assert InsurancePolicy.search_keys(text) == ()


class TestItsPeriod:
    def test_lasts_at_least_a_day(self):
        day = date(2026, 10, 1)
        (fault,) = a_filing(a_policy(period=Period(starts_on=day, ends_on=day))).faults()
        assert (fault.code, fault.pointer) == ("insurance_ends_before_it_begins", "/collateral/0/period/until")

    def test_that_is_over_must_be_acknowledged(self):
        over = a_policy(period=ending(date(2026, 11, 21)))
        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(a_filing(over))
        assert refusal.value.facts == {"acknowledge": ["REG-POLICY-ENDED"]}
        known = findings(over, acknowledged=frozenset({"REG-POLICY-ENDED"}))
        assert known == [CARRIED, ("REG-POLICY-ENDED", "/collateral/0/period/until")]

    @pytest.mark.parametrize("day", [date(2026, 11, 22), date(2027, 11, 18)])
    def test_that_ends_before_the_claim_is_due_is_warned(self, day):
        assert findings(a_policy(period=ending(day))) == [CARRIED, ("REG-POLICY", "/collateral/0/period/until")]

    def test_may_end_the_day_the_claim_is_due(self):
        assert findings(a_policy(period=ending(date(2027, 11, 19)))) == [CARRIED]


class TestAPolicy:
    def test_whose_insurer_was_not_heard_is_warned(self):
        silent = a_policy(insurer_acknowledged_at=None)
        assert findings(silent) == [CARRIED, ("R-42", "/collateral/0/insurer_acknowledged_at")]
        assert findings(silent, consents=(Consent(kind=ConsentKind.INSURER),)) == [CARRIED]

    def test_that_is_promised_to_another_payee_must_be_acknowledged(self):
        promised = a_policy(loss_payee=a_uscc())
        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(a_filing(promised))
        assert refusal.value.facts == {"acknowledge": ["R-42P"]}

    def test_that_pays_on_death_waits_for_the_insured(self):
        deadly = a_policy(pays_on_death=True)
        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(a_filing(deadly))
        assert refusal.value.facts == {"acknowledge": ["R-BX34"]}
        assert findings(deadly, consents=(Consent(kind=ConsentKind.INSURED),)) == [CARRIED]
        assert findings(a_policy(pays_on_death=False)) == [CARRIED]

    def test_without_registration_is_told_what_creates_the_pledge(self):
        assert "R-445" in {noted.code for noted in decided(a_filing(a_policy())).decided.findings}

    def test_over_given_land_is_told_that_the_land_s_security_reaches_the_money(self):
        parcel = a_parcel()
        land = entered(a_filing(parcel))
        assert ("R-390", "/collateral/0") in findings(
            a_policy(insured=on(parcel_code=parcel.parcel_code)), a_ground(land)
        )

    def test_given_first_is_seen_by_who_takes_the_forest(self):
        forest = a_forest()
        policy = entered(a_filing(a_policy(insured=on(unit_code=forest.unit_code))))
        found = decided(a_filing(forest), a_ground(policy)).decided.findings
        assert [noted.related for noted in found if noted.code == "REG-SITE"] == [(policy.registration,)]

    def test_of_the_same_field_is_another_policy(self):
        insured = on(parcel_code="5002331042030100123")
        other = entered(a_filing(a_policy(insured=insured)))
        assert ("REG-SITE", "/collateral/0") in findings(a_policy(insured=insured), a_ground(other))

    def test_belongs_to_the_county_of_what_is_insured_or_of_the_insurer(self):
        assert a_policy().region == "500000"
        assert a_policy(insured=on(parcel_code="5002331042030100123")).region == "500233"
        assert a_policy(insured=on(unit_code=a_unit_code("JE"))).region == "500233"


class TestTheOrderOfPayment:
    """民法典第768条: registered before notified, and each by its instant."""

    def place(self, asset, *held, **terms):
        (item,) = decided(a_filing(an_item(asset, **terms)), a_ground(*held)).decided.collateral
        return item.priority

    def test_puts_a_later_registration_before_an_earlier_notice(self):
        notified = entered(a_filing(a_policy("PZ-1", insurer_acknowledged_at=NOON - timedelta(days=9))))
        declared = a_statutory_registration(NOON)
        reckoned = self.place(a_policy("PZ-1"), notified, statutory_registration=declared)
        assert (reckoned.position, reckoned.basis, reckoned.reasons) == (1, "statutory_registration", ("R-414",))

    @pytest.mark.parametrize(("days", "position"), [(1, 1), (-1, 2)])
    def test_goes_by_the_instant_among_notices(self, days, position):
        first = entered(a_filing(a_policy("PZ-1", insurer_acknowledged_at=NOON)))
        reckoned = self.place(a_policy("PZ-1", insurer_acknowledged_at=NOON - timedelta(days=days)), first)
        assert (reckoned.position, reckoned.basis, reckoned.reasons) == (position, "debtor_notified", ("R-768",))

    def test_puts_who_told_nobody_behind(self):
        first = entered(a_filing(a_policy("PZ-1")))
        assert self.place(a_policy("PZ-1", insurer_acknowledged_at=None), first).basis == "none"
        assert self.place(a_policy("PZ-1", insurer_acknowledged_at=None), first).position == 2
