"""Table (a), INVENTORY and FLOAT: named goods, floating mortgages, pledges by control, and the receipts over a lot."""

from datetime import timedelta

import pytest

from registry.domain.collateral import AssetKey, Interest, Inventory, KeyRole
from registry.domain.collateral.movable import Place
from registry.domain.collateral.warehouse_receipt import Lot
from registry.domain.errors import AcknowledgementRequired, ProhibitedByLaw
from registry.domain.party import GrantorCategory
from tests.movables import (
    a_float,
    a_keeper,
    a_lot,
    a_machine,
    a_stock,
    a_stock_body,
    a_supervisor,
    asset,
)
from tests.samples import (
    NOON,
    a_filing,
    a_grantor,
    a_ground,
    a_person,
    a_receipt,
    a_sole_trader,
    a_statutory_registration,
    a_unit_code,
    a_uscc,
    a_village,
    an_item,
    an_organization,
    decided,
    entered,
)

COMPANY = an_organization()
USCC = COMPANY.identifier.value
GIVEN_BY_COMPANY = (a_grantor(COMPANY, category=GrantorCategory.ENTERPRISE),)
FLOATING = {"interest": Interest.FLOATING_MORTGAGE}


def codes(item, *held, **changes):
    return [noted.code for noted in decided(a_filing(item, **changes), a_ground(*held)).decided.findings]


def floating(item=None, *grantors, **changes):
    """The floating mortgage of a store, registered, by a company unless others are named."""
    item = item or a_float(holder_uscc=USCC)
    registered = a_statutory_registration(NOON)
    grantors = grantors or GIVEN_BY_COMPANY
    return a_filing(an_item(item, **FLOATING, statutory_registration=registered), grantors=grantors, **changes)


def pledged(item, **terms):
    return an_item(item, interest=Interest.PLEDGE, **terms)


def ahead_of(item, *held, **changes):
    (became,) = decided(a_filing(item, **changes), a_ground(*held)).decided.collateral
    return became.ahead


class TestItsKeys:
    def test_are_each_name_of_the_place_with_each_category_the_lot_the_parcel_and_the_holder(self):
        unit = a_unit_code("JB")
        place = {"address": "一号库", "parcel_code": "5002331042030100123", "unit_code": unit}
        stock = a_stock(
            place=place,
            categories=["raw_material", "product"],
            holder_uscc=USCC,
            storage={"keeper": a_keeper(), "lot": a_lot("L")},
        )
        named = [("PARCEL", "5002331042030100123"), ("UNIT", unit), ("ADDRESS", "一号库")]
        assert stock.asset_keys() == (
            *(
                AssetKey(f"inventory/v1:{how}:{name}:{category}", KeyRole.IDENTITY)
                for how, name in named
                for category in ("RAW_MATERIAL", "PRODUCT")
            ),
            AssetKey("lot/v1:91500112MA60ABCD5W:一号库:A-03:L", KeyRole.SITE, takes=stock.asset_keys()[6].takes),
            AssetKey("spot/v1:一号库:A-03:L", KeyRole.SITE),
            AssetKey("parcel/v1:5002331042030100123", KeyRole.SITE),
            AssetKey(f"unit/v1:{unit}", KeyRole.SITE),
            AssetKey(f"cadastral/v1:{unit[:19]}", KeyRole.SITE),
            AssetKey(f"holder/v1:{USCC}", KeyRole.SITE),
        )

    def test_are_searched_by_the_holder_the_parcel_and_the_unit(self):
        unit = a_unit_code("JB")
        assert Inventory.search_keys(f" {USCC.lower()}") == (f"holder/v1:{USCC}",)
        assert Inventory.search_keys("5002331042030100123") == ("parcel/v1:5002331042030100123",)
        assert Inventory.search_keys(unit) == (f"unit/v1:{unit}",)
        assert Inventory.search_keys("inventory/v1:ADDRESS:一号库:PRODUCT") == ("inventory/v1:ADDRESS:一号库:PRODUCT",)

    @pytest.mark.parametrize("text", ["一号库", "receipt/v1:1:2", a_sole_trader().identifier.value])
    def test_are_found_by_nothing_else(self, text):
        assert Inventory.search_keys(text) == ()


