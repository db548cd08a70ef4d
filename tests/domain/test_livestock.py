"""Table (a), LIVESTOCK: animals by ear tag, herds by barn and batch, and what each is told of the other."""

import pytest

from registry.domain.collateral import AssetKey, KeyRole, Livestock
from registry.domain.collateral.insurance_policy import Insurer
from registry.domain.errors import AcknowledgementRequired
from registry.domain.measures import Measure, Taken
from tests.movables import a_herd, a_herd_body, a_policy_of, a_tagged_body, an_ear_tag, asset, tagged
from tests.samples import (
    NOON,
    a_filing,
    a_ground,
    a_parcel,
    a_parcel_code,
    a_policy,
    a_statutory_registration,
    a_uscc,
    an_item,
    decided,
    entered,
)


def codes(item, *held, **changes):
    offered = an_item(item, statutory_registration=a_statutory_registration(NOON))
    return [noted.code for noted in decided(a_filing(offered, **changes), a_ground(*held)).decided.findings]


def meets(one, other):
    """Whether the second ranks behind the first."""
    first = entered(a_filing(one))
    (became,) = decided(a_filing(other), a_ground(first)).decided.collateral
    return became.ahead == (first.registration,)


class TestItsKeys:
    def test_are_each_tag_and_each_name_of_the_herd(self):
        code = a_parcel_code()
        place = {"address": "一号猪场", "parcel_code": code}
        herd = a_herd(place=place, ear_tags=["150023300000001", "150023300000001"], policy=a_policy_of("PX-1"))
        heads = Taken(steps=herd.head_count, measure=Measure.COUNT, part="livestock/v1:TAG:150023300000001")
        assert herd.asset_keys() == (
            AssetKey("livestock/v1:TAG:150023300000001", KeyRole.IDENTITY),
            AssetKey(f"livestock/v1:PARCEL:{code}:PIG:3号圈:2026-09", KeyRole.IDENTITY, takes=heads),
            AssetKey("livestock/v1:ADDRESS:一号猪场:PIG:3号圈:2026-09", KeyRole.IDENTITY, takes=heads),
            AssetKey(f"parcel/v1:{code}", KeyRole.SITE),
            AssetKey("policy/v1:91500000MA6DEM065Q:PX-1", KeyRole.SITE),
        )

    def test_are_searched_by_tag_parcel_and_holder(self):
        holder, parcel = a_uscc(), a_parcel_code()
        assert Livestock.search_keys("１５００２３３ 00000001") == ("livestock/v1:TAG:150023300000001",)
        assert Livestock.search_keys(parcel) == (f"parcel/v1:{parcel}",)
        assert Livestock.search_keys(holder) == (f"holder/v1:{holder}",)
        assert Livestock.search_keys("3号圈") == ()


class TestTwoHerds:
    @pytest.mark.parametrize(
        ("change", "same"),
        [
            ({}, True),
            ({"barn": " ３号 圈"}, True),
            ({"barn": "4号圈"}, False),
            ({"batch": "2026-10"}, False),
            ({"species": "sheep"}, False),
            ({"breed": "内江猪"}, True),
            ({"place": {"address": "他处"}}, False),
        ],
    )
    def test_are_one_by_place_barn_species_and_batch(self, change, same):
        assert meets(a_herd("一号猪场"), asset(a_herd_body("一号猪场") | change)) is same

    def test_of_two_holders_are_two(self):
        one, other = (a_herd("一号猪场", holder_uscc=a_uscc()) for _ in range(2))
        assert not meets(one, other)
        assert meets(one, a_herd("一号猪场"))

    def test_of_one_address_on_two_parcels_are_two(self):
        one, other = ({"address": "一号猪场", "parcel_code": a_parcel_code()} for _ in range(2))
        assert not meets(a_herd(place=one), a_herd(place=other))
        assert meets(a_herd(place=one), a_herd(place=one | {"address": "二号猪场"}))

    def test_with_tags_are_one_only_if_they_share_an_animal(self):
        mine, yours = an_ear_tag(), an_ear_tag()
        assert meets(tagged(mine), tagged(yours, mine, head_count=2))
        assert not meets(tagged(mine), tagged(yours))
        assert not meets(a_herd("一号猪场", ear_tags=[mine]), a_herd("一号猪场", ear_tags=[yours]))

    def test_of_which_one_has_tags_meet_by_the_barn(self):
        assert meets(a_herd("一号猪场"), a_herd("一号猪场", ear_tags=[an_ear_tag()]))


