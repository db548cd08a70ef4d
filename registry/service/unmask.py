"""Show a person's values to whoever may see them and says why. It is written down first: what cannot be written down is
not shown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.domain import entry
from registry.domain.errors import UnknownRegistration
from registry.domain.ids import uuid7
from registry.domain.party import Filer
from registry.domain.unmasking import Unmasking, shown
from registry.service.authority import Authority
from registry.store import Store
from registry.store.reads import subjects
from registry.store.unmaskings import write


@dataclass(frozen=True, slots=True)
class Unmasked:
    """What was asked for, under which number and when it was written down, and everybody who is shown."""

    id: str
    at: datetime
    wanted: Unmasking
    parties: tuple[dict[str, Any], ...]


def unmask(store: Store, authority: Authority, *, wanted: Unmasking, by: Filer, at: datetime, address: str) -> Unmasked:
    """Raises UnknownRegistration, and InvalidParticulars for a court's order without its number."""
    wanted.check()
    first = subjects.first(store, wanted.registration)
    if first is None or first.number != wanted.registration:
        raise UnknownRegistration
    number = f"unm_{uuid7(at, os.urandom)}"
    write(store, wanted, id=number, by=by, at=at, address=authority.hashed("address", address)[:16])
    kept = authority.opened_all(first.sealed)
    parties = shown(entry.read(first.payload), reveal=kept.get, fields=wanted.fields, role=by.role)
    return Unmasked(number, at, wanted, tuple(parties))
