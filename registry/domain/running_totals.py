"""The totals of quantities made anew from the liens: what an audit holds against what the entries decided.

Rows are as the fold writes them, where instants are text that sorts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from registry.domain.ledger import Pool, total
from registry.domain.measures import Measure, Taken
from registry.domain.rows import Row


@dataclass(frozen=True, slots=True)
class _Take:
    """What a row of an encumbrance's key takes, and while it does."""

    taken: Taken
    since: str
    until: str | None

    def stood_at(self, at: str) -> bool:
        return self.since <= at and (self.until is None or self.until > at)


def discrepancies(ledgers: Iterable[Row], keys: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """The rows of ledgers that are not what the rows of liens' keys come to, at the instant of every row and now."""
    takes: dict[Pool, list[_Take]] = {}
    written: dict[Pool, list[Row]] = {}
    for row in keys:
        if row.get("takes"):
            takes.setdefault(_pool(row), []).append(_take(row))
    for row in ledgers:
        written.setdefault(_pool(row), []).append(row)
    for pool in takes | written:
        yield from _astray(pool, written.get(pool, []), takes=takes.get(pool, []))


def _astray(pool: Pool, rows: Iterable[Row], *, takes: Sequence[_Take]) -> Iterator[tuple[Row, str]]:
    before = number = 0
    for number, row in enumerate(sorted(rows, key=lambda each: int(each["number"])), start=1):
        at = row["recorded_from"]
        there = total(each.taken for each in takes if each.stood_at(at))
        if (row["number"], row["pledged"], row["change"]) != (number, there, there - before):
            yield row, "number, pledged or change is not what the liens come to"
        before = there
    if before != total(each.taken for each in takes if each.until is None):
        named = {"key": pool[0], "measure": str(pool[1]), "number": number + 1}
        yield named, "a row is missing: the liens come to another total since"


def _pool(row: Row) -> Pool:
    return row["key"], Measure(row["measure"])


def _take(row: Row) -> _Take:
    taken = Taken(steps=row["takes"], measure=Measure(row["measure"]), part=row["part"])
    return _Take(taken, row["recorded_from"], row["recorded_until"])
