"""Whether the database is the one this process belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from registry.domain.errors import Unavailable
from registry.store.connection import Store

_READY = sa.text("""
    SELECT (SELECT version_num FROM alembic_version) AS revision,
           (SELECT row_to_json(r) FROM (SELECT issuer, origin, livemode FROM register) r) AS register,
           (SELECT until FROM settled) AS settled_until, clock_timestamp() AS at,
           (SELECT extract(epoch FROM clock_timestamp() - until)::float8 FROM settled) AS settled_age,
           coalesce((SELECT extract(epoch FROM clock_timestamp() - at)::float8 FROM log_queue ORDER BY seq LIMIT 1), 0)
           AS queue_age""")  # by seq, which has an index: seq and at disagree only among filings under way together
_BEGUN = sa.text("SELECT to_regclass('alembic_version') IS NOT NULL")
_SAFETY = sa.text("""
    SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
           current_setting('full_page_writes') AS full_page_writes,
           current_setting('track_activities') AS track_activities, rolsuper, rolbypassrls,
           current_setting('cluster_name') = 'registry-embedded' AS embedded,
           EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'USAGE'))
           AS owns
      FROM pg_roles WHERE rolname = current_user""")

# Without track_activities no one sees when a session began, and what is under way would count as settled.
_MUST_BE_ON = ("fsync", "synchronous_commit", "full_page_writes", "track_activities")


def readiness(store: Store) -> Mapping[str, Any]:
    """Migration, identity of the register, its settled instant, and how old that and the log's queue are, in seconds.
    Raises Unavailable of a database without tables."""
    with store.reading() as connection:
        if not connection.execute(_BEGUN).scalar_one():
            raise Unavailable("the database was never migrated")
        return dict(connection.execute(_READY).mappings().one())


def unsafe(store: Store, *, livemode: bool) -> list[str]:
    """What about this database or role would let the register lose or rewrite an entry; empty when nothing. The
    embedded engine serves demos and tests; its security fixes come late, so a live register does not run on it."""
    with store.reading() as connection:
        row = connection.execute(_SAFETY).mappings().one()
    wrong = [f"{name} is off" for name in _MUST_BE_ON if row[name] == "off"]
    wrong += [
        f"the database role {fault}"
        for fault, found in (
            ("is a superuser", row["rolsuper"]),
            ("bypasses row security", row["rolbypassrls"]),
            ("owns the tables", row["owns"]),
        )
        if found
    ]
    return [*wrong, "the database is the embedded engine"] if livemode and row["embedded"] else wrong
