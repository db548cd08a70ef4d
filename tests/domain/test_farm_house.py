"""Farm houses: what the law forbids unless it allows it, so nothing is taken without a pilot in force (399(2))."""

from datetime import date

import pytest

from registry.domain.claim import ConsentKind
from registry.domain.collateral import AssetKey, FarmHouse, KeyRole
from registry.domain.errors import AcknowledgementRequired, ProhibitedByLaw
from registry.domain.party import GrantorRole
from tests.kinds import PILOT, a_house, a_pilot, codes, consents, faults, findings, pilot_ground, the_collective
from tests.samples import (
    TODAY,
    a_draft,
    a_filing,
    a_grantor,
    a_ground,
    a_parcel,
    a_site,
    a_unit_code,
    decided,
    entered,
)

UNIT = "500233003005JC00123F00010001"
ALWAYS = [("R-399.2P", "/pilot_authorisation"), ("R-62", ""), ("R-NF-BUYERS", "")]


def a_filed(asset, **changes):
    return a_filing(asset, **({"consents": the_collective()} | changes))


def prohibition(asset, ground=None):
    with pytest.raises(ProhibitedByLaw) as refusal:
        decided(a_filed(asset), ground or pilot_ground())
    return [(fault.code, fault.pointer) for fault in refusal.value.faults]


class TestItsKeys:
    def test_are_the_unit_its_certificate_and_its_land(self):
        assert a_house(UNIT, certificate_number="201房地证2010字第00001号").asset_keys() == (
            AssetKey(f"farm_house/v1:UNIT:{UNIT}", KeyRole.IDENTITY),
            AssetKey("farm_house/v1:CERTIFICATE:201房地证2010字第00001号", KeyRole.IDENTITY),
            AssetKey(f"unit/v1:{UNIT}", KeyRole.SITE),
            AssetKey("cadastral/v1:500233003005JC00123", KeyRole.SITE),
        )

    def test_make_a_second_mortgage_rank_behind_the_first(self):
        first = entered(a_filed(a_house(UNIT)), pilot_ground())
        (item,) = decided(a_filed(a_house(UNIT)), pilot_ground(first)).decided.collateral
        assert item.ahead == (first.registration,)

    def test_make_it_the_same_under_its_certificate(self):
        first = entered(a_filed(a_house(certificate_number="201房地证2010字第00001号")), pilot_ground())
        second = a_house(certificate_number="201 房地证2010字第００００１号")
        (item,) = decided(a_filed(second), pilot_ground(first)).decided.collateral
        assert item.ahead == (first.registration,)

    def test_tie_it_to_another_house_of_the_homestead(self):
        first = entered(a_filed(a_house(UNIT)), pilot_ground())
        other = a_house(f"{UNIT[:-1]}2")
        assert ("REG-SITE", "") in findings(other, pilot_ground(first), consents=the_collective())

    def test_are_found_by_the_bare_unit_code_and_by_themselves(self):
        named, site, _ = (key.key for key in a_house(UNIT).asset_keys())
        assert FarmHouse.search_keys(f" {UNIT.lower()}") == (named, site)
        assert FarmHouse.search_keys(named) == (named,)
        assert FarmHouse.search_keys("unit") == ()


