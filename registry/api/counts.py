"""What all processes of a host have counted, in memory they share. Made before the workers are forked.

A quota that each worker kept for itself would be as many quotas as there are workers, and one in the database a round
trip for every request. Here a count is a few bytes under a lock of the operating system, which lets go of it when its
holder dies, in the middle of a request too (fcntl(2): record locks belong to a process). Counts are lost with the host,
and nobody's rights with them.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from mmap import mmap
from threading import Lock

_BUCKETS = 4096
_SLOTS = (
    4  # in a bucket; with more askers than slots the one that asked least is forgotten, never the one that asks most
)
_SLOT = struct.Struct("<QII")  # whose, the second at which his window ends, how much
_BUCKET = struct.Struct("<" + "QII" * _SLOTS)
_COUNTING = 0  # the byte of the lock file that is locked to count; each name's own lies behind it
_MOST = 2**32 - 1
_NAMES_KEPT = 4096


class Counts:
    """Counts by name, and names of which one holder at a time is in the house."""

    def __init__(self) -> None:
        self._memory = mmap(-1, _BUCKETS * _BUCKET.size)
        # Under a key of this start: nobody can work out names that fall into somebody's bucket.
        key = os.urandom(16)
        self._mark = lru_cache(maxsize=_NAMES_KEPT)(lambda name: _digest(name, key=key))
        self._file, path = tempfile.mkstemp(prefix="registry-counts-")
        os.unlink(path)  # noqa: PTH108  # nothing is in it: it is there to be locked
        weakref.finalize(self, os.close, self._file)
        self._guard = Lock()  # record locks know processes, not threads
        self._held: set[str] = set()

    def add(self, names: Sequence[str], *, until: int, now: int, weight: int = 1) -> list[int]:
        """Count for every name in the window that ends at ``until``; what each has come to in it."""
        marks = [self._mark(name) for name in names]
        with self._guard:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, _COUNTING)
            try:
                return [self._added(mark, until=until, now=now, weight=weight) for mark in marks]
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _COUNTING)

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Whether nobody else of this host holds the name; if so, it is held until the end of the block."""
        held = self._hold(name)
        try:
            yield held
        finally:
            if held:
                with self._guard:
                    fcntl.lockf(self._file, fcntl.LOCK_UN, 1, self._place(name))
                    self._held.discard(name)

    def _hold(self, name: str) -> bool:
        with self._guard:
            if name in self._held:
                return False
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, self._place(name))
            except OSError:  # another process has it
                return False
            self._held.add(name)
            return True

    def _place(self, name: str) -> int:
        """A byte of its own; locks may lie behind a file's end."""
        return 1 + (self._mark(name) >> 2)

    def _added(self, mark: int, *, until: int, now: int, weight: int) -> int:
        bucket = mark % _BUCKETS * _BUCKET.size
        found = _BUCKET.unpack_from(self._memory, bucket)
        place = _slot_of(found, mark, now=now)
        whose, end, count = found[3 * place : 3 * place + 3]
        came_to = min(_MOST, (count if (whose, end) == (mark, until) else 0) + weight)
        _SLOT.pack_into(self._memory, bucket + place * _SLOT.size, mark, until, came_to)
        return came_to


def _slot_of(found: tuple[int, ...], mark: int, *, now: int) -> int:
    """His own, else one whose window is over, else that of whoever asked least."""
    marks = found[::3]
    if mark in marks:
        return marks.index(mark)
    counts = [0 if end <= now else count for end, count in zip(found[1::3], found[2::3], strict=True)]
    return counts.index(min(counts))


def _digest(name: str, *, key: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8, key=key).digest(), "little") or 1
