"""Whether a passkey signed what an entry keeps: by the journal before it, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from registry.domain.evidence import Evidence
from registry.domain.passkeys import challenge_of
from registry.service.known import EnrolledPasskey
from registry.signing.errors import SigningError
from registry.signing.passkeys import read_assertion, require_assertion


def faults(kept: Evidence, enrolled: EnrolledPasskey | None, *, person: str, institution: str) -> Iterator[str]:
    """What is wrong with an assertion that this person of this institution is said to have made."""
    if enrolled is None or not enrolled.live:
        yield "signed with a passkey that was not enrolled at the time"
        return
    if (enrolled.person, enrolled.institution) != (person, institution):
        yield "signed with another person's passkey"
    try:
        require_assertion(read_assertion(kept.signature), enrolled.passkey, challenge=challenge_of(kept.base))
    except SigningError as fault:
        yield f"the passkey's signature does not verify ({fault})"
