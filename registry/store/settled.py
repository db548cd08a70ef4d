"""Keeps ``settled_until``: no entry at or before it can still be under way.

Why: an answer "as of now" can be contradicted by a filing whose instant is earlier and whose commit is later (30 % of
answers were, measured). The least start of any open transaction of the writing roles bounds every instant still to
come, because an entry's instant is read after its transaction began.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from registry.store.connection import Store

# statement_timestamp() is before the look at the sessions: one that began unseen reads its clock after it.
_BOUND = sa.text("""
    SELECT least(statement_timestamp(), min(xact_start)) FROM pg_stat_activity
     WHERE datname = current_database() AND xact_start IS NOT NULL
       AND usename IN ('registry_app', 'registry_eraser')""")
_STORE = sa.text('UPDATE settled SET until = :until WHERE "only" = 1 AND until < :until')
_READ = sa.text("SELECT until FROM settled")

_AGE = sa.text("SELECT extract(epoch FROM clock_timestamp() - until)::float8 FROM settled")


def settled_age(store: Store) -> float:
    """Seconds since the settled instant: grows without end when nobody moves it."""
    with store.reading() as connection:
        age: float = connection.execute(_AGE).scalar_one()
    return age


def settle(store: Store) -> datetime:
    """Move the settled instant forward and return it. Two statements: who sees the second sees every commit that the
    first no longer saw open. Never backwards, whatever the clock does."""
    with store.reading() as connection:
        until = connection.execute(_BOUND).scalar_one()
        connection.execute(_STORE, {"until": until})
        settled: datetime = connection.execute(_READ).scalar_one()
    return settled
