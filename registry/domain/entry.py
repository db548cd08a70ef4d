"""The journal's entry, format v1: what happened, decided once, never decided again (design.md section 4)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.domain import canon, rules
from registry.domain.disclosure import Concealer, Disclosure
from registry.domain.evidence import EvidenceRef
from registry.domain.filings.base import Decision, Filing, Submitted
from registry.domain.ids import Fresh, uuid7
from registry.domain.lifecycle import Verb
from registry.domain.party import Filer

FORMAT = 1
NONCE_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event. ``filing`` is what was filed with digests in place of personal values, ``decided`` what the register
    made of it; ``request`` is the digest of the disclosure that holds the raw request."""

    v: int
    id: str
    verb: Verb
    at: datetime
    by: Filer
    evidence: EvidenceRef
    nonce: bytes
    rules: str
    filing: Mapping[str, Any] = canon.written()
    decided: Mapping[str, Any] = canon.written()
    request: str | None = None
    registration: str | None = None
    version: int | None = None

    def payload(self) -> bytes:
        """The canonical bytes that are committed to."""
        return canon.dumps(self)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry and the disclosures its digests stand for; written together, erased apart."""

    entry: Entry
    disclosures: tuple[Disclosure, ...]


def prepare(filing: Filing, decision: Decision, *, submitted: Submitted, at: datetime, fresh: Fresh) -> Prepared:
    """Write the entry of a decided filing, every personal value and the raw request behind a digest."""
    concealer, evidence, request = Concealer(fresh), submitted.evidence, submitted.request
    entry = Entry(
        v=FORMAT,
        id=f"evt_{uuid7(at, fresh)}",
        verb=filing.verb,
        at=at,
        by=submitted.by,
        evidence=EvidenceRef(kind=evidence.kind, digest=evidence.digest, key_id=evidence.key_id, rule=evidence.rule),
        nonce=fresh(NONCE_BYTES),
        rules=rules.VERSION,
        filing=canon.plain(filing, concealer.hide),
        decided=canon.plain(decision.decided),
        request=concealer.hide("request", canon.b64(request)) if request else None,
        registration=decision.registration,
        version=decision.version,
    )
    return Prepared(entry, tuple(concealer.disclosures))


def commitment(payload: bytes) -> bytes:
    """What the public log holds of an entry; the nonce inside keeps it from being guessed."""
    return hashlib.sha256(b"entry/v1\0" + payload).digest()


def says(payload: bytes, entry: Entry) -> bool:
    """Whether the bytes ``entry.payload`` gave read back as that entry. Raises NotCanonical for what no entry can say.

    They are not written a second time, as ``read`` does with bytes from elsewhere: what is read back has the types JSON
    has, so that where it equals what was written its spelling is the same."""
    return canon.build(Entry, canon.parse(payload)) == entry


def read(payload: bytes) -> Entry:
    """The entry behind canonical bytes. Raises NotCanonical for any other bytes."""
    entry = canon.build(Entry, canon.parse(payload))
    if entry.payload() != payload:
        raise canon.NotCanonical("not the spelling in which an entry is written")
    return entry
