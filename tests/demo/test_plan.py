"""The demo's filings: right numbers, nobody real, every county, and each one such as the register enters."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import permutations
from random import Random

import pytest

from registry.demo.filings import an_example_pledge, plan
from registry.demo.houses import PILOTS
from registry.demo.institutions import BANKS, BY_CLIENT, INSTITUTIONS
from registry.demo.people import a_citizen_id, a_collective
from registry.demo.places import a_place
from registry.demo.receipts import KEEPERS
from registry.domain import pilots
from registry.domain.access import Role
from registry.domain.calendar import SHANGHAI, add_months
from registry.domain.collateral import (
    CLASSES,
    CollectiveConstructionLand,
    Crop,
    FarmHouse,
    ForestRight,
    GroundAttachment,
    InsurancePolicy,
    Inventory,
    LandManagementRight,
    LandTicket,
    Livestock,
    Machinery,
    Order,
    Receivable,
    WarehouseReceipt,
)
from registry.domain.collateral.base import is_unit_code
from registry.domain.identifiers import (
    Scheme,
    contract_code,
    credit_code,
    forest_certificate,
    is_rural_collective,
    normalise,
    organisation_code_checks,
    parcel_code,
    same_issuing_party,
    unit_code,
)
from registry.domain.party import Identifier, InstitutionType
from registry.domain.regions import current_successor, region_at, regions_on
from registry.geometry import overlaps, require_valid
from registry.schemas.collateral import ITEMS
from registry.schemas.registrations import RegisterIn
from tests.samples import a_ground, a_standing, all_entered, decided

TODAY = date(2026, 11, 23)
ALLOWED = pilots.read(json.dumps(PILOTS), kinds=CLASSES)
MARKS = ("示例", "样本", "示范", "演示")


@pytest.fixture(scope="module")
def filings():
    return plan(today=TODAY)


@pytest.fixture(scope="module")
def bodies(filings):
    return [filing.body for filing in filings]


@pytest.fixture(scope="module")
def items(bodies):
    return [item for body in bodies for item in body["collateral"]]


def of_kind(items, cls):
    return [item for item in items if item["kind"] == cls.kind]


def key_and_outline(item):
    asset = ITEMS[item["kind"]].load(item).asset
    return asset.asset_keys()[0].key, asset.outline


def parties(bodies):
    for body in bodies:
        yield body["secured_creditor"]
        yield from body["grantors"]


def ground_of(client, *held, today=TODAY):
    """What the register finds at noon of the day when one of the demo's clients files."""
    institution = BY_CLIENT[client]
    standing = replace(a_standing(kind=institution.type), institution=f"inst_{client}", identifier=institution.uscc)
    at = datetime.combine(today, time(12), tzinfo=SHANGHAI) + timedelta(minutes=len(held))
    settled_until = at - timedelta(seconds=1)
    return a_ground(*held, standing=standing, at=at, settled_until=settled_until, serial=len(held) + 1, pilots=ALLOWED)


