"""Whether the database is the one this process belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from registry.store.connection import Store

_READY = sa.text("""
    SELECT (SELECT version_num FROM alembic_version) AS revision,
           (SELECT row_to_json(r) FROM (SELECT issuer, origin, livemode FROM register) r) AS register,
           (SELECT until FROM settled) AS settled_until, clock_timestamp() AS at""")
_SAFETY = sa.text("""
    SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
           current_setting('full_page_writes') AS full_page_writes, rolsuper, rolbypassrls,
           EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'USAGE'))
           AS owns
      FROM pg_roles WHERE rolname = current_user""")


def readiness(store: Store) -> Mapping[str, Any]:
    """Migration, identity of the register and its settled instant."""
    with store.reading() as connection:
        return dict(connection.execute(_READY).mappings().one())


def unsafe(store: Store) -> list[str]:
    """What about this database or role would let the register lose or rewrite an entry; empty when nothing."""
    with store.reading() as connection:
        row = connection.execute(_SAFETY).mappings().one()
    wrong = [f"{name} is off" for name in ("fsync", "synchronous_commit", "full_page_writes") if row[name] == "off"]
    wrong += [
        f"the database role {fault}"
        for fault, found in (
            ("is a superuser", row["rolsuper"]),
            ("bypasses row security", row["rolbypassrls"]),
            ("owns the tables", row["owns"]),
        )
        if found
    ]
    return wrong
