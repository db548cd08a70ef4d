"""Receivables, orders and land tickets, as they stand in a filing's JSON, each with what it is worth in yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from registry.demo.offers import Offer
from registry.demo.people import a_company
from registry.demo.places import EXAMPLE_VILLAGE, Place, a_place
from registry.demo.publicity import a_working_hour, registered_as_movables, registered_at_the_exchange
from registry.domain.calendar import add_months
from registry.domain.collateral import Interest, LandTicket, Order, Receivable
from registry.domain.collateral.land_ticket import TicketState
from registry.domain.collateral.receivable import Origin, Stage
from registry.domain.collateral.trade import Assignability
from registry.domain.identifiers import Scheme, is_sole_trader
from registry.domain.measures import Money, Quantity, Unit
from registry.domain.regions import Region

_ORIGINS = (Origin.GOODS, Origin.GOODS, Origin.LAND_TRANSFER_FEE, Origin.SUBSIDY, Origin.COMPENSATION)
_WAYS = (Interest.PLEDGE, Interest.PLEDGE, Interest.FACTORING, Interest.ASSIGNMENT)
_GOODS = (("稻谷", 2_700), ("榨菜（半成品）", 1_500), ("柑橘", 4_000), ("干花椒", 40_000))
_NOTIFIED, _TO_COME, _BY_INVOICE, _FROM_STORE = 0.6, 0.3, 0.5, 0.5
_YUAN_A_MU_OF_TICKET = 180_000


def a_receivable(
    dice: Random, county: Region, *, today: date, due_on: date, springs_from: Mapping[str, Any] | None
) -> tuple[dict[str, Any], int]:
    """What an organisation owes; some springs from an order that is given too. Who is owed it comes with the offer."""
    yuan, number = dice.randint(8, 300) * 10_000, dice.randint(1, 99_999)
    stage = Stage.FUTURE if dice.random() < _TO_COME else Stage.EXISTING
    receivable: dict[str, Any] = {
        "kind": Receivable.kind,
        "interest": str(dice.choice(_WAYS)),
        "debtor": _a_debtor(dice, county),
        "origin": str(dice.choice(_ORIGINS)),
        "stage": str(stage),
        "face_amount": _money(yuan),
        "payable_on": add_months(due_on, dice.choice((1, 3))).isoformat(),
        "assignability": str(Assignability.ASSIGNABLE),
        "evidenced_by_bill": False,
        "contract_number": f"GX-{today.year}-{number:05d}",
    }
    if springs_from:
        receivable |= {"debtor": springs_from["buyer"], "contract_number": springs_from["contract_number"]}
        receivable["origin"] = str(Origin.GOODS)
    if stage is Stage.FUTURE:
        receivable["special_account"] = True
    elif dice.random() < _BY_INVOICE:
        receivable["invoice_number"] = f"265{dice.randrange(10**17):017d}"
    if dice.random() < _NOTIFIED:
        receivable["debtor_notified_at"] = a_working_hour(dice, today=today)
    return receivable | registered_as_movables(dice, today=today), yuan


def an_order(
    dice: Random, county: Region, *, today: date, due_on: date, receipt: Mapping[str, Any] | None
) -> tuple[dict[str, Any], int]:
    """What a company has ordered; some is to be filled from goods under a receipt that is given too."""
    (goods, price), tonnes = dice.choice(_GOODS), dice.randint(20, 300)
    order: dict[str, Any] = {
        "kind": Order.kind,
        "interest": str(dice.choice(_WAYS)),
        "buyer": _a_debtor(dice, county),
        "contract_number": f"DD-{today.year}-{dice.randint(1, 99_999):05d}",
        "goods": goods,
        "quantity": {"value": Quantity(tonnes * 10**6, Unit.TONNE).value, "unit": str(Unit.TONNE)},
        "unit_price": _money(price),
        "order_amount": _money(tonnes * price),
        "deliver_on": add_months(due_on, 1).isoformat(),
        "assignability": str(Assignability.ASSIGNABLE),
        "special_account": True,
    }
    if receipt and dice.random() < _FROM_STORE:
        order |= {"goods": receipt["commodity"], "filled_from": {"keeper": receipt["keeper"], "lot": receipt["lot"]}}
    if dice.random() < _NOTIFIED:
        order["buyer_notified_at"] = a_working_hour(dice, today=today)
    return order | registered_as_movables(dice, today=today), tonnes * price


def a_ticket(dice: Random, place: Place, *, number: int, today: date) -> tuple[dict[str, Any], int]:
    """A ticket with the homestead it was reclaimed from."""
    mu, districts = dice.randint(1, 20), f"{dice.randint(1, 40):03d}{dice.randint(1, 60):03d}"
    ticket = {
        "kind": LandTicket.kind,
        "interest": str(Interest.PLEDGE),
        "certificate_number": f"渝地票({today.year - dice.randint(1, 4)})第{number:05d}号",
        "area": {"value": Quantity(mu * 10_000, Unit.MU).value, "unit": str(Unit.MU)},
        "traded_on": (today - timedelta(days=dice.randint(100, 1_400))).isoformat(),
        "state": str(TicketState.HELD),
        "sources": [f"{place.county.code}{districts}JC{dice.randint(1, 99_999):05d}W00000000"],
    }
    return ticket | registered_at_the_exchange(dice, today=today), mu * _YUAN_A_MU_OF_TICKET


def owed_to(offer: Offer, name: str) -> Offer:
    """The offer with its grantor as the party ``name``. A person's number is not told, and neither is a sole
    trader's."""
    grantor = offer.grantors[0]
    party = {"name": grantor["name"]}
    number = grantor["identifier"]
    if number["scheme"] == Scheme.USCC and not is_sole_trader(number["value"]):
        party["uscc"] = number["value"]
    return replace(offer, item=offer.item | {name: party})


def _a_debtor(dice: Random, county: Region) -> dict[str, str]:
    company = a_company(dice, a_place(dice, county, village=EXAMPLE_VILLAGE))
    return {"name": company.name, "uscc": company.uscc}


def _money(yuan: int) -> dict[str, str]:
    amount = Money(yuan * 100)
    return {"amount": amount.amount, "currency": str(amount.currency)}