class TestAPlan:
    def test_is_the_same_every_time(self, filings):
        assert plan(today=TODAY) == filings
        assert plan(seed=7, today=TODAY) != filings

    def test_is_json(self, bodies):
        assert json.loads(json.dumps(bodies)) == bodies
        assert "E+" not in json.dumps(bodies)

    def test_has_keys_of_its_own_for_each_filing(self, filings):
        assert len({filing.idempotency_key for filing in filings}) == len(filings) == 300
        assert len({filing.body["client_reference"] for filing in filings}) == 300
        assert len({filing.body["secured_claim"]["contract_number"] for filing in filings}) == 300

    def test_is_of_every_kind_and_three_tenths_of_it_land(self, items):
        assert Counter(item["kind"] for item in items) == {
            LandManagementRight.kind: 90,
            WarehouseReceipt.kind: 36,
            ForestRight.kind: 24,
            InsurancePolicy.kind: 24,
            FarmHouse.kind: 11,
            GroundAttachment.kind: 10,
            Order.kind: 10,
            Receivable.kind: 10,
            LandTicket.kind: 10,
            CollectiveConstructionLand.kind: 15,
            Inventory.kind: 15,
            Machinery.kind: 15,
            Crop.kind: 15,
            Livestock.kind: 15,
        }

    def test_gives_stock_in_every_way_and_herds_by_tag_and_by_barn(self, items):
        assert {item["interest"] for item in of_kind(items, Inventory)} == {"mortgage", "pledge", "floating_mortgage"}
        assert {"ear_tags" in item for item in of_kind(items, Livestock)} == {True, False}

    def test_grows_crops_on_land_that_is_given_too(self, items):
        land = {item["parcel_code"] for item in of_kind(items, LandManagementRight)}
        grown = [item["place"]["parcel_code"] in land for item in of_kind(items, Crop)]
        assert set(grown) == {True, False}

    def test_stores_stock_in_lots_and_insures_herds_under_policies_that_are_given_too(self, items):
        lots = [item["lot"] for item in of_kind(items, WarehouseReceipt)]
        policies = {item["policy_number"] for item in of_kind(items, InsurancePolicy)}
        stored = [item["storage"]["lot"] for item in of_kind(items, Inventory) if "storage" in item]
        insured = {item["policy"]["policy_number"] for item in of_kind(items, Livestock) if "policy" in item}
        assert any(lot in lots for lot in stored)
        assert policies & insured

    def test_puts_facilities_on_given_land_and_owes_for_given_orders(self, items):
        land = {item["parcel_code"] for item in of_kind(items, LandManagementRight)}
        facilities, orders = of_kind(items, GroundAttachment), of_kind(items, Order)
        assert 0 < len([each for each in facilities if each["parcel_code"] in land]) < len(facilities)
        dealings = [(each["seller"], each["buyer"], each["contract_number"]) for each in orders]
        receivables = of_kind(items, Receivable)
        owed = [(each["creditor"], each["debtor"], each["contract_number"]) for each in receivables]
        assert 0 < len([each for each in owed if each in dealings]) < len(owed)

    def test_knows_forests_by_unit_by_certificate_and_by_both(self, items):
        names = Counter(("unit_code" in item, "certificate_number" in item) for item in of_kind(items, ForestRight))
        assert set(names) == {(True, False), (False, True), (True, True)}

    def test_insures_land_that_is_given_too(self, items):
        given = {item["parcel_code"] for item in of_kind(items, LandManagementRight)}
        insured = [item["insured_object"].get("parcel_code") for item in of_kind(items, InsurancePolicy)]
        assert 0 < len(given.intersection(insured)) < len(insured)

    def test_has_land_in_every_county(self, items):
        counties = {item["parcel_code"][:6] for item in of_kind(items, LandManagementRight)}
        assert counties == {region.code for region in regions_on(TODAY)}
        assert len(counties) == 37

    def test_gives_thirty_parcels_twice_to_two_banks(self, filings):
        banks = {}
        for filing in filings:
            if "layer" in (item := filing.body["collateral"][0]):
                banks.setdefault(item["parcel_code"], []).append(filing.client)
        assert Counter(len(set(each)) for each in banks.values()) == {1: 30, 2: 30}

    def test_ends_fifteen_of_them_and_never_one_that_another_follows(self, filings):
        ended = [filing.body["collateral"][0] for filing in filings if filing.follow_up == "discharge"]
        assert len(ended) == 15
        given_twice = Counter(filing.body["collateral"][0].get("parcel_code") for filing in filings)
        firsts = set()
        for filing in filings:
            code = filing.body["collateral"][0].get("parcel_code")
            if code and given_twice[code] == 2 and code not in firsts:
                firsts.add(code)
                assert filing.follow_up is None

    def test_draws_some_of_the_land_and_as_large_as_it_is_said_to_be(self, filings):
        drawn = [filing for filing in filings if "geometry" in filing.body["collateral"][0]]
        assert {filing.body["collateral"][0]["kind"] for filing in drawn} == {
            LandManagementRight.kind,
            ForestRight.kind,
        }
        assert 40 < len(drawn) < 120
        for filing in drawn:
            noted = decided(RegisterIn().load(filing.body), ground_of(filing.client)).decided.findings
            assert "REG-AREA" not in {each.code for each in noted}

    def test_has_two_fields_that_overlap_and_no_more(self, filings):
        standing = [filing.body["collateral"][0] for filing in filings if filing.follow_up is None]
        outlines = dict(map(key_and_outline, (item for item in standing if "geometry" in item)))
        require_valid(outlines)
        among = overlaps(outlines, outlines)
        found = [among[one][other] for one, other in permutations(outlines, 2) if other in among.get(one, {})]
        assert len(found) == 2, "each with the other"
        assert found[0].share > 1_000  # more than a tenth of the smaller

    def test_has_every_kind_of_grantor(self, bodies):
        assert {party["category"] for party in parties(bodies) if "category" in party} == {
            "农户", "家庭农场", "合作社", "集体", "企业", "小微",
        }  # fmt: skip
        collectives = [party["identifier"]["value"] for party in parties(bodies) if party.get("category") == "集体"]
        assert {code[:2] for code in collectives if is_rural_collective(code)} == {"N1", "N2", "N3"}

    def test_has_every_kind_of_consent(self, bodies):
        assert {consent["kind"] for body in bodies for consent in body.get("consents", ())} == {
            "contractor_consent", "owner_filing", "family_consent", "collective_resolution", "collective_consent",
            "account_debtor",
        }  # fmt: skip

    def test_has_loans_shared_by_two_banks(self, bodies):
        shared = [body for body in bodies if "co_creditors" in body]
        assert len(shared) >= 5
        for body in shared:
            (other,) = body["co_creditors"]
            assert other["party"]["identifier"] != body["secured_creditor"]["identifier"]
            assert body["secured_creditor"]["capacity"] == "agent"

    def test_names_the_loan_behind_every_guarantee(self, bodies):
        guaranteed = [body["secured_claim"] for body in bodies if body["secured_claim"]["kind"] == "guarantee_recourse"]
        assert guaranteed
        assert all("main_claim" in claim for claim in guaranteed)

    def test_has_maximum_amounts_with_and_without_a_period(self, bodies):
        maxima = [body["secured_claim"] for body in bodies if "maximum_amount" in body["secured_claim"]]
        assert {"determination" in claim for claim in maxima} == {True, False}

    def test_runs_one_to_ten_years_over_plausible_amounts(self, bodies):
        for body in bodies:
            due_on = date.fromisoformat(body["secured_claim"]["due_on"])
            assert add_months(TODAY, 12) <= due_on <= add_months(TODAY, 120)
            assert 30_000 <= float(body["secured_claim"]["principal"]["amount"]) <= 5_000_000
            assert body["secured_claim"]["contract_effective_on"] < TODAY.isoformat()

    def test_stores_goods_before_they_are_given_and_until_the_claim_is_due(self, bodies):
        for body in bodies:
            item = body["collateral"][0]
            if item["kind"] == WarehouseReceipt.kind:
                assert add_months(TODAY, -13).isoformat() < item["stored_from"] < TODAY.isoformat()
                assert item["stored_until"] > item["stored_from"]
                at = item.get("delivered_at") or item["statutory_registration"]["registered_at"]
                assert item["stored_from"] < at < TODAY.isoformat()

    @pytest.mark.parametrize("count", [0, 1, 2, 5, 30, 61, 240])
    def test_may_be_of_any_size(self, count):
        assert len(plan(count, today=TODAY)) == count

    @pytest.mark.parametrize("today", [date(2026, 2, 28), date(2028, 2, 29), date(2027, 12, 31), date(2027, 1, 1)])
    def test_may_begin_on_any_day(self, today):
        for filing in plan(62, today=today):
            decided(RegisterIn().load(filing.body), ground_of(filing.client, today=today))


