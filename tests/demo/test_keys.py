"""The demo's keys: made once, and completed when a demo from before goes on."""

import json

import pytest

from registry.demo.folder import Folder
from registry.demo.prepare import make_keys
from registry.signing.keys import WORKER_USES
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


def without(demo, use):
    """The demo as it was left by a release that knew no key for this use."""
    index = json.loads((demo.keys / "ring.json").read_bytes())
    (kid,) = (key["kid"] for key in index["keys"] if key["use"] == use)
    index["keys"] = [key for key in index["keys"] if key["kid"] != kid]
    (demo.keys / "ring.json").write_text(json.dumps(index))
    return kid


def test_are_the_same_when_it_goes_on(demo):
    before = demo.trust.read_bytes()
    make_keys(demo, NOON)
    assert demo.trust.read_bytes() == before
    assert trusted(demo).version == 1


def test_of_a_demo_from_before_get_what_came_later_and_a_trust_file_that_lists_it(demo):
    first, former = trusted(demo), {use: without(demo, use) for use in (Use.PAPER, Use.STATUS)}
    make_keys(demo, NOON)
    ring = open_ring(demo.keys, passphrase=demo.secret("passphrase"), uses=frozenset(Use) - WORKER_USES)
    second = open_trust_note(demo.trust.read_text(encoding="utf-8"), pinned=first)
    assert second.version == 2
    for use, kid in former.items():
        assert second.key(ring.current(use).kid, use) is not None
        assert ring.current(use).kid != kid
    worker = open_ring(demo.keys, passphrase=demo.secret("log_passphrase"), uses=WORKER_USES)
    assert worker.signer(Use.STATUS)
