"""What the migrations build is what the code declares, and building it never stands in the register's way."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from registry.store import migrate
from registry.store.tables import metadata
from tests.register import PASSWORDS, Cluster

ONE_AT_A_TIME = 7_021_001
MIGRATOR = "registry_migrate"


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> str:
    cluster.new_database("migrated")
    return "migrated"


@pytest.fixture
def migrator(cluster: Cluster, database: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(cluster.url(MIGRATOR, database), poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        yield connection


def asked(cluster: Cluster, query: str, *, database: str = "postgres") -> list[dict]:
    with cluster.superuser(database).connect() as connection:
        return [dict(row) for row in connection.execute(sa.text(query)).mappings()]


class TestWhatIsBuilt:
    def test_is_what_the_tables_declare(self, migrator: sa.Connection):
        context = MigrationContext.configure(migrator, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []

    def test_a_difference_would_be_seen(self, migrator: sa.Connection):
        migrator.exec_driver_sql("SET ROLE registry_owner")
        migrator.exec_driver_sql("ALTER TABLE search ADD COLUMN stray text")
        context = MigrationContext.configure(migrator, opts={"compare_type": True})
        assert [difference[0] for difference in compare_metadata(context, metadata)] == ["remove_column"]

    def test_repeats_every_check_of_the_declaration(self, cluster: Cluster, database: str):
        declared = {
            str(each.name)
            for table in metadata.tables.values()
            for each in table.constraints
            if isinstance(each, sa.CheckConstraint)
        }
        query = "SELECT conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
        assert {row["conname"] for row in asked(cluster, query, database=database)} == declared

    def test_has_one_head_and_no_branch(self):
        script = ScriptDirectory(str(migrate.MIGRATIONS))
        assert script.get_heads() == [migrate.head()]
        assert len(script.get_bases()) == 1

    def test_belongs_to_the_owner(self, cluster: Cluster, database: str):
        query = "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public'"
        owners = {row["tablename"]: row["tableowner"] for row in asked(cluster, query, database=database)}
        assert owners.pop("alembic_version") == MIGRATOR
        assert owners == dict.fromkeys(metadata.tables, "registry_owner")


class TestWhatTheJournalSays:
    @pytest.mark.parametrize(
        ("table", "insert"),
        [
            ("entry", "(id, verb, at, payload, commitment) VALUES ('x', 'register', now(), :long, 'x')"),
            ("certificate", "(number, entry, jws, statement) VALUES ('x', 'x', :long, 'x')"),
            ("disclosure", "(digest, entry, key_id, sealed) VALUES ('x', 'x', 'x', convert_to(:long, 'UTF8'))"),
        ],
    )
    def test_stands_in_its_row_as_it_is(self, cluster: Cluster, database: str, table: str, insert: str):
        """Compressed and moved beside the table, the rows of a filing cost the database a tenth more and over."""
        beside = sa.text("SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = CAST(:name AS regclass)")
        with cluster.superuser(database).execution_options(isolation_level="READ COMMITTED").connect() as connection:
            before = connection.execute(beside, {"name": table}).scalar_one()
            connection.execute(sa.text(f"INSERT INTO {table} {insert}"), {"long": os.urandom(3500).hex()})
            assert connection.execute(beside, {"name": table}).scalar_one() == before
            connection.rollback()


class TestASecondUpgrade:
    def test_changes_nothing(self, cluster: Cluster, database: str):
        def everything():
            return asked(
                cluster,
                "SELECT oid, relname, relacl::text, relfilenode FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace ORDER BY oid",
                database=database,
            )

        before = everything()
        migrate.upgrade(cluster.url(MIGRATOR, database), passwords=PASSWORDS)
        assert everything() == before

    def test_may_be_provisioned_again_first(self, cluster: Cluster, database: str):
        migrate.provision(cluster.engine.superuser_url(), database=database, password="dull-password")


def undo(cluster: Cluster, database: str, *, to: str) -> None:
    engine = sa.create_engine(cluster.url(MIGRATOR, database), poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrate.MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, to)
        connection.commit()


class TestEach:
    @pytest.mark.parametrize(
        ("revision", "query"),
        [
            ("0019", "SELECT FROM pg_proc WHERE proname = 'only_reseal'"),
            ("0002", "SELECT FROM pg_constraint WHERE pg_get_constraintdef(oid) LIKE '%''search''%'"),
            ("0020", "SELECT FROM pg_constraint WHERE pg_get_constraintdef(oid) LIKE '%''canary''%'"),
            ("0021", "SELECT FROM pg_proc WHERE proname = 'only_fill_in'"),
            ("0016", "SELECT FROM information_schema.columns WHERE column_name IN ('passed_at', 'determined_at')"),
            ("0014", "SELECT FROM pg_proc WHERE proname = 'only_end'"),
            ("0006", "SELECT FROM pg_tables WHERE tablename = 'quantity'"),
            ("0005", "SELECT FROM information_schema.columns WHERE column_name IN ('act', 'served_at')"),
            ("0004", "SELECT FROM pg_constraint WHERE pg_get_constraintdef(oid) LIKE '%''release''%'"),
            ("0003", "SELECT FROM information_schema.columns WHERE column_name IN ('claim_id', 'filed_as')"),
        ],
    )
    def test_is_undone_and_done_again(self, cluster: Cluster, revision: str, query: str):
        database = f"undone_{revision}"
        cluster.new_database(database)

        def is_done():
            return bool(asked(cluster, query, database=database))

        assert is_done()
        undo(cluster, database, to=ScriptDirectory(str(migrate.MIGRATIONS)).get_revision(revision).down_revision)
        assert not is_done()
        migrate.upgrade(cluster.url(MIGRATOR, database), passwords=PASSWORDS)
        assert is_done()

    def test_is_not_undone_where_an_entry_would_be_left_without_its_tables(self, cluster: Cluster):
        cluster.new_database("followed")
        with cluster.superuser("followed").connect() as connection:
            connection.exec_driver_sql(
                "INSERT INTO entry (id, verb, at, payload, commitment) VALUES ('evt_1', 'release', now(), '{}', 'x')"
            )
        with pytest.raises(sa.exc.IntegrityError, match="ck_entry_verb_known"):
            undo(cluster, "followed", to="0003")

    def test_is_not_undone_where_what_administrators_did_would_be_lost(self, cluster: Cluster):
        cluster.new_database("administered")
        with cluster.superuser("administered").connect() as connection:
            connection.exec_driver_sql(
                "INSERT INTO break_glass (id, glass, about, reason, asked_by, asked_at)"
                " VALUES ('glass_1', 'read_trail', '*', 'x', 'per_1', now())"
            )
        with pytest.raises(sa.exc.DBAPIError, match="is nowhere else"):
            undo(cluster, "administered", to="0016")

    @pytest.mark.parametrize("column", ["claim_id", "filed_as"])
    def test_is_not_undone_where_its_words_would_be_lost(self, cluster: Cluster, column: str):
        cluster.new_database(f"used_{column}")
        with cluster.superuser(f"used_{column}").connect() as connection:
            row = {
                "number": "CQ1", "institution": "i", "contract_number": "c", "claim_kind": "loan", "principal_minor": 1,
                "currency": "CNY", "due_on": "2027-01-01", "registered_at": "2026-11-22T04:00:00Z", "region": "500233",
                "entry": "e", column: "secured_creditor",
            }  # fmt: skip
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(sa.text(f"INSERT INTO registration ({names}) VALUES ({values})"), row)
        with pytest.raises(sa.exc.IntegrityError, match="says_neither"):
            undo(cluster, f"used_{column}", to="0002")


class TestAMigration:
    def test_limits_its_waits_and_runs_alone(self, migrator: sa.Connection):
        config = Config()
        config.set_main_option("script_location", str(migrate.MIGRATIONS))
        config.attributes["connection"] = migrator
        command.upgrade(config, "head")

        held = sa.text(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = :number AND pid = pg_backend_pid()"
        )
        assert migrator.scalar(sa.text("SHOW lock_timeout")) == "4s"
        assert migrator.scalar(sa.text("SHOW statement_timeout")) == "1min"
        assert migrator.scalar(held, {"number": ONE_AT_A_TIME}) == 1

    def test_gives_up_when_it_gets_no_lock(self, cluster: Cluster, database: str):
        other = sa.create_engine(cluster.engine.superuser_url(database), poolclass=sa.pool.NullPool)
        with other.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
            with pytest.raises(sa.exc.OperationalError) as gave_up:
                migrate.upgrade(cluster.url(MIGRATOR, database), passwords=PASSWORDS)
        assert gave_up.value.orig.sqlstate == "55P03"

    def test_that_fails_leaves_no_new_password(self, cluster: Cluster, database: str):
        with pytest.raises(sa.exc.DBAPIError):
            migrate.upgrade(cluster.url(MIGRATOR, database), passwords={"registry_app": "other", "nobody": "x"})
        with sa.create_engine(
            cluster.url("registry_app", database), poolclass=sa.pool.NullPool
        ).connect() as connection:
            assert connection.scalar(sa.text("SELECT 1")) == 1


LOGIN = {"registry_migrate", *migrate.ROLES}
ATTRIBUTES = ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")


@pytest.fixture(scope="module")
def roles(cluster: Cluster) -> dict[str, dict]:
    """All but the one that made the cluster."""
    found = asked(cluster, "SELECT * FROM pg_authid WHERE rolname LIKE 'registry%' AND rolname <> current_user")
    return {row["rolname"]: row for row in found}


class TestTheRoles:
    def test_are_these(self, roles):
        assert set(roles) == {"registry_owner", *LOGIN}

    def test_have_no_power_but_the_migrators_over_roles(self, roles):
        powers = {(name, power) for name, row in roles.items() for power in ATTRIBUTES if row[power]}
        assert powers == {("registry_migrate", "rolcreaterole")}

    def test_log_in_with_a_password_but_the_owner_never(self, roles):
        assert {name for name, row in roles.items() if row["rolcanlogin"]} == LOGIN
        assert {name for name, row in roles.items() if row["rolpassword"]} == LOGIN
        assert all(row["rolpassword"].startswith("SCRAM-SHA-256") for row in roles.values() if row["rolpassword"])

    def test_stand_in_for_no_other_but_the_migrator_for_the_owner(self, cluster: Cluster):
        query = (
            "SELECT m.member::regrole::text AS member, m.roleid::regrole::text AS role FROM pg_auth_members m"
            " JOIN pg_authid a ON a.oid = m.member WHERE a.rolname LIKE 'registry%' AND a.rolname <> 'registry_migrate'"
        )
        assert asked(cluster, query) == [{"member": "registry_sequencer", "role": "pg_read_all_stats"}]

    @pytest.mark.parametrize("role", sorted(LOGIN))
    @pytest.mark.parametrize("password", ["wrong", None])
    def test_are_turned_away_with_a_wrong_password_or_none(self, cluster: Cluster, database, role, password):
        url = sa.engine.make_url(cluster.url(role, database))._replace(password=password)
        with pytest.raises(sa.exc.OperationalError, match="password"):
            sa.create_engine(url, poolclass=sa.pool.NullPool).connect()

    def test_the_owner_is_turned_away_whatever_it_says(self, cluster: Cluster, database: str):
        with pytest.raises(sa.exc.OperationalError):
            sa.create_engine(cluster.url("registry_owner", database), poolclass=sa.pool.NullPool).connect()

    @pytest.mark.parametrize("role", migrate.ROLES)
    def test_may_create_nothing(self, cluster: Cluster, database: str, role: str):
        engine = sa.create_engine(cluster.url(role, database), poolclass=sa.pool.NullPool)
        for statement in ("CREATE TABLE mine (a int)", "CREATE TEMP TABLE mine (a int)", "CREATE SCHEMA mine"):
            with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError) as refused:
                connection.exec_driver_sql(statement)
            assert refused.value.orig.sqlstate == "42501"
