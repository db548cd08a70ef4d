"""A sequencer killed at any step: the next one leaves the log that would have been, byte for byte.

What would have been is worked out here from the entries and the key alone: nothing else goes into a log.
"""

import subprocess
import sys
from signal import SIGKILL

import pytest
import sqlalchemy as sa

from registry.domain import merkle, tiles
from registry.domain.log import Checkpoint, leaf_of
from registry.service.sequencer import STEPS
from registry.signing.notes import sign_note
from registry.store.reads import log
from tests.lender import Lender
from tests.register import LOG, LOG_PASSPHRASE

# Its own process, so that what dies is what would die: connection, lock and memory at once.
SEQUENCER = """
import os, signal, sys
from pathlib import Path
from registry.service.authority import WORKING
from registry.service.sequencer import Sequencer
from registry.signing.ring import open_ring
from registry.store import Store

url, keys, passphrase, state, step = sys.argv[1:]
ring = open_ring(Path(keys), passphrase=passphrase, uses=WORKING)
def watch(reached):
    if reached == step:
        os.kill(os.getpid(), signal.SIGKILL)
Sequencer(Store(url, pool_size=1), ring, folder=Path(state), watch=watch).run()
"""
ENTRIES = """
    SELECT e.seq, e.at, e.commitment, c.statement FROM entry e LEFT JOIN certificate c ON c.entry = e.id ORDER BY e.seq"""


@pytest.fixture(scope="module")
def lender(register):
    return Lender(register)


def killed_at(register, step):
    url, state = register.url("registry_sequencer"), register.log_state
    arguments = [url, str(register.cluster.keys), LOG_PASSPHRASE, str(state), step]
    done = subprocess.run([sys.executable, "-c", SEQUENCER, *arguments], timeout=60, check=False)
    assert done.returncode == -SIGKILL, "it came to the step"


def as_it_would_be(register):
    leaves = [
        leaf_of(row["at"], commitment=row["commitment"], statement=row["statement"]).data()
        for row in register.rows(ENTRIES)
    ]
    made = tiles.grown([merkle.leaf_hash(each) for each in leaves])
    head = Checkpoint(LOG, len(leaves), tiles.root_of(len(leaves), made))
    return leaves, made, sign_note(head.text, name=LOG, key=register.cluster.log_ring.signer("log"))


def as_it_is(register):
    rows = register.rows("SELECT leaf FROM log_leaf ORDER BY place")
    laid = register.rows("SELECT level, number, data FROM log_tile")
    return (
        [row["leaf"].encode() for row in rows],
        {tiles.Tile(row["level"], row["number"]): row["data"] for row in laid},
        log.checkpoint(register.store),
    )


@pytest.mark.parametrize("step", STEPS)
def test_a_log_survives_the_death_of_its_sequencer(register, lender, step):
    for _ in range(3):
        lender.register()
    before = log.checkpoint(register.store)
    killed_at(register, step)
    published = log.checkpoint(register.store)
    assert (published == before) is (step != "committed"), "published last, or not yet"
    if published:
        assert register.audit(checkpoint=published) == []
    lender.register()  # nobody who files is kept waiting by what died
    register.sequence()
    assert as_it_is(register) == as_it_would_be(register)
    (kept,) = register.log_state.glob("*.checkpoint")
    assert kept.read_text() == log.checkpoint(register.store)


def test_a_log_survives_all_of_it_in_a_row(register, lender):
    for step in STEPS:
        lender.register()
        killed_at(register, step)
    register.sequence()
    assert as_it_is(register) == as_it_would_be(register)


def test_a_checkpoint_kept_and_never_published_is_published_by_the_next(register, lender):
    """Between the two writes the folder is ahead of the database, and that is no divergence."""
    lender.register()
    killed_at(register, "kept")
    (kept,) = register.log_state.glob("*.checkpoint")
    note = kept.read_text()
    assert note != log.checkpoint(register.store)
    with register.superuser().connect() as owner:  # so that the sequencer looks at once
        owner.execute(sa.text("UPDATE settled SET logged = NULL"))
    register.sequence()
    assert log.checkpoint(register.store) == note