class TestTheCrossClassColumn:
    """policy, barn: each finds the herd, and the herd finds each."""

    def test_ties_a_herd_to_its_policy(self):
        herd = a_herd(policy=a_policy_of("PX-7"))
        policy = a_policy("PX-7", insurer=Insurer(name="重庆示例农业保险有限公司", uscc="91500000MA6DEM065Q"))
        assert "R-390" in codes(policy, entered(a_filing(herd)))
        assert "R-390P" in codes(herd, entered(a_filing(policy)))

    def test_ties_a_herd_to_what_stands_on_the_parcel_of_its_barn(self):
        code = a_parcel_code()
        herd, land = a_herd(place={"address": "一号猪场", "parcel_code": code}), a_parcel(code)
        assert "REG-SITE" in codes(herd, entered(a_filing(land)))
        assert "REG-SITE" in codes(land, entered(a_filing(herd)))


class TestLivestock:
    """prohibited: epidemic ban, protected species; extra: quarantine, insurance, tags of the species."""

    def test_well_filed_has_nothing_to_be_told(self):
        assert codes(a_herd()) == codes(tagged()) == []

    @pytest.mark.parametrize(
        ("flag", "code"), [("under_epidemic_control", "REG-EPIDEMIC"), ("protected_species", "REG-PROTECTED")]
    )
    def test_that_may_not_be_given_waits_for_an_acknowledgement(self, flag, code):
        with pytest.raises(AcknowledgementRequired) as refusal:
            codes(a_herd(**{flag: True}))
        assert refusal.value.facts == {"acknowledge": [code]}
        assert codes(a_herd(**{flag: True}), acknowledged=frozenset({code})) == [code]
        assert codes(a_herd(**{flag: False})) == []

    @pytest.mark.parametrize(
        ("missing", "code"), [("quarantine_certificate", "REG-QUARANTINE"), ("policy", "REG-INSURANCE")]
    )
    def test_that_lacks_a_paper_is_told(self, missing, code):
        body = a_herd_body()
        del body[missing]
        assert codes(asset(body)) == [code]

    @pytest.mark.parametrize(
        ("species", "tag", "warned"),
        [
            ("pig", "2", True),
            ("cattle", "2", False),
            ("sheep", "3", False),
            ("sheep", "1", True),
            ("other", "9", False),
        ],
    )
    def test_is_asked_about_a_tag_of_another_species(self, species, tag, warned):
        assert ("REG-EARTAG" in codes(tagged(an_ear_tag(tag), species=species))) is warned

    def test_without_registration_is_told_what_creates_the_mortgage(self):
        assert "R-403" in [noted.code for noted in decided(a_filing(a_herd())).decided.findings]

    @pytest.mark.parametrize(
        ("changes", "pointer", "code"),
        [
            ({"ear_tags": []}, "ear_tags", "missing_identity"),
            ({"ear_tags": [], "barn": "3号圈"}, "ear_tags", "missing_identity"),
            ({"ear_tags": [an_ear_tag(), an_ear_tag()], "head_count": 1}, "head_count", "more_tags_than_heads"),
            ({"floor_count": 301}, "floor_count", "floor_above_quantity"),
        ],
    )
    def test_that_cannot_be_is_named_by_its_pointer(self, changes, pointer, code):
        faults = a_filing(asset(a_tagged_body(**changes))).faults()
        assert [(fault.pointer, fault.code) for fault in faults] == [(f"/collateral/0/{pointer}", code)]

    def test_may_have_a_tag_for_every_head_and_a_floor_at_its_number(self):
        tag = an_ear_tag()
        assert a_filing(tagged(tag, tag, head_count=1, floor_count=1)).faults() == ()
