"""What the sequencer may do to the public log: take what waits, put it at the end, say what was published.

``with holding(store) as log: ...`` is one transaction behind the lock that only one sequencer has; ``log`` is None
while another has it, or while the journal has not begun. Leaving the block commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.domain.errors import Unavailable
from registry.domain.merkle import EMPTY_ROOT
from registry.domain.tiles import Tile
from registry.store.connection import Store
from registry.store.faults import Again, translated
from registry.store.tiles import named, stored

# The first log's row is what is locked, whichever log is in force: so nobody holds a log that has just been followed.
_BEGIN = sa.text("""
    INSERT INTO log_tree (number, origin, size, root) SELECT 1, origin, 0, :root FROM register
     WHERE NOT EXISTS (SELECT FROM log_tree) ON CONFLICT DO NOTHING""")
_LOCK = "SELECT number FROM log_tree WHERE number = 1 FOR UPDATE"
_WAIT = sa.text(_LOCK)
_LOCK_IF_FREE = sa.text(f"{_LOCK} SKIP LOCKED")
# Its own statement, after the lock: an older snapshot would show the tree as it was before the one who held it.
_TREE = sa.text(
    "SELECT number, origin, size, root, former, published, clock_timestamp() AS at"
    " FROM log_tree ORDER BY number DESC LIMIT 1"
)
# Whoever depends on an entry began after it was committed, so its number is higher and it is never taken earlier.
_TAKE = sa.text("""
    WITH taken AS (DELETE FROM log_queue WHERE seq IN (SELECT seq FROM log_queue ORDER BY seq LIMIT :most)
                   RETURNING seq, commitment, statement, at)
    SELECT seq, commitment, statement, at FROM taken ORDER BY seq""")
_APPEND = sa.text("""
    INSERT INTO log_leaf (log, place, seq, leaf)
    SELECT :log, p.place, p.seq, p.leaf
      FROM unnest(CAST(:places AS bigint[]), CAST(:seqs AS bigint[]), CAST(:leaves AS text[])) p(place, seq, leaf)""")
_LAY = sa.text("""
    INSERT INTO log_tile (log, level, number, data)
    SELECT :log, l.level, l.number, l.data
      FROM unnest(CAST(:levels AS smallint[]), CAST(:numbers AS bigint[]), :data) l(level, number, data)
        ON CONFLICT (log, level, number) DO UPDATE SET data = excluded.data
     WHERE log_tile.data <> excluded.data""").bindparams(sa.bindparam("data", type_=postgresql.ARRAY(sa.LargeBinary)))
_EXTEND = sa.text("UPDATE log_tree SET size = :size, root = :root WHERE number = :log")
_PUBLISH = sa.text("UPDATE log_tree SET published = :note WHERE number = :log")
# Only now and then: a row written five times a second for nothing is a disk kept awake.
_CAUGHT_UP = sa.text("""
    UPDATE settled SET logged = clock_timestamp()
     WHERE logged IS NULL OR logged < clock_timestamp() - interval '5 seconds'""")
_AT_REST = sa.text("""
    SELECT coalesce(logged > clock_timestamp() - interval '5 seconds', false)
       AND NOT EXISTS (SELECT FROM log_queue) FROM settled""")
_LEAVES = sa.text("SELECT leaf FROM log_leaf WHERE log = :log AND place >= :first ORDER BY place LIMIT :most")
_FOLLOW = sa.text("""
    INSERT INTO log_tree (number, origin, size, root, former) VALUES (:log, :origin, :size, :root, :former)""")
_QUEUE_ALL = sa.text("""
    INSERT INTO log_queue (seq, commitment, statement, at)
    SELECT e.seq, e.commitment, c.statement, e.at FROM entry e LEFT JOIN certificate c ON c.entry = e.id
        ON CONFLICT (seq) DO NOTHING""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The log in force as its row has it. ``at`` is the database's clock."""

    number: int
    origin: str
    size: int
    root: bytes
    former: str | None
    published: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    seq: int
    commitment: bytes
    statement: bytes | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """A leaf at its place; ``seq`` is its entry's, and None of the leaf that begins a log anew."""

    place: int
    seq: int | None
    leaf: bytes


