"""Who may do what to whose: one table, read by every face. A right that no row names is nobody's.

A row is a right: what a token's scope names, a verb that is filed, or what is open to anybody. Its cells say for each
role how far it reaches. Routes name their right and nothing else; whose the object is, is asked where it is read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from registry.domain.allowance import OF_ITS_OWN_KEYS
from registry.domain.errors import NotPermitted
from registry.domain.lifecycle import Verb
from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole


class Role(StrEnum):
    LENDER = "lender"
    EXCHANGE = "exchange"
    COURT = "court"
    KEEPER = "keeper"
    INSURER = "insurer"
    AUDITOR = "auditor"
    REGULATOR = "regulator"
    REGISTER = "register"  # the register itself: enrolment, redaction, jobs
    PUBLIC = "public"  # who shows nothing of himself: no key is ever enrolled for it


class Permission(StrEnum):
    """What is not filed: scopes of a bearer token, and what anybody may ask for."""

    REGISTRATION_READ = "registration:read"
    LIEN_STATUS = "lien_status:read"
    WATERFALL = "waterfall:read"
    SEARCH = Verb.SEARCH.value  # asked with a token and entered as a filing: one right, one row
    CERTIFICATE_READ = "certificate:read"
    EVENTS = "events:read"  # what others entered on what one has something on
    DRAFTS = "draft:read"  # where what was filed stands that waits for a second person; and to take it back
    CLIENT_KEY_READ = "client_key:read"  # the client's own
    UNMASK = "personal:unmask"  # to be shown a person's values, with a reason
    SUBJECT_REPORT = "personal:report"  # what is registered against oneself, and who looked
    ACCESS_EVENTS = "access_events:read"  # who was refused, who got a token, whose keys came and went
    STATISTICS = "statistics:read"
    SUPERVISE = "statistics:supervise"  # the page of those who watch over lending: figures of all
    PUBLISHED = "published:read"  # keys, log, status lists, words, pages: the same for everybody
    VERIFY = "certificate:verify"
    LOOK_UP = "asset:look_up"  # whether anything stands on an asset, yes or no
    TOKEN = "token:ask"  # noqa: S105 -- the right to show who one is, not a password
    SIGN_IN = "person:sign_in"  # the same right, of people
    ACCOUNT = "person:account"  # what is somebody's own behind his session
    DRAFT = "filing:draft"  # to write down what a second person enters
    APPROVE = "filing:approve"  # to be that second person
    ADMINISTER = "people:administer"


class Scope(StrEnum):
    """How far a right reaches."""

    OWN_INSTITUTION = "own_institution"  # what the institution itself filed, or files of itself
    OWN_OBJECTS = "own_objects"  # receipts, goods and policies that the institution itself issued or keeps
    NAMED_CASE = "named_case"  # any asset, under the case number that is entered with it
    OWN_PERSON = "own_person"  # what is of the person who asks
    WITH_PROOF = "with_proof"  # what the proof shown is of: a certificate's check code, an assertion under a key
    RELEASED = "released"  # figures of all, those that tell of few left out
    ANY = "any"  # any object, without what is personal in it


Right = Permission | Verb

_EVERYBODY = tuple(role for role in Role if role is not Role.REGISTER)
_OF_EVERYBODY: Mapping[Role, Scope] = dict.fromkeys(_EVERYBODY, Scope.ANY)
_OF_ITS_OWN: Mapping[Role, Scope] = {role: Scope.OWN_INSTITUTION for role in _EVERYBODY if role is not Role.PUBLIC}
_OF_ALL_WHO_ASK: Mapping[Role, Scope] = dict.fromkeys(
    (Role.LENDER, Role.EXCHANGE, Role.COURT, Role.AUDITOR, Role.REGULATOR), Scope.ANY
)
_OF_A_LENDER: Mapping[Role, Scope] = {Role.LENDER: Scope.OWN_INSTITUTION}
_OF_THE_REGISTER: Mapping[Role, Scope] = {Role.REGISTER: Scope.ANY}

TABLE: Mapping[Right, Mapping[Role, Scope]] = {
    Permission.PUBLISHED: _OF_EVERYBODY,
    Permission.VERIFY: _OF_EVERYBODY,
    Permission.LOOK_UP: dict.fromkeys(_EVERYBODY, Scope.WITH_PROOF),  # the number of the holder's certificate
    Permission.TOKEN: dict.fromkeys(_EVERYBODY, Scope.WITH_PROOF),
    Permission.SIGN_IN: dict.fromkeys(_EVERYBODY, Scope.WITH_PROOF),
    Permission.ACCOUNT: {},  # these are no client's: a person's, by his session
    Permission.DRAFT: {},
    Permission.APPROVE: {},
    Permission.ADMINISTER: {},
    Permission.SUPERVISE: {},
    # Whoever has a thing certified, a search among them, reads what he got; with its code anybody does.
    Permission.CERTIFICATE_READ: {**dict.fromkeys(_EVERYBODY, Scope.OWN_INSTITUTION), Role.PUBLIC: Scope.WITH_PROOF},
    Permission.REGISTRATION_READ: _OF_A_LENDER,
    # A keeper or insurer has to know who holds what it issued, and nothing of what others did.
    Permission.LIEN_STATUS: {**_OF_ALL_WHO_ASK, Role.KEEPER: Scope.OWN_OBJECTS, Role.INSURER: Scope.OWN_OBJECTS},
    Permission.WATERFALL: _OF_ALL_WHO_ASK,
    Permission.SEARCH: _OF_ALL_WHO_ASK,
    Permission.EVENTS: dict.fromkeys(
        (Role.LENDER, Role.EXCHANGE, Role.COURT, Role.KEEPER, Role.INSURER), Scope.OWN_INSTITUTION
    ),
    Permission.DRAFTS: dict.fromkeys(
        (Role.LENDER, Role.EXCHANGE, Role.COURT, Role.KEEPER, Role.INSURER), Scope.OWN_INSTITUTION
    ),
    Permission.CLIENT_KEY_READ: _OF_ITS_OWN,
    Permission.ACCESS_EVENTS: {Role.AUDITOR: Scope.ANY},
    Permission.STATISTICS: {
        **dict.fromkeys(_EVERYBODY, Scope.RELEASED),
        Role.LENDER: Scope.OWN_INSTITUTION,
        Role.AUDITOR: Scope.ANY,
        Role.REGULATOR: Scope.ANY,
    },
    Permission.UNMASK: dict.fromkeys((Role.AUDITOR, Role.REGULATOR), Scope.ANY),
    Permission.SUBJECT_REPORT: dict.fromkeys(_EVERYBODY, Scope.WITH_PROOF),  # the code on the grantor's copy
    Verb.REGISTER: _OF_A_LENDER,
    Verb.FURTHER_CLAIM: _OF_A_LENDER,
    Verb.STATUTORY_REGISTRATION: _OF_A_LENDER,
    Verb.SUBORDINATION: _OF_A_LENDER,
    Verb.RELEASE: _OF_A_LENDER,
    Verb.DISCHARGE: _OF_A_LENDER,
    Verb.SEIZE: {Role.COURT: Scope.NAMED_CASE},
    Verb.LIFT_SEIZURE: {Role.COURT: Scope.OWN_INSTITUTION},
    Verb.HOLD: {Role.EXCHANGE: Scope.NAMED_CASE},
    Verb.RELEASE_HOLD: {Role.EXCHANGE: Scope.OWN_INSTITUTION},
    Verb.TRANSFER: {Role.EXCHANGE: Scope.NAMED_CASE},
    Verb.ATTEST: dict.fromkeys((Role.KEEPER, Role.INSURER), Scope.OWN_OBJECTS),
    Verb.GENESIS: _OF_THE_REGISTER,
    Verb.ENROL_ADMINISTRATORS: _OF_THE_REGISTER,
    Verb.REVOKE_ADMINISTRATOR: _OF_THE_REGISTER,
    Verb.ENROL_INSTITUTION: _OF_THE_REGISTER,
    Verb.ENROL_KEY: {**_OF_ITS_OWN, **_OF_THE_REGISTER},
    Verb.REVOKE_KEY: {**_OF_ITS_OWN, **_OF_THE_REGISTER},
    Verb.LIMIT_CLIENT: _OF_THE_REGISTER,
    Verb.ENROL_PASSKEY: _OF_THE_REGISTER,
    Verb.REVOKE_PASSKEY: _OF_THE_REGISTER,
    Verb.REDACT: _OF_THE_REGISTER,
}

_ADMINISTRATORS = (
    PersonRole.SYSTEM_ADMINISTRATOR, PersonRole.SECURITY_ADMINISTRATOR, PersonRole.AUDIT_ADMINISTRATOR,
)  # fmt: skip

PEOPLE: Mapping[Permission, Mapping[PersonRole, Scope]] = {
    Permission.ACCOUNT: dict.fromkeys(PersonRole, Scope.OWN_PERSON),
    Permission.LIEN_STATUS: dict.fromkeys(
        (PersonRole.MAKER, PersonRole.CHECKER, PersonRole.CLERK, PersonRole.REGISTRAR), Scope.ANY
    ),
    Permission.DRAFTS: dict.fromkeys(
        (PersonRole.MAKER, PersonRole.CHECKER, PersonRole.CLERK, PersonRole.REGISTRAR), Scope.OWN_INSTITUTION
    ),
    Permission.DRAFT: {
        PersonRole.MAKER: Scope.OWN_INSTITUTION,
        PersonRole.CLERK: Scope.WITH_PROOF,  # the signed paper of whoever stands at the counter
        PersonRole.REGISTRAR: Scope.NAMED_CASE,  # a court's order on paper
    },
    Permission.APPROVE: {
        PersonRole.CHECKER: Scope.OWN_INSTITUTION,
        PersonRole.CLERK: Scope.WITH_PROOF,
        PersonRole.REGISTRAR: Scope.ANY,
    },
    Permission.ACCESS_EVENTS: dict.fromkeys((PersonRole.AUDITOR, PersonRole.AUDIT_ADMINISTRATOR), Scope.ANY),
    Permission.ADMINISTER: dict.fromkeys(_ADMINISTRATORS, Scope.ANY),
    Permission.SUPERVISE: {PersonRole.AUDITOR: Scope.ANY},
}
"""The same table for people. What somebody drafts or enters is moreover a verb that his institution files (``FILES``);
the register's own people do so for whom the paper before them is of."""