class TestTwoStocks:
    @pytest.mark.parametrize(
        ("change", "same"),
        [
            ({}, True),
            ({"commodity": "玉米"}, False),
            ({"commodity": " 稻 谷"}, True),
            ({"batch": "2"}, False),
            ({"batch": None}, True),
            ({"categories": ["raw_material"]}, False),
            ({"categories": ["raw_material", "product"]}, True),
            ({"holder_uscc": a_uscc()}, False),
            ({"holder_uscc": None}, True),
            ({"place": {"address": "二号库"}}, False),
            ({"place": {"address": " 一号 库"}}, True),
            ({"storage": {"keeper": a_keeper(), "lot": a_lot("other")}}, False),
            ({"storage": None}, True),
        ],
    )
    def test_are_one_unless_something_named_by_both_tells_them_apart(self, change, same):
        full = a_stock_body("一号库", batch="1", holder_uscc=USCC, storage={"keeper": a_keeper(), "lot": a_lot("one")})
        other = {name: each for name, each in (full | change).items() if each is not None}
        first = entered(a_filing(asset(full)))
        assert ahead_of(asset(other), first) == ((first.registration,) if same else ())

    def test_of_one_address_on_two_parcels_are_two(self):
        place = {"address": "示例村一组", "parcel_code": "5002331042030100123"}
        first = entered(a_filing(a_stock(place=place)))
        assert ahead_of(a_stock(place=place | {"parcel_code": "5002331042030100124"}), first) == ()
        assert ahead_of(a_stock("示例村一组"), first) == (first.registration,)


class TestAFloatingMortgage:
    """FLOAT: 396, 411; prohibited: a natural person who is no 农业生产经营者."""

    def test_of_a_company_needs_no_list_and_is_told_when_it_is_fixed(self):
        assert [noted.code for noted in decided(floating()).decided.findings] == ["R-411"]

    @pytest.mark.parametrize("category", [GrantorCategory.FARM_HOUSEHOLD, GrantorCategory.FAMILY_FARM])
    def test_of_a_farmer_is_entered(self, category):
        farmer = a_grantor(a_person(), category=category)
        assert [noted.code for noted in decided(floating(a_float(), farmer)).decided.findings] == ["R-411"]

    @pytest.mark.parametrize("category", [None, GrantorCategory.ENTERPRISE, GrantorCategory.COLLECTIVE])
    def test_of_a_person_who_is_not_said_to_farm_is_refused(self, category):
        with pytest.raises(ProhibitedByLaw) as refusal:
            decided(floating(a_float(), a_grantor(), a_grantor(a_person(), category=category)))
        assert [(f.code, f.pointer) for f in refusal.value.faults] == [
            ("R-396", "/grantors/0/category"),
            ("R-396", "/grantors/1/category"),
        ]

    def test_of_an_organisation_that_cannot_be_told_waits_for_an_acknowledgement(self):
        village = a_village()
        stock = a_float(holder_uscc=village.identifier.value)
        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(floating(stock, a_grantor(village)))
        assert "R-396U" in refusal.value.facts["acknowledge"]

    @pytest.mark.parametrize("prefix", ["91500233", "92500233", "93500233"])
    def test_of_whoever_is_registered_for_business_needs_no_category(self, prefix):
        given = a_grantor(an_organization(uscc=a_uscc(prefix)))
        codes_of = [noted.code for noted in decided(floating(a_float(), given)).decided.findings]
        assert "R-411" in codes_of
        assert "R-396U" not in codes_of

    def test_of_an_organisation_that_says_what_it_is_needs_no_acknowledgement(self):
        village = a_grantor(a_village(), category=GrantorCategory.COOPERATIVE)
        decision = decided(floating(a_float(), village, acknowledged=frozenset({"R-CQ21"})))
        assert "R-396U" not in [noted.code for noted in decision.decided.findings]

    def test_stands_before_a_later_mortgage_of_a_lot_in_the_store_and_is_told_of_an_earlier_one(self):
        general, lot = a_float("一号库", holder_uscc=USCC), a_stock("一号库", holder_uscc=USCC, batch="1")
        first = entered(floating(general))
        assert ahead_of(lot, first, grantors=GIVEN_BY_COMPANY) == (first.registration,)
        earlier = entered(a_filing(lot, grantors=GIVEN_BY_COMPANY))
        (became,) = decided(floating(general), a_ground(earlier)).decided.collateral
        assert became.ahead == (earlier.registration,)

    def test_over_another_store_is_told_to_the_holder_s_other_creditors_and_they_to_it(self):
        general, lot = a_float("一号库", holder_uscc=USCC), a_stock("二号库", holder_uscc=USCC)
        first, earlier = entered(floating(general)), entered(a_filing(lot, grantors=GIVEN_BY_COMPANY))
        assert "R-396L" in codes(lot, first, grantors=GIVEN_BY_COMPANY)
        assert "R-396L" in [noted.code for noted in decided(floating(general), a_ground(earlier)).decided.findings]

    def test_over_products_does_not_reach_equipment(self):
        machine = a_machine(holder_uscc=USCC)
        products, equipment = (a_float(holder_uscc=USCC, categories=[each]) for each in ("product", "equipment"))
        assert "R-396L" not in codes(machine, entered(floating(products)), grantors=GIVEN_BY_COMPANY)
        assert "R-396L" in codes(machine, entered(floating(equipment)), grantors=GIVEN_BY_COMPANY)

    def test_of_another_holder_is_no_news(self):
        other = an_organization()
        stock = a_stock(holder_uscc=other.identifier.value)
        assert "R-396L" not in codes(stock, entered(floating()), grantors=(a_grantor(other),))

    def test_of_nobody_named_is_tied_by_the_place_alone(self):
        place = {"address": "一号库", "parcel_code": "5002331042030100123"}
        first = entered(a_filing(an_item(a_float(place=place), **FLOATING), grantors=GIVEN_BY_COMPANY))
        found = codes(a_stock(place=place | {"address": "二号库"}, categories=["raw_material"]), first)
        assert "R-396L" not in found


