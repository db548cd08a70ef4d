"""Does the public log hold this certificate? The leaf is made anew from the certificate in hand, and nothing is taken
from the proof but the way from that leaf up to a root that the log's key signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.domain import canon, certificate, verdict
from registry.domain.log import Checkpoint, NotOfTheLog, leaf_of, read_checkpoint, read_proof, verify_proof
from registry.domain.merkle import BadProof
from registry.domain.verdict import Because
from registry.signing.errors import BadSignature, Reason
from registry.signing.keys import KeyState, Use
from registry.signing.notes import Verifier, open_note, unverified_text
from registry.signing.trust import Trust


class NotProven(Exception):
    """The proof that came along proves nothing. ``false`` if nobody honest could have made it."""

    def __init__(self, why: Because, *, false: bool) -> None:
        super().__init__(why.code)
        self.because = why
        self.false = false


def proven(proof: str, payload: bytes, *, contents: Mapping[str, Any], trust: Trust) -> Checkpoint:
    """The checkpoint in whose tree the certificate of this payload stands. Raises NotProven."""
    try:
        read = read_proof(proof)
        checkpoint = believed(read.note, trust)
        verify_proof(read, checkpoint, leaf=_leaf(payload, contents))
    except (NotOfTheLog, BadProof, ValueError, KeyError, TypeError, canon.NotCanonical):
        raise NotProven(verdict.BAD_PROOF, false=True) from None
    return checkpoint


def believed(note: str, trust: Trust) -> Checkpoint:
    """The checkpoint of a note that a log of the trust file signed, the one in force or a former one. Raises
    NotProven."""
    try:
        checkpoint = read_checkpoint(unverified_text(note))
        open_note(note, trust.log_verifiers(checkpoint.origin))
    except BadSignature as bad:
        if bad.reason is Reason.UNKNOWN_KEY and _by_a_revoked_key(note, trust):
            raise NotProven(verdict.LOG_KEY_REVOKED, false=False) from None
        raise NotProven(verdict.BAD_PROOF, false=True) from None
    except NotOfTheLog:
        raise NotProven(verdict.BAD_PROOF, false=True) from None
    return checkpoint


def _by_a_revoked_key(note: str, trust: Trust) -> bool:
    """Such a note was perhaps signed before the key was lost, and perhaps by the thief."""
    origins = (trust.origin, *trust.former)
    revoked = [key.public for key in trust.keys.values() if (key.use, key.state) == (Use.LOG, KeyState.REVOKED)]
    try:
        open_note(note, [Verifier(origin, public) for origin in origins for public in revoked])
    except BadSignature:
        return False
    return True


def _leaf(payload: bytes, contents: Mapping[str, Any]) -> bytes:
    at = datetime.fromisoformat(contents["recorded_at"])
    return leaf_of(at, commitment=canon.unb64(contents["entry"]), statement=certificate.statement(payload)).data()
