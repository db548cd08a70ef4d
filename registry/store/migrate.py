"""Bring a database to the newest migration, and give its roles their passwords."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
ROLES = ("registry_app", "registry_sequencer", "registry_auditor", "registry_eraser")


def head() -> str:
    """The one revision this code expects."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def upgrade(url: str, *, passwords: Mapping[str, str]) -> None:
    """Migrate to the head in one transaction and set the roles' passwords; nothing changes if any part fails."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool, hide_parameters=True)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        for role, password in passwords.items():
            _set_password(connection, role, password=password)


def provision(superuser_url: str, *, database: str, password: str) -> None:
    """Once per cluster and database, as a superuser: the migrating role, and a database it owns. Repeating is harmless.

    The migrating role may create roles and hand on the right to see other sessions' start times, nothing more.
    """
    engine = sa.create_engine(
        superuser_url, poolclass=sa.pool.NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    with engine.connect() as connection:
        if not connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = 'registry_migrate'")):
            connection.exec_driver_sql("CREATE ROLE registry_migrate LOGIN CREATEROLE")
        connection.exec_driver_sql("GRANT pg_read_all_stats TO registry_migrate WITH ADMIN OPTION")
        _set_password(connection, "registry_migrate", password=password)
        if not connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": database}):
            name = connection.dialect.identifier_preparer.quote(database)
            connection.exec_driver_sql(
                f"CREATE DATABASE {name} OWNER registry_migrate ENCODING 'UTF8' TEMPLATE template0"
            )


def as_role(url: str, role: str, *, password: str) -> str:
    """The same database for another role."""
    return sa.engine.make_url(url).set(username=role, password=password).render_as_string(hide_password=False)


def _set_password(connection: sa.Connection, role: str, *, password: str) -> None:
    # ALTER ROLE takes no parameters; the server quotes for us.
    statement = connection.scalar(
        sa.text("SELECT format('ALTER ROLE %I PASSWORD %L', CAST(:role AS text), CAST(:password AS text))"),
        {"role": role, "password": password},
    )
    connection.exec_driver_sql(str(statement).replace("%", "%%"))
