"""Forests: known by a unit code, an old certificate or both; the register refuses little and says what it sees."""

from datetime import date

import pytest

from registry.domain.collateral import AssetKey, ForestRight, KeyRole
from registry.domain.collateral.forest_right import ForestCategory
from registry.domain.errors import ProhibitedByLaw
from tests.samples import (
    NOON,
    a_certified_forest,
    a_filing,
    a_forest,
    a_ground,
    a_parcel,
    a_statutory_registration,
    a_unit_code,
    an_item,
    decided,
    entered,
)

CERTIFICATE, UNIT = "渝忠林证字(2009)第000123号", "500233010001JE00007L00000001"


def findings(asset, ground=None, **changes):
    item = an_item(asset, statutory_registration=a_statutory_registration(NOON))
    return [(noted.code, noted.pointer) for noted in decided(a_filing(item, **changes), ground).decided.findings]


def codes(asset, ground=None, **changes):
    return {code for code, _ in findings(asset, ground, **changes)}


def faults(asset):
    return [(fault.code, fault.pointer) for fault in a_filing(asset).faults()]


class TestItsKeys:
    def test_are_the_unit_and_the_certificate_where_both_are_known(self):
        forest = a_forest(UNIT, certificate_number=CERTIFICATE, subcompartment="12")
        assert forest.asset_keys() == (
            AssetKey(f"forest_right/v1:UNIT:{UNIT}", KeyRole.IDENTITY),
            AssetKey(f"forest_right/v1:CERTIFICATE:{CERTIFICATE}:12", KeyRole.IDENTITY),
            AssetKey(f"unit/v1:{UNIT}", KeyRole.SITE),
            AssetKey("cadastral/v1:500233010001JE00007", KeyRole.SITE),
        )

    @pytest.mark.parametrize("later", [a_forest(UNIT), a_certified_forest(CERTIFICATE)])
    def test_make_it_the_same_by_either_name(self, later):
        first = entered(a_filing(a_forest(UNIT, certificate_number=CERTIFICATE, subcompartment="12")))
        (item,) = decided(a_filing(later), a_ground(first)).decided.collateral
        assert item.ahead == (first.registration,)

    def test_of_another_subcompartment_name_another_forest(self):
        first = entered(a_filing(a_certified_forest()))
        (item,) = decided(a_filing(a_certified_forest(subcompartment="13")), a_ground(first)).decided.collateral
        assert (item.ahead, item.linked) == ((), ())

    def test_tie_the_trees_to_their_land(self):
        land = entered(a_filing(a_forest(f"{UNIT[:19]}W00000000")))
        assert "REG-SITE" in codes(a_forest(UNIT), a_ground(land))

    def test_are_found_by_the_bare_unit_code_and_by_themselves(self):
        forest = a_forest(UNIT)
        assert ForestRight.search_keys(f" {UNIT.lower()}") == tuple(key.key for key in forest.asset_keys()[:2])
        (named,) = a_certified_forest().asset_keys()
        assert ForestRight.search_keys(named.key) == (named.key,)
        assert ForestRight.search_keys("parcel/v1:1") == ()


class TestItsParticulars:
    def test_are_complete_by_either_name(self):
        assert faults(a_forest()) == faults(a_certified_forest()) == []

    def test_name_it(self):
        assert faults(a_forest(unit_code=None)) == [("missing_identity", "/collateral/0/unit_code")]

    def test_name_the_subcompartment_of_a_certificate(self):
        forest = a_forest(certificate_number=CERTIFICATE)
        assert faults(forest) == [("missing_subcompartment", "/collateral/0/subcompartment")]

    def test_describe_the_trees_that_are_given(self):
        assert faults(a_forest(volume=None, stand_age_years=None)) == [
            ("missing", "/collateral/0/stand_age_years"),
            ("missing", "/collateral/0/volume"),
        ]
        assert faults(a_forest(includes_trees=False, volume=None, stand_age_years=None)) == []

    def test_give_something(self):
        nothing = a_forest(includes_land=False, includes_trees=False)
        assert faults(nothing) == [("nothing_given", "/collateral/0/includes_land")]


class TestAForest:
    def test_with_its_trees_is_told_of_the_cutting_licence_and_of_nothing_else(self):
        assert findings(a_forest()) == [("R-SL56", "/collateral/0/includes_trees")]

    def test_without_trees_is_entered_without_a_word(self):
        assert findings(a_forest(includes_trees=False)) == []

    def test_that_is_trees_only_is_warned(self):
        assert ("R-SL-LAND", "/collateral/0/includes_land") in findings(a_forest(includes_land=False))

    @pytest.mark.parametrize("category", list(ForestCategory))
    def test_that_serves_the_public_is_warned(self, category):
        public = category in (ForestCategory.PROTECTION, ForestCategory.SPECIAL_PURPOSE)
        assert ("R-SL-PUBLIC" in codes(a_forest(forest_category=category))) is public

    @pytest.mark.parametrize(("ends_on", "short"), [(date(2027, 11, 18), True), (date(2027, 11, 19), False)])
    def test_that_ends_before_the_claim_is_due_is_warned_not_refused(self, ends_on, short):
        found = codes(a_forest(right_ends_on=ends_on), expires_on=date(2027, 11, 19))
        assert ("R-SL-TERM" in found) is ("REG-RIGHT-ENTRY" in found) is short

    def test_without_its_registration_is_told_what_creates_the_mortgage(self):
        found = [noted.code for noted in decided(a_filing(a_forest())).decided.findings]
        assert "R-402" in found

    @pytest.mark.parametrize(
        ("unit", "code"),
        [
            (a_unit_code("ZE", attachment="L00000001"), "R-399.4"),
            (a_unit_code("JW"), "R-399.4"),
            (a_unit_code("JA"), "R-399.1"),
            (a_unit_code("JD"), "REG-UNIT"),
            (a_unit_code("JE", attachment="F00000001"), "REG-UNIT"),
        ],
    )
    def test_is_refused_where_its_unit_code_tells_of_something_else(self, unit, code):
        with pytest.raises(ProhibitedByLaw) as refusal:
            decided(a_filing(a_forest(unit)))
        assert [(f.code, f.pointer) for f in refusal.value.faults] == [(code, "/collateral/0/unit_code")]

    def test_of_the_state_is_taken_like_a_collectives(self):
        assert codes(a_forest(a_unit_code("GE"))) == {"R-SL56"}

    def test_belongs_to_the_county_of_its_unit_or_to_the_municipality(self):
        assert (a_forest().region, a_certified_forest().region) == ("500233", "500000")

    def test_is_no_field(self):
        field = entered(a_filing(a_parcel(unit_code=a_unit_code())))
        assert codes(a_forest(), a_ground(field)) == {"R-SL56"}
