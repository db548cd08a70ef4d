"""What the owner of the database can do beside altering rows: take the constraints away, write what no entry could say,
put rows in another's place. Whatever he does, the audit ends and names it.

Each alteration is committed, audited and undone, as in test_audit.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import pytest
import sqlalchemy as sa

from registry.domain import canon, entry
from registry.store.tables import PROJECTIONS, metadata
from tests.lender import Everything, everything_once
from tests.register import RegisterUnderTest
from tests.service.test_audit import COLUMNS, JOURNAL, OF_A_KIND, named, rows_of, said_of, undone, without_key

NEVER = {"infinity": "infinity", "before Christ": "0044-03-15 BC", "beyond four digits": "12026-01-01"}
INSTANTS = [column for column in COLUMNS if isinstance(column.type, sa.Date | sa.DateTime)]
NEVER_NULL = [column for column in COLUMNS if not column.nullable and not column.primary_key]
WORDS = [column for column in COLUMNS if {column.name, (column.table.name, column.name)} & OF_A_KIND.keys()]


@pytest.fixture(scope="module")
def everything(register: RegisterUnderTest) -> Everything:
    return everything_once(register)


@pytest.fixture(scope="module")
def owner(register: RegisterUnderTest, everything: Everything) -> Iterator[sa.Connection]:
    with register.superuser().connect() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection


@contextmanager
def unconstrained(owner: sa.Connection, table: sa.Table) -> Iterator[None]:
    """Whatever the table forbids, it forbids no more; afterwards it is as before."""
    with undone(owner, table.name):
        rules = owner.exec_driver_sql(
            "SELECT conname, pg_get_constraintdef(oid) AS rule FROM pg_constraint"
            f" WHERE conrelid = '\"{table.name}\"'::regclass AND contype = 'c'"
        ).all()
        filled = [
            each.name for each in table.columns if not (each.nullable or each.primary_key or each.computed is not None)
        ]
        for rule in rules:
            owner.exec_driver_sql(f'ALTER TABLE "{table.name}" DROP CONSTRAINT "{rule.conname}"')
        for name in filled:
            owner.exec_driver_sql(f'ALTER TABLE "{table.name}" ALTER "{name}" DROP NOT NULL')
        try:
            yield
        finally:
            owner.exec_driver_sql(f'DELETE FROM "{table.name}"')
            for name in filled:
                owner.exec_driver_sql(f'ALTER TABLE "{table.name}" ALTER "{name}" SET NOT NULL')
            for rule in rules:
                owner.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD CONSTRAINT "{rule.conname}" {rule.rule}')


def put(owner: sa.Connection, column: sa.Column, *, row: Any, value: str | None) -> None:
    """Written as text, for no driver of Python's could say some of it."""
    said = "NULL" if value is None else f"'{value}'"
    changed = owner.execute(
        sa.update(column.table).where(named(column.table, row)).values({column.name: sa.text(said)})
    )
    assert changed.rowcount == 1


@pytest.mark.parametrize("value", NEVER.values(), ids=NEVER)
@pytest.mark.parametrize("column", INSTANTS, ids=str)
def test_an_instant_that_no_clock_shows_is_named(register, owner, column, value):
    table = column.table
    row = next((each for each in rows_of(owner, table) if each[column.name] is not None), rows_of(owner, table)[0])
    with unconstrained(owner, table):
        put(owner, column, row=row, value=value)
        assert said_of(register.audit(), table, row=row)


def test_a_day_of_the_same_date_before_christ_is_named(register, owner):
    """What is told of it to the day is the same: only the era is not."""
    table = metadata.tables["registration"]
    row = rows_of(owner, table)[0]
    with undone(owner, table.name):
        owner.execute(sa.update(table).where(named(table, row)).values(due_on=sa.text(f"'{row['due_on']} BC'")))
        found = said_of(register.audit(), table, row=row)
    assert [each.what for each in found] == ["column due_on is not what the journal makes of it"]


@pytest.mark.parametrize("column", NEVER_NULL, ids=str)
def test_nothing_where_there_must_be_something_is_named(register, owner, column):
    table = column.table
    row = rows_of(owner, table)[0]
    with unconstrained(owner, table):
        put(owner, column, row=row, value=None)
        found = register.audit()
    without = {**row, column.name: None}
    assert said_of(found, table, row=row) + said_of(found, table, row=without), [str(each) for each in found]


@pytest.mark.parametrize("column", WORDS, ids=str)
def test_a_word_the_register_does_not_know_is_named(register, owner, column):
    table = column.table
    row = next(each for each in rows_of(owner, table) if each[column.name] is not None)
    with unconstrained(owner, table):
        put(owner, column, row=row, value="a word")
        found = register.audit()
    said = said_of(found, table, row=row) + said_of(found, table, row={**row, column.name: "a word"})
    assert said, [str(each) for each in found]


@pytest.mark.parametrize("table", [each for each in JOURNAL if each.name != "entry"], ids=str)
def test_rows_of_the_journal_that_changed_places_are_named(register, owner, table):
    """Those of two entries: each has the other's evidence, certificate or personal values."""
    first, second = next(
        (one, other)
        for one, other in combinations(rows_of(owner, table), 2)
        if one["entry"] != other["entry"] and without_key(table, one) != without_key(table, other)
    )
    with undone(owner, table.name):
        owner.execute(sa.delete(table).where(sa.or_(named(table, first), named(table, second))))
        for mine, other in ((first, second), (second, first)):
            owner.execute(sa.insert(table).values({**other, "entry": mine["entry"]}))
        found = register.audit()
    assert said_of(found, table, row=first)
    assert said_of(found, table, row=second)


@pytest.mark.parametrize("seq", [900_000, -1], ids=["at the end", "before all others"])
def test_an_entry_made_up_is_named(register, owner, everything, seq):
    """Canonical, committed to, under a bank's own evidence and waiting for the log: what only the register's key could
    make is its certificate."""
    made = everything.receipt.entry
    another = {"id": f"evt_{'0' * 8}{made.id[12:]}", "nonce": canon.b64(b"n" * 16)}
    payload = canon.dumps(canon.loads(everything.receipt.payload) | another)
    binds = {
        "of": made.id, "id": another["id"], "seq": seq, "payload": payload.decode(),
        "commitment": entry.commitment(payload),
    }  # fmt: skip
    with undone(owner, "entry", "evidence", "log_queue"):
        for statement in MADE_UP:
            owner.execute(sa.text(statement), {name: binds[name] for name in binds if f":{name}" in statement})
        found = register.audit()
    assert "certificate missing" in {each.what for each in found if each.where == f"entry {another['id']}"}


MADE_UP = (
    """INSERT INTO entry (seq, id, verb, registration, version, at, payload, commitment) OVERRIDING SYSTEM VALUE
       SELECT :seq, :id, verb, registration, 99, at, :payload, :commitment FROM entry WHERE id = :of""",
    "INSERT INTO evidence SELECT :id, kind, base, signature, key_id, rule FROM evidence WHERE entry = :of",
    "INSERT INTO log_queue (seq, commitment, at) SELECT seq, commitment, at FROM entry WHERE id = :id",
)


def test_every_table_of_the_journal_and_of_projections_is_tried_here_or_there():
    assert {column.table for column in COLUMNS} == {*JOURNAL, *PROJECTIONS}
