"""Insurance policies over crops and animals, as they stand in a filing's JSON; some over land that is given too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from registry.demo.institutions import INSURER
from registry.demo.publicity import a_working_hour
from registry.domain.calendar import add_months
from registry.domain.collateral import InsurancePolicy, Interest
from registry.domain.measures import Money

_OBJECTS = ("柑橘", "水稻", "玉米", "榨菜", "花椒", "能繁母猪", "育肥猪", "肉牛")
_BY_LINE, _ACKNOWLEDGED, _TO_THE_END = 0.3, 0.75, 0.6


def a_policy(dice: Random, number: int, *, today: date, due_on: date, parcel: str | None) -> dict[str, Any]:
    """A policy with a number of its own that has begun, and most often lasts until the claim falls due."""
    starts = today - timedelta(days=dice.randint(10, 200))
    until = add_months(due_on, 2) if dice.random() < _TO_THE_END else add_months(starts, 12) - timedelta(days=1)
    insured = {"description": f"{dice.choice(_OBJECTS)}（保单清单第{number}项）"}
    policy: dict[str, Any] = {
        "kind": InsurancePolicy.kind,
        "interest": str(dice.choice((Interest.PLEDGE, Interest.PLEDGE, Interest.ASSIGNMENT))),
        "insurer": {"name": INSURER.name, "uscc": INSURER.uscc},
        "policy_number": f"PZ-{starts.year}-{number:06d}",
        "insured_object": insured | ({"parcel_code": parcel} if parcel else {}),
        "period": {"from": starts.isoformat(), "until": until.isoformat()},
        "sum_insured": {"amount": Money(dice.randint(10, 300) * 1_000_000).amount, "currency": "CNY"},
    }
    if dice.random() < _BY_LINE:
        policy["line_number"] = f"{dice.randint(1, 400):04d}"
    if dice.random() < _ACKNOWLEDGED:
        policy["insurer_acknowledged_at"] = a_working_hour(dice, today=today)
    return policy


def worth(policy: Mapping[str, Any]) -> int:
    """The sum insured, in yuan."""
    return int(Decimal(policy["sum_insured"]["amount"]))