OPEN = frozenset(
    {
        Permission.PUBLISHED, Permission.VERIFY, Permission.LOOK_UP, Permission.TOKEN, Permission.SIGN_IN,
        Permission.SUBJECT_REPORT,
    }
)  # fmt: skip
"""What no token is needed for."""

FILES: Mapping[Role, frozenset[Verb]] = {
    role: frozenset(
        verb for verb in Verb if role in TABLE[verb] and (role is Role.REGISTER or verb not in OF_ITS_OWN_KEYS)
    )
    for role in Role
}
"""The table by role: the verbs each files, but for what every system does to keys of its own."""

READS: Mapping[Role, frozenset[Permission]] = {
    role: frozenset(each for each in Permission if each not in OPEN and role in TABLE[each]) for role in Role
}
"""The table by role: the scopes of its tokens."""

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

_TO_OTHERS = frozenset({Scope.NAMED_CASE, Scope.ANY})


def require(role: str, right: Right) -> None:
    """Raise NotPermitted unless the table gives the role this right over anything at all."""
    if role not in TABLE[right]:
        raise NotPermitted(f"{role} has no right to {right}")


def reaches(role: str, right: Right, *, own: bool) -> bool:
    """Whether the role's right extends to an object, which is its institution's ``own`` or another's."""
    scope = TABLE[right].get(Role(role))
    return scope is not None and (own or scope in _TO_OTHERS)


def person_may(roles: Collection[PersonRole], right: Permission) -> bool:
    """Whether one of a person's roles gives him this right over anything at all."""
    return any(role in PEOPLE.get(right, {}) for role in roles)
