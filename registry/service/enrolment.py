"""Who may file: what two administrators approve, and what a client changes of its own keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from registry.domain import canon
from registry.domain.access import ROLES_OF, Role
from registry.domain.administration import Proposal, propose, read_proposal
from registry.domain.allowance import Allowance
from registry.domain.errors import KeyNotHeld, NotApproved, NotPermitted, UnknownRegistration
from registry.domain.evidence import Approval, Evidence, EvidenceKind
from registry.domain.filings import EnrolKey, EnrolPasskey, Filing, LimitClient, RevokeKey, Submitted
from registry.domain.lifecycle import Verb
from registry.domain.party import Filer, InstitutionType
from registry.domain.rules.register_rules import ENROLMENT
from registry.service.administration import HELD, require_signatures
from registry.service.file import Desk, Filed
from registry.service.key_history import END, KeyHistory
from registry.service.known import Known
from registry.signing.errors import SigningError
from registry.signing.keys import PrivateKey, PublicKey
from registry.store import Store
from registry.store.reads import clients
from registry.store.reads.passkeys import made

_BY_THE_REGISTER = Filer(institution="register", client="register", role=str(Role.REGISTER))


@dataclass(frozen=True, slots=True)
class Paper:
    """A proposal on its way between administrators, and who has signed it so far."""

    proposal: Proposal
    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key to be enrolled: its public half (RFC 7517), and the proof that the private one is held."""

    jwk: Mapping[str, Any]
    possession: str

    @property
    def key_id(self) -> str:
        return PublicKey.from_jwk(self.jwk).key_id


def by_the_register() -> Submitted:
    """The register itself files, under its own rule of enrolment."""
    return Submitted(by=_BY_THE_REGISTER, evidence=Evidence(kind=EvidenceKind.JOB, rule=ENROLMENT.code))


def proposed(filing: Filing, *, register: str, at: datetime) -> Paper:
    """An act to be put before two administrators. Raises InvalidParticulars."""
    return Paper(propose(filing, register=register, at=at))


def approved(paper: Paper, key: PrivateKey) -> Paper:
    """The same proposal with one more administrator's signature."""
    signed = Approval(key.key_id, key.sign(paper.proposal.base()))
    others = tuple(each for each in paper.approvals if each.key_id != key.key_id)
    return replace(paper, approvals=(*others, signed))


def enter(desk: Desk, store: Store, *, paper: Paper) -> Filed:
    """Enter what two administrators approved. Raises NotApproved, KeyNotHeld, or what the act itself is refused for."""
    base = paper.proposal.base()
    evidence = Evidence(kind=EvidenceKind.TWO_PERSON, base=base, approvals=paper.approvals)
    try:
        filing = read_proposal(base).act()
        known = _known(store, register=paper.proposal.register, filing=paper.proposal.filing)
        require_signatures(evidence, known)
    except (SigningError, canon.NotCanonical) as fault:
        raise NotApproved(str(fault)) from None
    _require_held(filing.verb, paper.proposal.filing, known=known)
    return desk.file(filing, Submitted(by=_BY_THE_REGISTER, evidence=evidence))


def first_key(
    store: Store, key: NewKey, *, identifier: str, client: str, letter: str, allowance: Allowance | None
) -> EnrolKey:
    """A key for a system of an institution; its role follows from what the institution is. A client that has an
    allowance keeps it. Raises UnknownRegistration, NotPermitted."""
    found = clients.institution(store, identifier)
    if found is None:
        raise UnknownRegistration(identifier)
    institution, kind = found
    roles = ROLES_OF[InstitutionType(kind)]
    if len(roles) != 1:
        raise NotPermitted(f"an institution of type {kind} has no one role")
    (role,) = roles
    return EnrolKey(
        institution=institution, client=client, role=str(role), key_id=key.key_id, jwk=key.jwk,
        possession=key.possession, letter=letter, allowance=allowance,
    )  # fmt: skip


def limit(store: Store, *, client: str, allowance: Allowance, letter: str) -> LimitClient:
    """What a client may file from now on, in place of what it might."""
    version = clients.allowances(store, client) + 1
    return LimitClient(client=client, version=version, allowance=allowance, letter=letter)


def own_key(store: Store, key: NewKey, *, submitted: Submitted, register: str) -> tuple[EnrolKey, Submitted]:
    """A further key of the client that signed, and what came with it. The body stands in the entry instead of behind a
    digest: it must be there to see what was signed. Raises KeyNotHeld."""
    by = submitted.by
    filing = EnrolKey(
        institution=by.institution, client=by.client, role=by.role, key_id=key.key_id, jwk=key.jwk,
        possession=key.possession, request=submitted.request,
    )  # fmt: skip
    written = canon.plain(filing)
    _require_held(filing.verb, written, known=_known(store, register=register, filing=written))
    return filing, replace(submitted, request=b"")


def revocation(key_id: str, *, reason: str) -> RevokeKey:
    """Nothing is filed under this key from its entry on; what was filed before stands."""
    return RevokeKey(key_id=key_id, reason=reason)


def passkey(store: Store, key_id: str) -> EnrolPasskey:
    """The enrolment of a passkey as its owner has shown that he holds it. Raises UnknownRegistration for one that
    nobody who stands has had made, NotPermitted for one of the register's own staff, who act at the counter."""
    found = made(store, key_id)
    if found is None:
        raise UnknownRegistration(key_id)
    if found.institution is None:
        raise NotPermitted("passkeys are enrolled of institutions' people")
    return EnrolPasskey(
        person=found.person, institution=found.institution, key_id=found.key_id,
        credential=found.passkey.credential, jwk=found.passkey.jwk, origin=found.passkey.origin,
        possession=found.possession,
    )  # fmt: skip


def _known(store: Store, *, register: str, filing: Mapping[str, Any]) -> Known:
    named = {"institution": filing.get("institution"), "client": filing.get("client")}
    return KeyHistory(clients.proofs(store, **named), register=register).before(END)


def _require_held(verb: Verb, filing: Mapping[str, Any], *, known: Known) -> None:
    try:
        if held := HELD.get(verb):
            held(filing, known)
    except SigningError as fault:
        raise KeyNotHeld(str(fault)) from None
