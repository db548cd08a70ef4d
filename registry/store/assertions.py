"""Assertions for tokens work once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from registry.store.connection import Store

_USE = sa.text(
    "INSERT INTO assertion (client, jti, expires_at) VALUES (:client, :jti, :expires_at)"
    " ON CONFLICT DO NOTHING RETURNING 1"
)
_FORGET = sa.text("DELETE FROM assertion WHERE expires_at < :now")


def use_once(store: Store, *, client: str, jti: str, expires_at: datetime) -> bool:
    """Whether this is the first time; an assertion that has expired is refused before it comes here."""
    with store.reading() as connection:
        found = connection.execute(_USE, {"client": client, "jti": jti, "expires_at": expires_at}).scalar_one_or_none()
    return found is not None


def forget_expired(store: Store, now: datetime) -> int:
    """Drop what could not be used again anyway; returns how many."""
    with store.reading() as connection:
        return int(connection.execute(_FORGET, {"now": now}).rowcount)
