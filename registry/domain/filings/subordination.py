"""Subordination: the creditor agrees to stand behind another registration on named items (顺位变更, 民法典第409条).

Rank is the order of entry and stays. What is recorded is the agreement, encumbrance by encumbrance, and which of the
other creditors on the asset are said to have consented: those who have not may not be hurt, so that the order of
payment exchanges the two places no further than what the place given up is worth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.domain.conflict import numbers, touching
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.filings.base import Decision, Noted, noted
from registry.domain.filings.follow_up import Followed, FollowUp, held_by, named_among, named_faults
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Verb
from registry.domain.registration import Encumbrance, Ground
from registry.domain.rules import civil_code
from registry.domain.rules.base import Finding
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditorConsent:
    """The written consent of the creditor of another registration, as the filer says he has it."""

    registration: str
    given_on: date | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubordinatedItem:
    """An encumbrance, those it stands behind from now on, and who else is on the asset: with and without consent."""

    id: str
    behind: tuple[str, ...]
    consented: tuple[str, ...] = ()
    without_consent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subordinated(Followed):
    """What a subordination became."""

    behind: str
    collateral: tuple[SubordinatedItem, ...]
    findings: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subordination(FollowUp):
    """``collateral`` are ids of items, or of what a further claim has on them; ``behind`` is the registration that goes
    before them."""

    verb: ClassVar[Verb] = Verb.SUBORDINATION

    behind: str
    collateral: tuple[str, ...]
    agreed_on: date | None = None
    consents: tuple[CreditorConsent, ...] = ()

    @property
    def items(self) -> int:
        return len(self.collateral)

    def faults(self) -> tuple[Fault, ...]:
        return (*self._behind_itself(), *named_faults(self.collateral, self.documents), *FollowUp.faults(self))

    def _behind_itself(self) -> Iterator[Fault]:
        if self.behind == self.registration:
            text = Text("不能列于本登记之后。", "A registration does not stand behind itself.")
            yield Fault("/behind", "own_registration", text)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002  # nothing here is drawn by lot
        state, status = self.reached(ground)
        named = named_among(self.collateral, held_by(state.number, ground))
        same = [touching(each.asset, ground.encumbrances).same for each in named]
        if faults := [
            fault for index, own in enumerate(named) for fault in self._item_faults(index, own, same=same[index])
        ]:
            raise InvalidParticulars(*faults)
        items = [self._item(own, others) for own, others in zip(named, same, strict=True)]
        subordinated = Subordinated(
            number=state.number,
            version=state.version + 1,
            status=status,
            expires_on=state.expires_on,
            behind=self.behind,
            collateral=tuple(items),
            findings=noted(
                Finding(civil_code.WITHOUT_CONSENT, f"/collateral/{index}", item.without_consent)
                for index, item in enumerate(items)
                if item.without_consent
            ),
        )
        return Decision(decided=subordinated, registration=state.number, version=subordinated.version)

    def _item_faults(self, index: int, own: Encumbrance, *, same: tuple[Encumbrance, ...]) -> Iterator[Fault]:
        others = self._others(same)
        if not others:
            text = Text("所列登记在该项担保财产上没有担保记载。", "That registration has nothing on this item.")
            yield Fault(f"/collateral/{index}", "nothing_to_stand_behind", text)
        elif {each.id for each in others} <= set(own.behind):
            text = Text("已列于该登记之后。", "It stands behind that registration already.")
            yield Fault(f"/collateral/{index}", "already_behind", text)

    def _others(self, same: tuple[Encumbrance, ...]) -> list[Encumbrance]:
        """What the registration named has on the asset, for whichever of its claims."""
        return [each for each in same if each.registration == self.behind]

    def _item(self, own: Encumbrance, same: tuple[Encumbrance, ...]) -> SubordinatedItem:
        present = set(numbers(same)) - {self.registration}
        consented = present & {each.registration for each in self.consents}
        return SubordinatedItem(
            id=own.id,
            behind=tuple(each.id for each in self._others(same) if each.id not in own.behind),
            consented=_in_order(consented, same),
            without_consent=_in_order(present - consented - {self.behind}, same),
        )


def _in_order(chosen: set[str], same: tuple[Encumbrance, ...]) -> tuple[str, ...]:
    return tuple(filter(chosen.__contains__, numbers(same)))
