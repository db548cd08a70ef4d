"""A kind of collateral is one file: what it is called by, and what it can say of itself."""

from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain import canon, collateral
from registry.domain.canon import NotCanonical
from registry.domain.claim import Consent, ConsentKind
from registry.domain.collateral import (
    CLASSES,
    AssetKey,
    Case,
    Collateral,
    KeyRole,
    LandManagementRight,
    WarehouseReceipt,
)
from registry.domain.collateral.base import make_key
from registry.domain.collateral.warehouse_receipt import Lot
from registry.domain.filings.register import default_interest
from registry.domain.measures import Measure, Taken
from registry.domain.party import InstitutionType
from registry.domain.rules.effects import Effect
from tests.beehive import Beehive
from tests.samples import (
    NOON,
    TODAY,
    a_claim,
    a_filing,
    a_ground,
    a_parcel,
    a_parcel_code,
    a_receipt,
    a_statutory_registration,
    a_transferred_parcel,
    a_unit_code,
    an_electronic_receipt,
    an_item,
    decided,
    entered,
)

parts = st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=4)


def keys_of(asset, role=None):
    return {key.key for key in asset.asset_keys() if role in (None, key.role)}


class TestAKey:
    @given(parts)
    @settings(max_examples=100, deadline=None)
    def test_has_as_many_parts_as_it_was_made_of(self, made_of):
        assert make_key("k", *made_of).count(":") == len(made_of)

    @given(parts)
    @settings(max_examples=100, deadline=None)
    def test_is_the_same_for_parts_that_were_made_keys_before(self, made_of):
        again = [part.replace("%3A", ":").replace("%25", "%") for part in make_key("k", *made_of).split(":")[1:]]
        assert make_key("k", *again) == make_key("k", *made_of)

    @pytest.mark.parametrize(
        ("one", "other"),
        [(("a:b",), ("a", "b")), (("a", ":"), ("a:", "")), (("a%3Ab",), ("a:b",)), (("a%253A",), ("a%3A",))],
    )
    def test_is_not_shared_by_parts_with_a_separator_inside(self, one, other):
        assert make_key("k", *one) != make_key("k", *other)

    def test_escapes_a_wide_separator_too(self):
        assert make_key("k", "a：b") == "k/v1:A%3AB"

    @pytest.mark.parametrize(
        "typed", ["cd-2026-1", "ＣＤ－２０２６－１", " CD-2026 - 1 ", "CD-2026-1\u3000", "Cd-2026-1\n"]
    )
    def test_of_a_receipt_is_one_however_its_number_is_typed(self, typed):
        lot = Lot(warehouse="一号库", slot="A-03", lot="1")
        assert keys_of(a_receipt(typed, lot=lot)) == keys_of(a_receipt("CD-2026-1", lot=lot))

    @pytest.mark.parametrize("typed", ["a-03", "Ａ－０３", "A - 03"])
    def test_of_a_lot_is_one_however_its_slot_is_typed(self, typed):
        one, other = (Lot(warehouse="一号库", slot=slot, lot="1") for slot in ("A-03", typed))
        assert keys_of(a_receipt(lot=one), KeyRole.SITE) == keys_of(a_receipt(lot=other), KeyRole.SITE)

    def test_of_capitals_that_compose_is_one(self):
        assert make_key("k", "\u0390") == make_key("k", "\u0399\u0308\u0301")


class TestTheKeysOfAReceipt:
    def test_are_the_exclusive_one_the_one_without_platform_the_lot_it_takes_of_and_the_spot(self):
        receipt = an_electronic_receipt("CD-1", platform="平台", lot=Lot(warehouse="W", slot="S", lot="L"))
        uscc = receipt.keeper.uscc
        keys = receipt.asset_keys()
        assert keys == (
            AssetKey(f"warehouse_receipt/v1:{uscc}:平台:CD-1", KeyRole.IDENTITY, exclusive=True),
            AssetKey(f"receipt/v1:{uscc}:CD-1", KeyRole.IDENTITY),
            AssetKey(f"lot/v1:{uscc}:W:S:L", KeyRole.SITE, takes=keys[2].takes),
            AssetKey("spot/v1:W:S:L", KeyRole.SITE),
        )
        assert keys[2].takes == Taken(steps=120_000_000, measure=Measure.WEIGHT, part=keys[0].key)

    def test_are_searched_as_the_same_receipt_with_its_platform_and_without(self):
        named, bare = a_receipt(receipt_number="CD-1", platform="平台"), a_receipt(receipt_number="CD-1")
        (with_platform, either, *_), (without, *_) = named.asset_keys(), bare.asset_keys()
        assert WarehouseReceipt.search_keys(with_platform.key) == (with_platform.key, without.key)
        assert WarehouseReceipt.search_keys(without.key) == (without.key, either.key)
        assert WarehouseReceipt.search_keys(either.key) == (either.key,)

    @pytest.mark.parametrize("text", ["CD-1", "warehouse_receipt/v1:1", "receipt/v1:1:2:3", "lot/v1:1:2:3:4"])
    def test_are_found_by_nothing_else(self, text):
        assert WarehouseReceipt.search_keys(text) == ()