class TestEveryNumber:
    def test_of_a_party_checks(self, bodies):
        for party in parties([*bodies, an_example_pledge(TODAY)]):
            scheme, value = Scheme(party["identifier"]["scheme"]), party["identifier"]["value"]
            assert normalise(scheme, value, today=TODAY) == value
            if scheme is Scheme.USCC:
                assert organisation_code_checks(value)

    def test_of_land_checks(self, items):
        for item in of_kind(items, LandManagementRight):
            assert parcel_code(item["parcel_code"]) == item["parcel_code"]
            assert contract_code(item["contract_code"]) == item["contract_code"]
            assert same_issuing_party(item["parcel_code"], item["contract_code"])
            if "unit_code" in item:
                assert unit_code(item["unit_code"]) == item["unit_code"]

    def test_of_a_forest_a_site_or_a_building_checks(self, items):
        for item in (*of_kind(items, ForestRight), *of_kind(items, CollectiveConstructionLand)):
            codes = [item.get("unit_code", ""), *item.get("buildings", ())]
            for code in filter(is_unit_code, codes):
                assert unit_code(code) == code
            assert is_unit_code(codes[0]) or forest_certificate(item["certificate_number"])

    def test_of_an_institution_or_keeper_checks(self):
        for each in (*INSTITUTIONS, *KEEPERS):
            assert credit_code(each.uscc) == each.uscc
            assert organisation_code_checks(each.uscc)

    def test_of_a_citizen_names_a_county_of_his_day_of_birth(self):
        dice = Random(1)
        for county in regions_on(TODAY):
            number = a_citizen_id(dice, a_place(dice, county), today=TODAY)
            born = max(date.fromisoformat(number[6:14]), date(1997, 1, 1))
            assert region_at(number[:6], born)
            assert current_successor(number[:6], born, today=TODAY) == county
            assert 1955 <= int(number[6:10]) <= 2004

    def test_of_a_collective_is_a_collectives(self):
        dice = Random(1)
        for county in regions_on(TODAY):
            assert is_rural_collective(credit_code(a_collective(dice, a_place(dice, county)).uscc))


