"""`registry monitor` against a register that is served: it follows what grows, and says `diverged` of what was shortened
or exchanged for another, though its log's key signed it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from registry.cli import main
from registry.domain.log import read_checkpoint
from registry.signing.notes import unverified_text
from registry.signing.trust import create_roots, make_trust_note
from tests.deploy.serving import Serving
from tests.lender import Lender
from tests.register import RegisterUnderTest
from tests.service.test_audit import undone
from tests.service.test_audit_log import logged_again

LOGS = ("log_leaf", "log_tile", "log_tree")


@pytest.fixture(scope="module")
def followed(register: RegisterUnderTest) -> Lender:
    lender = Lender(register)
    for _ in range(5):
        lender.register()
    register.sequence()
    return lender


@pytest.fixture(scope="module")
def serving(register, followed, tmp_path_factory):
    with Serving(register, tmp_path_factory.mktemp("serving")) as started:
        yield started


@pytest.fixture
def monitor(register, serving, tmp_path):
    """Told as whoever runs it would: the exit code, what it said, and what it has seen."""
    officers = create_roots(tmp_path / "roots", 1, passphrase="dull", name="officers.test")
    note = make_trust_note(register.authority.ring.listing(), signers=officers, threshold=1, version=1)
    (tmp_path / "trust.note").write_text(note, encoding="utf-8")
    state = tmp_path / "seen"
    arguments = ["monitor", serving.origin, "--trust", str(tmp_path / "trust.note"), "--state", str(state)]

    def run():
        done = CliRunner().invoke(main, arguments, env={"XDG_STATE_HOME": str(tmp_path / "state")})
        seen = read_checkpoint(unverified_text(state.read_text())).size if state.exists() else 0
        return done.exit_code, done.output, seen

    return run


@pytest.fixture
def owner(register):
    with register.superuser().connect() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection


def leaves(owner: sa.Connection) -> list:
    return list(owner.exec_driver_sql("SELECT seq, leaf FROM log_leaf ORDER BY place").all())


def test_it_begins_and_follows(register, followed, monitor):
    code, said, first = monitor()
    assert (code, f"{first} entries, {first} new" in said) == (0, True)
    code, said, _ = monitor()
    assert (code, f"{first} entries, 0 new" in said) == (0, True)
    for _ in range(3):
        followed.register()
    register.sequence()
    code, said, then = monitor()
    assert (code, then - first, "3 new" in said) == (0, 3, True)


@pytest.mark.parametrize("grown", [False, True], ids=["shorter", "shortened and grown past what was seen"])
def test_it_tells_that_entries_are_gone(register, owner, monitor, grown):
    monitor()
    with undone(owner, *LOGS):
        rows = leaves(owner)
        stay = rows[:-2] + (rows[:1] * 4 if grown else [])
        logged_again(register, owner, stay=renumbered(stay))
        code, said, _ = monitor()
    assert (code, "diverged" in said) == (30, True)
    assert monitor()[0] == 0, "what it had seen is kept, and the honest log goes on from it"


def test_it_tells_a_fork(register, owner, monitor):
    """As many entries, and one of them another."""
    _, _, seen = monitor()
    with undone(owner, *LOGS):
        rows = leaves(owner)
        rows[2], rows[3] = rows[3], rows[2]
        logged_again(register, owner, stay=renumbered(rows))
        code, said, still = monitor()
    assert (code, "diverged" in said, still) == (30, True, seen)


def test_it_tells_tiles_that_are_not_those_of_the_checkpoint(register, followed, owner, monitor):
    monitor()
    followed.register()
    register.sequence()
    with undone(owner, "log_tile"):
        owner.exec_driver_sql("UPDATE log_tile SET data = set_byte(data, 0, get_byte(data, 0) # 1)")
        code, said, _ = monitor()
    assert (code, "diverged" in said) == (30, True)
    assert monitor()[0] == 0


def renumbered(rows: list) -> list:
    """Each with a number of its own, whatever leaf it has."""
    return [type("Row", (), {"seq": 10_000 + place, "leaf": row.leaf})() for place, row in enumerate(rows)]
