"""`registry audit`: replay the journal and compare everything that was made from it.

Replay never decides again and asks no clock: it folds what was decided. What is compared: every commitment, every
evidence digest and signature, every certificate down to its bytes (``audit_entry``), every column of every projection
row, the public log (``audit_log``), and the lists of how certificates stand (``audit_status``). A column made from a
disclosure is compared while the disclosure exists and must be NULL once it is redacted. Running totals are added up
anew from the liens: what the entries decided of them is not taken on trust.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from registry.domain.rows import Rows
from registry.domain.running_totals import discrepancies
from registry.service import audit_log, audit_status
from registry.service.audit_entry import says_too_little
from registry.service.audit_processes import STRETCH, examined
from registry.service.authority import Authority
from registry.store import Snapshot, Store
from registry.store.reads import journal

Progress = Callable[[int, int], None]
WORTH_A_PROCESS = 2500  # entries; about as many are looked at in the time that starting one takes


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the journal says: where, and what. Never a personal value."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def audit(
    store: Store,
    authority: Authority,
    *,
    progress: Progress = lambda _done, _all: None,
    checkpoint: str | None = None,
    processes: int = 1,
) -> list[Difference]:
    """Every difference between the journal and what stands beside it, in order of the journal; empty when all holds.

    ``checkpoint`` is one of the log's that was kept elsewhere: without it a log that was shortened or made anew passes.
    ``processes`` is how many may look at entries at once; what is found, and in which order, does not depend on it.
    """
    found: list[Difference] = []
    with store.snapshot() as seen:  # or every filing that commits meanwhile would be a row too many
        replay = _Replay(seen)
        stretches = journal.stretches(seen, length=STRETCH)
        total = sum(each.entries for each in stretches)
        worthwhile = min(processes, total // WORTH_A_PROCESS)
        looked_at = examined(seen, stretches, store=store, authority=authority, processes=worthwhile)
        for done, each in enumerate(looked_at, start=1):
            wrong = (*each.faults, *(replay.apply(each.rows) if each.rows else ()))
            replay.former |= each.former
            found += [Difference(f"entry {each.id}", what) for what in wrong]
            progress(done, total)
        found += [Difference(f"entry {missing}", f"{name} of no entry") for name, missing in journal.strays(seen)]
        found += replay.added_up()
        for name in replay.tables:
            found += replay.compared(name)
        logged = audit_log.differences(seen, authority.ring, checkpoint=checkpoint)
        told = audit_status.differences(seen, authority.ring, versions=replay.tables["registration_version"])
        found += [Difference(where, what) for where, what in chain(logged, told)]
    return found


class _Replay:
    """What the journal so far amounts to. Its methods say what is wrong, and their caller with what."""

    def __init__(self, store: Snapshot) -> None:
        self._store = store
        self._shape = journal.projection_names()
        self.former: dict[str, Collection[str]] = {}  # what hashes may still be, while their secret is being replaced
        self.tables: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {name: {} for name in self._shape}

    def apply(self, folded: Rows) -> Iterator[str]:
        """What is wrong with an entry for what went before; then its rows count for those after it."""
        try:
            yield from self._applied(folded)
        except (LookupError, TypeError, ValueError) as broken:
            yield says_too_little(broken)

    def added_up(self) -> Iterator[Difference]:
        """Where the running totals that the entries decided are not what the liens they entered come to."""
        ledgers, keys = self.tables["quantity"].values(), self.tables["encumbrance_key"].values()
        for row, what in discrepancies(ledgers, keys):
            yield Difference(_where("quantity", (row["key"], row["measure"], row["number"])), what)

    def compared(self, name: str) -> Iterator[Difference]:
        """How a projection's table differs from what the whole journal makes of it."""
        key, columns = self._shape[name]
        places = tuple(map(columns.index, key))
        unseen = dict(self.tables[name])
        for row in journal.projected(self._store, name):
            named = tuple(map(row.__getitem__, places))
            made = unseen.pop(named, None)
            if made is None:
                yield Difference(_where(name, named), "a row that no entry made")
                continue
            expected = tuple(map(made.get, columns))
            if row != expected:  # nearly never, and there are millions of them
                pairs = zip(columns, row, expected, strict=True)
                altered = [c for c, has, must in pairs if has != must and has not in self.former.get(must, ())]
                yield from _altered(_where(name, named), altered)
        for named in unseen:
            yield Difference(_where(name, named), "a row that an entry made is missing")

    def _applied(self, folded: Rows) -> Iterator[str]:
        for closing in folded.closed:
            key, _ = self._shape[closing.table]
            standing = self.tables[closing.table].get(tuple(closing.named[name] for name in key))
            if standing is None or standing["recorded_until"] is not None:
                yield f"closes a row of {closing.table} that does not stand"
                continue
            standing["recorded_until"] = closing.until
        for table, added in folded.added.items():
            key, _ = self._shape[table]
            self.tables[table] |= {tuple([made[name] for name in key]): made for made in added}


def _altered(where: str, columns: list[str]) -> Iterator[Difference]:
    return (Difference(where, f"column {column} is not what the journal makes of it") for column in columns)


def _where(table: str, named: tuple[Any, ...]) -> str:
    return f"{table} {' '.join(str(part) for part in named)}"
