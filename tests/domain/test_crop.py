"""Table (a), CROP: of one parcel and season, linked to its land, its policy and what else stands there."""

from datetime import date

import pytest

from registry.domain.asking import by_code
from registry.domain.collateral import AssetKey, Crop, Interest, KeyRole, LandManagementRight
from registry.domain.collateral.insurance_policy import InsuredObject, Insurer
from tests.movables import a_crop, a_crop_body, a_float, a_policy_of, asset
from tests.samples import (
    NOON,
    a_filing,
    a_grantor,
    a_ground,
    a_parcel,
    a_parcel_code,
    a_policy,
    a_statutory_registration,
    a_unit_code,
    an_item,
    an_organization,
    decided,
    entered,
)

COMPANY = an_organization()
USCC = COMPANY.identifier.value


def findings(item, *held, **changes):
    offered = an_item(item, statutory_registration=a_statutory_registration(NOON))
    noted = decided(a_filing(offered, **changes), a_ground(*held)).decided.findings
    return {each.code: each.related for each in noted}


def uninsured(**changes):
    body = a_crop_body(**changes)
    del body["policy"]
    return asset(body)


class TestItsKeys:
    def test_are_parcel_and_unit_with_crop_and_season_the_policy_and_the_holder(self):
        code, unit = a_parcel_code(), a_unit_code("JD")
        place = {"address": "一组", "parcel_code": code, "unit_code": unit}
        crop = a_crop(place=place, policy=a_policy_of("PX-1"), holder_uscc=USCC)
        assert crop.asset_keys() == (
            AssetKey(f"crop/v1:PARCEL:{code}:柑橘:2027", KeyRole.IDENTITY),
            AssetKey(f"crop/v1:UNIT:{unit}:柑橘:2027", KeyRole.IDENTITY),
            AssetKey(f"parcel/v1:{code}", KeyRole.SITE),
            AssetKey(f"unit/v1:{unit}", KeyRole.SITE),
            AssetKey(f"cadastral/v1:{unit[:19]}", KeyRole.SITE),
            AssetKey("policy/v1:91500000MA6DEM065Q:PX-1", KeyRole.SITE),
            AssetKey(f"holder/v1:{USCC}", KeyRole.SITE),
        )

    def test_are_searched_by_the_parcel(self):
        code = a_parcel_code()
        assert Crop.search_keys(code) == (f"parcel/v1:{code}",)
        assert Crop.search_keys("柑橘") == ()

    def test_leave_a_bare_parcel_code_to_the_land(self):
        code, unit = a_parcel_code(), a_unit_code("JD")
        assert Crop.named_by(code) == Crop.named_by(unit) == ()
        assert (by_code(code).kind, by_code(USCC).keys) == (LandManagementRight.kind, (f"holder/v1:{USCC}",))

    @pytest.mark.parametrize(
        ("change", "same"),
        [({}, True), ({"plant": " 柑 橘"}, True), ({"plant": "玉米"}, False), ({"season_year": 2028}, False)],
    )
    def test_are_one_crop_whoever_grows_it(self, change, same):
        code = a_parcel_code()
        first = entered(a_filing(a_crop(code, holder_uscc=USCC)))
        (became,) = decided(a_filing(a_crop(code, **change)), a_ground(first)).decided.collateral
        assert (became.ahead, became.linked) == (((first.registration,), ()) if same else ((), (first.registration,)))


class TestTheCrossClassColumn:
    """land right, policy, a floating mortgage: each finds the crop, and the crop finds each."""

    def test_ties_a_crop_to_the_right_to_its_land(self):
        code = a_parcel_code()
        land, crop = a_parcel(code), a_crop(code)
        on_land, on_crop = entered(a_filing(land)), entered(a_filing(crop))
        assert findings(crop, on_land)["REG-SITE"] == (on_land.registration,)
        assert findings(land, on_crop)["REG-SITE"] == (on_crop.registration,)

    def test_ties_a_crop_to_its_policy_by_parcel_and_by_number(self):
        code = a_parcel_code()
        insurer = Insurer(name="重庆示例农业保险有限公司", uscc="91500000MA6DEM065Q")
        by_number = (a_crop(policy=a_policy_of("PX-1")), a_policy("PX-1", insurer=insurer, line_number="7"))
        by_parcel = (a_crop(code), a_policy(insured=InsuredObject(description="柑橘", parcel_code=code)))
        for crop, policy in (by_number, by_parcel):
            on_crop, on_policy = entered(a_filing(crop)), entered(a_filing(policy))
            assert findings(policy, on_crop)["R-390"] == (on_crop.registration,)
            assert findings(crop, on_policy)["R-390P"] == (on_policy.registration,)

    def test_ties_a_crop_to_its_holders_floating_mortgage(self):
        given = (a_grantor(COMPANY),)
        floats = an_item(a_float(holder_uscc=USCC), interest=Interest.FLOATING_MORTGAGE)
        first = entered(a_filing(floats, grantors=given))
        assert findings(a_crop(holder_uscc=USCC), first, grantors=given)["R-396L"] == (first.registration,)


class TestACrop:
    """created by contract, THIRD_PARTY at the movables registry; whether it goes with the land is left open."""

    def test_well_filed_is_told_only_that_both_registries_count(self):
        assert findings(a_crop()) == {"R-395C": ()}

    def test_without_registration_or_policy_is_told_what_that_means(self):
        noted = {each.code for each in decided(a_filing(uninsured())).decided.findings}
        assert noted == {"R-395C", "R-403", "REG-INSURANCE"}

    @pytest.mark.parametrize(("day", "warned"), [("2027-11-18", True), ("2027-11-19", False)])
    def test_harvested_before_the_claim_is_due_becomes_produce(self, day, warned):
        assert ("REG-HARVEST" in findings(a_crop(harvest_on=day))) is warned

    def test_says_the_effect_of_the_legal_registry_and_belongs_to_the_county_of_its_land(self):
        (became,) = decided(a_filing(a_crop(a_parcel_code("500101")))).decided.collateral
        assert (became.statutory.effect, became.effect, became.region) == ("third_party", "notice", "500101")

    @pytest.mark.parametrize(
        ("changes", "pointer", "code"),
        [
            ({"place": {"address": "示例村一组"}}, "place/parcel_code", "missing_identity"),
            ({"sown_on": "2058-12-20"}, "harvest_on", "harvest_before_sowing"),
        ],
    )
    def test_that_cannot_be_is_named_by_its_pointer(self, changes, pointer, code):
        faults = a_filing(a_crop(**changes)).faults()
        assert [(fault.pointer, fault.code) for fault in faults] == [(f"/collateral/0/{pointer}", code)]


def test_a_day_between_sowing_and_harvest_is_enough():
    assert a_filing(a_crop(sown_on="2026-11-01", harvest_on=date(2026, 11, 2).isoformat())).faults() == ()
