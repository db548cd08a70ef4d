"""Whatever is altered behind the register's back, the audit says where: every column, rows gone, made up and swapped.

The database's owner is played by a superuser whose triggers sleep. Each alteration is committed, audited and undone.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
import sqlalchemy as sa

from registry.domain import canon, certificate, entry
from registry.service.audit import Difference
from registry.service.authority import SERVING, Authority
from registry.signing.ring import create_ring, open_ring
from registry.store.tables import PROJECTIONS, Nature, metadata, nature_of
from tests.lender import Everything, digests_of, everything_once
from tests.register import ISSUER, LOG, PASSPHRASE, RegisterUnderTest
from tests.samples import NOON

JOURNAL = [table for table in metadata.tables.values() if nature_of(table) is Nature.JOURNAL]
OF_A_KIND = {  # columns the database limits to known words: another of them
    "verb": ("enrol_key", "revoke_key"),
    "kind": ("passkey", "counter"),
    "status": ("revoked", "lapsed"),
    "mode": ("ranked", "exclusive"),
    "role": ("site", "identity"),
    "filed_as": ("secured_creditor", "all_creditors"),
    "measure": ("weight", "count"),
    "by": ("asset", "registration_number"),
    "purpose": ("other", "supervision"),
    ("party", "type"): ("natural_person", "organization"),
    ("institution", "type"): ("court", "regulator"),
    ("encumbrance", "type"): ("transfer", "hold"),
}
WHERE_IT_MAY = {("encumbrance", "type"): lambda row: row["type"] in ("seizure", "hold")}  # else the database objects
# What no audit of the database alone can see, and why.
NOT_SEEN = {
    "entry.seq": "the database lets nobody set it; moved by force it is seen: see test_audit_log.py",
    "register.only": "the database admits no other value",
    "encumbrance_key.live": "the database computes it and lets nobody set it",
    "quantity.overpledged": "the database computes it and lets nobody set it",
}
UNIQUE = (sa.UniqueConstraint, sa.PrimaryKeyConstraint)
LET_IN = {"exclusive": False, "recorded_until": NOON + timedelta(days=3650)}  # stands in nobody's way
COLUMNS = [
    column
    for table in (*JOURNAL, *PROJECTIONS)
    for column in table.columns
    if f"{table.name}.{column.name}" not in NOT_SEEN
]


@pytest.fixture(scope="module")
def everything(register: RegisterUnderTest) -> Everything:
    return everything_once(register)


@pytest.fixture(scope="module")
def owner(register: RegisterUnderTest, everything: Everything) -> Iterator[sa.Connection]:
    """He who can do anything, with the triggers put to sleep."""
    with register.superuser().connect() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection


@pytest.fixture(scope="module")
def dice() -> random.Random:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


@contextmanager
def undone(owner: sa.Connection, *tables: str) -> Iterator[None]:
    """Whatever happens to these tables, afterwards they are as before."""
    for name in tables:
        owner.exec_driver_sql(f'CREATE TEMP TABLE "kept_{name}" AS TABLE "{name}"')
    try:
        yield
    finally:
        for name in tables:
            columns = ", ".join(f'"{each.name}"' for each in metadata.tables[name].columns if each.computed is None)
            owner.exec_driver_sql(f'DELETE FROM "{name}"')
            owner.exec_driver_sql(
                f'INSERT INTO "{name}" ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM "kept_{name}"'
            )
            owner.exec_driver_sql(f'DROP TABLE "kept_{name}"')


def rows_of(owner: sa.Connection, table: sa.Table) -> list[Mapping[str, Any]]:
    return list(owner.execute(sa.select(*table.columns)).mappings())


def named(table: sa.Table, row: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == row[column.name] for column in table.primary_key.columns))


def altered(column: sa.Column, value: Any) -> Any:
    """The least another value: one bit, one microsecond, one day, one character, a number no other row has."""
    words = OF_A_KIND.get((column.table.name, column.name)) or OF_A_KIND.get(column.name)
    if words and column.table.name != "client_key":
        return next(word for word in words if word != value)
    kind = column.type.python_type
    if value is None:
        return {str: "x", int: 1, datetime: NOON + timedelta(days=3650), date: NOON.date(), bytes: b"x"}[kind]
    changes = {
        bool: lambda: not value,
        int: lambda: value + 100,  # where no other row is
        bytes: lambda: bytes([value[0] ^ 1]) + value[1:] if value else b"x",
        datetime: lambda: value + timedelta(microseconds=1),
        date: lambda: value + timedelta(days=1),
        str: lambda: value[:-1] + ("y" if value.endswith("x") else "x"),
    }
    return changes[kind]()


def stored(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """What can be written of a row: what the database computes is its own."""
    return {name: value for name, value in row.items() if table.c[name].computed is None}


def without_key(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stored(table, row).items() if not table.c[name].primary_key}


def made_up(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row like this one, with other values wherever the database admits a value only once."""
    unique = {column.name for each in table.constraints if isinstance(each, UNIQUE) for column in each.columns}
    made = stored(table, row)
    made |= {name: altered(table.c[name], row[name]) for name in unique}
    return made | {name: value for name, value in LET_IN.items() if name in made}


