"""The log's part of `registry audit`: every leaf is its entry's, every entry has one or waits for it, and the tree, its
tiles and its checkpoints are what the leaves make of them.

The database's owner can rewrite the journal and the log so that they agree. What he cannot make anew is a checkpoint
kept elsewhere: held against that, a log that was shortened or rewritten is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from registry.domain import log, merkle, tiles
from registry.domain.log import Checkpoint, NotOfTheLog, read_checkpoint
from registry.domain.tiles import Tile
from registry.signing.errors import BadSignature
from registry.signing.keys import Use
from registry.signing.notes import Verifier, open_note
from registry.signing.ring import KeyRing
from registry.store import Snapshot
from registry.store.reads import log_audit as read
from registry.store.reads.log_audit import LogRow, Standing

Found = tuple[str, str]  # where, and what


def differences(seen: Snapshot, ring: KeyRing, *, checkpoint: str | None = None) -> Iterator[Found]:
    """Everything about the log in force that is not as it must be. ``checkpoint`` is a note kept elsewhere."""
    yield from read.not_logged(seen)
    row = read.log_in_force(seen)
    if row is None:
        if checkpoint is not None:
            yield "log", "there is none, and a checkpoint of one was given"
        return
    yield from _Replay(seen, ring, row=row, given=checkpoint).differences()


@dataclass(slots=True)
class _Growing:
    """The tree of the leaves so far: all its upper tiles, and of the lowest the one that still grows."""

    size: int = 0
    edge: dict[Tile, bytes] = field(default_factory=dict)

    def add(self, leaves: list[bytes]) -> dict[Tile, bytes]:
        """The tiles that changed."""
        grown = tiles.grown([merkle.leaf_hash(each) for each in leaves], size=self.size, edge=self.edge)
        self.size += len(leaves)
        standing = set(tiles.edge(self.size))
        self.edge = {tile: data for tile, data in (self.edge | grown).items() if tile in standing}
        return grown

    def root(self) -> bytes:
        return tiles.root_of(self.size, self.edge)


def _is_of(standing: Standing) -> bool:
    """Whether a leaf is that of its entry."""
    if standing.commitment is None or standing.second is None:
        return False
    leaf = log.Leaf(t=standing.second, entry=standing.commitment, statement=standing.statement)
    return leaf.data() == standing.leaf.encode()


class _Replay:
    """The log made again from the journal."""

    def __init__(self, seen: Snapshot, ring: KeyRing, *, row: LogRow, given: str | None) -> None:
        self._seen = seen
        self._row = row
        self._keys = [Verifier(row.origin, ring.public(key.kid)) for key in ring.listing().keys if key.use is Use.LOG]
        self._notes = {"published checkpoint": row.published, "checkpoint given": given}
        self._tree = _Growing()
        self._tiles: dict[Tile, int] = {}  # how much of each there must be
        self._out_of_place = 0  # by how much the leaves are that follow one that is gone: it is named once

    def differences(self) -> Iterator[Found]:
        claims, wrong = self._claims()
        yield from wrong
        yield from self._leaves(claims)
        if self._tree.size != self._row.size or self._tree.root() != self._row.root:
            yield "log", f"the root of {self._row.size} entries is not the one their leaves make"
        for where, claim in claims.items():
            if claim.size > self._tree.size:
                yield where, f"it is of {claim.size} entries and the log has {self._tree.size}: entries are gone"
        yield from read.stray_tiles(self._seen, self._row.number, lengths=self._tiles)

    def _claims(self) -> tuple[dict[str, Checkpoint], list[Found]]:
        """What checkpoints claim, and what is wrong with those that are none of this log's."""
        claims: dict[str, Checkpoint] = {}
        wrong = []
        for where, note in self._notes.items():
            if note is None:
                continue
            try:
                claims[where] = read_checkpoint(open_note(note, self._keys)[0])
            except (BadSignature, NotOfTheLog) as bad:
                wrong.append((where, f"not one of {self._row.origin} ({bad})"))
        return claims, wrong

    def _leaves(self, claims: Mapping[str, Checkpoint]) -> Iterator[Found]:
        for batch in read.leaves(self._seen, self._row.number):
            first = self._tree.size
            for place, standing in enumerate(batch, start=first):
                yield from self._leaf(standing, place=place)
            yield from self._grow([each.leaf.encode() for each in batch], claims)

    def _leaf(self, standing: Standing, *, place: int) -> Iterator[Found]:
        where = f"log leaf {standing.place}"
        if standing.place - place != self._out_of_place:
            self._out_of_place = standing.place - place
            yield where, f"it stands where leaf {place} must"
        if place == 0 and standing.seq is not None and self._row.former is not None:
            yield where, "the log is said to follow another and does not begin as one that does"
        if standing.seq is None:
            if place or not self._begins_anew(standing.leaf.encode()):
                yield where, "it is no entry's"
        elif standing.commitment is None:
            yield where, "its entry is not in the journal"
        elif not _is_of(standing):
            yield where, f"it is not the leaf of entry {standing.entry}"

    def _begins_anew(self, leaf: bytes) -> bool:
        """Whether a leaf is the first of a log that follows another, and commits to its last checkpoint."""
        try:
            at = log.read_leaf(leaf).instant
        except NotOfTheLog:
            return False
        return self._row.former is not None and log.genesis_leaf(at, former=self._row.former).data() == leaf

    def _grow(self, leaves: list[bytes], claims: Mapping[str, Checkpoint]) -> Iterator[Found]:
        """Put leaves into the tree, stopping at every size of which a checkpoint claims the root."""
        first, end = self._tree.size, self._tree.size + len(leaves)
        grown: dict[Tile, bytes] = {}
        for stop in sorted({end, *(each.size for each in claims.values() if first < each.size < end)}):
            grown |= self._tree.add(leaves[self._tree.size - first : stop - first])
            wrong = [where for where, claim in claims.items() if claim.size == stop and claim.root != self._tree.root()]
            yield from ((where, f"the first {stop} entries are not those it was signed over") for where in wrong)
        yield from self._stored(grown)

    def _stored(self, grown: Mapping[Tile, bytes]) -> Iterator[Found]:
        self._tiles |= {tile: len(data) for tile, data in grown.items()}
        stored = read.tiles(self._seen, self._row.number, wanted=grown)
        for tile, data in grown.items():
            # A tile that is filled by a later batch holds more already; what it held it holds for ever.
            if not stored.get(tile, b"").startswith(data):
                yield (
                    f"log tile {tile.level} {tile.number}",
                    "missing" if tile not in stored else "not made of its leaves",
                )
