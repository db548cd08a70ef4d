"""The database repeats each invariant, for the day on which some code forgets the lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
import sqlalchemy as sa

from registry.domain.access_event import AccessEventKind
from registry.domain.collateral import KeyRole, Mode
from registry.domain.evidence import EvidenceKind
from registry.domain.lifecycle import Status, Verb
from registry.domain.measures import Measure
from registry.domain.party import AgentFor, InstitutionType, PartyType
from registry.domain.people.roles import PersonRole
from registry.domain.registration import EncumbranceType
from registry.domain.statistics.indicators import INDICATORS
from registry.store import tables
from registry.store.tables import metadata
from tests.lender import Everything, everything_once
from tests.register import RegisterUnderTest
from tests.store.test_append_only import outcome

ENUMS = {
    ("access_event", "kind"): AccessEventKind,
    ("entry", "verb"): Verb,
    ("evidence", "kind"): EvidenceKind,
    ("institution", "type"): InstitutionType,
    ("registration", "filed_as"): AgentFor,
    ("registration_version", "status"): Status,
    ("party", "type"): PartyType,
    ("encumbrance", "mode"): Mode,
    ("encumbrance", "type"): EncumbranceType,
    ("encumbrance_key", "role"): KeyRole,
    ("encumbrance_key", "measure"): Measure,
    ("quantity", "measure"): Measure,
    ("person_role", "role"): PersonRole,
    ("statistic", "measure"): tuple(INDICATORS),
}

WHERE_NOTHING_ELSE_IS_SAID = {("encumbrance", "type"): "t.type = 'seizure'"}  # other checks look at the word too


@pytest.fixture(scope="module")
def everything(register: RegisterUnderTest) -> Everything:
    return everything_once(register)


@pytest.fixture
def connection(register: RegisterUnderTest, everything: Everything) -> Iterator[sa.Connection]:
    """A transaction of one who may enter anything anywhere, rolled back: constraints hold for him too."""
    url = register.cluster.engine.superuser_url(register.database)
    with sa.create_engine(url, poolclass=sa.pool.NullPool).connect() as opened:
        yield opened


def copied(connection: sa.Connection, table: sa.Table, *, where: str = "true", **changes: str) -> str | None:
    """Enter a copy of a row with these columns changed (SQL expressions). The constraint that fires, or None."""
    names = [c.name for c in table.columns if c.computed is None and c.identity is None]
    values = [changes.get(name, f't."{name}"') for name in names]
    listed = ", ".join(f'"{name}"' for name in names)
    query = (
        f'INSERT INTO "{table.name}" ({listed}) SELECT {", ".join(values)} FROM "{table.name}" t WHERE {where} LIMIT 1'
    )
    attempt = connection.begin_nested()
    try:
        assert connection.exec_driver_sql(query).rowcount == 1, "no row to copy"
    except sa.exc.IntegrityError as fault:
        attempt.rollback()
        return str(fault.orig.diag.constraint_name or f"{fault.orig.diag.column_name} is null")
    attempt.rollback()
    return None


class TestAKey:
    def test_has_one_live_exclusive_holder(self, connection):
        key = tables.encumbrance_key
        another = {"encumbrance": "'col_other'"}
        live = "t.exclusive AND t.live"
        assert copied(connection, key, where=live, **another) == "uq_encumbrance_key_exclusive"

    def test_is_free_again_once_the_holder_has_ended(self, connection):
        key = tables.encumbrance_key
        ended = "t.exclusive AND NOT t.live"
        assert copied(connection, key, where=ended, encumbrance="'col_other'", recorded_until="NULL") is None

    def test_has_any_number_of_holders_that_share(self, connection):
        assert (
            copied(connection, tables.encumbrance_key, where="NOT t.exclusive AND t.live", encumbrance="'col_other'")
            is None
        )

    def test_is_held_once_by_one_encumbrance_at_a_position_above_zero(self, connection):
        key = tables.encumbrance_key
        assert copied(connection, key) == "pk_encumbrance_key"
        assert copied(connection, key, where="NOT t.exclusive", encumbrance="'x'", position="0") == (
            "ck_encumbrance_key_position_above_zero"
        )


CHANGED = {str: "'another'", bytes: "sha256('another')", int: "7000"}
UNIQUE = [
    (table, constraint)
    for table in metadata.tables.values()
    for constraint in sorted(table.constraints, key=lambda each: str(each.name))
    if isinstance(constraint, (sa.UniqueConstraint, sa.PrimaryKeyConstraint))
    and not any(column.identity for column in constraint.columns)
]


def columns_of(constraints: Iterable[sa.Constraint]) -> set[str]:
    return {column.name for each in constraints for column in each.columns}


class TestWhatIsUnique:
    @pytest.mark.parametrize(("table", "constraint"), UNIQUE, ids=lambda each: str(getattr(each, "name", each)))
    def test_is_refused_twice(self, connection, table, constraint):
        """A copy changed in every column of the table's other unique constraints."""
        spared = {column.name for column in constraint.columns}
        others = columns_of(each for of, each in UNIQUE if of is table and each is not constraint) - spared
        changes = {name: CHANGED[table.c[name].type.python_type] for name in others}
        named = [f't."{name}" IS NOT NULL' for name in spared] + ["NOT t.exclusive"] * ("exclusive" in table.c)
        assert copied(connection, table, where=" AND ".join(named), **changes) == constraint.name

    def test_a_registration_has_one_version_that_stands(self, connection):
        version = tables.registration_version
        assert copied(connection, version, where="t.recorded_until IS NULL", version="t.version + 1") == (
            "uq_registration_version_standing"
        )

    def test_a_version_is_entered_once(self, connection):
        again = {"id": "'evt_other'", "commitment": r"'\x00'"}
        assert copied(connection, tables.entry, where="t.version = 1", **again) == "uq_entry_registration_version"