def said_of(found: list[Difference], table: sa.Table, *, row: Mapping[str, Any]) -> list[Difference]:
    """What the audit says of this very row: the entry it belongs to, or the row by its key."""
    if nature_of(table) is Nature.JOURNAL:
        where = f"entry {row['id'] if table.name == 'entry' else row['entry']}"
    else:
        where = f"{table.name} {' '.join(str(row[column.name]) for column in table.primary_key.columns)}"
    return [each for each in found if each.where == where]


class TestACleanRegister:
    def test_has_no_difference(self, register, everything):
        assert register.audit() == []

    def test_is_the_same_whoever_asks_again(self, register, everything):
        assert register.audit() == register.audit() == []

    def test_is_clean_while_others_file(self, register, everything):
        """Half the filings commit while the audit reads: what it sees is one instant of the register."""
        done = threading.Event()

        def file() -> int:
            filed = 0
            while not done.is_set():
                everything.lender.discharge(everything.lender.register().entry.registration)
                filed += 1
            return filed

        with ThreadPoolExecutor(1) as pool:
            filing = pool.submit(file)
            found = [difference for _ in range(5) for difference in register.audit()]
            done.set()
            assert filing.result() > 0
        assert found == []


class TestAColumn:
    def test_is_altered_below_or_listed_with_the_reason(self):
        every = {f"{t.name}.{c.name}" for t in metadata.tables.values() for c in t.columns if t.name not in OPERATIONAL}
        assert {str(column) for column in COLUMNS} | set(NOT_SEEN) == every

    @pytest.mark.parametrize("column", COLUMNS, ids=str)
    def test_altered_is_named(self, register, owner, dice, column):
        table = column.table
        rows = list(filter(WHERE_IT_MAY.get((table.name, column.name)), rows_of(owner, table)))
        row = dice.choice([each for each in rows if each[column.name] is not None] or rows)
        value = altered(column, row[column.name])
        with undone(owner, table.name):
            changed = owner.execute(sa.update(table).where(named(table, row)).values({column.name: value}))
            assert changed.rowcount == 1
            found = register.audit()
        said = said_of(found, table, row=row) + said_of(found, table, row={**row, column.name: value})
        assert said, [str(each) for each in found]
        if nature_of(table) is Nature.PROJECTION and not column.primary_key:
            assert any(f"column {column.name} " in each.what for each in said), said

    @pytest.mark.parametrize("column", [each for each in COLUMNS if each.nullable], ids=str)
    @pytest.mark.parametrize("filled", [True, False])
    def test_left_empty_or_filled_where_there_was_nothing_is_named(self, register, owner, column, filled):
        table = column.table
        row = next((each for each in rows_of(owner, table) if (each[column.name] is not None) is not filled), None)
        if row is None:
            return  # every row has a value there, or none has
        value = altered(column, None) if filled else None
        with undone(owner, table.name), suppress(sa.exc.IntegrityError):  # then the database has refused it
            owner.execute(sa.update(table).where(named(table, row)).values({column.name: value}))
            assert said_of(register.audit(), table, row=row)


ELSEWHERE = (Nature.OPERATIONAL, Nature.LOG, Nature.STANDING)  # in test_audit_log.py and test_audit_status.py
OPERATIONAL = {name for name, table in metadata.tables.items() if nature_of(table) in ELSEWHERE}
ROWS = (*JOURNAL, *PROJECTIONS)


