"""Warehouse receipts over what Chongqing grows, stores and feeds, as they stand in a filing's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from registry.demo.institutions import KEEPER
from registry.demo.publicity import movables_number
from registry.domain.calendar import SHANGHAI, add_months
from registry.domain.collateral import Interest, WarehouseReceipt
from registry.domain.collateral.warehouse_receipt import ReceiptForm
from registry.domain.measures import Quantity, Unit
from registry.domain.rules.effects import REGISTRY_NAME, StatutoryRegistry

PLATFORM = "示例仓单平台"
_PAPER = 0.6
_WITH_FLOOR = 0.3
_GRAMS = 10**6  # of a tonne


@dataclass(frozen=True, slots=True)
class Commodity:
    """Goods, the months in which they come into store, how many tonnes a receipt covers, and yuan a tonne."""

    name: str
    short: str
    months: tuple[int, ...]
    least: int
    most: int
    price: int


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A keeper who issues receipts."""

    name: str
    uscc: str


KEEPERS = (
    Warehouse(KEEPER.name, KEEPER.uscc),
    Warehouse("江津示例粮食储备有限公司", "91500116MA6DEM102A"),
    Warehouse("涪陵示例冷链仓储有限公司", "91500102MA6DEM110U"),
    Warehouse("万州示例农产品物流有限公司", "91500101MA6DEM129A"),
)
COMMODITIES = (
    Commodity("稻谷", "稻", (8, 9, 10), 60, 1200, 2_700),
    Commodity("玉米", "玉", (7, 8, 9), 50, 900, 2_300),
    Commodity("油菜籽", "油", (5, 6), 20, 400, 6_000),
    Commodity("榨菜（半成品）", "榨", (2, 3, 4), 80, 1500, 1_500),
    Commodity("干花椒", "椒", (6, 7, 8), 3, 60, 40_000),
    Commodity("柑橘浓缩汁", "橘", (12, 1, 2), 10, 300, 14_000),
    Commodity("生猪饲料", "饲", tuple(range(1, 13)), 40, 800, 3_400),
    Commodity("辣椒干", "辣", (8, 9, 10), 5, 120, 15_000),
)


def a_receipt(dice: Random, number: int, *, today: date, due_on: date) -> dict[str, Any]:
    """A receipt with a number and a lot of its own, stored before today and until after the claim falls due."""
    goods, keeper = dice.choice(COMMODITIES), dice.choice(KEEPERS)
    stored_from = _stored_from(dice, goods, today=today)
    grams = dice.randint(goods.least, goods.most) * _GRAMS
    receipt = {
        "kind": WarehouseReceipt.kind,
        "interest": str(Interest.PLEDGE),
        "keeper": {"name": keeper.name, "uscc": keeper.uscc},
        "receipt_number": f"CD-{stored_from.year}-{number:06d}",
        "commodity": goods.name,
        "quantity": _tonnes(grams),
        "lot": {
            "warehouse": f"{dice.choice('一二三四五')}号库",
            "slot": f"{dice.choice('ABCD')}-{dice.randint(1, 30):02d}",
            "lot": f"{stored_from.year}-{goods.short}-{number:04d}",
        },
        "stored_from": stored_from.isoformat(),
        "stored_until": add_months(due_on, dice.randint(1, 6)).isoformat(),
    }
    if dice.random() < _WITH_FLOOR:
        receipt["floor_quantity"] = _tonnes(grams * 3 // 5)
    return receipt | _publicity(dice, number, today=today)


def worth(receipt: Mapping[str, Any]) -> int:
    """What the goods fetch, in yuan."""
    price = next(goods.price for goods in COMMODITIES if goods.name == receipt["commodity"])
    return int(Decimal(receipt["quantity"]["value"]) * price)


def another_over_the_same_goods(dice: Random, number: int, *, first: dict[str, Any]) -> dict[str, Any]:
    """A second receipt of one lot: lawful to enter, and the register says that it has seen the first (解释第59条)."""
    given = first | {"receipt_number": f"CD-{first['stored_from'][:4]}-{number:06d}"}
    if "statutory_registration" in given:
        declared = given["statutory_registration"]
        given["statutory_registration"] = declared | {"number": movables_number(dice)}
    return given


def _stored_from(dice: Random, goods: Commodity, *, today: date) -> date:
    """A day of the last season that is over, or far enough gone."""
    month, day = dice.choice(goods.months), dice.randint(1, 28)
    this_year = date(today.year, month, day)
    return this_year if this_year <= today - timedelta(days=10) else date(today.year - 1, month, day)


def _publicity(dice: Random, number: int, *, today: date) -> dict[str, Any]:
    """Paper is delivered; where there is none the pledge is registered (民法典第441条). Both in the last days."""
    day = today - timedelta(days=dice.randint(1, 6))
    at = datetime.combine(day, time(9 + number % 8, dice.randrange(60)), tzinfo=SHANGHAI).isoformat()
    if dice.random() < _PAPER:
        return {"form": str(ReceiptForm.PAPER), "delivered_at": at}
    registry = REGISTRY_NAME[StatutoryRegistry.MOVABLES].zh
    return {
        "form": str(ReceiptForm.ELECTRONIC),
        "platform": PLATFORM,
        "statutory_registration": {"registry": registry, "number": movables_number(dice), "registered_at": at},
    }


def _tonnes(grams: int) -> dict[str, str]:
    return {"value": Quantity(grams, Unit.TONNE).value, "unit": str(Unit.TONNE)}
