"""What the demo's lenders file: land in every county, forests, sites, receipts, policies, movables, houses, facilities,
debts and land tickets, second mortgages, and a few entries that end.

The same seed and day always give the same plan, body for body and key for key, so that filing it twice is filing it
once. A register that goes on another day keeps the day of its first plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import Any, Literal
from uuid import UUID

from registry.demo import claims, forests, houses, movables, outlines, policies, sites, trades
from registry.demo.institutions import BANKS, GUARANTEE_COMPANY, RURAL_BANK, Institution
from registry.demo.offers import (
    Offer,
    confirmed,
    given_by_anyone,
    given_by_business,
    goods,
    house,
    household_offer,
    land,
)
from registry.demo.parcels import worth
from registry.demo.places import a_place
from registry.demo.receipts import a_receipt, another_over_the_same_goods
from registry.domain.calendar import add_months
from registry.domain.regions import Region, region_at, regions_on

_LAND_SHARE, _RECEIPT_SHARE, _FOREST_SHARE, _SITE_SHARE, _POLICY_SHARE = 0.3, 0.12, 0.08, 0.05, 0.08
_MOVABLE_SHARE = 0.2  # the rest are houses, facilities, orders, receivables and tickets
_SECOND_SHARE, _DISCHARGED_SHARE = 0.1, 0.05
_INSURED_LAND = 0.5  # share of the policies that are over land given too
_GROWN_ON_GIVEN_LAND, _INSURED, _STORED = 0.5, 0.6, 0.3  # shares of the crops, of crops and herds, of the stock
_OF_AN_ORDER = 0.4  # share of the receivables that spring from an order given too
_SAME_GOODS_EVERY = 25
_GUARANTEED = 0.08  # share of the receipts taken by the guarantee company
_DAYS_AFTER_DUE = (30, 60, 90, 180)
_EXAMPLE_SEED, _EXAMPLE_NUMBER = 20180101, 900001


@dataclass(frozen=True, slots=True)
class PlannedFiling:
    """A registration to be filed by a client of the demo, and what follows it once it is entered."""

    client: str
    body: dict[str, Any]
    idempotency_key: str
    follow_up: Literal["discharge"] | None = None


def plan(count: int = 300, seed: int = 2018, *, today: date) -> list[PlannedFiling]:
    """Three tenths land, a fifth movables, then the other kinds; from 184 filings on every county has land in it."""
    dice = Random(seed)
    seconds = round(count * _SECOND_SHARE)
    first_parcels = round(count * _LAND_SHARE) - seconds
    shares = (_RECEIPT_SHARE, _FOREST_SHARE, _SITE_SHARE, _POLICY_SHARE)
    receipts, woods, plots, insured = (round(count * share) for share in shares)
    filings = _parcels(dice, first_parcels, today=today)
    parcels = [filing.body["collateral"][0]["parcel_code"] for filing in filings]
    filings += _receipts(dice, receipts, today=today)
    filings += _estates(dice, woods=woods, plots=plots, today=today)
    filings += _policies(dice, insured, over=parcels, today=today)
    filings += _movables(dice, round(count * _MOVABLE_SHARE), among=[each.body for each in filings], today=today)
    filings += _further(dice, count - seconds - len(filings), among=[each.body for each in filings], today=today)
    outlines.draw([filing.body["collateral"][0] for filing in filings])
    dice.shuffle(filings)
    filings, kept = _with_seconds(dice, filings, count=seconds, today=today)
    ending = _ending(dice, filings, count=round(count * _DISCHARGED_SHARE), kept=kept)
    return [
        replace(
            filing,
            body={"client_reference": f"LOAN-{today.year}-{number + 1:06d}", **filing.body},
            idempotency_key=_key(seed, number),
            follow_up="discharge" if number in ending else None,
        )
        for number, filing in enumerate(filings)
    ]


def an_example_pledge(today: date, *, number: int = _EXAMPLE_NUMBER) -> dict[str, Any]:
    """A registration of a receipt that no plan has, for a newcomer's first filing; another for every number."""
    dice = Random(_EXAMPLE_SEED + number)
    due_on = add_months(today, 12)
    receipt = a_receipt(dice, number, today=today, due_on=due_on)
    offer = goods(dice, dice.choice(regions_on(today)), receipt=receipt, today=today)
    body = _body(dice, RURAL_BANK, offer=offer, today=today, due_on=due_on)
    return {"client_reference": f"LOAN-{today.year}-{number}", **body}


