"""Bugs to plant in a register under test: each removes one defence, in the process it is planted in and nowhere else.

A test that passes with one of these planted tests nothing. Each takes the harness's ``watch``, so that a crash test can
stop the process inside the very gap that the bug opens.
"""

import inspect
import json
import threading
import time
from dataclasses import replace

import sqlalchemy as sa

from registry.service.file import Desk
from registry.store import connection
from registry.store.register import statements
from registry.store.register.verbs import Register

LATE = 0.15  # seconds between an answer and its commit, where the answer does not wait


def check_then_insert(_watch):
    """Decides on what was read before the lock."""

    def look_first(register, filing, submitted, read):
        register.seen = read(register, filing, submitted, keys=filing.locks())

    _before_entering(look_first)
    _instead_of_reading(lambda register, found: replace(register.seen, earlier=found.earlier))


def lock_skipped(_watch):
    """Nobody waits for anybody."""
    Register.lock = lambda self, keys: None


def lock_and_check_in_one_statement(_watch):
    """What the check sees is as old as the statement, and the statement began before it waited for the lock."""
    Register.lock = lambda self, keys: None
    statements.READ = sa.text(f"WITH locked AS ({statements.LOCK.text}) {statements.READ.text}").bindparams(
        *statements.READ._bindparams.values()
    )


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
    lock = Register.lock

    def look_at_the_clock_first(self, keys):
        self.at = self._connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
        lock(self, keys)

    Register.lock = look_at_the_clock_first
    _instead_of_reading(lambda register, found: replace(found, ground=replace(found.ground, at=register.at)))


def idempotency_looked_up_before_lock(_watch):
    """Two copies of one request both find nothing, and one is told of a conflict with itself."""

    def look_first(register, filing, submitted, read):
        register.earlier = read(register, filing, submitted, keys=filing.locks()).earlier

    _before_entering(look_first)
    _instead_of_reading(lambda register, found: replace(found, earlier=register.earlier))


def entry_and_projection_in_two_commits(watch):
    """The journal has it, the register does not yet."""
    projected = {table for table in statements.tables.metadata.tables if table not in JOURNALLED}
    _in_two_commits(watch, later=projected)


def token_in_a_second_commit(watch):
    """The filing stands and nobody remembers yet whose request it was."""
    _in_two_commits(watch, later={"idempotency"})


def answer_before_commit(_watch):
    """The filer is told before the database has promised anything."""
    leave = connection.Attempt.__exit__

    def leave_early(self, kind, fault, at):
        if fault is not None:
            return leave(self, kind, fault, at)
        self.committed = True
        threading.Thread(target=_commit_later, args=(self._connection,), daemon=True).start()
        return False

    connection.Attempt.__exit__ = leave_early


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
    )
}
JOURNALLED = {"entry", "evidence", "disclosure", "certificate", "idempotency"}


def _before_entering(look_first):
    """Have ``look_first`` called with the open transaction before a filing takes its locks."""
    enter, read = Desk._enter, Register.read

    def enter_after_a_look(self, *args, **named):
        given = inspect.signature(enter).bind(self, *args, **named).arguments
        look_first(given["register"], given["filing"], given["submitted"], read)
        return enter(self, *args, **named)

    Desk._enter = enter_after_a_look


def _instead_of_reading(change):
    """Have the filing decide on what ``change`` makes of what is found; a dry run, which takes no lock, is left alone."""
    read = Register.read

    def read_otherwise(self, *args, **named):
        found = read(self, *args, **named)
        return change(self, found) if vars(self).keys() - {"_connection"} else found

    Register.read = read_otherwise


def _in_two_commits(watch, *, later):
    def write(self, written):
        rows = {
            "entry": [written.entry],
            "evidence": [written.evidence],
            "disclosure": list(written.disclosures),
            "certificate": [written.certificate] if written.certificate else [],
            "idempotency": [written.idempotency] if written.idempotency else [],
            **written.rows.added,
        }
        closed = {}
        for closing in written.rows.closed:
            closed.setdefault(closing.table, []).append({**closing.named, "recorded_until": closing.until})
        for names in (rows.keys() - later, later):
            added = {name: rows[name] for name in rows if name in names}
            closes = {name: closed[name] for name in closed if name in names}
            binds = {"added": json.dumps(added), "closed": json.dumps(closes), "statement": written.statement}
            with connection.translated():
                self._connection.execute(statements.WRITE, binds)
                if names is not later:
                    self._connection.commit()
                    watch("between")

    Register.write = write


def _commit_later(held):
    time.sleep(LATE)
    held.commit()
    held.close()
