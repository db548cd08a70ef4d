"""Alembic's environment: one transaction, one migrator at a time, and no waiting behind the register's traffic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from registry.store.tables import metadata

LOCK_TIMEOUT = "4s"  # a migration that cannot get its lock gives way to filings
STATEMENT_TIMEOUT = "60s"
ONE_AT_A_TIME = 7_021_001  # advisory lock: two hosts that start together do not migrate together


def run() -> None:
    connection: sa.Connection = context.config.attributes["connection"]
    connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    connection.exec_driver_sql(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    context.run_migrations()


run()
