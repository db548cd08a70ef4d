"""Who asked what, and why. Keys, never names."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from registry.store.connection import Store

_RECORD = sa.text(
    "INSERT INTO search (id, at, client, purpose, keys)"
    " VALUES (:id, clock_timestamp(), :client, :purpose, CAST(:keys AS text[]))"
)


def record(store: Store, *, id: str, client: str, purpose: str, keys: Sequence[str]) -> None:  # noqa: A002
    with store.reading() as connection:
        connection.execute(_RECORD, {"id": id, "client": client, "purpose": purpose, "keys": list(keys)})
