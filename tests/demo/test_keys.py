"""The demo's keys: made once, and completed when a demo from before goes on."""

import json

import pytest

from registry.demo.folder import Folder
from registry.demo.prepare import make_keys
from registry.signing.ring import Use, open_ring
from registry.signing.trust import open_trust_note
from tests.samples import NOON


@pytest.fixture
def demo(tmp_path):
    made = Folder(tmp_path)
    make_keys(made, NOON)
    return made


def trusted(demo):
    return open_trust_note(demo.trust.read_text(encoding="utf-8"), pinned=None)


def without_paper(demo):
    """The demo as it was left by a release that knew no key for paper."""
    index = json.loads((demo.keys / "ring.json").read_bytes())
    (kid,) = (key["kid"] for key in index["keys"] if key["use"] == "paper")
    index["keys"] = [key for key in index["keys"] if key["kid"] != kid]
    (demo.keys / "ring.json").write_text(json.dumps(index))
    return kid


def test_are_the_same_when_it_goes_on(demo):
    before = demo.trust.read_bytes()
    make_keys(demo, NOON)
    assert demo.trust.read_bytes() == before
    assert trusted(demo).version == 1


def test_of_a_demo_from_before_get_what_came_later_and_a_trust_file_that_lists_it(demo):
    former, first = without_paper(demo), trusted(demo)
    make_keys(demo, NOON)
    ring = open_ring(demo.keys, passphrase=demo.secret("passphrase"), uses=frozenset(Use) - {Use.LOG})
    kid = ring.current(Use.PAPER).kid
    second = open_trust_note(demo.trust.read_text(encoding="utf-8"), pinned=first)
    assert kid != former
    assert (second.version, second.paper_key(kid) is not None) == (2, True)