class TestTheKeysOfLand:
    def test_are_the_layer_and_the_parcel(self):
        code = a_parcel_code()
        assert a_parcel(code).asset_keys() == (
            AssetKey(f"land_management_right/v1:{code}:CONTRACTOR", KeyRole.IDENTITY),
            AssetKey(f"parcel/v1:{code}", KeyRole.SITE),
        )

    def test_are_the_unit_too_where_it_is_known(self):
        code, unit = a_parcel_code(), a_unit_code()
        assert keys_of(a_transferred_parcel(code, unit_code=unit, contract="LZ-1")) == {
            f"land_management_right/v1:{code}:TRANSFEREE:LZ-1",
            f"parcel/v1:{code}",
            f"land_management_right/v1:UNIT:{unit}:TRANSFEREE:LZ-1",
            f"unit/v1:{unit}",
        }

    def test_are_found_by_a_bare_code_through_the_site(self):
        code, unit = a_parcel_code(), a_unit_code()
        sites = keys_of(a_parcel(code, unit_code=unit), KeyRole.SITE)
        assert {*LandManagementRight.search_keys(code), *LandManagementRight.search_keys(unit)} == sites

    def test_are_found_by_themselves_and_by_nothing_else(self):
        for key in keys_of(a_parcel(unit_code=a_unit_code())):
            assert LandManagementRight.search_keys(key) == (key,)
        assert LandManagementRight.search_keys("warehouse_receipt/v1:1") == ()
        assert LandManagementRight.search_keys("12345") == ()


class TestAKind:
    @pytest.mark.parametrize("asset", [a_receipt(), an_electronic_receipt(), a_parcel()])
    def test_tells_what_registration_does_where_the_law_has_it(self, asset):
        expected = {"warehouse_receipt": Effect.NONE, "land_management_right": Effect.THIRD_PARTY}
        wanted = Effect.CONSTITUTIVE if getattr(asset, "platform", None) else expected[asset.kind]
        assert asset.statutory_effect is wanted

    def test_belongs_to_the_county_of_its_land_or_keeper(self):
        assert a_parcel(a_parcel_code("500101")).region == "500101"
        assert a_receipt().region == "500112"

    @pytest.mark.parametrize("kind", CLASSES.values(), ids=list(CLASSES))
    def test_is_listed_under_its_own_name_with_interests_and_articles(self, kind):
        assert CLASSES[kind.kind] is kind
        assert default_interest(kind.interests) is kind.interests[0]
        assert kind.basis

    @pytest.mark.parametrize(
        "asset",
        [
            a_receipt(stored_until=TODAY),
            an_electronic_receipt(),
            a_parcel(right_ends_on=TODAY),
            a_parcel("5002331042030100123", contract_code="500233104203010012Q"),
            a_transferred_parcel(right_starts_on=TODAY),
            *(a_parcel(unit_code=a_unit_code(features)) for features in ("JA", "JE", "JW")),
        ],
    )
    @pytest.mark.parametrize("creditor", list(InstitutionType))
    def test_finds_only_what_it_declares(self, asset, creditor):
        case = Case("/collateral/0", TODAY, creditor, a_claim(), TODAY, frozenset(), an_item(asset).terms)
        found = {finding.rule for finding in asset.findings(case)}
        assert found
        assert found <= set(type(asset).rules)

    def test_must_speak_for_itself(self):
        bare, terms = Collateral(), an_item().terms
        case = Case("", TODAY, InstitutionType.COURT, a_claim(), TODAY, frozenset(), terms)
        for ask in (
            bare.asset_keys,
            lambda: bare.faults(""),
            lambda: bare.findings(case),
            lambda: bare.unpublicised_rule,
            lambda: bare.statutory_effect,
            lambda: bare.effect_text,
            lambda: bare.region,
        ):
            with pytest.raises(NotImplementedError):
                ask()


class TestAConsent:
    def test_covers_every_item_unless_it_names_some(self):
        everything, second = Consent(kind=ConsentKind.KEEPER), Consent(kind=ConsentKind.KEEPER, collateral=(1,))
        assert [everything.covers(0), second.covers(0), second.covers(1)] == [True, False, True]


@pytest.fixture
def with_beehives(monkeypatch):
    classes = MappingProxyType({**CLASSES, Beehive.kind: Beehive})
    monkeypatch.setattr(collateral, "CLASSES", classes)
    monkeypatch.setattr(Collateral, "kinds", classes)


class TestANewKind:
    def test_is_known_once_it_is_listed(self, with_beehives):
        hive = Beehive(tag="1")
        assert canon.build(Collateral, canon.plain(hive)) == hive

    def test_is_unknown_before(self):
        with pytest.raises(NotCanonical):
            canon.build(Collateral, canon.plain(Beehive(tag="1")))

    def test_is_entered_checked_and_ranked_like_any_other(self, with_beehives):
        first = entered(a_filing(Beehive(tag="a1")))
        declared = a_statutory_registration(NOON)
        again = an_item(Beehive(tag="A 1"), statutory_registration=declared)

        (item,) = decided(a_filing(again), a_ground(first)).decided.collateral

        assert (item.ahead, item.priority.position, item.region) == ((first.registration,), 1, "500233")
        assert [fault.pointer for fault in a_filing(Beehive(tag="0")).faults()] == ["/collateral/0/tag"]
