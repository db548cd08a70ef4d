"""The lists of how certificates stand beside the certificates they are of: what an audit reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from registry.store.reading import Snapshot

_TOLD = sa.text("SELECT log, place, day FROM status_told")
_SIZE = sa.text("SELECT size FROM log_tree WHERE number = :log")
_LISTS = sa.text("SELECT number, bits, changed, uri, token, issued_at FROM status_list ORDER BY number")
_PLACED = sa.text("""
    SELECT c.status_list AS list, c.status_index AS index, e.registration, e.version
      FROM certificate c JOIN entry e ON e.id = c.entry
     WHERE c.status_list IS NOT NULL AND e.registration IS NOT NULL AND e.version IS NOT NULL""")
_UNTOLD = sa.text("""
    SELECT e.registration, e.version FROM entry e
     WHERE e.version IS NOT NULL
       AND NOT EXISTS (SELECT FROM log_leaf l WHERE l.log = :log AND l.seq = e.seq AND l.place < :place)""")


@dataclass(frozen=True, slots=True)
class ToldRow:
    log: int
    place: int
    day: date


@dataclass(frozen=True, slots=True)
class ListRow:
    number: int
    bits: bytes
    changed: bool
    uri: str | None
    token: str | None
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A certificate with a place."""

    list: int
    index: int
    registration: str
    version: int


def told(store: Snapshot) -> list[ToldRow]:
    """How far the lists tell: one row, or none before the first."""
    with store.reading() as connection:
        return [ToldRow(**row) for row in connection.execute(_TOLD).mappings()]


def size(store: Snapshot, log: int) -> int:
    """How many leaves a log has; of one that is not there, none."""
    with store.reading() as connection:
        return int(connection.execute(_SIZE, {"log": log}).scalar_one_or_none() or 0)


def lists(store: Snapshot) -> list[ListRow]:
    with store.reading() as connection:
        rows = connection.execute(_LISTS).mappings()
        return [ListRow(**{**row, "bits": bytes(row["bits"])}) for row in rows]


def placed(store: Snapshot) -> Iterator[Placed]:
    """Every certificate of a registration with a place."""
    with store.reading() as connection:
        yield from (Placed(**row) for row in connection.execute(_PLACED).mappings())


def untold(store: Snapshot, *, log: int, place: int) -> set[tuple[str, int]]:
    """The versions of registrations that the lists do not tell of yet: few, unless nobody writes the lists."""
    with store.reading() as connection:
        return {(row.registration, row.version) for row in connection.execute(_UNTOLD, {"log": log, "place": place})}
