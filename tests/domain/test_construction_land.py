"""Collective construction land: granted, with its buildings, and the owner told (土地管理法第63条)."""

from datetime import date

import pytest

from registry.domain.collateral import AssetKey, CollectiveConstructionLand, KeyRole
from registry.domain.collateral.collective_construction_land import Acquisition
from registry.domain.errors import ProhibitedByLaw
from tests.samples import (
    NOON,
    a_filing,
    a_ground,
    a_site,
    a_statutory_registration,
    a_unit_code,
    an_item,
    decided,
    entered,
)

UNIT = "500233001002JB00012W00000000"
BUILDING = "500233001002JB00012F00010001"


def findings(asset, ground=None, **changes):
    item = an_item(asset, statutory_registration=a_statutory_registration(NOON))
    return [(noted.code, noted.pointer) for noted in decided(a_filing(item, **changes), ground).decided.findings]


def prohibition(asset):
    with pytest.raises(ProhibitedByLaw) as refusal:
        decided(a_filing(asset))
    return [(fault.code, fault.pointer) for fault in refusal.value.faults]


class TestItsKeys:
    def test_are_the_unit_its_land_and_its_buildings(self):
        assert a_site(UNIT, buildings=(BUILDING, "冷库")).asset_keys() == (
            AssetKey(f"collective_construction_land/v1:{UNIT}", KeyRole.IDENTITY),
            AssetKey(f"unit/v1:{UNIT}", KeyRole.SITE),
            AssetKey("cadastral/v1:500233001002JB00012", KeyRole.SITE),
            AssetKey(f"unit/v1:{BUILDING}", KeyRole.SITE),
        )

    def test_are_found_by_the_bare_code_and_by_themselves(self):
        named, site = (key.key for key in a_site(UNIT).asset_keys()[:2])
        assert CollectiveConstructionLand.search_keys(UNIT.lower()) == (named, site)
        assert CollectiveConstructionLand.search_keys(named) == (named,)
        assert CollectiveConstructionLand.search_keys("unit") == ()

    def test_tie_a_building_given_apart_to_its_land(self):
        land = entered(a_filing(a_site(UNIT)))
        assert ("R-397", "/collateral/0") in findings(a_site(BUILDING, buildings=()), a_ground(land))

    def test_rank_a_second_mortgage_behind_the_first(self):
        land = entered(a_filing(a_site(UNIT)))
        (item,) = decided(a_filing(a_site(UNIT)), a_ground(land)).decided.collateral
        assert item.ahead == (land.registration,)


class TestItsParticulars:
    @pytest.mark.parametrize("code", ["500233001002JB00013F00010001", UNIT, "500233001002JB00012Q00010001"])
    def test_name_buildings_of_this_land_only(self, code):
        (fault,) = a_filing(a_site(UNIT, buildings=("冷库", code))).faults()
        assert (fault.code, fault.pointer) == ("building_of_other_land", "/collateral/0/buildings/1")

    def test_may_name_a_building_by_its_code(self):
        assert a_filing(a_site(UNIT, buildings=(BUILDING,))).faults() == ()


class TestALand:
    def test_that_is_granted_with_its_building_is_entered_without_a_word(self):
        assert findings(a_site()) == []

    def test_that_is_leased_is_refused(self):
        assert prohibition(a_site(acquisition=Acquisition.LEASED)) == [("R-63", "/collateral/0/acquisition")]

    def test_without_a_building_is_refused(self):
        assert prohibition(a_site(buildings=())) == [("R-398", "/collateral/0/buildings")]

    def test_that_is_a_buildings_own_unit_needs_no_other(self):
        assert findings(a_site(BUILDING, buildings=())) == []

    def test_of_an_owner_who_was_not_told_is_warned(self):
        assert findings(a_site(notice_to_owner_on=None)) == [("R-43", "/collateral/0/notice_to_owner_on")]

    def test_without_its_registration_is_told_what_creates_the_mortgage(self):
        assert [noted.code for noted in decided(a_filing(a_site())).decided.findings] == ["R-402"]

    @pytest.mark.parametrize(("ends_on", "short"), [(date(2027, 11, 18), True), (date(2027, 11, 19), False)])
    def test_that_ends_before_the_claim_is_due_is_warned(self, ends_on, short):
        found = findings(a_site(right_ends_on=ends_on), expires_on=date(2027, 11, 19))
        assert found == ([("REG-RIGHT", "/secured_claim/due_on"), ("REG-RIGHT-ENTRY", "/expires_on")] if short else [])

    @pytest.mark.parametrize(
        ("features", "code"),
        [
            ("ZB", "R-399.4"),
            ("JW", "R-399.4"),
            ("JA", "R-399.1"),
            ("JC", "REG-UNIT"),
            ("JD", "REG-UNIT"),
            ("GB", "REG-UNIT"),
        ],
    )
    def test_is_refused_where_its_unit_code_tells_of_something_else(self, features, code):
        assert prohibition(a_site(a_unit_code(features))) == [(code, "/collateral/0/unit_code")]

    def test_belongs_to_the_county_of_its_unit(self):
        assert a_site().region == "500233"
