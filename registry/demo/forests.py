"""Forest rights, as they stand in a filing's JSON: under a unit code, an old certificate, or both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from registry.demo.places import Place
from registry.demo.publicity import registered_as_real_estate
from registry.domain.collateral import ForestRight, Interest
from registry.domain.collateral.forest_right import ForestCategory
from registry.domain.measures import Quantity, Unit

_STANDS = (  # category, species, dm3 of growing stock a mu for each year of age
    (ForestCategory.TIMBER, "马尾松", 300),
    (ForestCategory.TIMBER, "杉木", 350),
    (ForestCategory.TIMBER, "柏木", 200),
    (ForestCategory.ECONOMIC, "花椒", 20),
    (ForestCategory.ECONOMIC, "油茶", 30),
    (ForestCategory.ECONOMIC, "核桃", 60),
    (ForestCategory.ENERGY, "麻栎", 180),
    (ForestCategory.PROTECTION, "桤木", 150),
)
_UNIT_ONLY, _BOTH = 0.6, 0.2  # shares; the rest have their old certificate only
_WITH_LAND = 0.95
_YUAN_A_MU, _YUAN_A_CUBIC_METRE = 2_000, 500


def a_forest(dice: Random, place: Place, *, today: date) -> dict[str, Any]:
    """A stand of trees, nearly always with its land, on a right of which at least twenty years remain."""
    category, species, growth = dice.choice(_STANDS)
    mu, age = dice.randint(20, 900), dice.randint(5, 35)
    forest = {
        "kind": ForestRight.kind,
        "interest": str(Interest.MORTGAGE),
        "forest_category": str(category),
        "species": species,
        "stand_age_years": age,
        "volume": {"value": Quantity(mu * age * growth, Unit.CUBIC_METRE).value, "unit": str(Unit.CUBIC_METRE)},
        "area": {"value": Quantity(mu * 10_000, Unit.MU).value, "unit": str(Unit.MU)},
        "includes_land": dice.random() < _WITH_LAND,
        "includes_trees": True,
        "right_ends_on": f"{today.year + dice.randint(20, 50)}-12-31",
    }
    return forest | _named(dice, place) | registered_as_real_estate(dice, place.county.name, today=today)


def _named(dice: Random, place: Place) -> dict[str, str]:
    districts = f"{dice.randint(1, 40):03d}{dice.randint(1, 60):03d}"
    unit = {"unit_code": f"{place.county.code}{districts}JE{dice.randint(1, 99_999):05d}L{1:08d}"}
    year = dice.randint(2005, 2012)
    old = {
        "certificate_number": f"渝{place.county.name}林证字({year})第{dice.randint(1, 999_999):06d}号",
        "subcompartment": str(dice.randint(1, 60)),
    }
    share = dice.random()
    if share < _UNIT_ONLY:
        return unit
    return unit | old if share < _UNIT_ONLY + _BOTH else old


def worth(forest: Mapping[str, Any]) -> int:
    """What land and trees are taken to be worth, in yuan."""
    land = Decimal(forest["area"]["value"]) * _YUAN_A_MU
    return int(land + Decimal(forest["volume"]["value"]) * _YUAN_A_CUBIC_METRE)
