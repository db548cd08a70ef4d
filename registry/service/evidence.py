"""Whether an entry's evidence proves what the entry says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from registry.domain import canon
from registry.domain.administration import ADMINISTRATION
from registry.domain.disclosure import Disclosure
from registry.domain.entry import Entry
from registry.domain.evidence import Approval, Evidence, EvidenceKind
from registry.domain.rules import CATALOGUE
from registry.service import administration, passkey_evidence, two_persons
from registry.service.known import EnrolledKey, Known
from registry.signing.errors import SigningError
from registry.signing.http_signature import base_covers, content_digest

_DRAFTED = frozenset({EvidenceKind.COUNTER, EvidenceKind.COURT_DOCUMENT, EvidenceKind.PASSKEY})


def faults(made: Entry, row: Mapping[str, Any], *, known: Known, revealed: Mapping[str, Disclosure]) -> Iterator[str]:
    """What is wrong with the evidence kept for an entry; nothing when all of it holds."""
    if row["kind"] is None:
        yield "evidence is missing"
        return
    kept = _kept(row)
    if kept.digest != made.evidence.digest or kept.kind is not made.evidence.kind:
        yield "evidence is not what the entry commits to"
    if kept.kind is EvidenceKind.HTTP_SIGNATURE:
        yield from _signature_faults(kept, known.key(kept.key_id or ""))
        yield from _body_faults(kept, revealed.get(made.request or ""))
    elif kept.kind in _DRAFTED:
        yield from two_persons.faults(made, kept, known=known, request=revealed.get(made.request or ""))
    elif kept.kind is EvidenceKind.JOB and kept.rule not in CATALOGUE:
        yield "evidence names no rule of the register"
    if kept.kind is EvidenceKind.PASSKEY:
        yield from passkey_evidence.faults(kept, known.passkey(kept.key_id or ""))
    if made.verb in ADMINISTRATION or kept.kind is EvidenceKind.TWO_PERSON:
        yield from administration.faults(made, kept, known=known)


def _kept(row: Mapping[str, Any]) -> Evidence:
    return Evidence(
        kind=EvidenceKind(row["kind"]),
        base=bytes(row["base"]),
        signature=bytes(row["signature"]),
        key_id=row["key_id"],
        rule=row["rule"],
        approvals=approvals_of(row["approvals"]),
    )


def written_approvals(evidence: Evidence) -> str | None:
    """The approvals as they are kept; None where nobody approved anything."""
    return canon.dumps(evidence.approvals).decode() if evidence.approvals else None


def approvals_of(written: str | None) -> tuple[Approval, ...]:
    """Raises NotCanonical for what was never written so."""
    if written is None:
        return ()
    return tuple(canon.build(Approval, each) for each in canon.loads(written.encode()))


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