def an_example_mortgage(today: date, bank: Institution, *, number: int) -> dict[str, Any]:
    """A mortgage of one parcel that is always the same, under a contract of its own: filed again, it ranks behind."""
    dice = Random(_EXAMPLE_SEED)
    offer = household_offer(dice, region_at("500233", today) or regions_on(today)[0], today=today)
    body = _body(dice, bank, offer=offer, today=today, due_on=add_months(today, 24))
    body["secured_claim"]["contract_number"] = f"HT-{number}"
    return {"client_reference": f"LOAN-{today.year}-{number}", **body}


def an_example_parcel(today: date, *, number: int) -> Offer:
    """A household's parcel that no plan has, with who gives it; another for every number."""
    county = region_at("500233", today) or regions_on(today)[0]
    return household_offer(Random(_EXAMPLE_SEED + number), county, today=today)


def _parcels(dice: Random, count: int, *, today: date) -> list[PlannedFiling]:
    every = regions_on(today)
    where: list[Region] = [*every, *dice.choices(every, k=max(0, count - len(every)))][:count]
    filings = []
    for county in where:
        bank, offer = dice.choice(BANKS), land(dice, county, today=today)
        due_on = add_months(today, 12 * dice.randint(1, 10))
        filings.append(PlannedFiling(bank.client, _body(dice, bank, offer=offer, today=today, due_on=due_on), ""))
    return filings


def _receipts(dice: Random, count: int, *, today: date) -> list[PlannedFiling]:
    filings: list[PlannedFiling] = []
    for number in range(1, count + 1):
        creditor = GUARANTEE_COMPANY if dice.random() < _GUARANTEED else dice.choice(BANKS)
        due_on = add_months(today, dice.choice((12, 12, 18, 24)))
        receipt = a_receipt(dice, number, today=today, due_on=due_on)
        if number % _SAME_GOODS_EVERY == 0:
            receipt = another_over_the_same_goods(dice, number, first=filings[-1].body["collateral"][0])
        offer = goods(dice, dice.choice(regions_on(today)), receipt=receipt, today=today)
        filings.append(
            PlannedFiling(creditor.client, _body(dice, creditor, offer=offer, today=today, due_on=due_on), "")
        )
    return filings


def _estates(dice: Random, *, woods: int, plots: int, today: date) -> list[PlannedFiling]:
    """Forests that anybody gives, and construction land that businesses give."""
    filings = []
    for number in range(woods + plots):
        county, bank = dice.choice(regions_on(today)), dice.choice(BANKS)
        place, due_on = a_place(dice, county), add_months(today, 12 * dice.randint(1, 8))
        if number < woods:
            item = forests.a_forest(dice, place, today=today)
            offer = given_by_anyone(dice, county, item=item, worth=forests.worth(item), today=today)
        else:
            item = sites.a_site(dice, place, today=today)
            offer = given_by_business(dice, county, item=item, worth=sites.worth(item), today=today)
        filings.append(PlannedFiling(bank.client, _body(dice, bank, offer=offer, today=today, due_on=due_on), ""))
    return filings


def _policies(dice: Random, count: int, *, over: Sequence[str], today: date) -> list[PlannedFiling]:
    filings = []
    for number in range(1, count + 1):
        creditor, due_on = dice.choice(BANKS), add_months(today, dice.choice((12, 18)))
        parcel = dice.choice(over) if over and dice.random() < _INSURED_LAND else None
        item = policies.a_policy(dice, number, today=today, due_on=due_on, parcel=parcel)
        county = dice.choice(regions_on(today))
        offer = given_by_anyone(dice, county, item=item, worth=policies.worth(item), today=today)
        body = _body(dice, creditor, offer=offer, today=today, due_on=due_on)
        filings.append(PlannedFiling(creditor.client, body, ""))
    return filings


