"""What the register made of filings, and what it holds when the next one comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from registry.domain.claim import ClaimKind
from registry.domain.collateral import Collateral, KeyRole, Statement, Terms
from registry.domain.lifecycle import Status
from registry.domain.measures import Measure, Money, Taken
from registry.domain.overlap import Overlap
from registry.domain.party import Giver, InstitutionType, Standing
from registry.domain.pilots import Pilot

Names = frozenset[str]
"""The identity keys of one asset."""


class EncumbranceType(StrEnum):
    """What is held on an asset's keys. A transfer burdens nobody but the former holder, who can no longer dispose;
    an attestation nobody."""

    SECURITY = "security"
    SEIZURE = "seizure"
    HOLD = "hold"
    TRANSFER = "transfer"
    ATTESTATION = "attestation"


@dataclass(frozen=True, slots=True)
class Item:
    """One asset and what is agreed about it."""

    asset: Collateral
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldKey:
    """A key as an encumbrance holds it. ``position`` orders the holders of one key by entry; ``takes`` is what it takes
    of the quantity there is under the key."""

    key: str
    role: KeyRole
    position: int
    exclusive: bool = False
    takes: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Encumbrance:
    """One registration's burden on one asset: the thing that has rank."""

    id: str
    registration: str
    institution: str
    contract_number: str
    asset: Collateral
    terms: Terms
    keys: tuple[HeldKey, ...]
    recorded_from: datetime
    expires_on: date
    maximum: bool = False  # whether it secures claims up to a maximum amount (民法典第420条)
    item: str | None = None  # of a further claim: the item that it burdens once more
    claim: int | None = None  # of a further claim: the version that entered it
    terms_version: int | None = None  # the version that last changed the terms, if one did
    behind: tuple[str, ...] = ()  # the encumbrances it has agreed to stand behind
    givers: frozenset[str] = frozenset()  # keyed hashes of the grantors' numbers, as far as those are not erased
    # what had become of it on the document whose place its own has taken
    passed_at: datetime | None = None  # when that passed on from whoever gave it
    determined_at: datetime | None = None  # when a seizure fixed the claims it secures
    known_by: Names = frozenset()  # what its asset goes by beside the names it was entered under


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingClaim:
    """A claim that a registration secures; the version says when it was entered."""

    version: int
    kind: ClaimKind
    contract_number: str
    principal: Money
    due_on: date
    maximum_amount: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a court or an exchange entered on one asset. ``act`` is the id of the whole, which may be on several;
    ``facts`` is what was filed of it. It has no rank."""

    id: str
    act: str
    institution: str
    asset: Collateral
    keys: tuple[HeldKey, ...]
    recorded_from: datetime
    recorded_until: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    known_by: Names = frozenset()  # what its asset goes by beside the names it was entered under


@dataclass(frozen=True, slots=True, kw_only=True)
class Seizure(Act):
    """Stands in the queue by when it was served, and to the end of the day ``until``."""

    served_at: datetime
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Act):
    """A trade in progress, to the end of the day ``until``."""

    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Act):
    """Who held the asset and who holds it since: keyed hashes of their numbers, as far as those are not erased."""

    transferred_on: date
    former: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation(Act):
    """What was said of an asset by its issuer."""

    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What stands as security of the quantity under a key, and how much there is as far as attested. ``number`` counts
    how often that has changed."""

    key: str
    measure: Measure
    number: int
    pledged: int
    capacity: int | None = None

    @property
    def overpledged(self) -> bool:
        return self.capacity is not None and self.pledged > self.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationState:
    """A registration as it stands when a follow-up reaches it; of its creditor, what his own record says."""

    number: str
    institution: str
    version: int
    status: Status
    expires_on: date
    registered_at: datetime
    claims: tuple[StandingClaim, ...] = ()
    creditor: InstitutionType | None = None
    creditor_is_person: bool = False
    creditor_number: str | None = None  # None: a person's
    grantors: tuple[Giver, ...] = ()
    for_another: bool = False  # whether it was entered for the debt of one who is none of the grantors


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOnRecord:
    """A system of an institution whose keys or allowance an enrolment concerns; ``allowed`` counts how often its
    allowance was set."""

    client: str
    institution: str
    role: str
    allowed: int


class SearchBy(StrEnum):
    """How registrations are found."""

    ASSET = "asset"
    GRANTOR_IDENTIFIER = "grantor_identifier"
    GRANTOR_NAME = "grantor_name"
    REGISTRATION_NUMBER = "registration_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A registration that a search found, as it stood at the instant asked about."""

    registration: str
    version: int
    institution: str
    secured_creditor: str | None  # None: a person another filed for, whose name is no row's
    status: Status
    registered_at: datetime
    expires_on: date
    contract_number: str
    due_on: date
    client_reference: str | None = None
    collateral: tuple[tuple[str, int | None], ...] = ()  # kind, and rank where the burden stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What was read behind the lock, and the configured pilots: all a decision may rest on.

    ``at`` is the database's clock read after the lock; ``last_instant`` the latest on any of the keys;
    ``waiting_since`` the instant of the oldest entry that is not in the public log, where it may be long ago.
    ``positions`` gives the last position used on each key.
    """

    at: datetime
    settled_until: datetime
    waiting_since: datetime | None = None
    last_instant: datetime | None = None
    serial: int
    standing: Standing | None = None
    encumbrances: tuple[Encumbrance, ...] = ()
    seizures: tuple[Seizure, ...] = ()
    holds: tuple[Hold, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    ended: tuple[Act, ...] = ()  # what no longer stands on the keys; read for acts only
    parties: Mapping[str, int] = field(default_factory=dict)  # how many parties a registration names; for transfers
    grantors: tuple[str, ...] = ()  # keyed hashes of the grantors' numbers, where anything stands on the keys
    positions: Mapping[str, int] = field(default_factory=dict)
    registration: RegistrationState | None = None
    attestations: tuple[Attestation, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    states: Mapping[str, RegistrationState] = field(default_factory=dict)  # of all on the keys; for attestations
    hits: tuple[Hit, ...] = ()
    enrolled: bool = False  # whether what a filing enrols stands already
    client: ClientOnRecord | None = None  # whom an enrolment concerns
    administrators: Mapping[str, str] = field(default_factory=dict)  # by key who holds it; read for enrolments only
    creditor: InstitutionType | None = None  # what the record says of a creditor another files for
    claim_holder: str | None = None  # the institution whose registration named the claim first
    pilots: tuple[Pilot, ...] = ()
    ties: tuple[Names, ...] = ()  # the names under which anything was ever entered that goes by those of the assets
    # the ground shared with each burden, by its id, and with each other item, by its pointer, for every item with an
    # outline, by its pointer; measured, not read
    overlaps: Mapping[str, Mapping[str, Overlap]] = field(default_factory=dict)


def under_one_key(ground: Ground, current: Mapping[str, str]) -> Ground:
    """The ground with each of these hashes in the place of the other it stands for: while their secret is replaced,
    some rows hold the one and some the other, and one person must not be two."""
    if not current:
        return ground

    def named(hashes: frozenset[str]) -> frozenset[str]:
        return frozenset(current.get(each, each) for each in hashes)

    moved = (replace(each, former=named(each.former), holders=named(each.holders)) for each in ground.transfers)
    liens = (replace(each, givers=named(each.givers)) for each in ground.encumbrances)
    return replace(ground, transfers=tuple(moved), encumbrances=tuple(liens))
