"""Stock, crops, livestock and machines, as they stand in a filing's JSON, each with what it is worth in yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from registry.demo.institutions import INSURER, KEEPER
from registry.demo.offers import Offer
from registry.demo.places import Place
from registry.demo.publicity import a_working_hour, registered_as_movables
from registry.domain.calendar import add_months
from registry.domain.collateral import Crop, Interest, Inventory, Livestock, Machinery
from registry.domain.collateral.inventory import Appointer
from registry.domain.collateral.livestock import Species
from registry.domain.collateral.movable import StockCategory
from registry.domain.identifiers import Scheme, is_sole_trader
from registry.domain.measures import Quantity, Unit

_GOODS = (("稻谷", 2_700), ("玉米", 2_300), ("榨菜（半成品）", 1_500), ("干花椒", 40_000), ("生猪饲料", 3_400))
_CROPS = (  # name, months from sowing to harvest, kilograms and yuan a mu
    ("柑橘", 30, 2_000, 6_000),
    ("榨菜", 6, 2_500, 2_500),
    ("水稻", 5, 550, 1_600),
    ("花椒", 30, 300, 4_500),
    ("李子苗木", 18, 1_200, 9_000),
)
_HERDS = (  # species, breed, the first digit of its ear tags, yuan a head
    (Species.PIG, "荣昌猪", "1", 1_900),
    (Species.CATTLE, "西门塔尔牛", "2", 14_000),
    (Species.SHEEP, "大足黑山羊", "3", 1_500),
    (Species.POULTRY, "城口山地鸡", "", 60),
)
_MACHINES = (("稻谷烘干机", "5HX-15", 160_000), ("榨菜清洗生产线", "QX-3", 420_000), ("饲料粉碎机", "FS-40", 65_000))
_MAKERS = ("示例农机制造有限公司", "重庆示范机械有限公司", "样本粮食机械厂")
_FLOATING, _PLEDGED = 0.35, 0.4  # shares of the stock; the rest is mortgaged by name
_BY_TAG, _FINANCED = 0.4, 0.5


def a_stock(
    dice: Random, place: Place, *, today: date, receipt: Mapping[str, Any] | None
) -> tuple[dict[str, Any], int]:
    """A store's products in general terms, or goods by name; some lie in a lot that a receipt is issued over."""
    (goods, price), tonnes = dice.choice(_GOODS), dice.randint(40, 600)
    stock: dict[str, Any] = {
        "kind": Inventory.kind,
        "description": f"{place.name}库内现有的以及将有的全部产品和原材料",
        "categories": [str(StockCategory.PRODUCT), str(StockCategory.RAW_MATERIAL)],
        "place": {"address": f"{place.name}{dice.randint(1, 40)}号库"},
    }
    if dice.random() < _FLOATING:
        floats = {"interest": str(Interest.FLOATING_MORTGAGE)}
        return stock | floats | registered_as_movables(dice, today=today), tonnes * price
    stock |= {
        "description": f"{place.name}库内全部{goods}",
        "categories": [str(StockCategory.PRODUCT)],
        "commodity": goods,
        "quantity": _quantity(tonnes * 10**6, Unit.TONNE),
    }
    if receipt:
        stock["storage"] = {"keeper": receipt["keeper"], "lot": receipt["lot"]}
    if dice.random() < _PLEDGED:
        return stock | _pledged(dice, today=today), tonnes * price
    return stock | {"interest": str(Interest.MORTGAGE)} | registered_as_movables(dice, today=today), tonnes * price


def _pledged(dice: Random, *, today: date) -> dict[str, Any]:
    """Delivered to a supervisor whom the creditor appointed."""
    supervisor = {
        "name": KEEPER.name,
        "uscc": KEEPER.uscc,
        "appointed_by": str(Appointer.CREDITOR),
        "agreement_number": f"JG-{today.year}-{dice.randint(1, 9_999):04d}",
    }
    delivered = {"delivered_at": a_working_hour(dice, today=today)}
    return {"interest": str(Interest.PLEDGE), "supervisor": supervisor} | delivered