class TestAWordOfAnEnumeration:
    def test_is_checked_wherever_one_is_kept(self):
        checked = {
            (table.name, str(each.name).removeprefix(f"ck_{table.name}_").removesuffix("_known"))
            for table in metadata.tables.values()
            for each in table.constraints
            if isinstance(each, sa.CheckConstraint) and str(each.name).endswith("_known")
        }
        assert checked == set(ENUMS)

    @pytest.mark.parametrize(("name", "column"), ENUMS)
    def test_is_one_the_code_knows(self, connection, name, column):
        table = metadata.tables[name]
        where = WHERE_NOTHING_ELSE_IS_SAID.get((name, column), "true")
        assert copied(connection, table, where=where, **{column: "'unheard_of'"}) == f"ck_{name}_{column}_known"

    @pytest.mark.parametrize(("name", "column"), ENUMS)
    def test_may_be_any_the_code_knows(self, connection, name, column):
        fired = {copied(connection, metadata.tables[name], **{column: f"'{word}'"}) for word in ENUMS[name, column]}
        assert f"ck_{name}_{column}_known" not in fired


class TestAnEncumbrance:
    def test_of_a_registration_is_security_and_no_act(self, connection):
        fired = "ck_encumbrance_security_is_of_a_registration"
        for changes in ({"registration": "NULL"}, {"terms": "NULL"}, {"act": "'seiz_1'"}):
            changed = {"id": "'col_other'", **changes}
            assert copied(connection, tables.encumbrance, where="t.type = 'security'", **changed) == fired

    def test_of_an_act_has_its_id_and_what_was_filed(self, connection):
        for changes in ({"act": "NULL"}, {"facts": "NULL"}):
            changed = {"id": "'col_other'", **changes}
            assert copied(connection, tables.encumbrance, where="t.type = 'seizure'", **changed) == (
                "ck_encumbrance_others_are_of_an_act"
            )

    def test_that_is_a_seizure_was_served_and_ends(self, connection):
        seizure = {"where": "t.type = 'seizure'", "id": "'col_other'"}
        assert copied(connection, tables.encumbrance, **seizure, served_at="NULL") == (
            "ck_encumbrance_seizure_was_served"
        )
        assert copied(connection, tables.encumbrance, **seizure, expires_on="NULL") == "ck_encumbrance_burden_ends"


