"""Who may do what: one table, read by every face. Scope words: own institution, any, none."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from registry.domain.allowance import OF_ITS_OWN_KEYS
from registry.domain.errors import NotPermitted
from registry.domain.lifecycle import Verb
from registry.domain.party import InstitutionType


class Role(StrEnum):
    LENDER = "lender"
    EXCHANGE = "exchange"
    COURT = "court"
    KEEPER = "keeper"
    INSURER = "insurer"
    AUDITOR = "auditor"
    REGULATOR = "regulator"
    REGISTER = "register"  # the register itself: enrolment, redaction, jobs


class Permission(StrEnum):
    """What a bearer token's scopes name."""

    REGISTRATION_READ = "registration:read"  # own institution's
    LIEN_STATUS = "lien_status:read"  # any asset, by exact key
    SEARCH = "search"  # any registration, masked, with a purpose that is recorded
    CERTIFICATE_READ = "certificate:read"  # the institutions named on it
    CLIENT_KEY_READ = "client_key:read"  # the client's own


FILES: Mapping[Role, frozenset[Verb]] = {
    Role.LENDER: frozenset(
        {
            Verb.REGISTER,
            Verb.FURTHER_CLAIM,
            Verb.STATUTORY_REGISTRATION,
            Verb.SUBORDINATION,
            Verb.RELEASE,
            Verb.DISCHARGE,
            Verb.SEARCH,
        }
    ),
    Role.COURT: frozenset({Verb.SEIZE, Verb.LIFT_SEIZURE, Verb.SEARCH}),
    Role.EXCHANGE: frozenset({Verb.HOLD, Verb.RELEASE_HOLD, Verb.TRANSFER, Verb.SEARCH}),
    **dict.fromkeys((Role.KEEPER, Role.INSURER), frozenset({Verb.ATTEST})),
    **dict.fromkeys((Role.AUDITOR, Role.REGULATOR), frozenset({Verb.SEARCH})),
    Role.REGISTER: frozenset(
        {
            Verb.GENESIS,
            Verb.ENROL_ADMINISTRATORS,
            Verb.REVOKE_ADMINISTRATOR,
            Verb.ENROL_INSTITUTION,
            Verb.ENROL_KEY,
            Verb.REVOKE_KEY,
            Verb.LIMIT_CLIENT,
            Verb.REDACT,
        }
    ),
}

READS: Mapping[Role, frozenset[Permission]] = {
    Role.LENDER: frozenset(Permission),
    Role.EXCHANGE: frozenset(
        {Permission.CLIENT_KEY_READ, Permission.LIEN_STATUS, Permission.SEARCH, Permission.CERTIFICATE_READ}
    ),
    Role.COURT: frozenset(
        {Permission.CLIENT_KEY_READ, Permission.LIEN_STATUS, Permission.SEARCH, Permission.CERTIFICATE_READ}
    ),
    Role.KEEPER: frozenset({Permission.CLIENT_KEY_READ, Permission.LIEN_STATUS, Permission.CERTIFICATE_READ}),
    Role.INSURER: frozenset({Permission.CLIENT_KEY_READ, Permission.LIEN_STATUS, Permission.CERTIFICATE_READ}),
    Role.AUDITOR: frozenset({Permission.CLIENT_KEY_READ, Permission.LIEN_STATUS, Permission.SEARCH}),
    Role.REGULATOR: frozenset({Permission.CLIENT_KEY_READ, Permission.LIEN_STATUS, Permission.SEARCH}),
    Role.REGISTER: frozenset(),
}

ROLES_OF: Mapping[InstitutionType, frozenset[Role]] = {
    InstitutionType.FINANCIAL_INSTITUTION: frozenset({Role.LENDER}),
    InstitutionType.GUARANTEE_COMPANY: frozenset({Role.LENDER}),
    InstitutionType.ENTERPRISE: frozenset({Role.LENDER}),
    InstitutionType.EXCHANGE: frozenset({Role.EXCHANGE}),
    InstitutionType.COURT: frozenset({Role.COURT}),
    InstitutionType.KEEPER: frozenset({Role.KEEPER}),
    InstitutionType.INSURER: frozenset({Role.INSURER}),
    InstitutionType.AUDITOR: frozenset({Role.AUDITOR}),
    InstitutionType.REGULATOR: frozenset({Role.REGULATOR}),
}


def require_verb(role: str, verb: Verb) -> None:
    """Raise NotPermitted unless the role files this verb. Every client changes its own keys."""
    if verb not in FILES.get(Role(role), frozenset()) | OF_ITS_OWN_KEYS:
        raise NotPermitted(f"{role} does not file {verb}")