def _movables(dice: Random, count: int, *, among: Sequence[dict[str, Any]], today: date) -> list[PlannedFiling]:
    """Stock, crops, herds and machines by turns; some on land, under policies and over lots that are given too."""
    filings = []
    for number in range(count):
        county, bank = dice.choice(regions_on(today)), dice.choice(BANKS)
        due_on = add_months(today, dice.choice((12, 18, 24)))
        offer = movables.held(_a_movable(dice, county, number=number, among=among, today=today))
        filings.append(PlannedFiling(bank.client, _body(dice, bank, offer=offer, today=today, due_on=due_on), ""))
    return filings


def _a_movable(dice: Random, county: Region, *, number: int, among: Sequence[dict[str, Any]], today: date) -> Offer:
    place = a_place(dice, county)
    if number % 4 == 0:
        receipt = _one_with(dice, "receipt_number", among=among, share=_STORED, number=number)
        item, worth = movables.a_stock(dice, place, today=today, receipt=receipt)
        return given_by_business(dice, county, item=item, worth=worth, today=today)
    if number % 4 == 1:
        machine, worth = movables.a_machine(dice, number, today=today)
        return given_by_business(dice, county, item=machine, worth=worth, today=today)
    policy = _one_with(dice, "policy_number", among=among, share=_INSURED, number=number)
    if number % 4 == 2:  # noqa: PLR2004  # by turns
        land = _one_with(dice, "layer", among=among, share=_GROWN_ON_GIVEN_LAND, number=number)
        item, worth = movables.a_crop(dice, place, today=today, parcel=land["parcel_code"] if land else None)
    else:
        item, worth = movables.a_herd(dice, place, today=today)
    return given_by_anyone(dice, county, item=movables.insured(item, policy), worth=worth, today=today)


def _further(dice: Random, count: int, *, among: Sequence[dict[str, Any]], today: date) -> list[PlannedFiling]:
    """Houses, facilities, orders, receivables and land tickets by turns; some tied to what is given too."""
    filings: list[PlannedFiling] = []
    for number in range(count):
        bank, due_on = dice.choice(BANKS), add_months(today, dice.choice((12, 18, 24)))
        offer = _OFFERED[number % len(_OFFERED)](
            dice, number, among=[*among, *(each.body for each in filings)], today=today, due_on=due_on
        )
        filings.append(PlannedFiling(bank.client, _body(dice, bank, offer=offer, today=today, due_on=due_on), ""))
    return filings


def _a_house(dice: Random, _: int, *, today: date, **__: Any) -> Offer:
    county = dice.choice(regions_on(today))
    item, worth = houses.a_house(dice, a_place(dice, county), today=today)
    return house(dice, county, item=item, worth=worth, today=today)


def _a_facility(dice: Random, number: int, *, among: Sequence[dict[str, Any]], today: date, **__: Any) -> Offer:
    county = dice.choice(regions_on(today))
    land = _one_with(dice, "layer", among=among, share=_GROWN_ON_GIVEN_LAND, number=number)
    parcel = land["parcel_code"] if land else None
    item, worth = houses.a_facility(dice, a_place(dice, county), today=today, parcel=parcel)
    return given_by_business(dice, county, item=item, worth=worth, today=today)


def _an_order(dice: Random, number: int, *, among: Sequence[dict[str, Any]], today: date, due_on: date) -> Offer:
    county, receipt = (
        dice.choice(regions_on(today)),
        _one_with(dice, "receipt_number", among=among, share=1, number=number),
    )
    item, worth = trades.an_order(dice, county, today=today, due_on=due_on, receipt=receipt)
    offer = trades.owed_to(given_by_business(dice, county, item=item, worth=worth, today=today), "seller")
    return confirmed(dice, offer, by=item["buyer"]["name"], today=today)


