"""What a client is told of its keys, as JSON. From the entry alone, so that a repeat has the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from registry.domain import entry
from registry.domain.entry import Entry
from registry.domain.measures import Currency, Money
from registry.schemas.answers import Answer, people_time
from registry.schemas.key_outputs import ClientKeyState
from registry.signing.keys import PublicKey


def change(made: Entry, *, livemode: bool) -> Answer:
    """One change of a key, by whom and on what paper."""
    return {
        "object": "client_key_change",
        "thumbprint": made.filing["key_id"],
        "event": str(made.verb),
        "at": people_time(made.at),
        "entry": made.id,
        "livemode": livemode,
        "evidence": str(made.evidence.kind),
        "signed_by": made.evidence.key_id,
        "letter": made.filing.get("letter"),
        "reason": made.filing.get("reason"),
    }


def key(row: Mapping[str, Any], *, livemode: bool) -> Answer:
    """A key as it stands, and every change of it there was."""
    changes = [entry.read(row[name].encode()) for name in ("enrolled", "revoked") if row[name]]
    ended = row["recorded_until"]
    return {
        "object": "client_key",
        "thumbprint": row["key_id"],
        "algorithm": str(PublicKey.from_jwk(json.loads(row["jwk"])).algorithm),
        "state": str(ClientKeyState.REVOKED if ended else ClientKeyState.CURRENT),
        "enrolled_at": people_time(row["recorded_from"]),
        "revoked_at": people_time(ended) if ended else None,
        "changes": [change(made, livemode=livemode) for made in changes],
    }


def allowance(row: Mapping[str, Any] | None) -> Answer | None:
    """What the client may file; None where nothing was ever said of it."""
    if row is None:
        return None
    ceiling = Money(row["ceiling_minor"], Currency(row["currency"])) if row["currency"] else None
    return {
        "verbs": json.loads(row["verbs"]),
        "ceiling": {"amount": ceiling.amount, "currency": str(ceiling.currency)} if ceiling else None,
    }
