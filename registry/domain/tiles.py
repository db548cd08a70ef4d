"""Tiles: how the tree is cut for storing and serving (c2sp.org/tlog-tiles).

A tile holds 256 hashes of one level, each the root of a full tile of the level below; the last tile of a level may hold
fewer and grows. What a tile once holds it holds for ever, so a partial tile is a beginning of the full one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from registry.domain.merkle import HASH_BYTES, HashOf, Node, complete, root, whole

HEIGHT = 8
WIDTH = 1 << HEIGHT
_DEEPEST = 63  # the specification's last level
_ENTRIES = "entries"
_PATH = re.compile(
    r"(?P<level>0|[1-9]\d?|entries)/(?P<index>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?", re.ASCII
)
_MOST_GROUPS = 6  # 10**18 tiles are more than any log has, and less than a bigint holds
_LENGTH_BYTES = 2


class Tile(NamedTuple):
    level: int
    number: int


Tiles = Mapping[Tile, bytes]
_NONE: Tiles = MappingProxyType({})


class MissingTile(LookupError):
    """A tile is not there, or holds less than the size of the tree says."""


@dataclass(frozen=True, slots=True)
class TilePath:
    """What an address below ``/log/tile/`` asks for; ``level`` is None for the entries themselves."""

    level: int | None
    index: int
    width: int = WIDTH

    def __str__(self) -> str:
        groups = _groups(self.index)
        name = "/".join((*(f"x{group}" for group in groups[:-1]), groups[-1]))
        level = _ENTRIES if self.level is None else str(self.level)
        return f"{level}/{name}" + (f".p/{self.width}" if self.width < WIDTH else "")


def read_path(text: str) -> TilePath | None:
    """What is asked for, or None where the address is not the only spelling of a tile's."""
    found = _PATH.fullmatch(text)
    if found is None or found["index"].count("/") >= _MOST_GROUPS:
        return None
    level = None if found["level"] == _ENTRIES else int(found["level"])
    index = int(found["index"].replace("/x", "").replace("/", "").removeprefix("x"))
    path = TilePath(level, index, int(found["width"] or WIDTH))
    return path if str(path) == text and (level or 0) <= _DEEPEST else None


def edge(size: int) -> tuple[Tile, ...]:
    """The partial tiles of a tree: all that is needed to go on with it."""
    return tuple(Tile(level, size >> HEIGHT * (level + 1)) for level, width in _widths(size) if width % WIDTH)


def widths(size: int) -> Mapping[int, int]:
    """How many hashes each level of a tree holds in its tiles."""
    return dict(_widths(size))


def grown(hashes: Sequence[bytes], *, size: int = 0, edge: Tiles = _NONE) -> dict[Tile, bytes]:
    """The tiles that change when these leaf hashes follow those of a tree of that size, with that edge."""
    changed: dict[Tile, bytes] = {}
    level = 0
    while hashes:
        filled, hashes = _filled(hashes, level=level, size=size, edge=edge)
        changed |= filled
        level, size = level + 1, size >> HEIGHT
    return changed


def tiles_for(nodes: Iterable[Node]) -> set[Tile]:
    return {_tile(node) for node in nodes}


def hashes_in(tiles: Tiles) -> HashOf:
    """The hash of any node that lies in these tiles. Raises MissingTile for any other."""

    def hash_of(node: Node) -> bytes:
        first, count = (node.number << node.level % HEIGHT) % WIDTH, 1 << node.level % HEIGHT
        data = tiles.get(_tile(node), b"")[first * HASH_BYTES : (first + count) * HASH_BYTES]
        if len(data) != count * HASH_BYTES:
            raise MissingTile(str(_tile(node)))
        return whole(split(data))

    return hash_of


def root_of(size: int, tiles: Tiles) -> bytes:
    """The root of a tree, from the tiles on its edge. Raises MissingTile."""
    return root(size, hashes_in(tiles))


def tiles_of_root(size: int) -> set[Tile]:
    """The tiles from which the root of the tree of that size follows, in this and every larger tree."""
    return tiles_for(complete(0, size))


def split(data: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def bundle(leaves: Iterable[bytes]) -> bytes:
    """Entries as they are served: each behind its length in two bytes."""
    return b"".join(len(each).to_bytes(_LENGTH_BYTES, "big") + each for each in leaves)


def read_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError where it ends in the midst of one."""
    leaves, at = [], 0
    while at < len(data):
        begin = at + _LENGTH_BYTES
        at = begin + int.from_bytes(data[at:begin], "big")
        leaves.append(data[begin:at])
    if at != len(data):
        raise ValueError("a bundle that ends in the midst of an entry")
    return leaves


def _filled(hashes: Sequence[bytes], *, level: int, size: int, edge: Tiles) -> tuple[dict[Tile, bytes], list[bytes]]:
    """The tiles of a level that hold these hashes behind the ``size`` it has; and what those that became full hand up
    to the level above."""
    changed, handed_up = {}, []
    while hashes:
        tile, filled = Tile(level, size >> HEIGHT), size % WIDTH
        before = edge.get(tile, b"")[: filled * HASH_BYTES] if filled else b""
        if len(before) != filled * HASH_BYTES:
            raise MissingTile(str(tile))
        put, hashes = hashes[: WIDTH - filled], hashes[WIDTH - filled :]
        changed[tile] = before + b"".join(put)
        size += len(put)
        if size % WIDTH == 0:
            handed_up.append(whole(split(changed[tile])))
    return changed, handed_up


def _widths(size: int) -> list[tuple[int, int]]:
    return [(level, size >> HEIGHT * level) for level in range(_DEEPEST + 1) if size >> HEIGHT * level]


def _tile(node: Node) -> Tile:
    return Tile(node.level // HEIGHT, (node.number << node.level % HEIGHT) >> HEIGHT)


def _groups(index: int) -> list[str]:
    """The number in groups of three digits."""
    digits = f"{index:d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    return [digits[at : at + 3] for at in range(0, len(digits), 3)]