class TestAQuantity:
    """The totals of what stands as security, whatever some code thinks there is."""

    @pytest.fixture
    def follows(self, connection):
        """A row after the one that stands, with a change and what is attested (SQL expressions)."""

        def after(*, change: str, capacity: str, pledged: str = "t.pledged") -> str | None:
            rows = {"number": "t.number + 1", "recorded_until": "t.recorded_from + interval '1 second'"}
            row = {**rows, "pledged": pledged, "change": change, "capacity": capacity}
            return copied(connection, tables.quantity, where="t.recorded_until IS NULL AND t.pledged > 1", **row)

        return after

    def test_that_is_attested_is_never_exceeded_by_what_adds(self, follows):
        assert follows(change="1", capacity="t.pledged - 1") == "ck_quantity_within_capacity"
        assert follows(change="1", capacity="t.pledged") is None

    def test_that_nobody_attested_limits_nothing(self, follows):
        assert follows(change="1", capacity="NULL") is None

    @pytest.mark.parametrize("change", ["0", "-1"])
    def test_may_be_attested_below_what_is_pledged_and_freed_too_little(self, follows, change):
        assert follows(change=change, capacity="t.pledged - 1") is None

    def test_and_what_is_pledged_of_it_are_not_below_nothing(self, follows):
        assert follows(change="0", capacity="-1") == "ck_quantity_not_below_nothing"
        assert follows(change="-1", capacity="NULL", pledged="-1") == "ck_quantity_not_below_nothing"

    def test_is_followed_once(self, connection):
        standing = "t.recorded_until IS NULL"
        assert copied(connection, tables.quantity, where=standing) == "pk_quantity"
        assert copied(connection, tables.quantity, where=standing, number="t.number + 1") == "uq_quantity_standing"

    def test_is_taken_in_a_measure_and_above_nothing(self, connection):
        key, fired = tables.encumbrance_key, "ck_encumbrance_key_taken_is_measured"
        taken = {"where": "t.takes IS NOT NULL", "encumbrance": "'col_other'"}
        assert copied(connection, key, **taken, measure="NULL") == fired
        assert copied(connection, key, **taken, takes="0") == fired
        assert copied(connection, key, **taken, takes="NULL", measure="NULL") == "ck_encumbrance_key_part_is_taken"


OF_PEOPLE = (tables.person, tables.person_role, tables.recovery)


class TestAnAdministrator:
    @pytest.mark.parametrize("other", ["system_administrator", "audit_administrator"])
    def test_is_no_second_one(self, connection, other):
        of_security = "t.role = 'security_administrator'"
        again = copied(connection, tables.person_role, where=of_security, role=f"'{other}'")
        assert again == "uq_person_role_one_administrator"

    def test_may_have_been_another_before(self, connection):
        ended = {"role": "'audit_administrator'", "recorded_until": "t.recorded_from", "ended_by": "'x'"}
        where = "t.role = 'security_administrator'"
        assert copied(connection, tables.person_role, where=where, **ended) is None

    def test_who_was_entered_by_two_was_not_entered_twice_by_one(self, connection):
        by_one = {"id": "'x'", "login": "'x'", "second": "t.recorded_by"}
        where = "t.recorded_by IS NOT NULL"
        assert copied(connection, tables.person, where=where, **by_one) == "ck_person_two_are_two"