class Log:
    """One transaction of the sequencer's. Made by ``holding``, never elsewhere."""

    def __init__(self, connection: sa.Connection, tree: Tree) -> None:
        self._connection = connection
        self.tree = tree

    def take(self, most: int) -> list[Waiting]:
        """Take from the queue what has waited longest, in an order in which nothing precedes what it depends on."""
        return [Waiting(*row) for row in self._connection.execute(_TAKE, {"most": most})]

    def tiles(self, wanted: Collection[Tile]) -> dict[Tile, bytes]:
        """Those of the tiles that are there."""
        return stored(self._connection, log=self.tree.number, wanted=wanted)

    def append(self, leaves: Sequence[Placed], *, tiles: Mapping[Tile, bytes], root: bytes) -> None:
        """Put leaves at the end, and with them the tiles and the root they make."""
        binds = {
            "places": [each.place for each in leaves],
            "seqs": [each.seq for each in leaves],
            "leaves": [each.leaf.decode() for each in leaves],
        }
        self._connection.execute(_APPEND, {"log": self.tree.number, **binds})
        self.lay(tiles)
        size = self.tree.size + len(leaves)
        self._connection.execute(_EXTEND, {"log": self.tree.number, "size": size, "root": root})

    def lay(self, tiles: Mapping[Tile, bytes]) -> int:
        """Store tiles; how many were not there as they are."""
        rows: dict[str, Any] = {"log": self.tree.number, **named(tiles), "data": list(tiles.values())}
        return int(self._connection.execute(_LAY, rows).rowcount)

    def leaves(self, first: int, most: int) -> list[bytes]:
        asked = {"log": self.tree.number, "first": first, "most": most}
        return [leaf.encode() for leaf in self._connection.execute(_LEAVES, asked).scalars()]

    def publish(self, note: str) -> None:
        self._connection.execute(_PUBLISH, {"log": self.tree.number, "note": note})

    def caught_up(self) -> None:
        """Say that all that waited was taken: who files then need not look at the queue."""
        self._connection.execute(_CAUGHT_UP)

    def follow(self, origin: str, *, former: str) -> Log:
        """Begin another log behind this one, empty so far, and queue the whole journal for it."""
        self._connection.exec_driver_sql(
            "SET LOCAL statement_timeout = 0"
        )  # a whole journal takes longer than a filing
        number = self.tree.number + 1
        named = {"log": number, "origin": origin, "size": 0, "root": EMPTY_ROOT, "former": former}
        self._connection.execute(_FOLLOW, named)
        self._connection.execute(_QUEUE_ALL)
        return Log(self._connection, _tree(self._connection))


def at_rest(store: Store) -> bool:
    """Whether nothing waits and somebody has said so lately: asked five times a second, and without a lock."""
    with store.reading() as connection:
        resting: bool = connection.execute(_AT_REST).scalar_one()
    return resting


@contextmanager
def holding(store: Store, *, wait: bool = False) -> Iterator[Log | None]:
    """Raises Unavailable where nobody answers; what was begun is then undone. With ``wait``, an operator's turn comes
    when the sequencer's is over."""
    try:
        with translated(), store.engine.begin() as connection:
            connection.execute(_BEGIN, {"root": EMPTY_ROOT})
            held = connection.execute(_WAIT if wait else _LOCK_IF_FREE).one_or_none()
            yield None if held is None else Log(connection, _tree(connection))
    except Again as fault:
        raise Unavailable(str(fault)) from None


def _tree(connection: sa.Connection) -> Tree:
    row = connection.execute(_TREE).mappings().one()
    return Tree(**{**row, "root": bytes(row["root"])})