class TestTwoNamedGoodsOfOneHolder:
    def test_are_not_told_of_each_other(self):
        first = entered(a_filing(a_stock(holder_uscc=USCC), grantors=GIVEN_BY_COMPANY))
        (became,) = decided(
            a_filing(a_stock(holder_uscc=USCC), grantors=GIVEN_BY_COMPANY), a_ground(first)
        ).decided.collateral
        assert (became.ahead, became.linked) == ((), ())


class TestTheHolder:
    def test_is_asked_for_where_an_organisation_gives(self):
        assert "REG-HOLDER" in codes(a_stock(), grantors=GIVEN_BY_COMPANY)
        assert "REG-HOLDER" not in codes(a_stock(holder_uscc=USCC), grantors=GIVEN_BY_COMPANY)

    def test_is_asked_about_where_he_gives_nothing(self):
        assert "REG-HOLDER" in codes(a_stock(holder_uscc=a_uscc()), grantors=GIVEN_BY_COMPANY)
        assert "REG-HOLDER" in codes(a_stock(holder_uscc=a_uscc()))

    def test_may_be_a_person_of_whom_no_number_is_asked(self):
        assert "REG-HOLDER" not in codes(a_stock())
        assert "REG-HOLDER" not in codes(a_stock(), grantors=(a_grantor(a_sole_trader()),))


class TestGoodsInAKeepersLot:
    """Section 6: receipt pledge and inventory over the same goods: WARN both ways."""

    def test_meet_the_receipt_over_them_both_ways(self):
        stored = a_stock(storage={"keeper": a_keeper(), "lot": a_lot("L")})
        receipt = a_receipt(lot=Lot(warehouse="一号库", slot="A-03", lot="L"))
        first, earlier = entered(a_filing(receipt)), entered(a_filing(stored))
        for offered, held in ((stored, first), (receipt, earlier)):
            found = decided(a_filing(offered), a_ground(held)).decided.findings
            assert [noted.related for noted in found if noted.code == "R-59"] == [(held.registration,)]

    def test_on_a_parcel_are_told_of_other_stock_there(self):
        place = {"address": "一号库", "parcel_code": "5002331042030100123"}
        first = entered(a_filing(a_stock(place=place)))
        assert "REG-SITE" in codes(a_stock(place=place | {"address": "二号库"}, commodity="玉米"), first)


