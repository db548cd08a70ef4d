"""Whether a passkey signed what an entry keeps: by the journal before it, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from registry.domain.canon import NotCanonical
from registry.domain.drafts.approval import read_approved
from registry.domain.evidence import Evidence
from registry.domain.passkeys import challenge_of
from registry.service.known import EnrolledPasskey
from registry.signing.errors import SigningError
from registry.signing.passkeys import read_assertion, require_assertion


def faults(kept: Evidence, enrolled: EnrolledPasskey | None) -> Iterator[str]:
    """What is wrong with the assertion over an approval; nothing if the checker whom it names made it, with a passkey
    that was enrolled before. What the approval says is compared elsewhere."""
    if enrolled is None or not enrolled.live:
        yield "signed with a passkey that was not enrolled at the time"
        return
    try:
        said = read_approved(kept.base)
        require_assertion(read_assertion(kept.signature), enrolled.passkey, challenge=challenge_of(kept.base))
    except (SigningError, NotCanonical) as fault:
        yield f"the passkey's signature does not verify ({fault})"
        return
    if (enrolled.person, enrolled.institution) != (said.checker, said.institution):
        yield "signed with another person's passkey"
