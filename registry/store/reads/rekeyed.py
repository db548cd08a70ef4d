"""Whether anything is still sealed under a key: of registrations, or of what people sign in with."""

from __future__ import annotations

import sqlalchemy as sa

from registry.store.connection import Store

_SEALED = sa.text("""
    SELECT EXISTS (SELECT FROM disclosure WHERE key_id = :kid)
        OR EXISTS (SELECT FROM second_factor WHERE key_id = :kid)
        OR EXISTS (SELECT FROM invitation WHERE key_id = :kid)""")


def sealed_under(store: Store, kid: str) -> bool:
    with store.reading() as connection:
        return bool(connection.execute(_SEALED, {"kid": kid}).scalar_one())
