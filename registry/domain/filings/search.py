"""Search: somebody asks what is registered, says why, and is given a certificate of what was found (查询).

It is an entry of the journal, so that who asked what, and why, stands beside what was filed. Its evidence is the
register's own rule and names the client whose bearer token asked: a signed request would leave the plain digest of a
body in which little but a person's number stands, and that digest could be guessed. What was asked about a person is
behind a digest of its own salt, which the searcher can open and the register can erase.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from registry.domain.calendar import day_of
from registry.domain.canon import personal
from registry.domain.errors import NotSettled, TooManyFound
from registry.domain.filings.base import Decision, Filing, Sought
from registry.domain.ids import Fresh, uuid7
from registry.domain.lifecycle import Verb, status_on
from registry.domain.party import Identifier, normal_name
from registry.domain.registration import Ground, Hit, SearchBy

MOST = 1000


class Purpose(StrEnum):
    """Why a register is searched; a search without a reason is not answered (个人信息保护法第6条)."""

    LENDING = "lending"
    TRADE = "trade"
    ENFORCEMENT = "enforcement"
    OWN_PORTFOLIO = "own_portfolio"
    SUPERVISION = "supervision"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundItem:
    """A kind of collateral, and its rank where its burden stands."""

    kind: str
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFound:
    """What is told of a registration to the institution whose it is, and to nobody else."""

    contract_number: str
    due_on: date
    client_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRegistration:
    """One registration as it stood at the instant asked about."""

    registration: str
    version: int
    status: str
    registered_at: datetime
    expires_on: date
    secured_creditor: str | None = None
    collateral: tuple[FoundItem, ...] = ()
    own: OwnFound | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What a search became."""

    number: str
    as_of: datetime
    found: tuple[FoundRegistration, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Filing):
    """One of ``keys``, ``registration_number``, ``grantor_identifier`` and ``grantor_name``: the one ``by`` names."""

    verb: ClassVar[Verb] = Verb.SEARCH

    by: SearchBy
    purpose: Purpose
    keys: tuple[str, ...] = ()
    registration_number: str | None = None
    grantor_identifier: Identifier | None = personal(default=None)
    grantor_name: str | None = personal(default=None)
    reference: str | None = personal(default=None)  # free text: somebody will write a name into it
    as_of: datetime | None = None

    def locks(self) -> tuple[str, ...]:
        return ()

    def sought(self, hashes: Callable[[str, str], Sequence[str]]) -> Sought:
        return Sought(by=self.by, terms=self._terms(hashes), as_of=self.as_of, most=MOST + 1)

    def _terms(self, hashes: Callable[[str, str], Sequence[str]]) -> tuple[str, ...]:
        if self.grantor_identifier:
            return tuple(hashes("identifier", f"{self.grantor_identifier.scheme}:{self.grantor_identifier.value}"))
        if self.grantor_name:
            return tuple(hashes("name", normal_name(self.grantor_name)))
        return (self.registration_number,) if self.registration_number else self.keys

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        if self.as_of and self.as_of > ground.settled_until:
            raise NotSettled(ground.settled_until)
        if len(ground.hits) > MOST:
            raise TooManyFound
        asker = ground.standing.institution if ground.standing else ""
        as_of = self.as_of or ground.settled_until
        searched = Searched(
            number=f"srch_{uuid7(ground.at, fresh)}",
            as_of=as_of,
            found=tuple(_told(hit, asker=asker, day=day_of(as_of)) for hit in ground.hits),
        )
        return Decision(decided=searched)


def _told(hit: Hit, *, asker: str, day: date) -> FoundRegistration:
    own = OwnFound(contract_number=hit.contract_number, due_on=hit.due_on, client_reference=hit.client_reference)
    return FoundRegistration(
        registration=hit.registration,
        version=hit.version,
        secured_creditor=hit.secured_creditor,
        status=str(status_on(hit.status, expires_on=hit.expires_on, day=day)),
        registered_at=hit.registered_at,
        expires_on=hit.expires_on,
        collateral=tuple(FoundItem(kind=kind, rank=rank) for kind, rank in hit.collateral),
        own=own if hit.institution == asker else None,
    )
