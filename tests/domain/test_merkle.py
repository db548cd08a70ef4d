"""The tree of the log, held against RFC 6962's own recursive definition, and its proofs against every flipped bit."""

import random
from hashlib import sha256

import pytest

from registry.domain.merkle import (
    EMPTY_ROOT,
    BadProof,
    Node,
    complete,
    consistency,
    inclusion,
    leaf_hash,
    range_hash,
    root,
    verify_consistency,
    verify_inclusion,
    whole,
)
from registry.domain.tiles import edge, grown, hashes_in, root_of, tiles_for, tiles_of_root

# The leaves and roots by which certificate transparency logs test themselves (RFC 6962's reference implementation).
KNOWN_LEAVES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
KNOWN_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(count):
    return [f"leaf {number}".encode() for number in range(count)]


class Oracle:
    """RFC 6962 section 2.1, as it is written there."""

    def __init__(self, entries):
        self.entries = entries

    def mth(self, begin, end):
        if end == begin:
            return sha256(b"").digest()
        if end - begin == 1:
            return sha256(b"\0" + self.entries[begin]).digest()
        k = self.k(end - begin)
        return sha256(b"\1" + self.mth(begin, begin + k) + self.mth(begin + k, end)).digest()

    def k(self, n):
        k = 1
        while k * 2 < n:
            k *= 2
        return k

    def path(self, m, *, begin, end):
        n = end - begin
        if n == 1:
            return []
        k = self.k(n)
        if m < k:
            return [*self.path(m, begin=begin, end=begin + k), self.mth(begin + k, end)]
        return [*self.path(m - k, begin=begin + k, end=end), self.mth(begin, begin + k)]

    def subproof(self, m, *, begin, end, whole):
        n = end - begin
        if m == n:
            return [] if whole else [self.mth(begin, end)]
        k = self.k(n)
        if m <= k:
            return [*self.subproof(m, begin=begin, end=begin + k, whole=whole), self.mth(begin + k, end)]
        return [*self.subproof(m - k, begin=begin + k, end=end, whole=False), self.mth(begin, begin + k)]


def hash_of(entries):
    return lambda node: whole(
        [leaf_hash(each) for each in entries[node.number << node.level : (node.number + 1) << node.level]]
    )


def proved(entries, ranges):
    return [range_hash(each, hash_of(entries)) for each in ranges]


@pytest.fixture(scope="module")
def dice():
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


class TestARoot:
    @pytest.mark.parametrize("size", range(1, 9))
    def test_is_that_of_the_known_tree(self, size):
        assert root(size, hash_of(KNOWN_LEAVES)).hex() == KNOWN_ROOTS[size - 1]

    def test_of_nothing_is_the_digest_of_nothing(self):
        assert root(0, hash_of([])) == EMPTY_ROOT == Oracle([]).mth(0, 0)

    def test_is_the_definitions_at_every_size(self):
        entries = leaves(300)
        oracle = Oracle(entries)
        assert all(root(size, hash_of(entries)) == oracle.mth(0, size) for size in range(301))

    def test_rests_on_complete_subtrees_only(self):
        assert list(complete(0, 7)) == [Node(2, 0), Node(1, 2), Node(0, 6)]
        assert list(complete(4, 7)) == [Node(1, 2), Node(0, 6)]


def test_every_proof_up_to_thirty_leaves_is_the_definitions_and_verifies():
    entries = leaves(30)
    oracle = Oracle(entries)
    for size in range(1, 31):
        expected = oracle.mth(0, size)
        for index in range(size):
            path = proved(entries, inclusion(index, size))
            assert path == oracle.path(index, begin=0, end=size)
            verify_inclusion(leaf_hash(entries[index]), index=index, size=size, path=path, expected=expected)
        for old in range(1, size + 1):
            path = proved(entries, consistency(old, size))
            assert path == oracle.subproof(old, begin=0, end=size, whole=True)
            verify_consistency(old, size, old_root=oracle.mth(0, old), new_root=expected, path=path)


def refused(verify, *arguments, **named):
    with pytest.raises(BadProof):
        verify(*arguments, **named)


