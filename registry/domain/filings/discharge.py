"""Discharge: the creditor's entry comes off the register (注销登记, 民法典第393条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from registry.domain.calendar import day_of
from registry.domain.claim import Document, paper_faults
from registry.domain.errors import Fault, StaleVersion, UnknownRegistration
from registry.domain.filings.base import Decision, Filing, registration_key
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Status, Verb, after, status_on
from registry.domain.registration import Ground


class DischargeReason(StrEnum):
    """Why a security right ends (民法典第393条)."""

    CLAIM_EXTINGUISHED = "claim_extinguished"
    REALISED = "realised"
    WAIVED = "waived"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """An encumbrance that is no longer live, and the keys it frees."""

    id: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a discharge became."""

    number: str
    version: int
    status: Status
    expires_on: date
    released: tuple[Released, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge(Filing):
    verb: ClassVar[Verb] = Verb.DISCHARGE

    registration: str
    based_on: int  # the version the filer read: If-Match
    reason: DischargeReason
    ended_on: date | None = None
    client_reference: str | None = None
    documents: tuple[Document, ...] = ()

    @property
    def number(self) -> str:
        return self.registration

    def locks(self) -> tuple[str, ...]:
        return (registration_key(self.registration),)

    def faults(self) -> tuple[Fault, ...]:
        return tuple(paper_faults(self.documents))

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002  # nothing here is drawn by lot
        state, standing = ground.registration, ground.standing
        if state is None or standing is None or state.institution != standing.institution:
            raise UnknownRegistration(self.registration)
        current = status_on(state.status, expires_on=state.expires_on, day=day_of(ground.at))
        status = after(current, self.verb)  # an ended registration says so, whatever version was named
        if state.version != self.based_on:
            raise StaleVersion(state.version)
        ended = Ended(
            number=state.number,
            version=state.version + 1,
            status=status,
            expires_on=state.expires_on,
            released=tuple(
                Released(id=each.id, keys=tuple(key.key for key in each.keys))
                for each in ground.encumbrances
                if each.registration == state.number
            ),
        )
        return Decision(decided=ended, registration=state.number, version=ended.version)
