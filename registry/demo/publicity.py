"""What filers declare of the registration at the legal registry: some have it, some will follow."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from registry.domain.calendar import SHANGHAI
from registry.domain.rules.effects import REGISTRY_NAME, StatutoryRegistry

_REGISTERED = 0.7


def registered_as_real_estate(dice: Random, county: str, *, today: date) -> dict[str, Any]:
    """A registration of the last days, in the item's JSON, or nothing yet."""
    if dice.random() >= _REGISTERED:
        return {}
    at = a_working_hour(dice, today=today)
    number = f"渝({at[:4]}){county}不动产证明第{dice.randint(1, 999_999):09d}号"
    registry = REGISTRY_NAME[StatutoryRegistry.REAL_ESTATE].zh
    return {"statutory_registration": {"registry": registry, "number": number, "registered_at": at}}


def registered_as_movables(dice: Random, *, today: date) -> dict[str, Any]:
    """A registration of the last days, in the item's JSON, or nothing yet."""
    if dice.random() >= _REGISTERED:
        return {}
    registry = REGISTRY_NAME[StatutoryRegistry.MOVABLES].zh
    declared = {
        "registry": registry,
        "number": movables_number(dice),
        "registered_at": a_working_hour(dice, today=today),
    }
    return {"statutory_registration": declared}


def registered_at_the_exchange(dice: Random, *, today: date) -> dict[str, Any]:
    """A registration of the last days at the land exchange, in the item's JSON, or nothing yet."""
    if dice.random() >= _REGISTERED:
        return {}
    at = a_working_hour(dice, today=today)
    registry = REGISTRY_NAME[StatutoryRegistry.LAND_EXCHANGE].zh
    number = f"DPZY-{at[:4]}-{dice.randint(1, 99_999):05d}"
    return {"statutory_registration": {"registry": registry, "number": number, "registered_at": at}}


def movables_number(dice: Random) -> str:
    """Twenty digits, as the unified registry gives them."""
    return f"{dice.randrange(10**20):020d}"


def a_working_hour(dice: Random, *, today: date) -> str:
    """An instant of the last days."""
    day = today - timedelta(days=dice.randint(1, 6))
    return datetime.combine(day, time(dice.randint(9, 16), dice.randrange(60)), tzinfo=SHANGHAI).isoformat()
