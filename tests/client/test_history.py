"""Two checkpoints of different sizes are compared through the tiles of the log, of which nothing is believed."""

import pytest

from registry.client.history import NotCompared, is_one_history
from registry.client.monitor import Missing
from registry.domain import tiles
from registry.domain.log import Checkpoint
from registry.domain.merkle import leaf_hash
from registry.domain.tiles import read_path

ORIGIN = "registry.example/log"
SIZES = [(1, 2), (3, 300), (255, 257), (256, 512), (256, 600), (513, 700), (1, 66_000)]


class Served:
    """The tiles of a log, as they might be served."""

    def __init__(self, count, *, changed=(), partial=True):
        hashes = [leaf_hash(b"%d" % (number + 100_000 * (number in changed))) for number in range(count)]
        self.tiles, self.partial = tiles.grown(hashes), partial
        self.head = Checkpoint(ORIGIN, count, tiles.root_of(count, self.tiles))

    def __call__(self, path):
        asked = read_path(path.removeprefix("tile/"))
        data = self.tiles.get((asked.level, asked.index), b"")
        if not self.partial and asked.width < 256 and len(data) == 256 * 32:
            raise Missing(path)
        return data[: asked.width * 32]


@pytest.mark.parametrize(("old", "new"), SIZES)
def test_a_log_that_only_grew_is_one_history(old, new):
    served = Served(new)
    for one, other in ((Served(old).head, served.head), (served.head, Served(old).head)):
        assert is_one_history(served, one, other) is True


@pytest.mark.parametrize(("old", "new"), SIZES)
def test_a_beginning_that_was_rewritten_is_proven(old, new):
    served = Served(new)
    assert is_one_history(served, Served(old, changed={old - 1}).head, served.head) is False


def test_a_log_that_has_grown_on_serves_enough():
    assert is_one_history(Served(900, partial=False), Served(300).head, Served(700).head) is True


def test_tiles_that_are_not_of_the_signed_tree_say_nothing():
    with pytest.raises(NotCompared):
        is_one_history(Served(700, changed={5}), Served(300).head, Served(700).head)
    with pytest.raises(NotCompared):
        is_one_history(Served(100), Served(300).head, Served(700).head)


def test_a_server_that_has_none_says_nothing():
    def nothing(path):
        raise Missing(path)

    with pytest.raises(NotCompared):
        is_one_history(nothing, Served(300).head, Served(700).head)


def test_without_the_log_only_trees_of_one_size_tell_of_each_other():
    assert is_one_history(None, Served(3).head, Served(3).head) is True
    assert is_one_history(None, Served(3).head, Served(3, changed={1}).head) is False
    with pytest.raises(NotCompared):
        is_one_history(None, Served(3).head, Served(4).head)


def test_logs_of_two_names_and_the_empty_one_are_not_compared():
    for other in (Checkpoint("other.example/log", 2, Served(2).head.root), Checkpoint(ORIGIN, 0, bytes(32))):
        with pytest.raises(NotCompared):
            is_one_history(Served(3), other, Served(3).head)
