"""Statutory registration: the creditor reports that the legal registry has his right, and since when.

From this entry on the report is among what is agreed about the item; what the law makes of it (民法典第402条、第403条、
第414条) follows. It stays the creditor's word: ``declared``, and this register's own entry stays a notice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from registry.domain.collateral import StatutoryRegistration, Terms
from registry.domain.conflict import touching
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.filings.base import Decision
from registry.domain.filings.follow_up import Followed, FollowUp, held_by, named_among, named_faults
from registry.domain.filings.offered import StatutoryEffect, at_stake
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Verb
from registry.domain.priority import Reckoned, reckon
from registry.domain.registration import Encumbrance, Ground
from registry.domain.rules.effects import Effect
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedItem:
    """What is agreed about an encumbrance from now on, and what follows; ``before`` is the version that said otherwise
    until now, where one did."""

    id: str
    terms: Terms
    priority: Reckoned
    statutory: StatutoryEffect
    effect: Effect = Effect.NOTICE
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(Followed):
    """What a report became."""

    collateral: tuple[ReportedItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryReport(FollowUp):
    """``collateral`` are ids of items, or of what a further claim has on them."""

    verb: ClassVar[Verb] = Verb.STATUTORY_REGISTRATION

    collateral: tuple[str, ...]
    statutory_registration: StatutoryRegistration

    @property
    def items(self) -> int:
        return len(self.collateral)

    def faults(self) -> tuple[Fault, ...]:
        return (*named_faults(self.collateral, self.documents), *FollowUp.faults(self))

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002  # nothing here is drawn by lot
        state, status = self.reached(ground)
        at = self.statutory_registration.registered_at
        if at and at > ground.at:
            text = Text("登记时间晚于现在。", "An instant that has not come yet.")
            raise InvalidParticulars(Fault("/statutory_registration/registered_at", "in_the_future", text))
        named_among(self.collateral, held_by(state.number, ground))
        now = [self._told(each) if each.id in self.collateral else each for each in ground.encumbrances]
        reported = Reported(
            number=state.number,
            version=state.version + 1,
            status=status,
            expires_on=state.expires_on,
            collateral=tuple(_reported(each, now, ground=ground) for each in now if each.id in self.collateral),
        )
        return Decision(decided=reported, registration=state.number, version=reported.version)

    def _told(self, encumbrance: Encumbrance) -> Encumbrance:
        return replace(
            encumbrance, terms=replace(encumbrance.terms, statutory_registration=self.statutory_registration)
        )


def _reported(own: Encumbrance, standing: list[Encumbrance], *, ground: Ground) -> ReportedItem:
    others = [each for each in touching(own.asset, standing).same if each.id != own.id]
    declared = own.terms.statutory_registration
    return ReportedItem(
        id=own.id,
        terms=own.terms,
        priority=reckon(at_stake(own, ground), [at_stake(each, ground) for each in others]),
        statutory=StatutoryEffect(
            registry=own.asset.statutory_registry,
            effect=own.asset.statutory_effect,
            number=declared.number if declared else None,
        ),
        before=own.terms_version,
    )