class TestAPledge:
    """INVENTORY: pledge by control of a supervisor for the creditor (425/429, 解释55)."""

    def test_without_delivery_is_told_what_creates_it(self):
        assert "R-429" in codes(pledged(a_stock()))
        assert codes(pledged(a_stock(), delivered_at=NOON)) == []

    def test_under_the_grantors_supervisor_waits_for_an_acknowledgement_and_is_not_publicised(self):
        stock = a_stock(supervisor=a_supervisor(appointed_by="grantor"))
        offered = pledged(stock, delivered_at=NOON)
        with pytest.raises(AcknowledgementRequired) as refusal:
            decided(a_filing(offered))
        assert refusal.value.facts == {"acknowledge": ["R-55"]}
        (became,) = decided(a_filing(offered, acknowledged=frozenset({"R-55"}))).decided.collateral
        assert (became.priority.basis, became.priority.reasons) == ("none", ("R-414U",))

    def test_delivered_at_t11_comes_before_a_mortgage_registered_at_t12(self):
        """Vector E3."""
        stock = a_stock(supervisor=a_supervisor())
        registered = a_statutory_registration(NOON + timedelta(days=1))
        first = entered(a_filing(an_item(stock, statutory_registration=registered)))
        (became,) = decided(a_filing(pledged(stock, delivered_at=NOON)), a_ground(first)).decided.collateral
        assert (became.priority.position, became.priority.basis) == (1, "delivery")
        assert became.ahead == (first.registration,)

    def test_is_not_publicised_by_a_registration(self):
        offered = pledged(a_stock(), statutory_registration=a_statutory_registration(NOON))
        (became,) = decided(a_filing(offered)).decided.collateral
        assert became.priority.basis == "none"


class TestAMortgage:
    def test_unregistered_is_told_so_and_stands_behind(self):
        registered = entered(a_filing(an_item(a_stock("一号库"), statutory_registration=a_statutory_registration())))
        (became,) = decided(a_filing(a_stock("一号库")), a_ground(registered)).decided.collateral
        assert "R-403" in codes(a_stock())
        assert (became.priority.position, became.priority.reasons) == (2, ("R-414U",))

    @pytest.mark.parametrize("missing", ["commodity", "quantity"])
    def test_by_description_alone_is_warned(self, missing):
        body = a_stock_body()
        assert "R-53" not in codes(asset(body))
        del body[missing]
        assert "R-53" in codes(asset(body))

    def test_of_perishables_asks_for_a_plan(self):
        assert "REG-PERISHABLE" in codes(a_stock(perishable=True))
        assert "REG-PERISHABLE" not in codes(a_stock(perishable=True, disposal_plan="七日内变卖"))
        assert "REG-PERISHABLE" not in codes(a_stock(perishable=False))


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("changes", "pointer", "code"),
        [
            ({"categories": []}, "/collateral/0/categories", "missing"),
            ({"floor_quantity": {"value": "121", "unit": "t"}}, "/collateral/0/floor_quantity", "floor_above_quantity"),
            ({"floor_quantity": {"value": "1", "unit": "kg"}}, "/collateral/0/floor_quantity", "floor_above_quantity"),
        ],
    )
    def test_is_named_by_its_pointer(self, changes, pointer, code):
        assert [(fault.pointer, fault.code) for fault in a_filing(a_stock(**changes)).faults()] == [(pointer, code)]

    def test_is_not_a_floor_of_the_whole(self):
        assert a_filing(a_stock(floor_quantity={"value": "120", "unit": "t"})).faults() == ()


def test_it_belongs_to_the_county_of_its_place_or_of_its_holder_or_to_the_municipality():
    place = {"address": "一号库", "parcel_code": "5001011042030100123"}
    regions = [a_stock(place=place).region, a_stock(holder_uscc=a_uscc("91500102")).region, a_stock().region]
    assert regions == ["500101", "500102", "500000"]


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ({}, {}, True),
        ({"parcel_code": "1"}, {}, True),
        ({"parcel_code": "1"}, {"unit_code": "2"}, True),
        ({"parcel_code": "1"}, {"parcel_code": "2"}, False),
        ({"parcel_code": "1", "unit_code": "1"}, {"parcel_code": "1", "unit_code": "2"}, False),
    ],
)
def test_places_are_told_apart_by_codes_only(one, other, may):
    places = [Place(address="一号库", **codes) for codes in (one, other)]
    assert places[0].may_be(places[1]) is places[1].may_be(places[0]) is may
