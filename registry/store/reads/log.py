"""The public log as it is served: its checkpoint, its tiles and entries, and the proof that an entry stands in it."""

from __future__ import annotations

import sqlalchemy as sa

from registry.domain import merkle
from registry.domain.errors import Unavailable
from registry.domain.log import Proof, read_checkpoint, verify_proof
from registry.domain.merkle import HASH_BYTES, BadProof, complete, range_hash
from registry.domain.tiles import WIDTH, MissingTile, TilePath, bundle, hashes_in, tiles_for
from registry.signing.notes import unverified_text
from registry.store.connection import Store
from registry.store.tiles import stored

_IN_FORCE = "(SELECT max(number) FROM log_tree)"
_CHECKPOINT = sa.text(f"SELECT published FROM log_tree WHERE number = {_IN_FORCE}")
_TILE = sa.text(f"SELECT data FROM log_tile WHERE log = {_IN_FORCE} AND level = :level AND number = :number")
_ENTRIES = sa.text(f"""
    SELECT leaf FROM log_leaf WHERE log = {_IN_FORCE} AND place >= :first AND place < :end ORDER BY place""")
_PLACED = sa.text(f"""
    SELECT l.place, l.leaf, t.number AS log, t.published
      FROM entry e JOIN log_tree t ON t.number = {_IN_FORCE} JOIN log_leaf l ON l.log = t.number AND l.seq = e.seq
     WHERE e.id = :entry AND t.published IS NOT NULL""")


def checkpoint(store: Store) -> str | None:
    """The signed note published last, or None before the first."""
    with store.reading() as connection:
        note: str | None = connection.execute(_CHECKPOINT).scalar_one_or_none()
    return note


def tile(store: Store, path: TilePath) -> bytes | None:
    """What an address asks for, or None while the log does not reach so far."""
    return _entries(store, path) if path.level is None else _hashes(store, path, level=path.level)


def proof(store: Store, entry: str) -> Proof | None:
    """That the entry of this id stands in the log published last; None while it waits for that.

    It is verified before anybody is handed it. Raises Unavailable where the tiles do not make the root: there is
    something wrong with the log, and `registry audit` says what.
    """
    with store.reading() as connection:
        row = connection.execute(_PLACED, {"entry": entry}).one_or_none()
        published = read_checkpoint(unverified_text(row.published)) if row else None
        if row is None or published is None or row.place >= published.size:
            return None
        ranges = merkle.inclusion(row.place, published.size)
        wanted = tiles_for(node for each in ranges for node in complete(*each))
        tiles = stored(connection, log=row.log, wanted=wanted)
    try:
        made = Proof(row.place, tuple(range_hash(each, hashes_in(tiles)) for each in ranges), row.published)
        verify_proof(made, published, leaf=row.leaf.encode())
    except (MissingTile, BadProof):
        raise Unavailable("the tiles do not make the root that was published") from None
    return made


def _hashes(store: Store, path: TilePath, *, level: int) -> bytes | None:
    with store.reading() as connection:
        data = connection.execute(_TILE, {"level": level, "number": path.index}).scalar_one_or_none()
    wanted = path.width * HASH_BYTES
    return bytes(data)[:wanted] if data is not None and len(data) >= wanted else None


def _entries(store: Store, path: TilePath) -> bytes | None:
    first = path.index * WIDTH
    with store.reading() as connection:
        leaves = connection.execute(_ENTRIES, {"first": first, "end": first + path.width}).scalars().all()
    return bundle(leaf.encode() for leaf in leaves) if len(leaves) == path.width else None
