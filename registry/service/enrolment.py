"""Institutions and the keys of their systems, entered by the register's own administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.domain.access import ROLES_OF, Role
from registry.domain.errors import NotPermitted, UnknownRegistration
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import EnrolInstitution, EnrolKey, RevokeKey, Submitted
from registry.domain.party import Filer, InstitutionType
from registry.domain.rules.register_rules import ENROLMENT
from registry.service.file import Desk
from registry.store import Store
from registry.store.reads import clients


def by_the_register() -> Submitted:
    """The register itself files, under its own rule of enrolment."""
    return Submitted(
        by=Filer(institution="register", client="register", role=str(Role.REGISTER)),
        evidence=Evidence(kind=EvidenceKind.JOB, rule=ENROLMENT.code),
    )


def enrol_institution(desk: Desk, *, name: str, identifier: str, kind: InstitutionType) -> str:
    """The id of the institution entered. Raises AlreadyEnrolled."""
    filed = desk.file(EnrolInstitution(name=name, identifier=identifier, type=kind), by_the_register())
    entered: str = filed.entry.decided["institution"]
    return entered


def enrol_key(desk: Desk, store: Store, *, identifier: str, client: str, jwk: Mapping[str, Any], key_id: str) -> None:
    """Let a system of the institution sign with this key from now on; its role follows from what the institution is."""
    found = clients.institution(store, identifier)
    if found is None:
        raise UnknownRegistration(identifier)
    institution, kind = found
    roles = ROLES_OF[InstitutionType(kind)]
    if len(roles) != 1:
        raise NotPermitted(f"an institution of type {kind} has no one role")
    (role,) = roles
    filing = EnrolKey(institution=institution, client=client, role=str(role), key_id=key_id, jwk=jwk)
    desk.file(filing, by_the_register())


def revoke_key(desk: Desk, *, key_id: str, reason: str) -> None:
    """Nothing is filed under this key from now on; what was filed before stands."""
    desk.file(RevokeKey(key_id=key_id, reason=reason), by_the_register())
