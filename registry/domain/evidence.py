"""How a filing shows who made it. Only the first two kinds are called undeniable."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from registry.domain import canon


class EvidenceKind(StrEnum):
    HTTP_SIGNATURE = "http_signature"  # RFC 9421, with the filer's own key
    PASSKEY = "passkey"  # a WebAuthn assertion over the digest of the filing
    COUNTER = "counter"  # a clerk and a second person, over a signed paper
    COURT_DOCUMENT = "court_document"
    JOB = "job"  # the register itself, under a rule of its own
    TWO_PERSON = "two_person"  # two administrators, each with a key of his own, over the very same proposal


UNDENIABLE = frozenset({EvidenceKind.HTTP_SIGNATURE, EvidenceKind.PASSKEY})


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's signature over the base, and the key it was made with; or, where persons are named without a key,
    the person and no signature."""

    key_id: str
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is kept of a filing's proof. ``base`` is the signed text; it covers the digest of the body, so the
    signature still verifies once the body has been erased. Where several persons signed, ``approvals`` says who."""

    kind: EvidenceKind
    base: bytes = b""
    signature: bytes = b""
    key_id: str | None = None
    rule: str | None = None
    approvals: tuple[Approval, ...] = ()

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(b"evidence/v1\0" + canon.dumps(self)).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRef:
    """What the entry's payload says of its evidence; ``digest`` commits to all of it."""

    kind: EvidenceKind
    digest: bytes
    key_id: str | None = None
    rule: str | None = None
