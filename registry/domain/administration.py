"""What needs two administrators, and what both of them sign.

Why: whoever could enrol a key alone could file as any lender. Two persons sign the very same text, each with a key that
only he has, so that neither of them, nor whoever holds the database, makes a key count by himself. The text names the
register, and every act can be entered once only: an approval that was given for one act is good for no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from registry.domain import canon
from registry.domain.errors import NotApproved
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import (
    EnrolAdministrators,
    EnrolInstitution,
    EnrolKey,
    EnrolPasskey,
    Filing,
    LimitClient,
    RevokeAdministrator,
    RevokeKey,
    RevokePasskey,
)
from registry.domain.filings.administrators import PERSONS
from registry.domain.lifecycle import Verb
from registry.domain.registration import Ground

ADMINISTRATION: Mapping[Verb, type[Filing]] = {
    each.verb: each
    for each in (
        EnrolAdministrators,
        RevokeAdministrator,
        EnrolInstitution,
        EnrolKey,
        RevokeKey,
        LimitClient,
        EnrolPasskey,
        RevokePasskey,
    )
}
"""What two administrators approve, by verb."""
PURPOSE = "registry-administration/v1"  # no other signature of an administrator passes for one
STANDS_FOR = timedelta(days=7)
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An act as it is put before the administrators, for one register."""

    purpose: str
    register: str
    verb: Verb
    proposed_at: datetime
    filing: Mapping[str, Any] = canon.written()

    def base(self) -> bytes:
        """The bytes that are signed."""
        return canon.dumps(self)

    def act(self) -> Filing:
        """What would be entered. Raises NotCanonical where the proposal does not say what its verb needs."""
        return canon.build(ADMINISTRATION[self.verb], self.filing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An act as it is entered: what must have been approved."""

    register: str
    verb: Verb
    at: datetime
    filing: Mapping[str, Any]


def propose(filing: Filing, *, register: str, at: datetime) -> Proposal:
    """The proposal of an act. Raises InvalidParticulars for one that could not be entered whatever stands."""
    filing.check()
    return Proposal(purpose=PURPOSE, register=register, verb=filing.verb, proposed_at=at, filing=canon.plain(filing))


def read_proposal(base: bytes) -> Proposal:
    """The proposal behind signed bytes. Raises NotCanonical for any other bytes."""
    proposal = canon.build(Proposal, canon.loads(base))
    if proposal.purpose != PURPOSE or proposal.verb not in ADMINISTRATION:
        raise canon.NotCanonical("not a proposal to administrators")
    return proposal


def unapproved(evidence: Evidence, done: Done, *, administrators: Mapping[str, str]) -> str | None:
    """Why the evidence does not show that two administrators wanted the act; None if it does, as far as their
    signatures verify. ``administrators`` gives by key who held it when the act was entered."""
    if evidence.kind is not EvidenceKind.TWO_PERSON:
        return "not approved by two administrators"
    try:
        proposal = read_proposal(evidence.base)
    except canon.NotCanonical:
        return "what was approved is no proposal"
    if (proposal.register, proposal.verb, proposal.filing) != (done.register, done.verb, done.filing):
        return "something else was approved"
    if not -CLOCKS_DIFFER <= done.at - proposal.proposed_at <= STANDS_FOR:
        return "approved too long before it was entered, or after"
    persons = {administrators.get(each.key_id) for each in evidence.approvals}
    if None in persons or len(persons) < PERSONS:
        return "not approved by two administrators"
    return None


def require_approved(filing: Filing, ground: Ground, *, evidence: Evidence, register: str) -> None:
    """Raise NotApproved for an act of administration that two administrators have not approved. A system's own keys are
    changed under a key of its own; and nobody can approve the first administrators."""
    by_itself = evidence.kind is EvidenceKind.HTTP_SIGNATURE and ground.standing is not None
    first = filing.verb is Verb.ENROL_ADMINISTRATORS and not ground.administrators
    if filing.verb not in ADMINISTRATION or by_itself or first:
        return
    done = Done(register=register, verb=filing.verb, at=ground.at, filing=canon.plain(filing))
    if why := unapproved(evidence, done, administrators=ground.administrators):
        raise NotApproved(why)
