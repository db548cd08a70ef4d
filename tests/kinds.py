"""Builders of the further kinds of collateral, beside tests/samples.py: dull defaults, numbers of their own."""

from datetime import date

from registry.domain.claim import Consent, ConsentKind
from registry.domain.collateral import FarmHouse, GroundAttachment
from registry.domain.collateral.ground_attachment import FacilityType, LandBasis, Nature
from registry.domain.measures import Quantity, Unit
from registry.domain.pilots import Pilot
from tests.samples import (
    NOON,
    a_filing,
    a_ground,
    a_parcel_code,
    a_statutory_registration,
    a_unit_code,
    an_item,
    decided,
)

PILOT = "示例授权〔2026〕1号"


def a_pilot(kind=FarmHouse.kind, **changes):
    """In force in the county of every unit code the builders make, from 2020 on."""
    given = {
        "kind": kind,
        "region": "500233",
        "authority": "示例授权机关",
        "document": PILOT,
        "valid_from": date(2020, 1, 1),
    }
    return Pilot(**(given | changes))


def pilot_ground(*held, pilots=(), **changes):
    """A ground on which a pilot allows farm houses."""
    return a_ground(*held, pilots=pilots or (a_pilot(),), **changes)


def consents(*kinds):
    return tuple(Consent(kind=kind) for kind in kinds)


def findings(asset, ground=None, *, terms=None, **changes):
    """Code and place of everything said of an asset that is registered where the law has it."""
    item = an_item(asset, **({"statutory_registration": a_statutory_registration(NOON)} | (terms or {})))
    noted = decided(a_filing(item, **changes), ground or pilot_ground()).decided.findings
    return [(each.code, each.pointer.removeprefix("/collateral/0")) for each in noted]


def codes(asset, ground=None, **changes):
    return {code for code, _ in findings(asset, ground, **changes)}


def faults(asset):
    return [(fault.code, fault.pointer.removeprefix("/collateral/0")) for fault in a_filing(asset).faults()]


def a_house(unit=None, **changes):
    """A household's own house, lawfully built, under the builders' pilot; the household lives elsewhere too."""
    given = {
        "unit_code": unit or a_unit_code("JC", attachment="F00010001"),
        "floor_area": Quantity.parse("180.00", Unit.SQUARE_METRE),
        "lawfully_built": True,
        "owned_in_common": False,
        "pilot_authorisation": PILOT,
        "other_dwelling": True,
    }
    return FarmHouse(**(given | changes))


def a_house_body(unit=None, **changes):
    """One item of a registration's JSON, a farm house."""
    given = {
        "kind": "farm_house",
        "interest": "mortgage",
        "unit_code": unit or a_unit_code("JC", attachment="F00010001"),
        "floor_area": {"value": "180.00", "unit": "m2"},
        "lawfully_built": True,
        "owned_in_common": False,
        "pilot_authorisation": PILOT,
        "other_dwelling": True,
    }
    return given | changes


def the_collective():
    return consents(ConsentKind.COLLECTIVE_CONSENT)


def a_greenhouse(parcel=None, **changes):
    """The first greenhouse of a parcel, fixed to it, with proof of whose it is."""
    given = {
        "facility_type": FacilityType.GREENHOUSE,
        "nature": Nature.FIXED,
        "location": "忠县示例镇示例村一组",
        "land_basis": LandBasis.TRANSFERRED,
        "lawfully_built": True,
        "on_basic_farmland": False,
        "parcel_code": parcel or a_parcel_code(),
        "serial": "1",
        "area": Quantity.parse("1200.00", Unit.SQUARE_METRE),
        "ownership_document": "建造合同 JZ-2024-3",
    }
    return GroundAttachment(**(given | changes))


def a_greenhouse_body(parcel=None, **changes):
    """One item of a registration's JSON, a greenhouse on a parcel."""
    given = {
        "kind": "ground_attachment",
        "interest": "mortgage",
        "facility_type": "greenhouse",
        "nature": "fixed",
        "location": "忠县示例镇示例村一组",
        "land_basis": "transferred",
        "lawfully_built": True,
        "on_basic_farmland": False,
        "parcel_code": parcel or a_parcel_code(),
        "serial": "1",
        "area": {"value": "1200.00", "unit": "m2"},
        "ownership_document": "建造合同 JZ-2024-3",
    }
    return given | changes
