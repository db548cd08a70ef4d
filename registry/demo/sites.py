"""Collective construction land, as it stands in a filing's JSON: granted, with buildings, the owner told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from registry.demo.places import Place
from registry.demo.publicity import registered_as_real_estate
from registry.domain.collateral import CollectiveConstructionLand, Interest
from registry.domain.collateral.collective_construction_land import Acquisition
from registry.domain.measures import Quantity, Unit

_NAMES = ("冷库", "粮食烘干中心", "榨菜加工车间", "农产品交易棚", "饲料仓库")
_WITH_CODE, _OWNER_TOLD = 0.6, 0.9
_YUAN_A_SQUARE_METRE = 450


def a_site(dice: Random, place: Place, *, today: date) -> dict[str, Any]:
    """Land with one or two buildings, by their codes or by their names."""
    parcel = f"{place.county.code}{dice.randint(1, 40):03d}{dice.randint(1, 60):03d}JB{dice.randint(1, 99_999):05d}"
    count = dice.randint(1, 2)
    coded = [f"{parcel}F{1:04d}{number:04d}" for number in range(1, count + 1)]
    site = {
        "kind": CollectiveConstructionLand.kind,
        "interest": str(Interest.MORTGAGE),
        "unit_code": f"{parcel}W00000000",
        "acquisition": str(Acquisition.GRANTED),
        "buildings": coded if dice.random() < _WITH_CODE else dice.sample(_NAMES, k=count),
        "right_ends_on": f"{today.year + dice.randint(25, 48)}-06-30",
        "area": {
            "value": Quantity(dice.randint(600, 12_000) * 10_000, Unit.SQUARE_METRE).value,
            "unit": str(Unit.SQUARE_METRE),
        },
    }
    if dice.random() < _OWNER_TOLD:
        site["notice_to_owner_on"] = (today - timedelta(days=dice.randint(1, 30))).isoformat()
    return site | registered_as_real_estate(dice, place.county.name, today=today)


def worth(site: Mapping[str, Any]) -> int:
    """What land and buildings are taken to be worth, in yuan."""
    return int(Decimal(site["area"]["value"]) * _YUAN_A_SQUARE_METRE)
