"""Entries are looked at by several processes, each on a connection of its own to the one snapshot of the audit.

What comes back is in the order of the journal, and the same whatever their number: verifying two signatures of Ed25519
is a quarter of what an entry costs, and there is no cheaper way to do it than on another core.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from itertools import islice

from registry.service.audit_entry import Examined, Examiner
from registry.service.authority import Authority
from registry.service.key_history import KeyHistory
from registry.signing.keys import RingListing
from registry.signing.ring import KeyRing
from registry.store import Snapshot, Store
from registry.store.reads import journal, people
from registry.store.reads.journal import Stretch

STRETCH = 500  # entries that are looked at without a word in between
_AHEAD = 3  # stretches under way for each process: enough that none waits, few enough to hold in memory


@dataclass(frozen=True, slots=True)
class Seat:
    """All that one of the processes is told: where the snapshot is, and the keys that open and verify. None that
    signs goes along, and nothing of this is written anywhere: it passes through a pipe between parent and child."""

    url: str
    snapshot: str
    listing: RingListing
    secrets: Mapping[str, bytes]


def examined(
    seen: Snapshot, stretches: Iterable[Stretch], *, store: Store, authority: Authority, processes: int
) -> Iterator[Examined]:
    """Every entry of the stretches, in their order."""
    if processes <= 1:
        examiner = examiner_of(seen, authority)
        for stretch in stretches:
            yield from map(examiner.examined, journal.entries(seen, stretch))
        return
    listing, secrets = authority.ring.unsigning()
    seat = Seat(store.url, seen.export(), listing, secrets)
    # Started afresh: a child that was forked would share the parent's connection and the locks of its threads.
    afresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=afresh, initializer=_sit, initargs=(seat,)) as pool:
        yield from _in_order(pool, iter(stretches), ahead=processes * _AHEAD)


def examiner_of(seen: Snapshot, authority: Authority) -> Examiner:
    redacted = {digest for digest, _ in journal.projected(seen, "redaction")}
    keys = KeyHistory(journal.of_keys(seen), register=authority.issuer.origin, people=people.terms(seen))
    return Examiner(authority, keys=keys, redacted=redacted)


def _in_order(pool: ProcessPoolExecutor, stretches: Iterator[Stretch], *, ahead: int) -> Iterator[Examined]:
    under_way: deque[Future[list[Examined]]] = deque(pool.submit(_look, each) for each in islice(stretches, ahead))
    while under_way:
        done = under_way.popleft().result()
        under_way.extend(pool.submit(_look, each) for each in islice(stretches, 1))
        yield from done


@dataclass(frozen=True, slots=True)
class _Seated:
    examiner: Examiner
    seen: Snapshot
    open: ExitStack


_seats: list[Seat] = []  # of a process that was started to look: the one it was given


def _sit(seat: Seat) -> None:
    _seats.append(seat)


@cache
def _seated() -> _Seated:
    """Opened once, and held until the process ends with the audit."""
    (seat,) = _seats
    held = ExitStack()
    seen = held.enter_context(Store(seat.url, pool_size=1).snapshot(of=seat.snapshot))
    ring = KeyRing(seat.listing, signers={}, secrets=seat.secrets)
    return _Seated(examiner_of(seen, Authority(ring)), seen, held)


def _look(stretch: Stretch) -> list[Examined]:
    seated = _seated()
    return [seated.examiner.examined(each) for each in journal.entries(seated.seen, stretch)]
