"""Rights to manage contracted land, as they stand in a filing's JSON: a household's, a transferee's, a collective's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from registry.demo.places import Place
from registry.domain.collateral import Interest, LandManagementRight
from registry.domain.collateral.land_management_right import Layer
from registry.domain.measures import Quantity, Unit

_HOUSEHOLD_TERMS = (  # the second round of contracting, already extended by thirty years
    ("1997-10-01", "2057-09-30"),
    ("1998-01-01", "2057-12-31"),
    ("1998-10-01", "2058-09-30"),
)
_WITH_UNIT_CODE = 0.4
_SMALL_MU = 50


def household_land(dice: Random, place: Place) -> dict[str, Any]:
    """What a household contracted and works itself."""
    starts, ends = dice.choice(_HOUSEHOLD_TERMS)
    return _land(
        dice, place, area=dice.randint(150, 4000), layer=Layer.CONTRACTOR, right_starts_on=starts, right_ends_on=ends
    )


def transferred_land(dice: Random, place: Place, *, today: date) -> dict[str, Any]:
    """What a household gave over to a farm for fifteen to twenty years, of which at least ten remain."""
    starts = date(today.year - dice.randint(1, 4), dice.choice((1, 3, 10)), 1)
    ends = date(starts.year + dice.randint(15, 20), 12, 31)
    contract = f"LZ-{starts.year}-{dice.randint(1, 99999):05d}"
    return _land(
        dice, place, area=dice.randint(3000, 60000), layer=Layer.TRANSFEREE,
        right_starts_on=starts.isoformat(), right_ends_on=ends.isoformat(), transferee_contract_number=contract,
    )  # fmt: skip


def collective_land(dice: Random, place: Place, *, today: date) -> dict[str, Any]:
    """Wasteland contracted otherwise than by households, under a certificate (民法典第342条)."""
    year = today.year - dice.randint(1, 6)
    certificate = f"渝({year}){place.county.name}不动产权第{dice.randint(1, 999_999):09d}号"
    land = _land(
        dice, place, area=dice.randint(5000, 90000), layer=Layer.CONTRACTOR,
        right_starts_on=f"{year}-01-01", right_ends_on=f"{year + 29}-12-31", certificate_number=certificate,
    )  # fmt: skip
    return land | {"contract_code": f"{land['contract_code'][:-1]}Q"}


def _land(dice: Random, place: Place, *, area: int, **particulars: Any) -> dict[str, Any]:
    """A parcel with a code and a contract of one issuing party (GB/T 35958-2018); area in hundredths of a mu."""
    land = {
        "kind": LandManagementRight.kind,
        "interest": str(Interest.MORTGAGE),
        "parcel_code": f"{place.issuing_party}{dice.randint(1, 99_999):05d}",
        "contract_code": f"{place.issuing_party}{dice.randint(1, 9_999):04d}J",
        "area": {"value": Quantity(area * 100, Unit.MU).value, "unit": str(Unit.MU)},
        "location": place.name,
        **{name: str(value) for name, value in particulars.items()},
    }
    if dice.random() < _WITH_UNIT_CODE:
        land["unit_code"] = a_unit_code(dice, place)
    return land


def worth(land: Mapping[str, Any]) -> int:
    """What the right is taken to be worth, in yuan: more for a small plot's crops than for a hillside."""
    mu = Decimal(land["area"]["value"])
    return int(mu * (8_000 if land["layer"] == Layer.CONTRACTOR and mu < _SMALL_MU else 6_000))


def a_unit_code(dice: Random, place: Place) -> str:
    """Collective (J) cropland (D) without attachment (W), by GB/T 37346-2019."""
    districts = f"{dice.randint(1, 40):03d}{dice.randint(1, 60):03d}"
    return f"{place.county.code}{districts}JD{dice.randint(1, 99_999):05d}W00000000"