class TestARow:
    @pytest.mark.parametrize("table", ROWS, ids=str)
    def test_gone_is_named(self, register, owner, dice, table):
        rows = rows_of(owner, table)
        row = dice.choice(rows)
        with undone(owner, table.name):
            owner.execute(sa.delete(table).where(named(table, row)))
            found = register.audit()
        if table.name == "entry":
            assert found, "an entry went unseen"
        else:
            assert said_of(found, table, row=row), [str(each) for each in found]

    @pytest.mark.parametrize("table", [each for each in ROWS if each.name not in ("register", "entry")], ids=str)
    def test_made_up_is_named(self, register, owner, dice, table):
        made = made_up(table, dice.choice(rows_of(owner, table)))
        with undone(owner, table.name):
            owner.execute(sa.insert(table).values(made))
            found = register.audit()
        assert said_of(found, table, row=made), [str(each) for each in found]

    @pytest.mark.parametrize("table", [each for each in PROJECTIONS if each.name != "register"], ids=str)
    def test_swapped_with_another_is_named(self, register, owner, table):
        """Two rows change places: each gets the other's key. Both stand or both have ended, or an index would object."""
        first, second = next(
            (one, other)
            for one, other in combinations(rows_of(owner, table), 2)
            if (one.get("recorded_until") is None) is (other.get("recorded_until") is None)
            and without_key(table, one) != without_key(table, other)
        )
        with undone(owner, table.name):
            owner.execute(sa.delete(table).where(sa.or_(named(table, first), named(table, second))))
            for key, other in ((first, second), (second, first)):
                owner.execute(sa.insert(table).values(stored(table, key) | without_key(table, other)))
            found = register.audit()
        assert said_of(found, table, row=first)
        assert said_of(found, table, row=second)


class TestAnEntry:
    def test_moved_before_one_it_depends_on_is_named(self, register, owner, everything):
        ended = everything.ended.entry.id
        with undone(owner, "entry"):
            owner.exec_driver_sql("ALTER TABLE entry ALTER COLUMN seq DROP IDENTITY")
            owner.exec_driver_sql(f"UPDATE entry SET seq = -1 WHERE id = '{ended}'")
            found = register.audit()
            owner.exec_driver_sql("ALTER TABLE entry ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY")
        assert [each for each in found if each.where == f"entry {ended}"]

    def test_rewritten_with_its_commitment_still_differs_from_its_certificate(self, register, owner, everything):
        made = everything.receipt.entry
        payload = everything.receipt.payload.replace(b'"minor":50000000', b'"minor":90000000')
        assert payload != everything.receipt.payload
        table = metadata.tables["entry"]
        with undone(owner, "entry"):
            values = {"payload": payload.decode(), "commitment": entry.commitment(payload)}
            owner.execute(sa.update(table).where(table.c.id == made.id).values(values))
            found = register.audit()
        assert f"entry {made.id}: certificate does not say what the entry says" in map(str, found)

    def test_whose_signature_was_altered_is_named(self, register, owner, everything):
        self._altered_evidence(
            register, owner, everything=everything, column="signature", said="signature does not verify"
        )

    def test_whose_signed_text_was_altered_is_named(self, register, owner, everything):
        self._altered_evidence(
            register, owner, everything=everything, column="base", said="evidence is not what the entry commits"
        )

    def _altered_evidence(self, register, owner, *, everything, column: str, said: str):
        table, made = metadata.tables["evidence"], everything.parcels.entry
        row = owner.execute(sa.select(table).where(table.c.entry == made.id)).mappings().one()
        with undone(owner, "evidence"):
            value = altered(table.c[column], row[column])
            owner.execute(sa.update(table).where(table.c.entry == made.id).values({column: value}))
            found = register.audit()
        assert any(said in each.what for each in found if each.where == f"entry {made.id}"), found

    def test_signed_for_by_another_clients_key_is_named(self, register, owner, everything):
        table, made = metadata.tables["evidence"], everything.receipt.entry
        other = register.rows("SELECT key_id FROM client_key WHERE key_id <> :mine", mine=made.evidence.key_id)[0]
        with undone(owner, "evidence"):
            owner.execute(sa.update(table).where(table.c.entry == made.id).values(key_id=other["key_id"]))
            found = register.audit()
        assert [each for each in found if each.where == f"entry {made.id}"]

    def test_that_says_nothing_its_verb_could_is_named_and_stops_no_audit(self, register, owner, everything):
        """Canonical, committed to, and empty: of every verb in turn."""
        table = metadata.tables["entry"]
        for row in rows_of(owner, table):
            hollow = canon.loads(row["payload"].encode()) | {"filing": {}, "decided": {}}
            payload = canon.dumps(hollow)
            with undone(owner, "entry"):
                values = {"payload": payload.decode(), "commitment": entry.commitment(payload)}
                owner.execute(sa.update(table).where(table.c.id == row["id"]).values(values))
                found = register.audit()
            assert said_of(found, table, row=row), row["verb"]


