"""How much is still sealed under a key."""

from __future__ import annotations

import sqlalchemy as sa

from registry.store.connection import Store

_DISCLOSURES = sa.text("SELECT EXISTS (SELECT FROM disclosure WHERE key_id = :kid)")
_FACTORS = sa.text("""
    SELECT EXISTS (SELECT FROM second_factor WHERE key_id = :kid)
        OR EXISTS (SELECT FROM invitation WHERE key_id = :kid)""")


def sealed_under(store: Store, kid: str) -> bool:
    with store.reading() as connection:
        return bool(connection.execute(_DISCLOSURES, {"kid": kid}).scalar_one())


def factors_under(store: Store, kid: str) -> bool:
    with store.reading() as connection:
        return bool(connection.execute(_FACTORS, {"kid": kid}).scalar_one())
