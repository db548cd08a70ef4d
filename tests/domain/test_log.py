"""The log's texts have one spelling each: whatever is changed in them is noticed."""

import json
import random
from datetime import timedelta

import pytest

from registry.domain.log import (
    PROOF,
    Checkpoint,
    NotOfTheLog,
    Proof,
    genesis_leaf,
    leaf_of,
    read_checkpoint,
    read_leaf,
    read_proof,
    verify_proof,
)
from registry.domain.merkle import BadProof, leaf_hash, node_hash, root, whole
from registry.domain.tiles import (
    WIDTH,
    MissingTile,
    Tile,
    TilePath,
    bundle,
    edge,
    grown,
    read_bundle,
    read_path,
    root_of,
    widths,
)
from tests.samples import NOON

ENTRY, STATEMENT = b"e" * 32, b"s" * 32
ORIGIN = "log.register.test"


def a_leaf(at=NOON, statement=STATEMENT):
    return leaf_of(at, commitment=ENTRY, statement=statement).data()


def a_proof(index=1):
    other, leaf = leaf_hash(b"other"), leaf_hash(a_leaf())
    checkpoint = Checkpoint(ORIGIN, 2, node_hash(other, leaf))
    return Proof(index, (other,), f"{checkpoint.text}\n— {ORIGIN} c2lnbmF0dXJl\n"), checkpoint


class TestALeaf:
    def test_says_four_things_and_nothing_else(self):
        said = json.loads(a_leaf(NOON + timedelta(microseconds=999_999)))
        assert said == {
            "v": 1,
            "t": int(NOON.timestamp()),
            "entry": "ZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWU",
            "statement": "c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M",
        }
        assert json.loads(a_leaf(statement=None))["statement"] is None

    def test_reads_back_as_itself(self):
        assert read_leaf(a_leaf()).data() == a_leaf()
        assert read_leaf(a_leaf(statement=None)).statement is None

    @pytest.mark.parametrize(
        "changes",
        [{"v": 2}, {"t": "1"}, {"t": True}, {"entry": "ZWVl"}, {"statement": "c3Nz"}, {"statement": ""}, {"kind": "x"}],
    )
    def test_is_refused_where_it_says_anything_else(self, changes):
        said = json.loads(a_leaf()) | changes
        with pytest.raises(NotOfTheLog):
            read_leaf(json.dumps(said, sort_keys=True, separators=(",", ":")).encode())

    @pytest.mark.parametrize(
        "data", [b"", b"[]", b"null", b"1", b"{}", a_leaf() + b" ", a_leaf().replace(b'"t"', b' "t"')]
    )
    def test_is_refused_in_any_other_spelling(self, data):
        with pytest.raises(NotOfTheLog):
            read_leaf(data)

    def test_that_begins_a_second_log_commits_to_the_last_word_of_the_first(self):
        first, other = (genesis_leaf(NOON, former=note).data() for note in ("one\n", "two\n"))
        assert first != other
        assert read_leaf(first).statement is None

    def test_tells_its_whole_second(self):
        assert read_leaf(a_leaf(NOON + timedelta(microseconds=999_999))).instant == NOON


class TestTiles:
    LEAVES = tuple(leaf_hash(str(number).encode()) for number in range(WIDTH + 3))

    def test_give_the_root_of_every_tree_they_hold(self):
        laid = grown(self.LEAVES)
        for size in (1, 2, WIDTH, WIDTH + 1, WIDTH + 3):
            assert root_of(size, laid) == root(
                size, lambda node: whole(self.LEAVES[node.number << node.level :][: 1 << node.level])
            )

    def test_on_the_edge_are_all_it_takes_to_go_on(self):
        laid = grown(self.LEAVES[:WIDTH])
        kept = {tile: data for tile, data in laid.items() if tile in edge(WIDTH)}
        assert laid | grown(self.LEAVES[WIDTH:], size=WIDTH, edge=kept) == grown(self.LEAVES)
        assert widths(WIDTH + 3) == {0: WIDTH + 3, 1: 1}

    def test_that_are_missing_or_too_short_are_no_hashes(self):
        laid = grown(self.LEAVES)
        for short in ({}, laid | {Tile(0, 1): b""}):
            with pytest.raises(MissingTile):
                root_of(WIDTH + 3, short)
        with pytest.raises(MissingTile):
            grown(self.LEAVES[:1], size=3)


