"""The whole journal in order, and every row of a projection: what an audit reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.domain import canon
from registry.store import tables
from registry.store.connection import Store
from registry.store.reading import Snapshot

_ENTRIES = sa.text("""
    SELECT e.seq, e.id, e.verb, e.registration, e.version, e.at, e.payload, e.commitment, v.kind, v.base, v.signature,
           v.key_id, v.rule, c.number AS certificate, c.jws, c.statement,
           c.status_list, c.status_index
      FROM entry e LEFT JOIN evidence v ON v.entry = e.id LEFT JOIN certificate c ON c.entry = e.id
     WHERE e.seq > :after ORDER BY e.seq LIMIT :limit""")
_DISCLOSURES = sa.text("SELECT digest, entry, key_id, sealed FROM disclosure WHERE entry = ANY(:entries)")
_WITH_REQUESTS = sa.text("""
    SELECT digest FROM disclosure
     WHERE digest = ANY(:digests)
        OR digest IN (SELECT CAST(e.payload AS json)->>'request' FROM entry e
                       WHERE e.id IN (SELECT entry FROM disclosure WHERE digest = ANY(:digests)))
     ORDER BY digest""").bindparams(sa.bindparam("digests", type_=postgresql.ARRAY(sa.Text)))
_COUNT = sa.text("SELECT (SELECT count(*) FROM entry) AS entries, (SELECT max(seq) FROM entry) AS last")
_STRAYS = sa.text(
    " UNION ALL ".join(
        f"SELECT '{table.name}' AS name, entry FROM \"{table.name}\" t"
        " WHERE NOT EXISTS (SELECT FROM entry e WHERE e.id = t.entry)"
        for table in (tables.evidence, tables.certificate, tables.disclosure)
    )
)
_BATCH = 500
_BEFORE_ALL = -(2**63)  # whatever number a row was given, it is read


def size(store: Store | Snapshot) -> int:
    with store.reading() as connection:
        return int(connection.execute(_COUNT).mappings().one()["entries"])


def with_requests(store: Store | Snapshot, digests: Iterable[str]) -> set[str]:
    """Those of the digests that have a disclosure, and the raw requests that hold the same values."""
    with store.reading() as connection:
        return set(connection.execute(_WITH_REQUESTS, {"digests": list(digests)}).scalars())


def entries(store: Store | Snapshot) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """Every entry with its evidence, certificate and the disclosures that still exist, oldest first."""
    after = _BEFORE_ALL
    while True:
        with store.reading() as connection:
            batch = connection.execute(_ENTRIES, {"after": after, "limit": _BATCH}).mappings().all()
            found = connection.execute(_DISCLOSURES, {"entries": [row["id"] for row in batch]}).mappings().all()
        if not batch:
            return
        by_entry: dict[str, list[Mapping[str, Any]]] = {}
        for disclosure in found:
            by_entry.setdefault(disclosure["entry"], []).append(dict(disclosure))
        for row in batch:
            yield dict(row), by_entry.get(row["id"], [])
        after = batch[-1]["seq"]


def strays(store: Store | Snapshot) -> list[tuple[str, str]]:
    """Rows of the journal that belong to an entry that is not there: the table, and the entry they name."""
    with store.reading() as connection:
        return [(row.name, row.entry) for row in connection.execute(_STRAYS)]


def projection_names() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every projection table: the columns of its key, and all columns that the fold writes."""
    return {
        table.name: (
            tuple(column.name for column in table.primary_key.columns),
            tuple(column.name for column in table.columns if column.computed is None),
        )
        for table in tables.PROJECTIONS
    }


def projected(store: Store | Snapshot, name: str) -> Iterator[dict[str, Any]]:
    """Every row of a projection table in the plain form the fold writes."""
    table = tables.metadata.tables[name]
    columns = [column for column in table.columns if column.computed is None]
    with store.reading() as connection:
        for row in connection.execute(sa.select(*columns).order_by(*table.primary_key.columns)).mappings():
            yield {column: _plain(value) for column, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return canon.instant(value.astimezone(UTC))
    return value.isoformat() if isinstance(value, date) else value
