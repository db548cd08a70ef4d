"""Whoever follows the log keeps one note and cannot be shown two histories."""

import pytest
from click.testing import CliRunner

from registry.cli import monitor as command
from registry.client.monitor import AnotherLog, Diverged, Missing, follow
from registry.domain import tiles
from registry.domain.log import Checkpoint, leaf_of, read_checkpoint
from registry.domain.merkle import leaf_hash
from registry.domain.tiles import read_path
from registry.signing.client_keys import generate_client_key
from registry.signing.errors import BadSignature
from registry.signing.notes import sign_note, unverified_text
from tests.signing.builders import NOON, ORIGIN


def a_leaf(number):
    return leaf_of(NOON, commitment=number.to_bytes(32, "big"), statement=None).data()


class Served:
    """A log as it might be served: honest, or otherwise."""

    def __init__(self, key, count, *, changed=(), origin=ORIGIN, partial=True):
        self.leaves = [a_leaf(number + 10_000 if number in changed else number) for number in range(count)]
        self.tiles = tiles.grown([leaf_hash(each) for each in self.leaves])
        head = Checkpoint(origin, count, tiles.root_of(count, self.tiles))
        self.note = sign_note(head.text, name=origin, key=key)
        self.partial, self.asked = partial, []

    def __call__(self, path):
        self.asked.append(path)
        if path == "checkpoint":
            return self.note.encode()
        asked = read_path(path.removeprefix("tile/"))
        if asked.width < 256 and not self.partial:
            full = asked.index < len(self.leaves) // 256
            if full:
                raise Missing(path)
        if asked.level is None:
            first = asked.index * 256
            return tiles.bundle(self.leaves[first : first + asked.width])
        data = self.tiles.get((asked.level, asked.index), b"")
        return data[: asked.width * 32]


@pytest.fixture
def key(log_key):
    """Of the ring the trust file is for."""
    return log_key


def diverged(served, seen, *, trust):
    with pytest.raises(Diverged) as found:
        follow(served, trust=trust, seen=seen)
    return found.value


class TestALogThatOnlyGrows:
    @pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 2), (3, 300), (255, 257), (256, 600), (513, 70_000)])
    def test_is_followed_from_any_size_to_any_other(self, key, trust, before, after):
        seen = Served(key, before).note if before else None
        found = follow(Served(key, after), trust=trust, seen=seen)
        assert (found.checkpoint.size, found.new) == (after, after - before)
        assert found.note == Served(key, after).note

    def test_is_asked_for_no_more_than_is_new(self, key, trust):
        served = Served(key, 70_000)
        follow(served, trust=trust, seen=Served(key, 69_900).note)
        assert len(served.asked) < 8

    def test_that_has_not_grown_is_asked_for_its_checkpoint_alone(self, key, trust):
        served = Served(key, 300)
        assert follow(served, trust=trust, seen=served.note).new == 0
        assert served.asked == ["checkpoint"]

    def test_may_have_dropped_the_partial_tiles_that_are_full_now(self, key, trust):
        assert follow(Served(key, 700, partial=False), trust=trust, seen=Served(key, 300).note).new == 400

    def test_shows_how_far_it_is(self, key, trust):
        steps = []
        follow(Served(key, 600), trust=trust, seen=None, progress=lambda done, total: steps.append((done, total)))
        assert steps == [(256, 600), (512, 600), (600, 600)]