class TestAPilot:
    """FARM_HOUSE: 399(2); pilots; 重庆条例44: prohibited outside a pilot."""

    def test_in_force_lets_a_house_in_and_the_entry_says_under_which(self):
        assert findings(a_house(), consents=the_collective()) == ALWAYS
        assert a_draft(a_filed(a_house()), pilot_ground()).entry.filing["collateral"][0]["asset"][
            "pilot_authorisation"
        ] == (PILOT)

    @pytest.mark.parametrize(
        "pilot",
        [
            a_pilot(kind="forest_right"),
            a_pilot(region="500101"),
            a_pilot(region="51"),
            a_pilot(document="示例授权〔2026〕2号"),
            a_pilot(valid_from=date(2026, 11, 23)),
            a_pilot(valid_until=date(2026, 11, 21)),
        ],
        ids=["of another kind", "elsewhere", "of another province", "another", "not begun", "over"],
    )
    def test_that_does_not_cover_it_leaves_it_forbidden(self, pilot):
        assert prohibition(a_house(), a_ground(pilots=(pilot,))) == [("R-399.2", "/collateral/0/pilot_authorisation")]

    @pytest.mark.parametrize(
        "pilot",
        [a_pilot(valid_from=TODAY, valid_until=TODAY), a_pilot(region="50"), a_pilot(document=" 示例授权〔2026〕1 号")],
        ids=["of one day", "of a municipality", "typed otherwise"],
    )
    def test_that_covers_it_lets_it_in(self, pilot):
        assert "R-399.2P" in codes(a_house(), a_ground(pilots=(pilot,)), consents=the_collective())

    def test_is_none_by_default(self):
        assert prohibition(a_house(), a_ground()) == [("R-399.2", "/collateral/0/pilot_authorisation")]

    def test_that_is_not_named_lets_nothing_in(self):
        unnamed = a_house(pilot_authorisation=None)
        assert prohibition(unnamed) == [("R-399.2", "/collateral/0/pilot_authorisation")]


class TestAHouse:
    def test_that_was_not_lawfully_built_is_refused(self):
        assert prohibition(a_house(lawfully_built=False)) == [("R-49", "/collateral/0/lawfully_built")]

    def test_needs_the_collectives_written_consent_or_a_word_that_it_is_missing(self):
        with pytest.raises(AcknowledgementRequired) as needed:
            decided(a_filing(a_house()), pilot_ground())
        assert [(fault.code, fault.pointer) for fault in needed.value.faults] == [("R-CQ44", "/collateral/0")]
        assert "R-CQ44" in codes(a_house(), acknowledged=frozenset({"R-CQ44"}))

    def test_owned_in_common_is_warned_of_co_owners_who_have_not_spoken(self):
        common = a_house(owned_in_common=True)
        warned = ("REG-CO-OWNERS", "/owned_in_common")
        both = consents(ConsentKind.COLLECTIVE_CONSENT, ConsentKind.CO_OWNER_CONSENT)
        grantors = (a_grantor(), a_grantor(role=GrantorRole.CO_OWNER))
        assert warned in findings(common, consents=the_collective())
        assert warned not in findings(common, consents=both)
        assert warned not in findings(common, consents=the_collective(), grantors=grantors)

    @pytest.mark.parametrize("elsewhere", [None, False])
    def test_that_is_the_only_dwelling_is_warned_not_refused(self, elsewhere):
        found = findings(a_house(other_dwelling=elsewhere), consents=the_collective())
        assert ("R-NF-DWELLING", "/other_dwelling") in found

    def test_without_its_registration_is_told_what_creates_the_mortgage(self):
        noted = decided(a_filed(a_house()), pilot_ground()).decided.findings
        assert "R-402" in {each.code for each in noted}

    @pytest.mark.parametrize(
        ("unit", "code"),
        [
            (a_unit_code("ZB", attachment="F00010001"), "R-399.4"),
            (a_unit_code("JW", attachment="F00010001"), "R-399.4"),
            (a_unit_code("JA"), "R-399.1"),
            (a_unit_code("JC"), "REG-UNIT"),
            (a_unit_code("JB", attachment="F00010001"), "REG-UNIT"),
        ],
    )
    def test_is_refused_where_its_unit_code_tells_of_something_else(self, unit, code):
        assert prohibition(a_house(unit)) == [(code, "/collateral/0/unit_code")]

    def test_belongs_to_the_county_of_its_unit(self):
        assert a_house().region == "500233"

    def test_is_neither_a_field_nor_a_site(self):
        held = [entered(a_filing(each)) for each in (a_parcel(unit_code=a_unit_code()), a_site())]
        assert findings(a_house(), pilot_ground(*held), consents=the_collective()) == ALWAYS

    def test_lies_where_people_live_so_its_address_is_in_no_entry(self):
        address = "忠县无名镇密室村九组99号"
        payload = a_draft(a_filed(a_house(location=address)), pilot_ground()).entry.payload().decode()
        assert address not in payload

    def test_is_complete_as_it_is_written(self):
        assert faults(a_house()) == []