class TestNobodyReal:
    def test_is_named_by_an_organisations_name(self, bodies):
        names = {party["name"] for party in parties(bodies) if party["type"] == "organization"}
        names |= {each.name for each in (*INSTITUTIONS, *KEEPERS)}
        assert [name for name in names if not any(mark in name for mark in MARKS)] == []


class TestTheInstitutions:
    def test_have_one_client_each_under_a_short_name(self):
        assert len(BY_CLIENT) == len(INSTITUTIONS) == len({each.uscc for each in INSTITUTIONS})
        assert all(client.isascii() and len(client) <= 16 for client in BY_CLIENT)

    def test_are_of_every_role_a_client_can_have(self):
        assert {each.role for each in INSTITUTIONS} == set(Role) - {Role.REGISTER, Role.PUBLIC}
        assert {each.type for each in BANKS} == {InstitutionType.FINANCIAL_INSTITUTION}
        assert len(BANKS) == 3


class TestTheRegister:
    def test_enters_every_filing_and_ranks_each_second_mortgage_behind_its_first(self, filings):
        held, ranks = [], Counter()
        for filing in filings:
            register = RegisterIn().load(filing.body)
            assert register.faults() == ()
            ground = ground_of(filing.client, *held)
            (became,) = decided(register, ground).decided.collateral
            ranks[len(became.ahead) + 1] += 1
            held += all_entered(register, ground)
        assert ranks == {1: 270, 2: 30}

    def test_sees_two_receipts_over_the_same_goods(self, filings):
        lots = Counter(json.dumps(filing.body["collateral"][0].get("lot")) for filing in filings)
        del lots["null"]
        assert Counter(lots.values()) == {1: 34, 2: 1}

    def test_enters_the_example_which_no_plan_has(self, filings):
        example = an_example_pledge(TODAY)
        assert an_example_pledge(TODAY) == example
        register = RegisterIn().load(example)
        decided(register, ground_of("rural-bank"))
        assert register.secured_creditor.identifier == Identifier(Scheme.USCC, BY_CLIENT["rural-bank"].uscc)
        number = example["collateral"][0]["receipt_number"]
        assert number not in {filing.body["collateral"][0].get("receipt_number") for filing in filings}