def flipped(data, dice):
    at = dice.randrange(len(data) * 8)
    return bytes(each ^ (1 << at % 8 if at // 8 == place else 0) for place, each in enumerate(data))


class TestAFlippedBit:
    def test_spoils_a_proof_of_inclusion_wherever_it_is(self, dice):
        entries = leaves(600)
        for _ in range(60):
            size = dice.randrange(2, 601)
            index = dice.randrange(size)
            path, expected = proved(entries, inclusion(index, size)), root(size, hash_of(entries))
            leaf = leaf_hash(entries[index])
            verify_inclusion(leaf, index=index, size=size, path=path, expected=expected)
            for at, each in enumerate(path):
                bad = [*path[:at], flipped(each, dice), *path[at + 1 :]]
                refused(verify_inclusion, leaf, index=index, size=size, path=bad, expected=expected)
            same = {"index": index, "size": size, "path": path, "expected": expected}
            refused(verify_inclusion, flipped(leaf, dice), **same)
            refused(verify_inclusion, leaf, **same | {"expected": flipped(expected, dice)})
            refused(verify_inclusion, leaf, **same | {"index": (index + 1) % size})

    def test_spoils_a_proof_of_consistency_wherever_it_is(self, dice):
        entries = leaves(600)
        for _ in range(60):
            size = dice.randrange(2, 601)
            old = dice.randrange(1, size)
            path = proved(entries, consistency(old, size))
            roots = {"old_root": root(old, hash_of(entries)), "new_root": root(size, hash_of(entries))}
            verify_consistency(old, size, **roots, path=path)
            for at, each in enumerate(path):
                bad = [*path[:at], flipped(each, dice), *path[at + 1 :]]
                refused(verify_consistency, old, size, **roots, path=bad)
            for name, each in roots.items():
                refused(verify_consistency, old, size, **roots | {name: flipped(each, dice)}, path=path)


class TestAVerifier:
    ENTRIES = leaves(7)

    def given(self, index=3, size=7):
        path = proved(self.ENTRIES, inclusion(index, size))
        return {"index": index, "size": size, "path": path, "expected": root(size, hash_of(self.ENTRIES))}

    @pytest.mark.parametrize("index", [-1, 7, 8])
    def test_refuses_a_leaf_outside_the_tree(self, index):
        refused(verify_inclusion, leaf_hash(self.ENTRIES[3]), **self.given() | {"index": index})

    def test_refuses_an_empty_tree(self):
        refused(verify_inclusion, EMPTY_ROOT, index=0, size=0, path=[], expected=EMPTY_ROOT)
        refused(verify_consistency, 0, 7, old_root=EMPTY_ROOT, new_root=self.given()["expected"], path=[])

    @pytest.mark.parametrize("wrong", [b"", b"x" * 31, b"x" * 33])
    def test_refuses_a_hash_of_another_length(self, wrong):
        given = self.given()
        refused(verify_inclusion, leaf_hash(self.ENTRIES[3]), **given | {"path": [*given["path"], wrong]})
        refused(verify_inclusion, wrong, **given)
        refused(verify_consistency, 7, 7, old_root=wrong, new_root=wrong, path=[])

    def test_refuses_a_proof_that_is_longer_or_shorter(self):
        leaf, given = leaf_hash(self.ENTRIES[3]), self.given()
        for path in ([], given["path"][:-1], [*given["path"], given["path"][0]], [given["path"][0], *given["path"]]):
            refused(verify_inclusion, leaf, **given | {"path": path})
        roots = {"old_root": root(3, hash_of(self.ENTRIES)), "new_root": given["expected"]}
        path = proved(self.ENTRIES, consistency(3, 7))
        for wrong in ([], path[:-1], [*path, path[0]], [path[0], *path]):
            refused(verify_consistency, 3, 7, **roots, path=wrong)

    def test_refuses_two_roots_of_one_size_and_a_tree_that_shrank(self):
        given = self.given()["expected"]
        verify_consistency(7, 7, old_root=given, new_root=given, path=[])
        refused(verify_consistency, 7, 7, old_root=given, new_root=EMPTY_ROOT, path=[])
        refused(verify_consistency, 7, 7, old_root=given, new_root=given, path=[given])
        refused(verify_consistency, 8, 7, old_root=given, new_root=given, path=[given])

    @pytest.mark.parametrize(
        ("ask", "sizes"), [(inclusion, (7, 7)), (inclusion, (-1, 7)), (consistency, (0, 7)), (consistency, (8, 7))]
    )
    def test_is_not_asked_about_what_cannot_be(self, ask, sizes):
        with pytest.raises(ValueError):
            ask(*sizes)


class TestTiles:
    def test_hold_the_same_tree_however_it_grew(self, dice):
        """Across the borders of tiles of two levels; in one go and in random bites the tiles are the same bytes."""
        count = 70_000
        hashes = [leaf_hash(each) for each in leaves(count)]
        at_once = grown(hashes)
        tiles, size, checked = {}, 0, 0
        while size < count:
            bite = dice.choice([1, 2, 100, 255, 256, 257, *([5000] if size >= 2_000 else [])])
            kept = {tile: tiles[tile] for tile in edge(size)}  # all it may rest on
            tiles |= grown(hashes[size : size + bite], size=size, edge=kept)
            size = min(size + bite, count)
            if size < 2_000:
                checked += 1
                assert root_of(size, tiles) == range_hash(
                    (0, size), lambda n, h=hashes: whole(h[n.number << n.level : (n.number + 1) << n.level])
                )
        assert tiles == at_once
        assert checked
        assert {tile.level: len(data) // 32 for tile, data in tiles.items() if tile in edge(count)} == {
            0: 112,
            1: 17,
            2: 1,
        }

    def proved_from_tiles(self, ranges, tiles):
        named = {tile: tiles[tile] for tile in tiles_for(node for each in ranges for node in complete(*each))}
        return [range_hash(each, hashes_in(named)) for each in ranges]

    def test_answer_every_proof_from_no_more_than_the_tiles_it_names(self, dice):
        count = 3_000
        entries = leaves(count)
        tiles = grown([leaf_hash(each) for each in entries])
        for _ in range(100):
            size = dice.randrange(2, count + 1)
            index, old = dice.randrange(size), dice.randrange(1, size)
            path = self.proved_from_tiles(inclusion(index, size), tiles)
            expected = root_of(size, {tile: tiles[tile] for tile in tiles_of_root(size)})
            verify_inclusion(leaf_hash(entries[index]), index=index, size=size, path=path, expected=expected)
            path = self.proved_from_tiles(consistency(old, size), tiles)
            verify_consistency(old, size, old_root=root_of(old, tiles), new_root=expected, path=path)
