"""The log in the order of its places beside the journal it is of: what an audit reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from registry.domain.tiles import WIDTH, Tile
from registry.store.reading import Snapshot
from registry.store.tiles import stored

_LOG = sa.text("SELECT number, origin, size, root, former, published FROM log_tree ORDER BY number DESC LIMIT 1")
_LEAVES = sa.text("""
    SELECT l.place, l.seq, l.leaf, e.id AS entry, e.commitment, c.statement,
           CASE WHEN isfinite(e.at) THEN CAST(floor(extract(epoch FROM e.at)) AS bigint) END AS second
      FROM log_leaf l LEFT JOIN entry e ON e.seq = l.seq LEFT JOIN certificate c ON c.entry = e.id
     WHERE l.log = :log AND l.place > :after ORDER BY l.place LIMIT :limit""")
_LAID = sa.text("SELECT level, number, length(data) AS length FROM log_tile WHERE log = :log ORDER BY level, number")
_NOT_LOGGED = sa.text("""
    SELECT 'entry ' || e.id AS place, 'neither in the log nor waiting for it' AS what FROM entry e
     WHERE NOT EXISTS (SELECT FROM log_queue q WHERE q.seq = e.seq)
       AND NOT EXISTS (SELECT FROM log_leaf l WHERE l.seq = e.seq AND l.log = (SELECT max(number) FROM log_tree))
    UNION ALL
    SELECT 'log queue ' || q.seq, 'what waits for the log is not an entry as the journal has it'
      FROM log_queue q LEFT JOIN entry e ON e.seq = q.seq LEFT JOIN certificate c ON c.entry = e.id
     WHERE e.commitment IS DISTINCT FROM q.commitment OR c.statement IS DISTINCT FROM q.statement
        OR e.at IS DISTINCT FROM q.at""")
_BATCH = 16 * WIDTH
_BEFORE_ALL = -(2**63)  # whatever place a row was given, it is read


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """The log in force."""

    number: int
    origin: str
    size: int
    root: bytes
    former: str | None
    published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A leaf, and the entry it is said to be of, as far as there is one."""

    place: int
    seq: int | None
    leaf: str
    entry: str | None
    commitment: bytes | None
    statement: bytes | None
    second: int | None  # none of an instant that no clock shows


def log_in_force(store: Snapshot) -> LogRow | None:
    with store.reading() as connection:
        row = connection.execute(_LOG).mappings().one_or_none()
    return LogRow(**row) if row else None


def leaves(store: Snapshot, log: int) -> Iterator[list[Standing]]:
    """Every leaf, in whole tiles."""
    after = _BEFORE_ALL
    while True:
        with store.reading() as connection:
            rows = connection.execute(_LEAVES, {"log": log, "after": after, "limit": _BATCH}).mappings()
            batch = [Standing(**row) for row in rows]
        if not batch:
            return
        yield batch
        after = batch[-1].place


def tiles(store: Snapshot, log: int, *, wanted: Collection[Tile]) -> dict[Tile, bytes]:
    """Those of the tiles that are there."""
    with store.reading() as connection:
        return stored(connection, log=log, wanted=wanted)


def stray_tiles(store: Snapshot, log: int, *, lengths: Mapping[Tile, int]) -> Iterator[tuple[str, str]]:
    """Tiles that no leaf made, and such as hold more than their leaves."""
    with store.reading() as connection:
        for row in connection.execute(_LAID, {"log": log}):
            if row.length > lengths.get(Tile(row.level, row.number), 0):
                yield f"log tile {row.level} {row.number}", "it holds more than its leaves make"


def not_logged(store: Snapshot) -> list[tuple[str, str]]:
    """Entries that neither stand in the log nor wait for it, and what waits and is no entry: where, and what."""
    with store.reading() as connection:
        return [(row.place, row.what) for row in connection.execute(_NOT_LOGGED)]