def a_crop(dice: Random, place: Place, *, today: date, parcel: str | None) -> tuple[dict[str, Any], int]:
    """What grows on a parcel, of the season in which it is harvested."""
    crop, months, kilograms, price = dice.choice(_CROPS)
    mu, sown = dice.randint(15, 400), today - timedelta(days=dice.randint(10, 100))
    harvest = add_months(sown, months)
    grown = {
        "kind": Crop.kind,
        "interest": str(Interest.MORTGAGE),
        "plant": crop,
        "season_year": harvest.year,
        "place": {
            "address": place.name,
            "parcel_code": parcel or f"{place.issuing_party}{dice.randint(1, 99_999):05d}",
        },
        "area": _quantity(mu * 10_000, Unit.MU),
        "sown_on": sown.isoformat(),
        "harvest_on": harvest.isoformat(),
        "expected_yield": _quantity(mu * kilograms * 1_000, Unit.TONNE),
    }
    return grown | registered_as_movables(dice, today=today), mu * price


def a_herd(dice: Random, place: Place, *, today: date) -> tuple[dict[str, Any], int]:
    """Animals by their tags where they are few and wear them, else the herd of a barn."""
    species, breed, digit, price = dice.choice(_HERDS)
    herd: dict[str, Any] = {
        "kind": Livestock.kind,
        "interest": str(Interest.MORTGAGE),
        "species": str(species),
        "breed": breed,
        "place": {"address": f"{place.name}{dice.randint(1, 40)}号养殖场"},
        "quarantine_certificate": f"JY-{today.year}-{dice.randint(1, 999_999):06d}",
    }
    if digit and dice.random() < _BY_TAG:
        tags = [f"{digit}{place.county.code}{dice.randint(1, 99_999_999):08d}" for _ in range(dice.randint(3, 12))]
        herd |= {"head_count": len(tags), "ear_tags": tags}
    else:
        heads = dice.randint(60, 900)
        in_barn = {"barn": f"{dice.randint(1, 9)}号圈", "batch": f"{today.year}-{dice.randint(1, today.month):02d}"}
        herd |= in_barn | {"head_count": heads, "floor_count": heads * 7 // 10}
    return herd | registered_as_movables(dice, today=today), herd["head_count"] * price


def a_machine(dice: Random, number: int, *, today: date) -> tuple[dict[str, Any], int]:
    """A machine with a serial number of its own; where the loan paid for it, it was delivered in the last days."""
    machine, model, price = dice.choice(_MACHINES)
    given: dict[str, Any] = {
        "kind": Machinery.kind,
        "interest": str(Interest.MORTGAGE),
        "machine": machine,
        "maker": dice.choice(_MAKERS),
        "model": model,
        "serial_number": f"{model}-{today.year - dice.randint(0, 4)}-{number:05d}",
        "invoice_number": f"265{dice.randrange(10**11):011d}",
    }
    if dice.random() < _FINANCED:
        given |= {"secures_price": True, "delivered_on": (today - timedelta(days=dice.randint(6, 9))).isoformat()}
    return given | registered_as_movables(dice, today=today), price


def insured(item: dict[str, Any], policy: Mapping[str, Any] | None) -> dict[str, Any]:
    """A crop or a herd with the policy over it."""
    return (
        item | {"policy": {"insurer_uscc": INSURER.uscc, "policy_number": policy["policy_number"]}} if policy else item
    )


def held(offer: Offer) -> Offer:
    """The offer with the number of the organisation that holds the movables; a person's is not told."""
    named = offer.grantors[0]["identifier"]
    if named["scheme"] != Scheme.USCC or is_sole_trader(named["value"]):
        return offer
    return replace(offer, item=offer.item | {"holder_uscc": named["value"]})


def _quantity(steps: int, unit: Unit) -> dict[str, str]:
    return {"value": Quantity(steps, unit).value, "unit": str(unit)}