class TestACheckpoint:
    def test_is_three_lines(self):
        checkpoint = Checkpoint(ORIGIN, 20852163, b"\1" * 32)
        assert checkpoint.text == f"{ORIGIN}\n20852163\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n"
        assert read_checkpoint(checkpoint.text) == checkpoint

    @pytest.mark.parametrize(
        "text",
        [
            "", "a\n1\n", "\n1\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n",
            "a\n01\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n", "a\n+1\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n",
            "a\n１\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n", "a\n1\nAQEB\n",
            "a\n1\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQF=\n", "a\n1\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
            "a\n1\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\nextension\n",
        ],
    )  # fmt: skip
    def test_is_refused_in_any_other_spelling(self, text):
        with pytest.raises(NotOfTheLog):
            read_checkpoint(text)


class TestAProof:
    def test_is_the_text_of_the_specification(self):
        proof, _ = a_proof()
        head, *_, signature = proof.text.splitlines()
        assert (head, signature) == (PROOF, f"— {ORIGIN} c2lnbmF0dXJl")
        assert proof.text.splitlines()[1] == "index 1"
        assert read_proof(proof.text) == proof

    def test_holds_for_its_own_leaf_only(self):
        proof, checkpoint = a_proof()
        verify_proof(proof, checkpoint, leaf=a_leaf())
        with pytest.raises(BadProof):
            verify_proof(proof, checkpoint, leaf=a_leaf(statement=None))

    def test_read_with_any_character_changed_is_another_proof_or_none(self):
        """What survives is judged later: the note by its signature, index and path by the root they no longer lead to."""
        seed = random.randrange(2**32)
        print(f"seed {seed}")
        dice = random.Random(seed)
        proof, checkpoint = a_proof()
        text, accepted = proof.text, 0
        body = text.index("\n\n") + 2
        for at in range(len(text)):
            mutated = text[:at] + dice.choice("ABcd019=/+ \n\u2003—x") + text[at + 1 :]
            if mutated == text:
                continue
            try:
                read = read_proof(mutated)
                assert read.text == mutated
                if at < body:
                    verify_proof(read, checkpoint, leaf=a_leaf())
                    accepted += 1
            except (NotOfTheLog, BadProof):
                continue
        assert accepted == 0

    @pytest.mark.parametrize(
        "text",
        [
            "",
            PROOF,
            f"{PROOF}\n",
            f"{PROOF}\n\n",
            f"{PROOF}\nindex 01\n\nx",
            f"{PROOF}\nindex a\n\nx",
            f"{PROOF}\nextra YQ==\nindex 1\n\nx",
            "x" * 70_000,
        ],
    )
    def test_is_refused_where_it_is_none(self, text):
        with pytest.raises(NotOfTheLog):
            read_proof(text)


class TestATilesAddress:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("0/000", TilePath(0, 0)),
            ("1/x001/x234/067", TilePath(1, 1234067)),
            ("0/x001/000", TilePath(0, 1000)),
            ("entries/273.p/112", TilePath(None, 273, 112)),
            ("63/999.p/1", TilePath(63, 999, 1)),
        ],
    )
    def test_is_read_and_written(self, text, path):
        assert read_path(text) == path
        assert str(path) == text

    @pytest.mark.parametrize(
        "text",
        [
            "", "0", "0/0", "0/00", "00/000", "0/0000", "64/000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/x000/001",
            "0/x001", "0/001/002", "Entries/000", "entries/000/", "0/000.p/", "0/٠٠٠", "-1/000", "0/000 ", "0/000\n",
            "0/" + "x999/" * 6 + "999",
        ],
    )  # fmt: skip
    def test_has_one_spelling(self, text):
        assert read_path(text) is None


class TestABundle:
    def test_gives_back_what_was_put_in(self):
        leaves = [b"", b"a", b"b" * 300]
        assert read_bundle(bundle(leaves)) == leaves

    @pytest.mark.parametrize("data", [b"\0", b"\0\2a", bundle([b"abc"])[:-1]])
    def test_does_not_end_in_the_midst_of_an_entry(self, data):
        with pytest.raises(ValueError):
            read_bundle(data)
