"""Nothing recorded is ever changed, whoever asks: the roles have no right to, and triggers stop whoever has.

The matrix of roles, tables and acts is made from the metadata. A table without a decision here fails.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from registry.store import migrate
from registry.store.tables import CLOSABLE, Nature, metadata, nature_of
from tests.lender import Everything, digests_of, everything_once
from tests.register import RegisterUnderTest

REFUSED = {"42501", "RG001"}
SUPERUSER = "superuser"
OWNER = "registry_migrate"  # inherits what the owner of the tables may
ROLES = (*migrate.ROLES, OWNER, SUPERUSER)

# What may be done to a row that stands, and by whom; of everything else nothing may. Each is limited by its own test.
PERMITTED: dict[str, set[tuple[str, str]]] = {
    "entry": set(),
    "evidence": set(),
    "certificate": set(),
    "disclosure": {("registry_eraser", "DELETE")},  # only once a redaction names it
    "register": set(),
    "institution": set(),
    "administrator": set(),
    "client_key": set(),
    "key_revocation": set(),
    "client_allowance": set(),
    "registration": set(),
    "registration_version": set(),
    "party": {("registry_eraser", "UPDATE name_hash"), ("registry_eraser", "UPDATE identifier_hash")},  # to NULL
    "encumbrance": set(),
    "encumbrance_key": set(),
    "encumbrance_terms": set(),
    "subordination": set(),
    "further_claim": set(),
    "quantity": set(),
    "redaction": set(),
    "idempotency": set(),
    "settled": {("registry_sequencer", f"UPDATE {each}") for each in ("only", "until", "logged")},  # forward
    "log_queue": {("registry_sequencer", "DELETE")},  # into the log
    "log_tree": {("registry_sequencer", f"UPDATE {each}") for each in ("size", "root", "published")},  # forward
    "log_leaf": set(),
    "log_tile": {("registry_sequencer", "UPDATE data")},  # made of the leaves, whoever made it
    "status_list": {
        ("registry_sequencer", f"UPDATE {each}") for each in ("bits", "changed", "uri", "token", "issued_at")
    },  # made of the certificates, whoever made it
    "status_told": {("registry_sequencer", f"UPDATE {each}") for each in ("log", "place", "day")},
    "outbox": {("registry_sequencer", "DELETE")},  # to whom it is addressed
    "feed": set(),
    "asset_key": {("registry_app", "UPDATE key"), ("registry_eraser", "UPDATE key")},  # what ON CONFLICT asks for
    "search": set(),
    "assertion": {("registry_sequencer", "DELETE")},  # expired ones
    "access_event": {("registry_sequencer", "DELETE")},  # those of more than six months ago
    "refused_filing": {("registry_app", "UPDATE times")},  # upwards
    # Figures are made anew of what they are made of.
    "statistic": {("registry_sequencer", "DELETE")},
    "statistic_month": {("registry_sequencer", each) for each in ("UPDATE until", "UPDATE complete", "DELETE")},
    **{name: set() for name in ("person", "person_role", "recovery", "sign_in")},
    # What somebody signs in with is replaced and taken away: nothing is left to steal. Nobody's session is lengthened.
    "password": {("registry_app", each) for each in ("UPDATE hash", "UPDATE set_at", "DELETE")},
    "second_factor": {
        ("registry_app", each) for each in ("UPDATE key_id", "UPDATE sealed", "UPDATE used", "UPDATE set_at", "DELETE")
    },
    "invitation": {("registry_app", "DELETE"), ("registry_sequencer", "DELETE")},
    "session": {("registry_app", "UPDATE seen_at"), ("registry_app", "DELETE"), ("registry_sequencer", "DELETE")},
}
# These hold no truth of their own, and their owner may do as he likes.
LOOSE = {
    "settled", "log_queue", "outbox", "asset_key", "search", "assertion",
    "password", "second_factor", "invitation", "session", "statistic", "statistic_month",
}  # fmt: skip
OF_PEOPLE = {"person", "person_role", "recovery", "sign_in"}  # entered by the service alone
OF_THE_LOG = {"log_tree", "log_leaf", "log_tile"}
PUBLISHED = OF_THE_LOG | {"status_list", "status_told"}
WORKED = PUBLISHED | {"feed"}  # written by the worker alone
REMADE = {"log_tile", "status_list", "status_told"}  # they follow from the rest: what is wrong is made again
UNCHANGED = {"party", "log_tree", *REMADE}  # may be set to what they are, and each has a test of what else
OF_REFUSALS = {"access_event", "refused_filing"}
LIMITED = {"disclosure", *OF_REFUSALS}  # a trigger says which rows
GUARDED = [name for name, table in metadata.tables.items() if name not in LOOSE]


def acts(table: sa.Table) -> list[str]:
    changes = [f"UPDATE {column.name}" for column in table.columns if column.computed is None]
    return [*changes, "DELETE", "TRUNCATE", "DISABLE TRIGGER"]


def statement(name: str, act: str) -> str:
    """The least there is: a row is set to what it says already."""
    verb, _, column = act.partition(" ")
    same = "DEFAULT" if verb == "UPDATE" and metadata.tables[name].c[column].identity else f'"{column}"'
    return {
        "UPDATE": f'UPDATE "{name}" SET "{column}" = {same}',
        "DELETE": f'DELETE FROM "{name}"',
        "TRUNCATE": f'TRUNCATE "{name}"',
        "DISABLE": f'ALTER TABLE "{name}" DISABLE TRIGGER ALL',
    }[verb]


def another_value(column: sa.Column) -> str:
    changed = {
        str: f"coalesce(\"{column.name}\", '') || 'x'",
        int: f'"{column.name}" + 1',
        bool: f'NOT "{column.name}"',
    }
    return f'"{column.name}" = ' + changed.get(column.type.python_type, f"\"{column.name}\" + interval '1 day'")


def outcome(connection: sa.Connection, query: str, **binds) -> str:
    """The SQLSTATE, or ``done n`` for n rows; nothing stays done."""
    attempt = connection.begin_nested()
    try:
        return f"done {connection.execute(sa.text(query), binds).rowcount}"
    except sa.exc.DBAPIError as fault:
        return str(fault.orig.sqlstate)
    finally:
        attempt.rollback()


@pytest.fixture(scope="module")
def everything(register: RegisterUnderTest) -> Everything:
    return everything_once(register)


@pytest.fixture(scope="module")
def connections(register: RegisterUnderTest, everything: Everything) -> Iterator[dict[str, sa.Connection]]:
    """One transaction per role, rolled back at the end; everyone but the owner waits for no one."""
    urls = {role: register.url(role) for role in ROLES if role != SUPERUSER}
    urls[SUPERUSER] = register.cluster.engine.superuser_url(register.database)
    opened = {role: sa.create_engine(url, poolclass=sa.pool.NullPool).connect() for role, url in urls.items()}
    yield opened
    for connection in opened.values():
        connection.close()


class TestTheDecisions:
    def test_cover_every_table(self):
        assert set(PERMITTED) == set(metadata.tables)
        truths = {name for name, table in metadata.tables.items() if nature_of(table) is not Nature.OPERATIONAL}
        assert truths <= set(GUARDED)

    def test_are_tried_on_tables_that_hold_rows(self, register: RegisterUnderTest, everything: Everything):
        empty = [name for name in metadata.tables if not register.rows(f'SELECT 1 FROM "{name}" LIMIT 1')]
        assert empty == []


class TestARoleThatServes:
    @pytest.mark.parametrize("name", metadata.tables)
    @pytest.mark.parametrize("role", migrate.ROLES)
    def test_changes_nothing_but_what_it_is_for(self, connections, role, name):
        found = {act: outcome(connections[role], statement(name, act)) for act in acts(metadata.tables[name])}
        wrong = {}
        for act, state in found.items():
            if (role, act) in PERMITTED[name]:
                expected = state.startswith("done") or (name in LIMITED and state == "RG001")
            else:
                expected = state in REFUSED
            if not expected:
                wrong[act] = state
        assert wrong == {}

    @pytest.mark.parametrize("role", [*migrate.ROLES, OWNER])
    def test_cannot_put_the_triggers_to_sleep(self, connections, role):
        assert outcome(connections[role], "SET session_replication_role = replica") == "42501"

    @pytest.mark.parametrize("role", migrate.ROLES)
    def test_cannot_become_the_owner(self, connections, role):
        assert outcome(connections[role], "SET ROLE registry_owner") == "42501"

    @pytest.mark.parametrize("role", migrate.ROLES)
    def test_enters_rows_only_if_it_files(self, register: RegisterUnderTest, role):
        query = "SELECT has_table_privilege(:role, :name, 'INSERT') AS may"
        may = {name for name in GUARDED if register.rows(query, role=role, name=name)[0]["may"]}
        filed = set(GUARDED) - WORKED - OF_PEOPLE if role in {"registry_app", "registry_eraser"} else set()
        filed -= OF_REFUSALS if role == "registry_eraser" else set()  # it answers nobody, and refuses nobody
        entered = {"registry_app": OF_PEOPLE, "registry_sequencer": WORKED}.get(role, set())
        assert may == filed | entered


class TestTheOwner:
    @pytest.mark.parametrize("name", GUARDED)
    @pytest.mark.parametrize("role", [OWNER, SUPERUSER])
    def test_is_stopped_by_the_triggers(self, connections, role, name):
        tried = [act for act in acts(metadata.tables[name]) if act != "DISABLE TRIGGER"]
        if name in UNCHANGED:
            tried = ["DELETE", "TRUNCATE"]
        assert {act: outcome(connections[role], statement(name, act)) for act in tried} == dict.fromkeys(tried, "RG001")

    def test_could_alter_the_tables_which_is_why_nobody_serves_as_it(self, connections):
        one = "ALTER TABLE entry DISABLE TRIGGER append_only"
        assert outcome(connections[OWNER], one).startswith("done")


class TestARowThatEnds:
    @pytest.mark.parametrize("table", CLOSABLE, ids=lambda table: table.name)
    @pytest.mark.parametrize("role", ["registry_app", "registry_eraser"])
    def test_is_closed_once(self, connections, table, role):
        close = f"UPDATE \"{table.name}\" SET recorded_until = now() + interval '1 hour' WHERE recorded_until IS NULL"
        assert outcome(connections[role], close).removeprefix("done ") not in {"0", *REFUSED}

    @pytest.mark.parametrize("table", CLOSABLE, ids=lambda table: table.name)
    @pytest.mark.parametrize("role", ["registry_app", OWNER, SUPERUSER])
    @pytest.mark.parametrize("until", ["NULL", "now() + interval '1 hour'", "recorded_until"])
    def test_is_neither_reopened_nor_closed_again(self, connections, table, role, until):
        change = f'UPDATE "{table.name}" SET recorded_until = {until} WHERE recorded_until IS NOT NULL'
        assert outcome(connections[role], change) == "RG001"

    @pytest.mark.parametrize("table", CLOSABLE, ids=lambda table: table.name)
    def test_changes_in_nothing_else_as_it_is_closed(self, connections, table):
        names = [c.name for c in table.columns if c.name != "recorded_until" and c.computed is None]
        for column in names:
            kind = table.c[column].type.python_type
            other = {str: f"\"{column}\" || 'x'", int: f'"{column}" + 1', bool: f'NOT "{column}"'}.get(
                kind, f"coalesce(\"{column}\", now()) + interval '1 day'"
            )
            change = (
                f'UPDATE "{table.name}" SET recorded_until = now(), "{column}" = {other} WHERE recorded_until IS NULL'
            )
            assert outcome(connections[SUPERUSER], change) == "RG001", column


class TestTheEraser:
    def test_deletes_no_disclosure_that_no_redaction_names(self, connections):
        assert outcome(connections["registry_eraser"], "DELETE FROM disclosure") == "RG001"
        assert outcome(connections[SUPERUSER], "DELETE FROM disclosure") == "RG001"

    def test_deletes_one_that_a_redaction_names(self, connections, everything: Everything):
        digest = digests_of(everything.receipt)[0]
        connection = connections["registry_eraser"]
        named = f"INSERT INTO redaction VALUES ('{digest}', 'evt')"
        assert outcome(connection, f"{named}; DELETE FROM disclosure WHERE digest = '{digest}'") == "done 1"

    @pytest.mark.parametrize("role", ["registry_eraser", SUPERUSER])
    @pytest.mark.parametrize("column", ["name_hash", "identifier_hash"])
    def test_lets_a_hash_vanish_and_never_become_another(self, connections, role, column):
        vanish = f"UPDATE party SET {column} = NULL WHERE {column} IS NOT NULL"
        another = f"UPDATE party SET {column} = 'another'"
        assert outcome(connections[role], vanish).removeprefix("done ").isdigit()
        assert outcome(connections[role], another) == "RG001"

    def test_touches_nothing_else_of_a_party(self, connections):
        for column in metadata.tables["party"].columns:
            if column.name not in ("name_hash", "identifier_hash"):
                change = f"UPDATE party SET name_hash = NULL, {another_value(column)}"
                assert outcome(connections["registry_eraser"], change) == "42501", column
                assert outcome(connections[SUPERUSER], change) == "RG001", column


class TestTheTrailOfAccess:
    OLD = "INSERT INTO access_event (id, at, kind, reason, address, times) VALUES ('old', {}, 'refused', 'x', '0', 1)"

    @pytest.mark.parametrize("role", ["registry_sequencer", SUPERUSER])
    def test_is_kept_for_six_months_whoever_would_rather_not(self, connections, role):
        assert outcome(connections[role], "DELETE FROM access_event") == "RG001"

    def test_is_kept_to_the_last_of_its_days(self, connections):
        young = self.OLD.format("now() - interval '183 days'")
        assert outcome(connections[SUPERUSER], f"{young}; DELETE FROM access_event WHERE id = 'old'") == "RG001"

    def test_is_forgotten_afterwards(self, connections):
        connection, writer = connections[SUPERUSER], self.OLD.format("now() - interval '185 days'")
        gone = f"{writer}; DELETE FROM access_event WHERE at < now() - interval '184 days'"
        assert outcome(connection, gone) == "done 1"

    @pytest.mark.parametrize("role", ["registry_eraser", "registry_auditor", "registry_sequencer"])
    def test_is_written_by_the_service_alone(self, connections, role):
        assert outcome(connections["registry_app"], self.OLD.format("now()")) == "done 1"
        assert outcome(connections[role], self.OLD.format("now()")) == "42501"


class TestTheCountOfRefusals:
    @pytest.mark.parametrize("role", ["registry_app", OWNER, SUPERUSER])
    def test_goes_up_and_changes_in_nothing_else(self, connections, role):
        assert outcome(connections[role], "UPDATE refused_filing SET times = times + 1") == "done 1"
        assert outcome(connections[role], "UPDATE refused_filing SET times = times - 1") == "RG001"
        change = "UPDATE refused_filing SET times = times + 1, code = 'another'"
        assert outcome(connections[role], change) in {"RG001", "42501"}


class TestTheSettledInstant:
    @pytest.mark.parametrize("role", ["registry_sequencer", OWNER, SUPERUSER])
    def test_goes_forward_only(self, connections, role):
        move = "UPDATE settled SET until = until {} interval '1 microsecond'"
        assert outcome(connections[role], move.format("+")) == "done 1"
        assert outcome(connections[role], move.format("-")) == "RG001"


class TestTheTreeOfTheLog:
    @pytest.mark.parametrize("role", ["registry_sequencer", OWNER, SUPERUSER])
    @pytest.mark.parametrize(
        "change", ["size = size - 1", r"root = '\x00'", "number = 7", "origin = 'x'", "former = 'x', number = 2"]
    )
    def test_is_only_extended(self, connections, role, change):
        assert outcome(connections[role], f"UPDATE log_tree SET {change}") in {"RG001", "42501"}
        assert outcome(connections[role], r"UPDATE log_tree SET size = size + 1, root = '\x00'") == "done 1"


class TestWhatSomebodySignsInWith:
    @pytest.mark.parametrize("role", ["registry_auditor", "registry_sequencer", "registry_eraser"])
    @pytest.mark.parametrize("what", ["hash FROM password", "sealed FROM second_factor", "digest FROM session",
                                      "sealed FROM invitation", "digest FROM invitation"])  # fmt: skip
    def test_is_for_the_service_alone_to_read(self, connections, role, what):
        assert outcome(connections[role], f"SELECT {what}") == "42501"
