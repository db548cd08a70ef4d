"""The tree of the public log: RFC 6962 section 2.1, its proofs verified as RFC 9162 sections 2.1.3 and 2.1.4 say.

Bytes in, bytes out. What is hashed where is said here once; who stores the hashes is no business of this page. A proof
is a list of ranges of leaves, and the hash of a range is made of complete subtrees, which never change once they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class Node(NamedTuple):
    """The subtree of ``2**level`` leaves that is the ``number``-th of its level: complete, and the same for ever."""

    level: int
    number: int


Range = tuple[int, int]  # leaves from the first up to, and without, the second
HashOf = Callable[[Node], bytes]


class BadProof(ValueError):
    """A proof does not lead where it is said to lead."""


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def complete(begin: int, end: int) -> Iterator[Node]:
    """The complete subtrees that make up a range of a proof, from left to right."""
    while begin < end:
        level = (end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        yield Node(level, begin >> level)
        begin += 1 << level


def joined(hashes: Sequence[bytes]) -> bytes:
    """The hash over subtrees that stand side by side, the last of which may be lower than the others."""
    *before, made = hashes
    for each in reversed(before):
        made = node_hash(each, made)
    return made


def whole(hashes: Sequence[bytes]) -> bytes:
    """The hash over as many subtrees of one height as are a power of two."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def root(size: int, hash_of: HashOf) -> bytes:
    """The root of the tree of the first ``size`` leaves."""
    return range_hash((0, size), hash_of) if size else EMPTY_ROOT


def range_hash(leaves: Range, hash_of: HashOf) -> bytes:
    return joined([hash_of(node) for node in complete(*leaves)])


def inclusion(index: int, size: int) -> tuple[Range, ...]:
    """The ranges whose hashes prove the leaf in the tree of that size, from the leaf's sibling up (section 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of that size")
    begin, end = 0, size
    ranges = []
    while end - begin > 1:
        split = begin + _below(end - begin)
        if index < split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((begin, split))
            begin = split
    return tuple(reversed(ranges))


def consistency(old: int, size: int) -> tuple[Range, ...]:
    """The ranges whose hashes prove that the tree of ``size`` leaves begins with that of ``old`` (section 2.1.2)."""
    if not 0 < old <= size:
        raise ValueError("a tree extends only one that is no larger, and every tree the empty one")
    begin, end = 0, size
    ranges = []
    while old != end:
        split = begin + _below(end - begin)
        if old <= split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((begin, split))
            begin = split
    if begin:
        ranges.append((begin, end))
    return tuple(reversed(ranges))


def verify_inclusion(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], expected: bytes) -> None:
    """Return if the hash of a leaf stands at this place of the tree with that root; raise BadProof if not."""
    if not 0 <= index < size:
        raise BadProof("no such leaf in a tree of that size")
    _require_hashes(leaf, expected, *path)
    place, last, made = index, size - 1, leaf
    for each in path:
        if last == 0:
            raise BadProof("a proof with more hashes than it has use for")
        if place & 1 or place == last:
            made = node_hash(each, made)
            place, last = _up_to_a_right_child(place, last)
        else:
            made = node_hash(made, each)
        place, last = place >> 1, last >> 1
    if last or made != expected:
        raise BadProof("the proof does not lead to the root")


def verify_consistency(old: int, size: int, *, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> None:
    """Return if the tree of ``size`` leaves begins with the tree of ``old``; raise BadProof if that is not shown."""
    if not 0 < old <= size:
        raise BadProof("a tree extends only one that is no larger")
    _require_hashes(old_root, new_root, *path)
    if old == size:
        if path or old_root != new_root:
            raise BadProof("two trees of one size are the same or one of them is false")
        return
    power_of_two = old & (old - 1) == 0  # then the old root is itself the first hash, and is left out
    if _led_to(old, size, path=(old_root, *path) if power_of_two else tuple(path)) != (old_root, new_root):
        raise BadProof("the proof does not lead from the one root to the other")


def _led_to(old: int, size: int, *, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots a proof of consistency leads to, or None where it has not as many hashes as it needs."""
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = path[0] if path else b""
    for each in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            was, now = node_hash(each, was), node_hash(each, now)
            place, last = _up_to_a_right_child(place, last)
        else:
            now = node_hash(now, each)
        place, last = place >> 1, last >> 1
    return (was, now) if last == 0 else None


def _up_to_a_right_child(place: int, last: int) -> tuple[int, int]:
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _below(leaves: int) -> int:
    """The largest power of two below a number of leaves greater than one: where RFC 6962 divides a tree."""
    return 1 << ((leaves - 1).bit_length() - 1)


def _require_hashes(*hashes: bytes) -> None:
    """A verifier that takes an empty hash for one passes forged proofs: two public vectors are there to say so."""
    if any(len(each) != HASH_BYTES for each in hashes):
        raise BadProof("a hash that has not 32 bytes")
