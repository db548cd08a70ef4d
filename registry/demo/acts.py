"""What the demo's court and exchange enter once the lenders have filed: a few seizures, one of them waiting, trades in
progress and a trade completed; and what its keeper and its insurer attest. The same plan always gives the same acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from registry.demo.filings import PlannedFiling
from registry.demo.institutions import COURT, EXCHANGE, INSURER, KEEPER, Institution
from registry.demo.people import a_person
from registry.demo.places import a_place
from registry.demo.publicity import a_working_hour
from registry.domain.calendar import add_months
from registry.domain.collateral import Statement
from registry.domain.filings import EnteredFrom, ReleaseReason, SeizureKind
from registry.domain.party import GrantorRole
from registry.domain.regions import regions_on

SEIZURES, HOLDS, TRANSFERS = "/v1/seizures", "/v1/holds", "/v1/transfers"
ATTESTATIONS = "/v1/attestations"
_SEIZED, _HELD, _MOVED, _ATTESTED = 3, 2, 2, 3  # assets each
_PARTY = ("type", "name", "identifier", "address")


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """Something to be filed by the demo's court, exchange, keeper or insurer."""

    client: str
    path: str
    body: dict[str, Any]
    idempotency_key: str


def acts(filings: Sequence[PlannedFiling], *, today: date, seed: int = 2018) -> list[PlannedAct]:
    """On assets whose registrations stand; the first seized twice, so that one court waits for another case."""
    dice = Random(seed)
    standing = list({str(each.body["collateral"]): each.body for each in filings if each.follow_up is None}.values())
    chosen = dice.sample(standing, k=min(len(standing), _SEIZED + _HELD + _MOVED))
    seized, held, moved = chosen[:_SEIZED], chosen[_SEIZED : _SEIZED + _HELD], chosen[_SEIZED + _HELD :]
    twice = (*seized, *seized[:1])
    planned = [(COURT.client, SEIZURES, a_seizure(dice, body["collateral"], today=today)) for body in twice]
    planned += [(EXCHANGE.client, HOLDS, a_hold(dice, body["collateral"], today=today)) for body in held]
    planned += [(EXCHANGE.client, TRANSFERS, a_transfer(dice, body, today=today)) for body in moved]
    for issuer, item in _issued(standing):
        planned.append((issuer.client, ATTESTATIONS, an_attestation(item, today=today)))
    return [PlannedAct(client, path, body, _key(seed, number)) for number, (client, path, body) in enumerate(planned)]


def a_seizure(dice: Random, assets: list[dict[str, Any]], *, today: date) -> dict[str, Any]:
    """Served in the last days, for a little less than two years: movables are seized no longer, from service on."""
    case = f"（{today.year}）渝演示执{dice.randint(1, 9999)}号"
    return {
        "court": COURT.name,
        "case_number": case,
        "document_number": f"{case}之一",
        "kind": str(SeizureKind.SEAL),
        "served_at": a_working_hour(dice, today=today),
        "assets": assets,
        "until": add_months(today, 23).isoformat(),
        "entered_from": str(EnteredFrom.COURT_SYSTEM),
    }


def a_hold(dice: Random, assets: list[dict[str, Any]], *, today: date) -> dict[str, Any]:
    """To the day after tomorrow, which is never more than five working days away."""
    until = (today + timedelta(days=2)).isoformat()
    return {"case_number": f"JY-{today.year}-{dice.randint(1, 9999):04d}", "assets": assets, "until": until}


def a_transfer(dice: Random, registered: dict[str, Any], *, today: date) -> dict[str, Any]:
    """From whoever gave the assets as security to somebody of some county."""
    buyer = a_person(dice, a_place(dice, dice.choice(regions_on(today))), today=today).as_grantor(GrantorRole.HOLDER)
    return {
        "from": [_as_party(each) for each in registered["grantors"]],
        "to": [_as_party(buyer)],
        "case_number": f"JY-{today.year}-{dice.randint(1, 9999):04d}",
        "transferred_on": (today - timedelta(days=dice.randint(1, 5))).isoformat(),
        "assets": registered["collateral"],
    }


def an_attestation(item: dict[str, Any], *, today: date) -> dict[str, Any]:
    """That it is the issuer's own; of a receipt, that its lot holds twice as much. A policy has its own sum."""
    said = {"statement": str(Statement.CONFIRMED), "asset": item, "stated_on": today.isoformat()}
    if "quantity" not in item:
        return said
    value = f"{Decimal(item['quantity']['value']) * 2:f}"
    return said | {"quantity": {"value": value, "unit": item["quantity"]["unit"]}}


def _issued(filed: Sequence[dict[str, Any]]) -> Iterator[tuple[Institution, dict[str, Any]]]:
    """A few of the keeper's own receipts and of the insurer's own policies."""
    items = [item for body in filed for item in body["collateral"]]
    for issuer, part in ((KEEPER, "keeper"), (INSURER, "insurer")):
        own = (item for item in items if item.get(part, {}).get("uscc") == issuer.uscc)
        yield from ((issuer, item) for item in islice(own, _ATTESTED))


A_LIFTING = {"document_number": "解除查封通知书之一"}
A_RELEASE = {"reason": str(ReleaseReason.COMPLETED)}


def _as_party(grantor: dict[str, Any]) -> dict[str, Any]:
    return {name: grantor[name] for name in _PARTY if name in grantor}


def _key(seed: int, number: int) -> str:
    digest = sha256(f"demo register, plan {seed}, act {number}".encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))
