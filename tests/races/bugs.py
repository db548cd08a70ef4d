"""Bugs to plant in a register under test: each removes one defence, in the process it is planted in and nowhere else.

A test that passes with one of these planted tests nothing. Each takes the harness's ``watch``, so that a crash test can
stop the process inside the very gap that the bug opens.
"""

import threading
import time
from dataclasses import replace

import sqlalchemy as sa

from registry.domain.filings.taking import Taking
from registry.store import connection, tables
from registry.store.register import statements
from registry.store.register.verbs import Register

LATE = 0.15  # seconds between an answer and its commit, where the answer does not wait


def check_then_insert(_watch):
    """Decides on what was read before the lock."""
    _lock_late(lambda before, behind: replace(before, earlier=behind.earlier))


def lock_skipped(_watch):
    """Nobody waits for anybody."""
    Register.lock = lambda self, keys: None


def lock_and_check_in_one_statement(_watch):
    """What the check sees is as old as the statement, and the statement began before it waited for the lock."""
    Register.lock = lambda self, keys: None
    read = statements.READ.text.replace("WITH ", f"WITH locked AS ({statements.LOCK.text}), ", 1)
    statements.READ = sa.text(read).bindparams(*statements.READ._bindparams.values())


def no_relock(_watch):
    """A key that exists already is not locked. Harmless on fresh keys: the naive race test passes."""
    statements.LOCK = sa.text(
        "INSERT INTO asset_key (key) SELECT unnest(CAST(:keys AS text[])) ON CONFLICT (key) DO NOTHING"
    )


def repeatable_read(_watch):
    """The transaction's snapshot is as old as its first statement, which is the lock."""
    changed = connection._SESSION.replace("read\\ committed", "repeatable\\ read")
    assert changed != connection._SESSION
    connection._SESSION = changed


def clock_before_lock(_watch):
    """The instant is taken before the wait, so that order of entry and order of instants part ways."""
    _lock_late(lambda before, behind: replace(behind, ground=replace(behind.ground, at=before.ground.at)))


def idempotency_looked_up_before_lock(_watch):
    """Two copies of one request both find nothing, and one is told of a conflict with itself."""
    _lock_late(lambda before, behind: replace(behind, earlier=before.earlier))


def entry_and_projection_in_two_commits(watch):
    """The journal has it, the register does not yet."""
    _in_two_commits(watch, later={table.name for table in tables.PROJECTIONS})


def token_in_a_second_commit(watch):
    """The filing stands and nobody remembers yet whose request it was."""
    _in_two_commits(watch, later={"idempotency"})


def answer_before_commit(_watch):
    """The filer is told before the database has promised anything."""
    leave = connection.Attempt.__exit__

    def leave_early(self, kind, *fault):
        if kind is not None:
            return leave(self, kind, *fault)
        self.committed = True
        threading.Thread(target=_commit_later, args=(self._connection,), daemon=True).start()
        return False

    connection.Attempt.__exit__ = leave_early


def quantity_unchecked(_watch):
    """Whoever asks for more than there is gets it, as far as the law of the register goes."""
    Taking.require_enough = lambda self: None


BUGS = {
    bug.__name__: bug
    for bug in (
        check_then_insert,
        lock_skipped,
        lock_and_check_in_one_statement,
        no_relock,
        repeatable_read,
        clock_before_lock,
        idempotency_looked_up_before_lock,
        entry_and_projection_in_two_commits,
        token_in_a_second_commit,
        answer_before_commit,
        quantity_unchecked,
    )
}


def _lock_late(combine):
    """Look, lock, look again, and decide on what ``combine`` makes of both. A dry run, which never locks, looks once."""
    lock, read = Register.lock, Register.read

    def remember(self, keys):
        self.wanted = set(keys)

    def look_lock_look(self, filing, submitted, *, keys, **rest):
        before = read(self, filing, submitted, keys=keys, **rest)
        if not hasattr(self, "wanted"):
            return before
        lock(self, self.wanted)
        return combine(before, read(self, filing, submitted, keys=keys, **rest))

    Register.lock, Register.read = remember, look_lock_look


def _in_two_commits(watch, *, later):
    def write(self, written):
        added, closed = written.added(), written.closed()
        for group in ((added.keys() | closed.keys()) - later, later):
            now = [{name: rows for name, rows in part.items() if name in group} for part in (added, closed)]
            self._put(*now, statement=written.statement)
            if group is not later:
                self._connection.commit()
                watch("between")

    Register.write = write


def _commit_later(held):
    time.sleep(LATE)
    held.commit()
    held.close()
