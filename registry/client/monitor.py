"""Follow the public log from outside: is what is served today what was seen before, and something behind it?

Every entry since the last visit is fetched and hashed; the tree they make behind the tree that was seen must be the one
whose root is signed. So a log that was shortened, rewritten or shown differently to another is found by whoever keeps
one checkpoint, and needs no trust in who serves it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from registry.domain import tiles
from registry.domain.log import Checkpoint, NotOfTheLog, read_checkpoint, read_leaf
from registry.domain.merkle import leaf_hash
from registry.domain.tiles import HEIGHT, WIDTH, MissingTile, Tile, TilePath, read_bundle
from registry.signing.notes import open_note, unverified_text
from registry.signing.trust import Trust

Fetch = Callable[[str], bytes]
"""What is served at a path below the log. Raises Missing where there is nothing."""
Progress = Callable[[int, int], None]


class Missing(LookupError):
    """The log serves nothing at this address."""


class Diverged(Exception):
    """What was seen and what is served cannot both be true. The two signed notes are the evidence."""

    def __init__(self, en: str, *, zh: str, seen: str | None, served: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh
        self.notes = "\n".join(note for note in (seen, served) if note)


class AnotherLog(Exception):
    """The trust file is for another log than the one that was seen: not a contradiction, and not the same log."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The checkpoint that is kept from now on, and how many entries came since the last one."""

    note: str
    checkpoint: Checkpoint
    new: int


def follow(fetch: Fetch, *, trust: Trust, seen: str | None, progress: Progress = lambda _done, _all: None) -> Followed:
    """Go from the checkpoint that was seen, or from nothing, to the one that is served.

    Raises BadSignature for a checkpoint that the log of the trust file did not sign.
    """
    served = fetch("checkpoint").decode()
    now = read_checkpoint(open_note(served, trust.log_verifiers())[0])
    was = read_checkpoint(unverified_text(seen)) if seen else Checkpoint(now.origin, 0, b"")
    if was.origin != trust.origin or now.origin != trust.origin:
        raise AnotherLog(was.origin)
    try:
        _extended(fetch, was, now=now, progress=progress)
    except _Contradiction as found:
        raise Diverged(found.en, zh=found.zh, seen=seen, served=served) from None
    return Followed(served, now, now.size - was.size)


class _Contradiction(Exception):
    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh


def _extended(fetch: Fetch, was: Checkpoint, *, now: Checkpoint, progress: Progress) -> None:
    if now.size < was.size:
        raise _Contradiction(
            f"{was.size} entries were seen and {now.size} are served", f"见过 {was.size} 项，现仅 {now.size} 项"
        )
    if now.size == was.size:
        if now.root != was.root:
            raise _Contradiction(f"two roots of {now.size} entries", f"同为 {now.size} 项而根不同")
        return
    try:
        edge = _edge(fetch, was) if was.size else {}
        root = _grown(fetch, was, now=now, edge=edge, progress=progress)
    except (Missing, MissingTile, NotOfTheLog, ValueError) as wrong:
        raise _Contradiction(
            f"what the checkpoint promises is not served ({wrong})", f"检查点所承诺的内容未提供（{wrong}）"
        ) from None
    if root != now.root:
        raise _Contradiction("the entries served do not make the root that is signed", "所提供的条目与签名的根不符")


def _edge(fetch: Fetch, was: Checkpoint) -> dict[Tile, bytes]:
    """The tiles behind which the log goes on; they must be those of the tree that was seen."""
    edge = {tile: tile_of(fetch, tile, of=was.size) for tile in tiles.tiles_of_root(was.size)}
    if tiles.root_of(was.size, edge) != was.root:
        raise _Contradiction(
            f"the first {was.size} entries are no longer those that were seen", f"前 {was.size} 项已不是所见过的"
        )
    return edge


def _grown(fetch: Fetch, was: Checkpoint, *, now: Checkpoint, edge: dict[Tile, bytes], progress: Progress) -> bytes:
    size = was.size
    while size < now.size:
        first = size - size % WIDTH
        leaves = read_bundle(_entries(fetch, first // WIDTH, width=min(WIDTH, now.size - first)))
        if len(leaves) != min(WIDTH, now.size - first):
            raise NotOfTheLog("a bundle of another number of entries")
        hashes = [leaf_hash(read_leaf(each).data()) for each in leaves[size - first :]]
        edge |= tiles.grown(hashes, size=size, edge=edge)
        size += len(hashes)
        standing = tiles.tiles_of_root(size)
        edge = {tile: data for tile, data in edge.items() if tile in standing}
        progress(size - was.size, now.size - was.size)
    return tiles.root_of(size, edge)


def tile_of(fetch: Fetch, tile: Tile, *, of: int) -> bytes:
    """A tile as a tree of ``of`` leaves needs it; what is served may hold more. Raises Missing."""
    width = min(WIDTH, (of >> HEIGHT * tile.level) - tile.number * WIDTH)
    return _beginning(fetch, TilePath(tile.level, tile.number, width))


def _entries(fetch: Fetch, number: int, *, width: int) -> bytes:
    try:
        return fetch(f"tile/{TilePath(None, number, width)}")
    except Missing:
        whole = read_bundle(fetch(f"tile/{TilePath(None, number)}"))  # a partial one goes once the full one is there
        return tiles.bundle(whole[:width])


def _beginning(fetch: Fetch, path: TilePath) -> bytes:
    try:
        return fetch(f"tile/{path}")
    except Missing:
        return fetch(f"tile/{TilePath(path.level, path.index)}")
