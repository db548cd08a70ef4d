"""The text that stands for a second person's approval, and what an audit makes of it.

Canonical JSON (RFC 8785) that names the register, the draft, the filing down to the digest of its body (RFC 9530), the
paper behind it and both persons. A passkey signs SHA-256 of it as its challenge; at the counter, and for a court's
document, the text itself is kept, with both persons' names in place of signatures. It covers the digest of the body, so
that it says the same when the body has been erased.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from registry.domain import canon
from registry.domain.drafts.draft import Draft, Paper
from registry.domain.entry import Entry
from registry.domain.evidence import Approval, Evidence, EvidenceKind
from registry.domain.lifecycle import Verb

PURPOSE = "registry-filing/v1"  # no other signature of a person passes for one
STANDS_FOR = timedelta(minutes=10)
"""From signing to entry; what is approved behind the lock bears the entry's own instant."""
CLOCKS_DIFFER = timedelta(minutes=5)
BY_TWO = frozenset({EvidenceKind.COUNTER, EvidenceKind.COURT_DOCUMENT})
"""Kinds for which two persons stand without a signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A draft as its second person has it entered."""

    purpose: str
    register: str
    draft: str
    institution: str  # whose filing it becomes
    verb: Verb
    target: str
    content_digest: str
    maker: str
    checker: str
    at: datetime
    if_match: int | None = None
    paper: Paper | None = None

    def base(self) -> bytes:
        """The bytes that are kept, or signed."""
        return canon.dumps(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A passkey's signature over the base, already verified (WebAuthn level 2): what is kept of it, and its key."""

    base: bytes
    key_id: str
    signature: bytes


def approved(draft: Draft, *, register: str, institution: str, checker: str, at: datetime) -> Approved:
    wanted = draft.wanted
    return Approved(
        purpose=PURPOSE,
        register=register,
        draft=draft.id,
        institution=institution,
        verb=wanted.verb,
        target=wanted.target,
        content_digest=content_digest(wanted.body),
        maker=draft.maker,
        checker=checker,
        at=at,
        if_match=wanted.based_on,
        paper=wanted.paper,
    )


def read_approved(base: bytes) -> Approved:
    """What kept or signed bytes say. Raises NotCanonical for any other bytes."""
    said = canon.build(Approved, canon.loads(base))
    if said.purpose != PURPOSE or said.maker == said.checker:
        raise canon.NotCanonical("no approval by a second person")
    return said


def is_signed_for(base: bytes, draft: Draft, *, register: str, institution: str, checker: str, at: datetime) -> bool:
    """Whether what a passkey signed is this draft, by this person, not long before ``at``."""
    try:
        said = read_approved(base)
    except canon.NotCanonical:
        return False
    meant = approved(draft, register=register, institution=institution, checker=checker, at=said.at)
    return said == meant and -CLOCKS_DIFFER <= at - said.at <= STANDS_FOR


def content_digest(body: bytes) -> str:
    """The body's Content-Digest (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def vouched(said: Approved, kind: EvidenceKind) -> Evidence:
    """The evidence of two persons without a key between them."""
    return Evidence(kind=kind, base=said.base(), approvals=(Approval(said.maker, b""), Approval(said.checker, b"")))


def disagreements(said: Approved, made: Entry, *, register: str) -> Iterator[str]:
    """Where an approval is not one of this entry, as far as the two say it; nothing where all agrees."""
    filing = made.filing
    agreed: Mapping[str, tuple[Any, Any]] = {
        "register": (said.register, register),
        "institution": (said.institution, made.by.institution),
        "verb": (said.verb, made.verb),
        "version": (said.if_match, filing.get("based_on")),
        "maker": (said.maker, made.by.client),
    }
    yield from (f"another {name} was approved" for name, (one, other) in agreed.items() if one != other)
    followed = next((filing[name] for name in ("registration", "seizure", "hold") if name in filing), None)
    if followed is not None and f"/{followed}/" not in said.target:
        yield "another target was approved"
    if not -CLOCKS_DIFFER <= made.at - said.at <= STANDS_FOR:
        yield "approved too long before it was entered, or after"
