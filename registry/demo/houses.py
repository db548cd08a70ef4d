"""Farm houses under an invented pilot, and facilities on land, as they stand in a filing's JSON, with their worth."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from registry.demo.places import Place
from registry.demo.publicity import registered_as_movables, registered_as_real_estate
from registry.domain.collateral import FarmHouse, GroundAttachment, Interest
from registry.domain.collateral.ground_attachment import FacilityType, LandBasis, Nature
from registry.domain.measures import Quantity, Unit

PILOTS = [  # nobody authorised this: the demo shows what a pilot lets in
    {
        "kind": FarmHouse.kind,
        "region": "50",
        "authority": "示例授权机关（演示）",
        "document": "演示授权〔2024〕1号",
        "valid_from": "2016-01-01",
    }
]
_FACILITIES = (  # type, whether it can be moved, yuan a square metre
    (FacilityType.GREENHOUSE, Nature.MOVABLE, 120),
    (FacilityType.GREENHOUSE, Nature.FIXED, 260),
    (FacilityType.LIVESTOCK_HOUSE, Nature.FIXED, 420),
    (FacilityType.STORAGE, Nature.FIXED, 900),
    (FacilityType.PROCESSING, Nature.FIXED, 800),
)
_YUAN_A_SQUARE_METRE_OF_HOUSE = 900
_ELSEWHERE, _SPECIAL_USE = 0.8, 0.5  # shares: of houses whose household has another, of facilities on facility land


def a_house(dice: Random, place: Place, *, today: date) -> tuple[dict[str, Any], int]:
    """One of the houses of a homestead, by its unit code."""
    districts = f"{dice.randint(1, 40):03d}{dice.randint(1, 60):03d}"
    metres = dice.randint(90, 320)
    house = {
        "kind": FarmHouse.kind,
        "interest": str(Interest.MORTGAGE),
        "unit_code": f"{place.county.code}{districts}JC{dice.randint(1, 99_999):05d}F{1:04d}{1:04d}",
        "floor_area": _square_metres(metres),
        "homestead_area": _square_metres(dice.randint(90, 200)),
        "location": f"{place.name}{dice.randint(1, 120)}号",
        "lawfully_built": True,
        "owned_in_common": False,
        "pilot_authorisation": PILOTS[0]["document"],
        "other_dwelling": dice.random() < _ELSEWHERE,
    }
    registered = registered_as_real_estate(dice, place.county.name, today=today)
    return house | registered, metres * _YUAN_A_SQUARE_METRE_OF_HOUSE


def a_facility(dice: Random, place: Place, *, today: date, parcel: str | None) -> tuple[dict[str, Any], int]:
    """A greenhouse, a livestock house or a store on a parcel."""
    kind, nature, price = dice.choice(_FACILITIES)
    metres, number = dice.randint(300, 6_000), dice.randint(1, 99_999)
    facility: dict[str, Any] = {
        "kind": GroundAttachment.kind,
        "interest": str(Interest.MORTGAGE),
        "facility_type": str(kind),
        "nature": str(nature),
        "location": place.name,
        "lawfully_built": True,
        "on_basic_farmland": False,
        "parcel_code": parcel or f"{place.issuing_party}{dice.randint(1, 99_999):05d}",
        "serial": str(dice.randint(1, 4)),
        "facility_code": f"CQSS-{place.county.code}-{number:05d}",
        "area": _square_metres(metres),
        "ownership_document": f"JZ-{today.year - dice.randint(0, 4)}-{number:05d}",
    }
    if dice.random() < _SPECIAL_USE:
        facility |= {"land_basis": str(LandBasis.FACILITY_LAND), "facility_filing": f"SSNY-{today.year}-{number:05d}"}
    else:
        facility["land_basis"] = str(LandBasis.TRANSFERRED)
    if nature is Nature.MOVABLE:
        return facility | registered_as_movables(dice, today=today), metres * price
    return facility | registered_as_real_estate(dice, place.county.name, today=today), metres * price


def _square_metres(metres: int) -> dict[str, str]:
    return {"value": Quantity(metres * 10_000, Unit.SQUARE_METRE).value, "unit": str(Unit.SQUARE_METRE)}
