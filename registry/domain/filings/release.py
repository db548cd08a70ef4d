"""Release: some of the collateral goes free, the rest stays (部分解除, 民法典第393条、第409条).

The last item cannot be released: an entry without collateral would say nothing, and ending it is a discharge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.filings.base import Decision
from registry.domain.filings.discharge import DischargeReason
from registry.domain.filings.follow_up import (
    Followed,
    FollowUp,
    Released,
    freed,
    held_by,
    items_of,
    named_among,
    named_faults,
)
from registry.domain.ids import Fresh
from registry.domain.ledger import Ledgered, Moves, moved
from registry.domain.lifecycle import Verb
from registry.domain.registration import Ground
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReleased(Followed):
    """What a release became: the encumbrances that ended, a further claim's among them, and how many items stay."""

    released: tuple[Released, ...]
    left: int
    ledgers: tuple[Ledgered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(FollowUp):
    """``collateral`` are the ids of the items that go free."""

    verb: ClassVar[Verb] = Verb.RELEASE

    collateral: tuple[str, ...]
    reason: DischargeReason
    ended_on: date | None = None

    @property
    def items(self) -> int:
        return len(self.collateral)

    def faults(self) -> tuple[Fault, ...]:
        return (*named_faults(self.collateral, self.documents), *FollowUp.faults(self))

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:  # noqa: ARG002  # nothing here is drawn by lot
        state, status = self.reached(ground)
        held = held_by(state.number, ground)
        items = items_of(held)
        left = len(items) - len(named_among(self.collateral, items))
        if not left:
            text = Text("须保留至少一项担保财产；全部解除的，办理注销登记。",
                        "At least one item must stay; freeing all of them is a discharge.")  # fmt: skip
            raise InvalidParticulars(Fault("/collateral", "nothing_left", text))
        gone = [each for each in held if (each.item or each.id) in self.collateral]
        released = PartReleased(
            number=state.number,
            version=state.version + 1,
            status=status,
            expires_on=state.expires_on,
            released=tuple(map(freed, gone)),
            left=left,
            ledgers=moved(Moves(gone={each.id for each in gone}), ground),
        )
        return Decision(decided=released, registration=state.number, version=released.version)
