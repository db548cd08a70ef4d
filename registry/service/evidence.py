"""Whether an entry's evidence proves what the entry says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from registry.domain import canon
from registry.domain.disclosure import Disclosure
from registry.domain.entry import Entry
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.rules import CATALOGUE
from registry.signing.errors import SigningError
from registry.signing.http_signature import base_covers, content_digest
from registry.signing.keys import PublicKey


@dataclass(frozen=True)
class EnrolledKey:
    """A client's key as the journal had it before the entry, and whether it still counted."""

    jwk: Mapping[str, Any]
    live: bool

    @cached_property
    def public(self) -> PublicKey:
        """Raises BadSignature for a JWK that is no key."""
        return PublicKey.from_jwk(self.jwk)


def faults(
    made: Entry,
    row: Mapping[str, Any],
    *,
    key_of: Callable[[str], EnrolledKey | None],
    revealed: Mapping[str, Disclosure],
) -> Iterator[str]:
    """What is wrong with the evidence kept for an entry; nothing when all of it holds."""
    if row["kind"] is None:
        yield "evidence is missing"
        return
    kept = Evidence(
        kind=EvidenceKind(row["kind"]),
        base=bytes(row["base"]),
        signature=bytes(row["signature"]),
        key_id=row["key_id"],
        rule=row["rule"],
    )
    if kept.digest != made.evidence.digest or kept.kind is not made.evidence.kind:
        yield "evidence is not what the entry commits to"
    if kept.kind is EvidenceKind.HTTP_SIGNATURE:
        yield from _signature_faults(kept, key_of(kept.key_id or ""))
        yield from _body_faults(kept, revealed.get(made.request or ""))
    elif kept.rule not in CATALOGUE:
        yield "evidence names no rule of the register"


def _signature_faults(kept: Evidence, key: EnrolledKey | None) -> Iterator[str]:
    if key is None or not key.live:
        yield "signed under a key that was not enrolled at the time"
        return
    try:
        key.public.verify(kept.signature, kept.base, alg=key.public.algorithm)
    except SigningError as fault:
        yield f"signature does not verify ({fault})"


def _body_faults(kept: Evidence, request: Disclosure | None) -> Iterator[str]:
    if request is None:
        return  # erased: the base still covers its digest, and the signature still holds
    try:
        covered = base_covers(kept.base)["content-digest"]
    except (SigningError, KeyError):
        yield "the signed text does not cover the body"
        return
    if covered != content_digest(canon.unb64(request.read()[1])):
        yield "the body kept is not the body that was signed"
