"""The signed lists of how certificates stand, as they are served."""

from __future__ import annotations

import sqlalchemy as sa

from registry.store.connection import Store

_TOKEN = sa.text("SELECT token FROM status_list WHERE uri = :uri")


def token(store: Store, uri: str) -> str | None:
    """What was signed last of the list at an address; None where there is no such list, or not yet."""
    with store.reading() as connection:
        found: str | None = connection.execute(_TOKEN, {"uri": uri}).scalar_one_or_none()
    return found