class TestACertificate:
    def test_signed_anew_with_another_key_is_named(self, register, owner, everything, folder):
        create_ring(folder / "forged", passphrase=PASSPHRASE, issuer=ISSUER, origin=LOG, livemode=False, at=NOON)
        forger = Authority(open_ring(folder / "forged", passphrase=PASSPHRASE, uses=SERVING))
        made = everything.receipt.entry
        payload = register.authority.opened(everything.receipt.jws)
        self._replaced(register, owner, made=made, jws=forger.certify(payload), said="certificate does not verify")

    def test_of_ours_that_says_something_else_is_named(self, register, owner, everything):
        made = everything.receipt.entry
        contents = canon.loads(register.authority.opened(everything.receipt.jws)) | {"status": "discharged"}
        jws = register.authority.certify(canon.dumps(contents))
        self._replaced(register, owner, made=made, jws=jws, said="certificate does not say what the entry says")

    def test_of_another_entry_is_named(self, register, owner, everything):
        made = everything.receipt.entry
        said = "certificate does not say what the entry says"
        self._replaced(register, owner, made=made, jws=everything.parcels.jws, said=said)

    def _replaced(self, register, owner, *, made, jws: str, said: str):
        table = metadata.tables["certificate"]
        with undone(owner, "certificate"):
            owner.execute(sa.update(table).where(table.c.entry == made.id).values(jws=jws))
            found = register.audit()
        assert any(said in each.what for each in found if each.where == f"entry {made.id}"), found

    def test_with_a_statement_that_is_not_its_own_is_named(self, register, owner, everything):
        made, table = everything.receipt.entry, metadata.tables["certificate"]
        with undone(owner, "certificate"):
            other = certificate.statement(b"other")
            owner.execute(sa.update(table).where(table.c.entry == made.id).values(statement=other))
            found = register.audit()
        assert [each for each in found if each.where == f"entry {made.id}"]


class TestADisclosure:
    def test_gone_without_a_redaction_is_named(self, register, owner, everything):
        digest = digests_of(everything.parcels)[0]
        with undone(owner, "disclosure"):
            owner.exec_driver_sql(f"DELETE FROM disclosure WHERE digest = '{digest}'")
            found = register.audit()
        assert f"disclosure {digest} is gone without a redaction" in {each.what for each in found}

    def test_gone_with_a_made_up_redaction_is_named(self, register, owner, everything):
        digest = digests_of(everything.parcels)[0]
        with undone(owner, "disclosure", "redaction"):
            owner.exec_driver_sql(f"DELETE FROM disclosure WHERE digest = '{digest}'")
            owner.exec_driver_sql(f"INSERT INTO redaction VALUES ('{digest}', '{everything.redaction.entry.id}')")
            found = register.audit()
        assert [each for each in found if each.where == f"redaction {digest}"]

    def test_back_again_after_its_redaction_is_named(self, register, owner, everything):
        digest = digests_of(everything.discharged)[0]
        with undone(owner, "disclosure"):
            owner.exec_driver_sql(
                f"INSERT INTO disclosure SELECT '{digest}', '{everything.discharged.entry.id}', key_id, sealed"
                " FROM disclosure LIMIT 1"
            )
            found = register.audit()
        assert f"disclosure {digest} is still there after its redaction" in {each.what for each in found}

    def test_sealed_for_another_place_is_named(self, register, owner, everything):
        first, second = digests_of(everything.parcels)[:2]
        with undone(owner, "disclosure"):
            owner.exec_driver_sql(
                "UPDATE disclosure SET sealed = o.sealed FROM disclosure o"
                f" WHERE disclosure.digest = '{first}' AND o.digest = '{second}'"
            )
            found = register.audit()
        assert f"disclosure {first} does not open" in {each.what for each in found}
