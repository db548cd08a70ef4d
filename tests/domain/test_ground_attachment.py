"""Greenhouses and the like: fixed or movable, known by several names, and told apart from the land they stand on."""

from datetime import date

import pytest

from registry.domain.collateral import AssetKey, GroundAttachment, KeyRole
from registry.domain.collateral.ground_attachment import FacilityType, LandBasis, Nature
from registry.domain.collateral.insurance_policy import InsuredObject
from registry.domain.errors import AcknowledgementRequired, ProhibitedByLaw
from registry.domain.measures import Quantity, Unit
from registry.domain.rules.effects import FIXED_ATTACHMENT, MOVABLE_FACILITY, Effect, StatutoryRegistry
from tests.kinds import a_greenhouse, codes, faults, findings
from tests.samples import (
    a_filing,
    a_forest,
    a_ground,
    a_parcel,
    a_parcel_code,
    a_policy,
    a_site,
    a_unit_code,
    decided,
    entered,
)

PARCEL, UNIT = "5002331042030100123", "500233104203JD00012Q00000001"


def ahead(asset, *held):
    (item,) = decided(a_filing(asset), a_ground(*held)).decided.collateral
    return item.ahead


def a_nameless(**changes):
    return a_greenhouse(**({"serial": None} | changes))


class TestItsKeys:
    """ATTACHMENT: facility certificate no / QR; else (unit code, type, seq)."""

    def test_are_every_name_it_has_and_the_land_under_it(self):
        named = a_greenhouse(PARCEL, unit_code=UNIT, facility_certificate="忠农设2026-1", facility_code="cq-ss-1")
        assert named.asset_keys() == (
            AssetKey("ground_attachment/v1:CERTIFICATE:忠农设2026-1", KeyRole.IDENTITY),
            AssetKey("ground_attachment/v1:CODE:CQ-SS-1", KeyRole.IDENTITY),
            AssetKey(f"ground_attachment/v1:UNIT:{UNIT}", KeyRole.IDENTITY),
            AssetKey(f"ground_attachment/v1:PARCEL:{PARCEL}:GREENHOUSE:1", KeyRole.IDENTITY),
            AssetKey(f"parcel/v1:{PARCEL}", KeyRole.SITE),
            AssetKey(f"unit/v1:{UNIT}", KeyRole.SITE),
            AssetKey("cadastral/v1:500233104203JD00012", KeyRole.SITE),
            AssetKey("unit/v1:500233104203JD00012W00000000", KeyRole.SITE),
        )

    @pytest.mark.parametrize(
        "names",
        [
            {"facility_certificate": "忠农设2026-1"},
            {"facility_code": "CQ-SS-1"},
            {"unit_code": UNIT},
            {"parcel_code": PARCEL, "serial": "1"},
        ],
        ids="+".join,
    )
    def test_make_it_the_same_under_any_of_its_names(self, names):
        first = entered(
            a_filing(a_greenhouse(PARCEL, unit_code=UNIT, facility_certificate="忠农设2026-1", facility_code="CQ-SS-1"))
        )
        assert ahead(a_nameless(**names), first) == (first.registration,)

    @pytest.mark.parametrize("other", [{"serial": "2"}, {"facility_type": FacilityType.FISH_POND}])
    def test_tell_it_from_its_neighbour(self, other):
        first = entered(a_filing(a_greenhouse(PARCEL)))
        assert ahead(a_greenhouse(PARCEL, **other), first) == ()
        assert ("REG-SITE", "") in findings(a_greenhouse(PARCEL, **other), a_ground(first))

    def test_of_the_lands_own_unit_need_its_type_and_number(self):
        land = f"{UNIT[:19]}W00000000"
        (named, *_) = a_greenhouse(unit_code=land).asset_keys()
        assert named.key == f"ground_attachment/v1:UNIT:{land}:GREENHOUSE:1"
        assert [key.role for key in a_nameless(unit_code=land).asset_keys()] == [KeyRole.SITE] * 3

    def test_are_found_by_the_bare_unit_code_and_by_themselves(self):
        (
            named,
            *_,
        ) = (key.key for key in a_greenhouse(unit_code=UNIT).asset_keys())
        assert GroundAttachment.search_keys(UNIT.lower()) == (named, f"unit/v1:{UNIT}")
        assert GroundAttachment.search_keys(named) == (named,)
        assert GroundAttachment.search_keys(PARCEL) == (f"parcel/v1:{PARCEL}",)
        assert GroundAttachment.named_by(PARCEL) == GroundAttachment.search_keys("CQ-SS-1") == ()


class TestItsParticulars:
    def test_name_it(self):
        assert faults(a_nameless()) == [("missing_identity", "/serial")]
        assert faults(a_nameless(facility_code="1")) == []

    def test_measure_or_count_it(self):
        assert faults(a_greenhouse(area=None)) == [("missing", "/area")]
        assert faults(a_greenhouse(area=None, count=Quantity.parse("3", Unit.PIECE))) == []


