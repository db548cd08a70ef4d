"""How much of a lot, a herd, an order or a policy stands as security, and whether there is that much.

Every asset says under which key it takes what (``AssetKey.takes``). Of one part the largest is taken once, however many
liens rank on it; the whole covers its parts. An entry that has lapsed takes as before: the right may live on
(wording.md), so that its quantity is free only once it is discharged or released.
Under each key runs a total. It is decided behind the lock on the key, repeated by the database as a constraint, and
made anew from the liens by the audit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from registry.domain.collateral import AssetKey
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.measures import LARGEST, Measure, Taken
from registry.domain.registration import Encumbrance, Ground, HeldKey, Ledger
from registry.domain.text import Text

Held = AssetKey | HeldKey
Pool = tuple[str, Measure]
"""A key, and the measure in which what is under it is added up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledgered:
    """How an entry leaves a ledger; ``change`` is what it adds to the pledged, or frees of it."""

    key: str
    measure: Measure
    number: int
    pledged: int
    change: int
    capacity: int | None = None

    @property
    def over(self) -> bool:
        return self.capacity is not None and self.pledged > self.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What an entry does to ledgers: the encumbrances that go, the keys that come, what is attested to be there."""

    gone: Collection[str] = ()
    come: tuple[Held, ...] = ()
    attested: tuple[tuple[Pool, int], ...] = ()


def total(taken: Iterable[Taken]) -> int:
    """What is taken in all."""
    whole, parts = 0, dict[str, int]()
    for each in taken:
        if each.part is None:
            whole = max(whole, each.steps)
        else:
            parts[each.part] = max(parts.get(each.part, 0), each.steps)
    return max(whole, sum(parts.values()))


def moved(moves: Moves, ground: Ground) -> tuple[Ledgered, ...]:
    """Every ledger that changes, as it stands afterwards. Raises InvalidParticulars for what no ledger can hold."""
    stays = (*keys_of(each for each in ground.encumbrances if each.id not in moves.gone), *moves.come)
    goes = keys_of(each for each in ground.encumbrances if each.id in moves.gone)
    capacities = dict(moves.attested)
    pools = sorted({*pools_of(goes), *pools_of(moves.come), *capacities})
    found = (
        _next(standing(pool, ground.ledgers), pool, pledged=total(taken(pool, stays)), capacities=capacities)
        for pool in pools
    )
    return tuple(filter(None, found))


def _next(before: Ledger | None, pool: Pool, *, pledged: int, capacities: Mapping[Pool, int]) -> Ledgered | None:
    number, earlier = (before.number, before.pledged) if before else (0, 0)
    known = before.capacity if before else None
    capacity = capacities.get(pool, known)
    if pledged > LARGEST:
        text = Text("数量合计超出可表示范围。", "Together the quantities are beyond what can be written.")
        raise InvalidParticulars(Fault("", "quantity_out_of_range", text))
    if (pledged, capacity) == (earlier, known):
        return None
    key, measure = pool
    return Ledgered(
        key=key, measure=measure, number=number + 1, pledged=pledged, change=pledged - earlier, capacity=capacity
    )


def pools_of(keys: Iterable[Held]) -> Iterator[Pool]:
    return ((key.key, key.takes.measure) for key in keys if key.takes)


def keys_of(encumbrances: Iterable[Encumbrance]) -> Iterator[HeldKey]:
    return (key for each in encumbrances for key in each.keys)


def holders(pool: Pool, encumbrances: Iterable[Encumbrance]) -> list[Encumbrance]:
    """Who takes of it."""
    return [each for each in encumbrances if any(taken(pool, each.keys))]


def taken(pool: Pool, keys: Iterable[Held]) -> Iterator[Taken]:
    """What is taken of one pool."""
    name, measure = pool
    return (key.takes for key in keys if key.key == name and key.takes and key.takes.measure == measure)


def standing(pool: Pool, ledgers: Iterable[Ledger]) -> Ledger | None:
    return next((each for each in ledgers if (each.key, each.measure) == pool), None)
