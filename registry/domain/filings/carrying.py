"""A lien on a receipt goes on on those that take the receipt's place: under the same registration, for each of its
claims, in the same line (担保制度解释第38条: a lien is not divided with what it is on)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from registry.domain.calendar import day_of
from registry.domain.collateral import Collateral, Terms
from registry.domain.filings.follow_up import Released, freed
from registry.domain.filings.offered import EnteredItem, enter, gone_on_at, offer
from registry.domain.filings.seizure import determined_at
from registry.domain.ids import Fresh
from registry.domain.ledger import Moves
from registry.domain.lifecycle import Status, Verb, after, status_on
from registry.domain.priority import Stake, reckon
from registry.domain.registration import Encumbrance, Ground, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedItem:
    """A receipt that took another's place, and the lien that goes on on it; ``item`` and ``claim`` of a further claim's
    as the rows have them. It stays what it was: given before the other passed on, fixed when that was seized."""

    instead_of: str
    asset: Collateral
    terms: Terms
    entered: EnteredItem
    item: str | None = None
    claim: int | None = None
    passed_at: datetime | None = None
    determined_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What becomes of the registration whose receipt was split or replaced: its next version."""

    registration: str
    based_on: int
    status: Status
    expires_on: date
    institution: str
    released: tuple[Released, ...]
    collateral: tuple[CarriedItem, ...]

    @property
    def moves(self) -> Moves:
        come = tuple(key for each in self.collateral for key in each.entered.keys)
        return Moves(gone={each.id for each in self.released}, come=come)


def carry(held: Sequence[Encumbrance], into: Sequence[Collateral], *, ground: Ground, fresh: Fresh) -> Carried:
    """The liens on an exclusive asset, which are one registration's, on every asset that takes its place."""
    state = ground.states[held[0].registration]
    current = status_on(state.status, expires_on=state.expires_on, day=day_of(ground.at))
    collateral: list[CarriedItem] = []
    for child in into:
        before: list[CarriedItem] = []
        for lien in sorted(held, key=lambda each: each.claim or 0):
            before.append(_carried(lien, child, before=before, ground=ground, fresh=fresh))
        collateral += _reckoned(before)
    return Carried(
        registration=state.number,
        based_on=state.version,
        status=after(current, Verb.ATTEST),
        expires_on=state.expires_on,
        institution=state.institution,
        released=tuple(map(freed, held)),
        collateral=tuple(collateral),
    )


def _carried(
    lien: Encumbrance, child: Collateral, *, before: Sequence[CarriedItem], ground: Ground, fresh: Fresh
) -> CarriedItem:
    """Behind those of its registration that stood before it; only the first of them takes the quantity and keeps others
    out."""
    places = {key.key: key.position for each in before for key in each.entered.keys}
    alone = replace(ground, encumbrances=(), positions={**ground.positions, **places})
    entered = enter(offer(0, Item(child, lien.terms), ground=alone), alone, fresh=fresh)
    item = next((each.entered.id for each in before if each.instead_of == lien.item), None)
    if before:
        keys = tuple(replace(key, exclusive=False, takes=None) for key in entered.keys)
        entered = replace(entered, keys=keys, ahead=(lien.registration,) * len(before))
    return CarriedItem(
        instead_of=lien.id,
        asset=child,
        terms=lien.terms,
        entered=entered,
        item=item,
        claim=lien.claim,
        passed_at=gone_on_at(lien, ground),
        determined_at=determined_at(lien, ground),
    )


def _reckoned(beside: Sequence[CarriedItem]) -> Iterator[CarriedItem]:
    """Each with its place in the order of payment among the claims that go on together."""
    stakes = {each.entered.id: Stake(each.asset, each.terms, each.passed_at) for each in beside}
    for each in beside:
        priority = reckon(stakes[each.entered.id], stakes.values())
        yield replace(each, entered=replace(each.entered, priority=priority))
