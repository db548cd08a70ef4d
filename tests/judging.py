"""Whether a certificate proves itself, as somebody who holds a trust file and asks nobody sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.client import verify
from registry.domain import canon, certificate, log
from registry.domain.log import NotOfTheLog, read_checkpoint, read_proof, verify_proof
from registry.domain.merkle import BadProof
from registry.domain.verdict import KEY_NOT_CURRENT, Verdict
from registry.signing.errors import BadSignature
from registry.signing.jws import read_compact
from registry.signing.notes import open_note, unverified_text
from registry.signing.trust import Trust


def judged(bundle: Mapping[str, Any], *, trust: Trust) -> Verdict:
    """The verdict of signature and inclusion alone: how things stand today is not asked here."""
    signed = verify(bundle["jws"], trust=trust)
    by_the_signature = signed.verdict is Verdict.UNPROVEN or signed.reasons == (KEY_NOT_CURRENT,)
    if bundle["proof"] is None or not by_the_signature:
        return signed.verdict
    return Verdict.GENUINE if _proven(bundle, trust) else Verdict.INVALID


def _proven(bundle: Mapping[str, Any], trust: Trust) -> bool:
    payload = read_compact(bundle["jws"]).payload
    said = canon.loads(payload)
    recorded_at, committed = datetime.fromisoformat(said["recorded_at"]), canon.unb64(said["entry"])
    leaf = log.leaf_of(recorded_at, commitment=committed, statement=certificate.statement(payload))
    try:
        proof = read_proof(bundle["proof"])
        head = read_checkpoint(unverified_text(proof.note))
        open_note(proof.note, trust.log_verifiers(head.origin))
        verify_proof(proof, head, leaf=leaf.data())
    except (NotOfTheLog, BadProof, BadSignature):
        return False
    return True
