"""What a registration takes of quantities: whether there is as much, and what is said where nobody knows.

Only a quantity that its keeper or insurer has attested refuses. That of one receipt alone is its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from registry.domain.conflict import numbers
from registry.domain.errors import Exceeded, QuantityExceeded
from registry.domain.filings.offered import Offered
from registry.domain.ledger import Ledgered, Moves, Pool, holders, moved, pools_of, standing, taken, total
from registry.domain.measures import amount_of
from registry.domain.registration import Ground
from registry.domain.rules import register_rules
from registry.domain.rules.base import Finding


@dataclass(frozen=True, slots=True)
class Taking:
    """The items of a filing, and the ledgers as they would stand with them."""

    offered: tuple[Offered, ...]
    ground: Ground
    ledgers: tuple[Ledgered, ...] = field(init=False)

    def __post_init__(self) -> None:
        come = tuple(key for each in self.offered for key in each.item.asset.asset_keys())
        object.__setattr__(self, "ledgers", moved(Moves(come=come), self.ground))

    def findings(self) -> Iterator[Finding]:
        """What is said beside a refusal for want of quantity."""
        for each, pool in self._pools():
            now = standing(pool, self.ground.ledgers)
            if now is None or now.capacity is None:
                yield from self._uncounted(each, pool)
            elif now.overpledged:
                yield Finding(register_rules.OVERPLEDGED, each.pointer)

    def _uncounted(self, each: Offered, pool: Pool) -> Iterator[Finding]:
        if _measured_otherwise(pool, self.ground):
            yield Finding(register_rules.OTHER_MEASURE, each.pointer)
        if beside := [other for other in holders(pool, self.ground.encumbrances) if other not in each.touch.same]:
            yield Finding(register_rules.QUANTITY_UNKNOWN, each.pointer, numbers(beside))

    def require_enough(self) -> None:
        """Raise QuantityExceeded for what takes more than there is. A lien that ranks on what is taken already takes
        nothing more, so that it may stand on what is overpledged, and is told."""
        over = {(each.key, each.measure): each for each in self.ledgers if each.over and each.change > 0}
        exceeded = {each.pointer: self._exceeded(over[pool], pool) for each, pool in self._pools() if pool in over}
        if exceeded:
            raise QuantityExceeded(exceeded, rule=register_rules.QUANTITY)

    def _exceeded(self, ledger: Ledgered, pool: Pool) -> Exceeded:
        offered = total(taken(pool, (key for each in self.offered for key in each.item.asset.asset_keys())))
        (capacity, unit), (pledged, _), (asked, _) = (
            amount_of(steps, ledger.measure)
            for steps in (ledger.capacity or 0, ledger.pledged - ledger.change, offered)
        )
        return Exceeded(key=ledger.key, unit=unit, capacity=capacity, pledged=pledged, offered=asked)

    def _pools(self) -> Iterator[tuple[Offered, Pool]]:
        """Every item with what it takes of; a herd has a name for each way its place is called."""
        for each in self.offered:
            yield from ((each, pool) for pool in pools_of(each.item.asset.asset_keys()))


def _measured_otherwise(pool: Pool, ground: Ground) -> bool:
    key, measure = pool
    others = (each for each in ground.ledgers if each.key == key and each.measure != measure)
    return any(each.capacity is not None for each in others)
