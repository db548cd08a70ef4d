"""Writing down who was refused, in one statement for all that waited; and forgetting it when its time is over."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.store import tables
from registry.store.connection import Store

_COLUMNS = ", ".join(f'"{column.name}"' for column in tables.access_event.columns)
_WRITE = sa.text(
    f"INSERT INTO access_event ({_COLUMNS}) SELECT {_COLUMNS}"
    " FROM json_populate_recordset(CAST(NULL AS access_event), CAST(:rows AS json))"
)
_FORGET = sa.text("DELETE FROM access_event WHERE at < :before")


def write(store: Store, rows: Sequence[Mapping[str, Any]]) -> None:
    """All of it, or nothing."""
    with store.reading() as connection:
        connection.execute(_WRITE, {"rows": json.dumps(rows)})


def forget(store: Store, *, before: datetime) -> int:
    """Drop what is older; returns how many. The database refuses what is younger than six months."""
    with store.reading() as connection:
        return int(connection.execute(_FORGET, {"before": before}).rowcount)
