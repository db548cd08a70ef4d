"""The audit trail of access: what was refused is written down beside the answer, never on its way.

An event waits in memory until a thread of its own writes all that waits in one statement, a few times a second, and
equal ones as one row; the thread lives only as long as there is something to write. So whoever has thousands of
requests refused costs the database a handful of rows and no filing a moment. The queue is bounded: what finds it full,
or the database away, is lost and counted (``registry_access_events_lost_total``). At a crash what waits is lost, a
quarter of a second of it; a worker that is stopped in order writes it first. Each refusal stands in the log too.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import closing
from threading import Event, Lock, Thread, current_thread
from typing import Generic, TypeVar

import structlog

from registry.domain.access_event import Seen, rows
from registry.domain.errors import Refusal
from registry.domain.statistics import refusals
from registry.domain.statistics.refusals import RefusedFiling
from registry.store import ConstraintFired, Store
from registry.store.access_events import write
from registry.store.statistics import count_refused

MOST_WAITING = 4096
GATHERED_SECONDS = 0.25

_log = structlog.get_logger("registry.security")


T = TypeVar("T")


class Waiting(ABC, Generic[T]):
    """What waits to be written, and who writes it."""

    def __init__(self, opened: Callable[[], Store]) -> None:
        """``opened`` gives the writer a door of its own to the database: it takes nobody's place in the queue of those
        who answer."""
        self._opened = opened
        self._lost: Callable[[int], None] = lambda _: None
        self._waiting: list[T] = []
        self._guard, self._hurry = Lock(), Event()
        self._writer: Thread | None = None

    def watch_losses(self, lost: Callable[[int], None]) -> None:
        """``lost`` hears how many events will never be written, each time some are not."""
        self._lost = lost

    def note(self, seen: T) -> None:
        """Returns at once, whatever becomes of it."""
        with self._guard:
            if len(self._waiting) >= MOST_WAITING:
                self._lost(1)
                return
            self._waiting.append(seen)
            if self._writer is None:
                self._hurry.clear()
                self._writer = Thread(target=self._work, name="access-events")  # waited for when the process ends
                self._writer.start()

    def flush(self) -> None:
        """Return when everything that waited has been written, or lost."""
        with self._guard:
            writer = self._writer
        self._hurry.set()
        if writer is not None:
            writer.join()

    def _work(self) -> None:
        try:
            with closing(self._opened()) as store:
                while batch := self._gathered():
                    self._write(store, batch)
        finally:
            with self._guard:
                if self._writer is current_thread():  # it ended by a fault: the next event finds itself another
                    self._writer = None

    @abstractmethod
    def _put(self, store: Store, batch: Sequence[T]) -> None:
        """Write all that waited, in one statement."""

    def _write(self, store: Store, batch: list[T]) -> None:
        try:
            self._put(store, batch)
        except (Refusal, ConstraintFired, RuntimeError) as fault:
            self._lost(len(batch))
            _log.warning("access_events_lost", events=len(batch), reason=type(fault).__name__)

    def _gathered(self) -> list[T]:
        """What came within a moment. Nothing, and the writer is done."""
        self._hurry.wait(GATHERED_SECONDS)
        with self._guard:
            batch, self._waiting = self._waiting, []
            if not batch:
                self._writer = None
            return batch


class Trail(Waiting[Seen]):
    """The access events."""

    def _put(self, store: Store, batch: Sequence[Seen]) -> None:
        write(store, rows(batch, fresh=os.urandom))


class Tally(Waiting[RefusedFiling]):
    """How often filings were refused, by month and rule: it goes the same way, for a refusal leaves no entry."""

    def _put(self, store: Store, batch: Sequence[RefusedFiling]) -> None:
        count_refused(store, refusals.rows(batch))
