"""What a request is served with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app

from registry.api.limits import Limits
from registry.schemas.answers import people_time
from registry.service.authority import Authority
from registry.service.file import Desk
from registry.service.press import Press
from registry.service.readiness import require_ready
from registry.service.signers import Signers
from registry.service.trail import Tally, Trail
from registry.signing.tokens import AccessTokens
from registry.store import Store

EXTENSION = "registry"


@dataclass(frozen=True, slots=True)
class Office:
    """Store, keys, desk and press of one process, its public address and its clock."""

    store: Store
    authority: Authority
    desk: Desk
    signers: Signers
    tokens: AccessTokens
    press: Press
    limits: Limits
    trail: Trail
    tally: Tally
    origin: str  # the public address, from configuration: never from a header
    clock: Callable[[], datetime]
    revision: str  # the migration this code expects
    fewest: int  # cases that a figure told to everybody is made of

    @property
    def livemode(self) -> bool:
        return self.authority.issuer.livemode


def office() -> Office:
    found: Office = current_app.extensions[EXTENSION]
    return found


def ready() -> dict[str, Any]:
    """Raise Unavailable unless database, migration and keys belong together."""
    here = office()
    found = require_ready(here.store, here.authority, revision=here.revision)
    return {
        "status": "ready",
        "migration": found["revision"],
        "livemode": here.livemode,
        "issuer": here.authority.issuer.name,
        "settled_until": people_time(found["settled_until"]),
        "settled_age_seconds": round(found["settled_age"], 3),
        "log_queue_age_seconds": round(found["queue_age"], 3),
    }
