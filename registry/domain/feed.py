"""Who is told of an entry besides whoever filed it: everybody who has something on the same asset, and everybody whom a
finding of the entry names, for findings run both ways. What it means for him, the lien status and the order of payment
say; an event only tells him to look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from registry.domain.calendar import day_of
from registry.domain.collateral import Collateral
from registry.domain.lifecycle import Verb
from registry.domain.registration import EncumbranceType

REORDERING = frozenset({Verb.STATUTORY_REGISTRATION, Verb.SUBORDINATION})
"""What begins and ends nothing, and still changes who is paid before whom on all that the registration has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Something an entry began, changed or ended on an asset, and something that another institution has: under the
    same keys, or ``named`` by a finding. ``contested`` where the two titles cannot both hold."""

    seq: int
    entry: str
    verb: Verb
    at: datetime
    registration: str | None
    act: str | None
    asset: Collateral
    institution: str
    about: str  # the other's registration or act
    type: EncumbranceType
    until: date | None
    held: Collateral
    named: bool
    contested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry, as one institution is told of it."""

    institution: str
    entry: str
    verb: Verb
    at: datetime
    registration: str | None
    act: str | None
    about: tuple[str, ...]
    contested: bool


def events(touches: Iterable[Touch]) -> tuple[Event, ...]:
    """In the order of the entries; an institution is told once of each, whatever it has there. What shares a name and
    is another asset (``Collateral.same_as``) concerns nobody."""
    told: dict[tuple[int, str], list[Touch]] = {}
    for each in touches:
        if _has_something(each) and (each.named or each.asset.same_as(each.held)):
            told.setdefault((each.seq, each.institution), []).append(each)
    return tuple(_event(told[key]) for key in sorted(told))


def _has_something(touch: Touch) -> bool:
    """Security stays when it lapses, and a keeper stands by his word; a seizure and a hold end with their last day, and
    whoever entered a transfer has done what he had to."""
    if touch.type in (EncumbranceType.SEIZURE, EncumbranceType.HOLD):
        return touch.until is not None and day_of(touch.at) <= touch.until
    return touch.type is not EncumbranceType.TRANSFER


def _event(touches: list[Touch]) -> Event:
    first = touches[0]
    return Event(
        institution=first.institution,
        entry=first.entry,
        verb=first.verb,
        at=first.at,
        registration=first.registration,
        act=next((each.act for each in touches if each.act), None),
        about=tuple(sorted({each.about for each in touches})),
        contested=any(each.contested for each in touches),
    )
