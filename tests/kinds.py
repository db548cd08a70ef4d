"""Builders of the further kinds of collateral, beside tests/samples.py: dull defaults, numbers of their own."""

import itertools
from datetime import date

from registry.domain.claim import Consent, ConsentKind
from registry.domain.collateral import FarmHouse, GroundAttachment, LandTicket, Order, Receivable
from registry.domain.collateral.ground_attachment import FacilityType, LandBasis, Nature
from registry.domain.collateral.land_ticket import TicketState
from registry.domain.collateral.receivable import Origin, Stage
from registry.domain.collateral.trade import Assignability, Trader
from registry.domain.measures import Money, Quantity, Unit
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

_serial = itertools.count(1)
SELLER, BUYER = "93500231MA61C3D48A", "91500000202805720T"
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


def a_trader(uscc=SELLER, name="忠县示例粮油专业合作社"):
    return Trader(name=name, uscc=uscc)


def a_receivable(contract=None, **changes):
    """What a company owes a cooperative for goods, assignable and payable after the loan."""
    given = {
        "creditor": a_trader(),
        "debtor": a_trader(BUYER, name="重庆示例粮油收储有限公司"),
        "origin": Origin.GOODS,
        "stage": Stage.EXISTING,
        "face_amount": Money(60_000_000),
        "payable_on": date(2058, 6, 30),
        "assignability": Assignability.ASSIGNABLE,
        "evidenced_by_bill": False,
        "contract_number": contract or f"GX-2026-{next(_serial)}",
    }
    return Receivable(**(given | changes))


def an_order(contract=None, **changes):
    """What the same company has ordered from the same cooperative."""
    given = {
        "seller": a_trader(),
        "buyer": a_trader(BUYER, name="重庆示例粮油收储有限公司"),
        "contract_number": contract or f"DD-2026-{next(_serial)}",
        "goods": "稻谷",
        "order_amount": Money(60_000_000),
        "deliver_on": date(2058, 3, 31),
        "assignability": Assignability.ASSIGNABLE,
        "special_account": True,
    }
    return Order(**(given | changes))


def a_ticket(number=None, **changes):
    """A ticket held for years."""
    given = {
        "certificate_number": number or f"渝地票(2026)第{next(_serial)}号",
        "area": Quantity.parse("5.00", Unit.MU),
        "traded_on": date(2023, 3, 18),
        "state": TicketState.HELD,
    }
    return LandTicket(**(given | changes))


def a_trader_body(uscc=SELLER, name="忠县示例粮油专业合作社"):
    return {"name": name, "uscc": uscc}


def a_receivable_body(contract=None, **changes):
    """One item of a registration's JSON, the price of goods."""
    given = {
        "kind": "receivable",
        "interest": "pledge",
        "creditor": a_trader_body(),
        "debtor": a_trader_body(BUYER, "重庆示例粮油收储有限公司"),
        "origin": "goods",
        "stage": "existing",
        "face_amount": {"amount": "600000.00", "currency": "CNY"},
        "payable_on": "2058-06-30",
        "assignability": "assignable",
        "evidenced_by_bill": False,
        "contract_number": contract or f"GX-2026-{next(_serial)}",
    }
    return given | changes


def an_order_body(contract=None, **changes):
    """One item of a registration's JSON, an order for paddy."""
    given = {
        "kind": "order",
        "interest": "pledge",
        "seller": a_trader_body(),
        "buyer": a_trader_body(BUYER, "重庆示例粮油收储有限公司"),
        "contract_number": contract or f"DD-2026-{next(_serial)}",
        "goods": "稻谷",
        "order_amount": {"amount": "600000.00", "currency": "CNY"},
        "deliver_on": "2058-03-31",
        "assignability": "assignable",
        "special_account": True,
    }
    return given | changes


def a_ticket_body(number=None, **changes):
    """One item of a registration's JSON, a land ticket."""
    given = {
        "kind": "land_ticket",
        "interest": "pledge",
        "certificate_number": number or f"渝地票（2026）第{next(_serial)}号",
        "area": {"value": "5.00", "unit": "mu"},
        "traded_on": "2023-03-18",
        "state": "held",
    }
    return given | changes
