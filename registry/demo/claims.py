"""What a loan of the demo is: its kind and amounts, the claim it guarantees, and the banks that share a large one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from registry.demo.institutions import BANKS, GUARANTEE_COMPANY, Institution
from registry.domain.claim import ClaimKind, ClaimPart
from registry.domain.measures import Money
from registry.domain.party import Capacity

_LEAST, _MOST = 30_000, 5_000_000  # yuan
_ROUND = 10_000
_CREDIT_LINES = 0.2
_WITH_A_PERIOD = 0.75  # share of the maximum amounts; the others may be determined after two years
_SHARED_FROM = 2_000_000  # yuan
_SHARES = ("1/2", "1/3", "1/4", "2/5")


def owed(dice: Random, creditor: Institution, *, worth: int, effective_on: date, due_on: date) -> dict[str, Any]:
    """Kind and amounts of a claim: between two and seven tenths of what the asset is worth."""
    yuan = round(worth * dice.uniform(0.2, 0.7) / _ROUND) * _ROUND
    principal = min(max(yuan, _LEAST), _MOST)
    claim = {
        "kind": str(ClaimKind.LOAN),
        "principal": _money(principal),
        "contract_effective_on": effective_on.isoformat(),
        "due_on": due_on.isoformat(),
    }
    if creditor is GUARANTEE_COMPANY:
        lender, number = dice.choice(BANKS), f"JK-{effective_on:%Y%m%d}-{dice.randint(1, 99_999):05d}"
        guaranteed = {"creditor": lender.as_party(), "contract_number": number}
        return claim | {"kind": str(ClaimKind.GUARANTEE_RECOURSE), "main_claim": guaranteed}
    if dice.random() < _CREDIT_LINES:
        return claim | _up_to_a_maximum(dice, claim, yuan=principal * 12 // 10)
    return claim


def sharers(dice: Random, creditor: Institution, *, claim: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who lends beside the bank where a loan is too large for one; the bank then holds the security as agent too."""
    if creditor not in BANKS or Money.parse(**claim["principal"]).minor < _SHARED_FROM * 100:
        return []
    other = dice.choice([bank for bank in BANKS if bank is not creditor])
    return [{"party": other.as_party(), "share": dice.choice(_SHARES)}]


def as_lead(creditor: Institution, others: list[dict[str, Any]]) -> dict[str, Any]:
    """The creditor in a filing's JSON: for itself, or as agent of a syndicate too."""
    return creditor.as_creditor() | ({"capacity": str(Capacity.AGENT)} if others else {})


def _up_to_a_maximum(dice: Random, claim: Mapping[str, Any], *, yuan: int) -> dict[str, Any]:
    line = {
        "kind": str(ClaimKind.CREDIT_LINE),
        "maximum_amount": _money(yuan),
        "scope": [str(part) for part in (ClaimPart.PRINCIPAL, ClaimPart.INTEREST, ClaimPart.ENFORCEMENT_COST)],
    }
    if dice.random() >= _WITH_A_PERIOD:
        return line
    return line | {"determination": {"from": claim["contract_effective_on"], "until": claim["due_on"]}}


def _money(yuan: int) -> dict[str, str]:
    amount = Money(yuan * 100)
    return {"amount": amount.amount, "currency": str(amount.currency)}
