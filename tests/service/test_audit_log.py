"""What the owner of the database does to the public log, the audit names; what he does to both, a kept checkpoint does.

He is played by a superuser whose triggers sleep. Each alteration is committed, audited and undone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from registry.domain import merkle, tiles
from registry.domain.filings import EnrolInstitution
from registry.domain.log import Checkpoint
from registry.domain.party import InstitutionType
from registry.service.audit import Difference
from registry.signing.client_keys import generate_client_key
from registry.signing.notes import sign_note
from registry.store.reads import log
from registry.store.tables import Nature, metadata, nature_of
from tests.lender import Lender
from tests.register import LOG, RegisterUnderTest
from tests.samples import a_uscc
from tests.service.test_audit import altered, named, rows_of, undone

TABLES = [table for table in metadata.tables.values() if nature_of(table) is Nature.LOG]
COLUMNS = [column for table in TABLES for column in table.columns]
MANY = 270  # more than a tile holds, so that there is a full one


@pytest.fixture(scope="module")
def kept(register: RegisterUnderTest) -> str:
    """A log of two tiles, and behind the checkpoint that is kept elsewhere a little more."""
    lender = Lender(register)
    for number in range(MANY):
        filing = EnrolInstitution(name=f"示例机构{number}", identifier=a_uscc(), type=InstitutionType.ENTERPRISE)
        register.administer(filing)
    lender.register()
    register.sequence()
    note = log.checkpoint(register.store)
    assert note
    lender.register()
    register.sequence()
    lender.register()  # waits
    return note


@pytest.fixture(scope="module")
def owner(register: RegisterUnderTest, kept: str) -> Iterator[sa.Connection]:
    with register.superuser().connect() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection


@pytest.fixture(scope="module")
def dice() -> random.Random:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


def another(column: sa.Column, value: Any) -> Any:
    """A place or number where no row is."""
    return value + 10_000 if isinstance(value, int) else altered(column, value)


def places(found: list[Difference]) -> set[str]:
    return {each.where for each in found}


def test_a_log_that_is_as_it_must_be_has_no_difference(register, kept):
    assert register.audit(checkpoint=kept) == []


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_an_altered_column_is_named(register, owner, dice, column):
    table = column.table
    rows = rows_of(owner, table)
    row = dice.choice([each for each in rows if each[column.name] is not None] or rows)
    value = another(column, row[column.name])
    with undone(owner, table.name):
        changed = owner.execute(sa.update(table).where(named(table, row)).values({column.name: value}))
        assert changed.rowcount == 1
        assert register.audit()


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_row_gone_or_made_up_is_named(register, owner, dice, table):
    row = dice.choice(rows_of(owner, table))
    with undone(owner, table.name):
        owner.execute(sa.delete(table).where(named(table, row)))
        assert register.audit()
    with undone(owner, table.name):
        made = {**row, "seq": 9000} if "seq" in row else dict(row)
        made |= {name: another(table.c[name], made[name]) for name in ("place", "number", "origin") if name in made}
        owner.execute(sa.insert(table).values(made))
        assert register.audit()


def test_a_tile_gone_or_altered_is_named_by_its_level_and_number(register, owner):
    for level, number in ((0, 0), (0, 1), (1, 0)):
        where = f"level = {level} AND number = {number}"
        for change in ("DELETE FROM log_tile", "UPDATE log_tile SET data = set_byte(data, 9, get_byte(data, 9) # 1)"):
            with undone(owner, "log_tile"):
                assert owner.exec_driver_sql(f"{change} WHERE {where}").rowcount == 1
                assert places(register.audit()) == {f"log tile {level} {number}"}


def test_an_entry_that_changed_places_with_another_is_named(register, owner):
    """The order of entries that do not depend on each other is nowhere but in the log."""
    with undone(owner, "entry"):
        owner.exec_driver_sql("ALTER TABLE entry ALTER COLUMN seq DROP IDENTITY")
        owner.exec_driver_sql("UPDATE entry SET seq = -seq WHERE seq IN (20, 21)")
        owner.exec_driver_sql("UPDATE entry SET seq = 41 + seq WHERE seq < 0")
        found = places(register.audit())
        owner.exec_driver_sql("ALTER TABLE entry ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY")
    assert found >= {"log leaf 19", "log leaf 20"}


def test_an_entry_that_neither_stands_in_the_log_nor_waits_is_named(register, owner):
    (waiting,) = register.rows("SELECT e.id FROM entry e JOIN log_queue q ON q.seq = e.seq")
    with undone(owner, "log_queue"):
        owner.exec_driver_sql("DELETE FROM log_queue")
        assert places(register.audit()) == {f"entry {waiting['id']}"}


def test_what_waits_and_is_no_entry_is_named(register, owner):
    (waiting,) = register.rows("SELECT seq FROM log_queue")
    for change in (r"commitment = '\x00'", "statement = NULL", "at = at + interval '1 microsecond'", "seq = 900000"):
        with undone(owner, "log_queue"):
            owner.exec_driver_sql(f"UPDATE log_queue SET {change}")
            assert any(where.startswith("log queue ") for where in places(register.audit())), (waiting, change)


def test_a_checkpoint_by_another_key_or_of_another_log_is_named(register, owner, kept):
    text = kept.partition("\n\n")[0] + "\n"
    forged = sign_note(text, name=LOG, key=generate_client_key())
    other = sign_note(text, name="other.log", key=register.cluster.log_ring.signer("log"))
    for note in (forged, other, kept.replace("\n", " ", 1), ""):
        assert places(register.audit(checkpoint=note)) == {"checkpoint given"}
    with undone(owner, "log_tree"):
        owner.execute(sa.text("UPDATE log_tree SET published = :note"), {"note": forged})
        assert places(register.audit()) == {"published checkpoint"}


@contextmanager
def made_anew(register: RegisterUnderTest, owner: sa.Connection, *, condition: str) -> Iterator[None]:
    """The log as it would be had these entries never been in it: leaves, tiles, root, and the log's signature, which
    the owner of the database has too where he is the operating system's user."""
    with undone(owner, "log_leaf", "log_tile", "log_tree", "entry", "evidence", "certificate", "log_queue"):
        gone = owner.exec_driver_sql(f"SELECT id, seq FROM entry WHERE {condition}").all()
        assert gone
        ids, numbers = [row.id for row in gone], [row.seq for row in gone]
        for table, column, named in (
            ("evidence", "entry", ids), ("certificate", "entry", ids), ("entry", "id", ids), ("log_queue", "seq", numbers)
        ):  # fmt: skip
            owner.execute(sa.text(f"DELETE FROM {table} WHERE {column} = ANY(:named)"), {"named": named})
        rows = owner.exec_driver_sql("SELECT seq, leaf FROM log_leaf ORDER BY place").all()
        logged_again(register, owner, stay=[row for row in rows if row.seq not in numbers])
        yield


