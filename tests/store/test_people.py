"""What holds of people's rows even for code that forgets it, and for whoever may write anywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from registry.store import tables
from tests.people import everybody_once
from tests.register import RegisterUnderTest
from tests.store.test_append_only import outcome
from tests.store.test_constraints import copied

ENDING = (tables.person, tables.person_role, tables.recovery)


@pytest.fixture(scope="module")
def people(register: RegisterUnderTest) -> None:
    everybody_once(register)


@pytest.fixture
def connection(register: RegisterUnderTest, people: None) -> Iterator[sa.Connection]:
    url = register.cluster.engine.superuser_url(register.database)
    with sa.create_engine(url, poolclass=sa.pool.NullPool).connect() as opened:
        yield opened


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


class TestARowThatEnds:
    @pytest.mark.parametrize("table", ENDING, ids=str)
    def test_ends_by_somebody_and_not_before_it_began(self, connection, table):
        named = "ended_by_somebody"
        fresh = {"recovery": {"id": "'x'"}, "person": {"id": "'x'", "login": "'x'"}, "person_role": {"person": "'x'"}}
        copy = {"where": "t.recorded_until IS NULL", **fresh[table.name]}
        assert copied(connection, table, **copy, recorded_until="now()") == f"ck_{table.name}_{named}"
        before = {"recorded_until": "t.recorded_from - interval '1 second'", "ended_by": "'y'"}
        assert copied(connection, table, **copy, **before) == f"ck_{table.name}_ends_after_it_begins"

    @pytest.mark.parametrize("table", ENDING, ids=str)
    def test_ends_once(self, connection, table):
        end = f"UPDATE {table.name} SET recorded_until = recorded_from, ended_by = 'x'"
        assert outcome(connection, f"{end} WHERE recorded_until IS NULL").startswith("done ")
        ended = f"{end} WHERE recorded_until IS NULL; UPDATE {table.name} SET recorded_until = NULL, ended_by = NULL"
        assert outcome(connection, ended) == "RG001"

    @pytest.mark.parametrize("table", ENDING, ids=str)
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

    @pytest.mark.parametrize("role", ["registry_auditor", "registry_sequencer", "registry_eraser"])
    @pytest.mark.parametrize("what", ["hash FROM password", "sealed FROM second_factor", "digest FROM session",
                                      "sealed FROM invitation", "digest FROM invitation"])  # fmt: skip
    def test_is_for_the_service_alone_to_read(self, register, people, role, what):
        with sa.create_engine(register.url(role), poolclass=sa.pool.NullPool).connect() as connection:
            assert outcome(connection, f"SELECT {what}") == "42501"