class TestItsLinks:
    """ATTACHMENT: land right on same unit, 417."""

    @pytest.mark.parametrize(
        ("land", "standing"),
        [
            (a_parcel(PARCEL), a_greenhouse(PARCEL)),
            (a_parcel(unit_code=f"{UNIT[:19]}W00000000"), a_greenhouse(unit_code=UNIT)),
            (a_site("500233001002JB00012W00000000"), a_greenhouse(unit_code="500233001002JB00012Q00000001")),
            (a_forest("500233010001JE00007L00000001"), a_greenhouse(unit_code="500233010001JE00007Q00000001")),
        ],
        ids=["parcel", "unit", "site", "forest"],
    )
    def test_to_its_land_are_told_from_both_sides(self, land, standing):
        first, second = entered(a_filing(land)), entered(a_filing(standing))
        assert ("R-417", "") in findings(standing, a_ground(first))
        assert ("R-417", "") in findings(land, a_ground(second))

    def test_to_its_policy_reach_the_insurance_money(self):
        policy = a_policy(insured=InsuredObject(description="大棚", parcel_code=PARCEL))
        greenhouse = entered(a_filing(a_greenhouse(PARCEL)))
        assert ("R-390", "") in findings(policy, a_ground(greenhouse))
        assert ("REG-SITE", "") in findings(a_greenhouse(PARCEL), a_ground(entered(a_filing(policy))))


class TestAFacility:
    def test_with_all_its_papers_is_entered_without_a_word(self):
        assert findings(a_greenhouse()) == []

    def test_that_was_not_lawfully_built_is_refused(self):
        with pytest.raises(ProhibitedByLaw) as refusal:
            decided(a_filing(a_greenhouse(lawfully_built=False)))
        assert [(f.code, f.pointer) for f in refusal.value.faults] == [("R-49", "/collateral/0/lawfully_built")]

    def test_on_basic_farmland_without_permit_must_be_acknowledged(self):
        on_farmland = a_greenhouse(on_basic_farmland=True)
        with pytest.raises(AcknowledgementRequired) as needed:
            decided(a_filing(on_farmland))
        assert [fault.code for fault in needed.value.faults] == ["REG-FARMLAND"]
        assert codes(on_farmland, acknowledged=frozenset({"REG-FARMLAND"})) == {"REG-FARMLAND"}
        assert codes(a_greenhouse(on_basic_farmland=True, farmland_permit="忠自然资〔2025〕7号")) == set()

    def test_without_proof_of_ownership_is_warned(self):
        assert findings(a_greenhouse(ownership_document=None)) == [("REG-OWNERSHIP", "/ownership_document")]

    def test_on_facility_land_names_its_filing(self):
        assert findings(a_greenhouse(land_basis=LandBasis.FACILITY_LAND)) == [("REG-FACILITY", "/facility_filing")]
        assert findings(a_greenhouse(land_basis=LandBasis.FACILITY_LAND, facility_filing="SS-2025-7")) == []

    @pytest.mark.parametrize(("ends_on", "short"), [(date(2027, 11, 18), True), (date(2027, 11, 19), False)])
    def test_on_land_whose_right_ends_first_is_warned(self, ends_on, short):
        found = codes(a_greenhouse(right_ends_on=ends_on), expires_on=date(2027, 11, 19))
        assert found == ({"REG-RIGHT", "REG-RIGHT-ENTRY"} if short else set())

    @pytest.mark.parametrize(
        ("unit", "code"),
        [
            (a_unit_code("ZD", attachment="Q00000001"), "R-399.4"),
            (a_unit_code("JA"), "R-399.1"),
            (a_unit_code("JE", attachment="L00000001"), "REG-UNIT"),
            (a_unit_code("JC", attachment="F00010001"), "REG-UNIT"),
        ],
    )
    def test_is_refused_where_its_unit_code_tells_of_something_else(self, unit, code):
        with pytest.raises(ProhibitedByLaw) as refusal:
            decided(a_filing(a_greenhouse(unit_code=unit)))
        assert [(f.code, f.pointer) for f in refusal.value.faults] == [(code, "/collateral/0/unit_code")]

    def test_belongs_to_the_county_of_its_land_or_to_the_municipality(self):
        regions = [each.region for each in (a_greenhouse(PARCEL), a_nameless(parcel_code=None, facility_code="1"))]
        assert regions == ["500233", "500000"]


class TestItsNature:
    """ATTACHMENT: immovable: CONSTITUTIVE elsewhere; movable facility: THIRD_PARTY."""

    @pytest.mark.parametrize(
        ("nature", "registry", "effect", "text", "rule"),
        [
            (Nature.FIXED, StatutoryRegistry.REAL_ESTATE, Effect.CONSTITUTIVE, FIXED_ATTACHMENT, "R-402"),
            (Nature.MOVABLE, StatutoryRegistry.MOVABLES, Effect.THIRD_PARTY, MOVABLE_FACILITY, "R-403"),
        ],
    )
    def test_decides_where_the_law_has_it_registered_and_to_what_effect(self, nature, registry, effect, text, rule):
        asset = a_greenhouse(a_parcel_code(), nature=nature)
        (item,) = decided(a_filing(asset)).decided.collateral
        assert (item.statutory.registry, item.statutory.effect, asset.effect_text) == (registry, effect, text)
        assert item.priority.reasons == (rule,)
        assert rule in {noted.code for noted in decided(a_filing(asset)).decided.findings}