def _a_receivable(dice: Random, _: int, *, among: Sequence[dict[str, Any]], today: date, due_on: date) -> Offer:
    county, orders = dice.choice(regions_on(today)), [each for each in among if "buyer" in each["collateral"][0]]
    order = orders[-1] if orders and dice.random() < _OF_AN_ORDER else None  # the last: no order is owed for twice
    item, worth = trades.a_receivable(
        dice, county, today=today, due_on=due_on, springs_from=order["collateral"][0] if order else None
    )
    given = given_by_anyone(dice, county, item=item, worth=worth, today=today)
    offer = trades.owed_to(Offer(item, worth, order["grantors"]) if order else given, "creditor")
    return confirmed(dice, offer, by=item["debtor"]["name"], today=today)


def _a_ticket(dice: Random, number: int, *, today: date, **_: Any) -> Offer:
    county = dice.choice(regions_on(today))
    item, worth = trades.a_ticket(dice, a_place(dice, county), number=number, today=today)
    return given_by_business(dice, county, item=item, worth=worth, today=today)


_OFFERED = (_a_house, _a_facility, _an_order, _a_receivable, _a_ticket)


def _one_with(
    dice: Random, name: str, *, among: Sequence[dict[str, Any]], share: float, number: int
) -> dict[str, Any] | None:
    """In a share of the cases, an item already given that has such a particular: another for each number."""
    given = [body["collateral"][0] for body in among if name in body["collateral"][0]]
    return given[number % len(given)] if given and dice.random() < share else None


def _with_seconds(
    dice: Random, filings: Sequence[PlannedFiling], *, count: int, today: date
) -> tuple[list[PlannedFiling], list[PlannedFiling]]:
    """Each second mortgage somewhere after its first; and the firsts, which must stand when the second comes."""
    mixed = list(filings)
    lands = [each for each in filings if "layer" in each.body["collateral"][0]]
    firsts = dice.sample(lands, k=min(count, len(lands)))
    for first in firsts:
        mixed.insert(dice.randint(mixed.index(first) + 1, len(mixed)), _second(dice, first, today=today))
    return mixed, firsts


def _second(dice: Random, first: PlannedFiling, *, today: date) -> PlannedFiling:
    """Another bank lends on land that is given already: lawful, and entered behind the first."""
    bank = dice.choice([each for each in BANKS if each.client != first.client])
    given = first.body
    item, consents, acknowledged = given["collateral"][0], given.get("consents", []), given.get("acknowledged", [])
    offer = Offer(item, worth(item) // 2, given["grantors"], consents, acknowledged)
    due_on = add_months(today, 12 * dice.randint(1, 3))
    return PlannedFiling(bank.client, _body(dice, bank, offer=offer, today=today, due_on=due_on), "")


def _ending(
    dice: Random, filings: Sequence[PlannedFiling], *, count: int, kept: Sequence[PlannedFiling]
) -> frozenset[int]:
    may_end = [number for number, filing in enumerate(filings) if filing not in kept]
    return frozenset(dice.sample(may_end, k=min(count, len(may_end))))


def _body(dice: Random, creditor: Institution, *, offer: Offer, today: date, due_on: date) -> dict[str, Any]:
    """A registration's JSON. Its contract was made in the last days, its entry outlives the claim a little."""
    effective_on = today - timedelta(days=dice.randint(1, 9))
    number = f"HT-{effective_on:%Y%m%d}-{dice.randint(1, 99_999):05d}"
    claim = claims.owed(dice, creditor, worth=offer.worth, effective_on=effective_on, due_on=due_on)
    others = claims.sharers(dice, creditor, claim=claim)
    body = {
        "secured_creditor": claims.as_lead(creditor, others),
        "grantors": offer.grantors,
        "secured_claim": {"contract_number": number, **claim},
        "collateral": [offer.item],
        "expires_on": (due_on + timedelta(days=dice.choice(_DAYS_AFTER_DUE))).isoformat(),
        "documents": [_document("security_contract", number)],
    }
    listed = {"co_creditors": others, "consents": offer.consents, "acknowledged": offer.acknowledged}
    return body | {name: given for name, given in listed.items() if given}


def _document(kind: str, reference: str) -> dict[str, Any]:
    return {"kind": kind, "reference": reference, "sha256": sha256(reference.encode()).hexdigest()}


def _key(seed: int, number: int) -> str:
    digest = sha256(f"demo register, plan {seed}, filing {number}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))