class TestARecovery:
    @pytest.mark.parametrize(
        "by",
        [
            {"recorded_by": "t.person"},
            {"recorded_by": "NULL"},
            {"ended_by": "t.person", "recorded_until": "t.recorded_from"},
            {"ended_by": "t.recorded_by", "recorded_until": "t.recorded_from"},
        ],
        ids=str,
    )
    def test_takes_two_and_neither_is_the_person(self, connection, by):
        waiting = {"where": "t.recorded_until IS NULL", "id": "'x'"}
        assert copied(connection, tables.recovery, **waiting, **by) == "ck_recovery_two_others"


class TestARowOfPeople:
    @pytest.mark.parametrize("table", OF_PEOPLE, ids=str)
    def test_ends_by_somebody_and_not_before_it_began(self, connection, table):
        named = "ended_by_somebody"
        fresh = {"recovery": {"id": "'x'"}, "person": {"id": "'x'", "login": "'x'"}, "person_role": {"person": "'x'"}}
        copy = {"where": "t.recorded_until IS NULL", **fresh[table.name]}
        assert copied(connection, table, **copy, recorded_until="now()") == f"ck_{table.name}_{named}"
        before = {"recorded_until": "t.recorded_from - interval '1 second'", "ended_by": "'y'"}
        assert copied(connection, table, **copy, **before) == f"ck_{table.name}_ends_after_it_begins"

    @pytest.mark.parametrize("table", OF_PEOPLE, ids=str)
    def test_ends_once(self, connection, table):
        end = f"UPDATE {table.name} SET recorded_until = recorded_from, ended_by = 'x'"
        assert outcome(connection, f"{end} WHERE recorded_until IS NULL").startswith("done ")
        ended = f"{end} WHERE recorded_until IS NULL; UPDATE {table.name} SET recorded_until = NULL, ended_by = NULL"
        assert outcome(connection, ended) == "RG001"

    @pytest.mark.parametrize("table", OF_PEOPLE, ids=str)
    def test_changes_in_nothing_else_as_it_ends(self, connection, table):
        for column in table.columns:
            if column.name not in ("recorded_until", "ended_by"):
                other = f"coalesce({column.name}, '') || 'x'"
                changed = f"{column.name} - interval '1 day'" if column.type.python_type is not str else other
                end = f"UPDATE {table.name} SET recorded_until = now(), ended_by = 'x', {column.name} = {changed}"
                assert outcome(connection, f"{end} WHERE recorded_until IS NULL") == "RG001", column


class TestWhatSomebodySignsInWith:
    def test_is_kept_as_an_argon2id_hash_and_nothing_else(self, connection):
        open_text = {"person": "'x'", "hash": "'password1234'"}
        assert copied(connection, tables.password, **open_text) == "ck_password_hashed"

    @pytest.mark.parametrize("table", [tables.session, tables.invitation], ids=str)
    def test_is_kept_as_a_digest(self, connection, table):
        fired = {"session": "ck_session_digest_of_a_token", "invitation": "ck_invitation_digest_of_a_code"}
        token = {"digest": "convert_to('token', 'UTF8')"}
        assert copied(connection, table, **token) == fired[table.name]


class TestARow:
    def test_there_is_one_register_and_one_settled_instant(self, connection):
        assert copied(connection, tables.register, only="2") == "ck_register_one_register"
        assert copied(connection, tables.register) == "pk_register"

    @pytest.mark.parametrize("table", tables.CLOSABLE, ids=str)
    @pytest.mark.parametrize("until", ["t.recorded_from", "t.recorded_from - interval '1 second'"])
    def test_ends_after_it_begins(self, connection, table, until):
        assert copied(connection, table, recorded_until=until) == f"ck_{table.name}_ends_after_it_begins"

    @pytest.mark.parametrize(
        "column",
        [
            column
            for table in metadata.tables.values()
            for column in table.columns
            if not column.nullable and column.identity is None
        ],
        ids=str,
    )
    def test_leaves_nothing_out_that_must_be_there(self, connection, column):
        assert copied(connection, column.table, **{column.name: "NULL"}) == f"{column.name} is null"