def logged_again(register: RegisterUnderTest, owner: sa.Connection, *, stay: list[Any]) -> None:
    leaves = [{"log": 1, "place": place, "seq": row.seq, "leaf": row.leaf} for place, row in enumerate(stay)]
    laid = tiles.grown([merkle.leaf_hash(row.leaf.encode()) for row in stay])
    head = Checkpoint(LOG, len(stay), tiles.root_of(len(stay), laid))
    note = sign_note(head.text, name=LOG, key=register.cluster.log_ring.signer("log"))
    owner.exec_driver_sql("DELETE FROM log_leaf")
    owner.exec_driver_sql("DELETE FROM log_tile")
    owner.execute(sa.insert(metadata.tables["log_leaf"]), leaves)
    owner.execute(
        sa.insert(metadata.tables["log_tile"]),
        [{"log": 1, "level": tile.level, "number": tile.number, "data": data} for tile, data in laid.items()],
    )
    owner.execute(sa.update(metadata.tables["log_tree"]).values(size=head.size, root=head.root, published=note))


CERTIFIED = "verb = 'register'"
ENTRIES_GONE = {
    "in the midst": "seq = 100",
    "the tail": f"seq >= (SELECT min(seq) FROM entry WHERE {CERTIFIED})",
    "the first": "seq = 2",
}


@pytest.mark.parametrize("condition", ENTRIES_GONE.values(), ids=ENTRIES_GONE)
def test_a_log_made_anew_passes_alone_and_fails_before_a_checkpoint_kept_elsewhere(register, owner, kept, condition):
    with made_anew(register, owner, condition=condition):
        # Enrolments fold into rows, which differ; of the log itself nothing does.
        alone = {where for where in places(register.audit()) if where.startswith(("log", "published"))}
        held_against = places(register.audit(checkpoint=kept))
    assert alone == set()
    assert "checkpoint given" in held_against
