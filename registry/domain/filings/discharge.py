"""Discharge: the creditor's entry comes off the register (注销登记, 民法典第393条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from registry.domain.filings.base import Decision
from registry.domain.filings.follow_up import Followed, FollowUp, Released, freed, held_by
from registry.domain.ids import Fresh
from registry.domain.ledger import Ledgered, Moves, moved
from registry.domain.lifecycle import Verb
from registry.domain.registration import Ground


class DischargeReason(StrEnum):
    """Why a security right ends (民法典第393条)."""

    CLAIM_EXTINGUISHED = "claim_extinguished"
    REALISED = "realised"
    WAIVED = "waived"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Followed):
    """What a discharge became."""

    released: tuple[Released, ...]
    ledgers: tuple[Ledgered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge(FollowUp):
    verb: ClassVar[Verb] = Verb.DISCHARGE

    reason: DischargeReason
    ended_on: date | None = None

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002  # nothing here is drawn by lot
        state, status = self.reached(ground)
        held = held_by(state.number, ground)
        ended = Ended(
            number=state.number,
            version=state.version + 1,
            status=status,
            expires_on=state.expires_on,
            released=tuple(map(freed, held)),
            ledgers=moved(Moves(gone={each.id for each in held}), ground),
        )
        return Decision(decided=ended, registration=state.number, version=ended.version)