class TestAContradiction:
    def test_is_a_log_that_was_shortened(self, key, trust):
        seen = Served(key, 300).note
        found = diverged(Served(key, 299), seen, trust=trust)
        assert "300 entries were seen" in found.en
        assert seen in found.notes

    def test_is_another_root_of_the_same_size(self, key, trust):
        assert "two roots" in diverged(Served(key, 300, changed={7}), Served(key, 300).note, trust=trust).en

    @pytest.mark.parametrize("changed", [0, 7, 255, 256, 299])
    def test_is_an_entry_changed_among_those_that_were_seen(self, key, trust, changed):
        found = diverged(Served(key, 400, changed={changed}), Served(key, 300).note, trust=trust)
        assert "no longer those that were seen" in found.en

    def test_is_an_entry_other_than_the_signed_root_has(self, key, trust):
        served = Served(key, 400)
        served.leaves[350] = a_leaf(99_999)
        assert "do not make the root" in diverged(served, Served(key, 300).note, trust=trust).en

    @pytest.mark.parametrize("leaf", [b"{}", a_leaf(1).replace(b'"v":1', b'"v":2'), a_leaf(1)[:-1] + b',"x":1}'])
    def test_is_an_entry_that_says_anything_but_a_leaf(self, key, trust, leaf):
        """Signed or not: personal data has no place in a log that cannot forget."""
        served = Served(key, 3)
        served.leaves[1] = leaf
        grown = tiles.grown([leaf_hash(each) for each in served.leaves])
        served.note = sign_note(Checkpoint(ORIGIN, 3, tiles.root_of(3, grown)).text, name=ORIGIN, key=key)
        assert "not served" in diverged(served, None, trust=trust).en

    @pytest.mark.parametrize("gone", ["tile/0/001.p/44", "tile/entries/001.p/144"])
    def test_is_a_tile_or_bundle_that_is_promised_and_not_there(self, key, trust, gone):
        served = Served(key, 400)

        def fetch(path):
            if path.startswith(gone.partition(".p")[0]):
                raise Missing(path)
            return served(path)

        assert "not served" in diverged(fetch, Served(key, 300).note, trust=trust).en

    def test_is_a_bundle_cut_short(self, key, trust):
        served = Served(key, 400)
        served.leaves.pop()
        assert "another number" in diverged(served, Served(key, 300).note, trust=trust).en


def test_a_checkpoint_by_another_key_is_not_the_logs(trust):
    with pytest.raises(BadSignature):
        follow(Served(generate_client_key(), 3), trust=trust, seen=None)


def test_a_log_begun_anew_is_another_log(key, trust):
    other = Served(key, 3, origin="another.log").note
    with pytest.raises(AnotherLog):
        follow(Served(key, 300), trust=trust, seen=other)


class TestTheCommand:
    def run(self, monkeypatch, tmp_path, *, served, trust):
        monkeypatch.setattr(command, "log_at", lambda _: served)
        monkeypatch.setattr(command, "trusted", lambda _: trust)
        (tmp_path / "trust.note").touch()
        state = tmp_path / "seen"
        arguments = ["https://register.example", "--trust", str(tmp_path / "trust.note"), "--state", str(state)]
        return CliRunner().invoke(command.monitor, arguments), state

    def test_keeps_what_it_saw_and_goes_on_from_there(self, monkeypatch, tmp_path, key, trust):
        for count in (3, 300):
            done, state = self.run(monkeypatch, tmp_path, served=Served(key, count), trust=trust)
            assert done.exit_code == 0, done.output
            assert read_checkpoint(unverified_text(state.read_text())).size == count

    def test_says_diverged_and_keeps_both_notes(self, monkeypatch, tmp_path, key, trust):
        first, forked = Served(key, 300), Served(key, 400, changed={5})
        self.run(monkeypatch, tmp_path, served=first, trust=trust)
        done, state = self.run(monkeypatch, tmp_path, served=forked, trust=trust)
        assert done.exit_code == 30
        assert "diverged" in done.output
        assert "日志不一致" in done.output
        assert state.read_text() == first.note, "what was seen is kept"
        evidence = state.with_name("seen.diverged").read_text()
        assert first.note in evidence
        assert forked.note in evidence

    def test_says_invalid_of_a_checkpoint_nobody_vouches_for(self, monkeypatch, tmp_path, trust):
        done, state = self.run(monkeypatch, tmp_path, served=Served(generate_client_key(), 3), trust=trust)
        assert (done.exit_code, state.exists()) == (40, False)


def test_the_key_of_the_log_is_the_one_in_the_trust_file(key, trust):
    assert [verifier.public for verifier in trust.log_verifiers()] == [key.public]
