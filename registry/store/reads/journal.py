"""The whole journal in order, and every row of a projection: what an audit reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.store import tables
from registry.store.connection import Store
from registry.store.reading import Snapshot

PROOF = "e.seq, e.payload, v.kind, v.base, v.signature, v.key_id, v.rule, v.approvals"
"""An entry with what proves it, as ``e`` and ``v``."""


def _instant(column: str) -> str:
    """An instant as the journal writes it (``canon.instant``), worked out by the database, for there are millions. What
    no entry could say, infinity or a year before the first, is left as the database writes it and equals nothing."""
    return (
        f"CASE WHEN {column} >= '0001-01-01 00:00:00+00' AND {column} < '10000-01-01 00:00:00+00'"
        f" THEN to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        f" ELSE CAST({column} AS text) END"
    )


def _day(column: str) -> str:
    return (
        f"CASE WHEN {column} >= '0001-01-01' AND {column} < '10000-01-01' THEN to_char({column}, 'YYYY-MM-DD')"
        f" ELSE CAST({column} AS text) END"
    )


_ENTRIES = sa.text(f"""
    SELECT e.seq, e.id, e.verb, e.registration, e.version, {_instant("e.at")} AS at, e.payload, e.commitment, v.kind,
           v.base, v.signature, v.key_id, v.rule, v.approvals, c.number AS certificate, c.jws, c.statement,
           c.status_list, c.status_index
      FROM entry e LEFT JOIN evidence v ON v.entry = e.id LEFT JOIN certificate c ON c.entry = e.id
     WHERE e.seq >= :first AND e.seq <= :last ORDER BY e.seq""")
_STRETCHES = sa.text("""
    SELECT min(seq) AS first, max(seq) AS last, count(*) AS entries
      FROM (SELECT seq, (row_number() OVER (ORDER BY seq) - 1) / :length AS stretch FROM entry) e
     GROUP BY stretch ORDER BY stretch""")
# By what the payload says, for a column may have been altered. A quote inside a text is escaped, so none says this.
_OF_KEYS = sa.text(f"""
    SELECT {PROOF} FROM entry e LEFT JOIN evidence v ON v.entry = e.id
     WHERE e.payload LIKE '%"verb":"genesis"%' OR e.payload LIKE '%"verb":"enrol_%'
        OR e.payload LIKE '%"verb":"revoke_%'
     ORDER BY e.seq""")
_DISCLOSURES = sa.text("SELECT digest, entry, key_id, sealed FROM disclosure WHERE entry = ANY(:entries)")
_WITH_REQUESTS = sa.text("""
    SELECT digest FROM disclosure
     WHERE digest = ANY(:digests)
        OR digest IN (SELECT CAST(e.payload AS json)->>'request' FROM entry e
                       WHERE e.id IN (SELECT entry FROM disclosure WHERE digest = ANY(:digests)))
     ORDER BY digest""").bindparams(sa.bindparam("digests", type_=postgresql.ARRAY(sa.Text)))
_STRAYS = sa.text(
    " UNION ALL ".join(
        f"SELECT '{table.name}' AS name, entry FROM \"{table.name}\" t"
        " WHERE NOT EXISTS (SELECT FROM entry e WHERE e.id = t.entry)"
        for table in (tables.evidence, tables.certificate, tables.disclosure)
    )
)
_ROWS = 1000

Recorded = tuple[Mapping[str, Any], list[Mapping[str, Any]]]
"""An entry with its evidence and certificate, and the disclosures of it that still exist."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many entries that stand one behind the other: their numbers from the first to the last."""

    first: int
    last: int
    entries: int


def stretches(store: Store | Snapshot, *, length: int) -> list[Stretch]:
    """The whole journal in order, whatever numbers its rows were given."""
    with store.reading() as connection:
        return [Stretch(**row) for row in connection.execute(_STRETCHES, {"length": length}).mappings()]


def of_keys(store: Store | Snapshot) -> list[dict[str, Any]]:
    """The entries that say who may file, with their evidence, in order."""
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(_OF_KEYS).mappings()]


def with_requests(store: Store | Snapshot, digests: Iterable[str]) -> set[str]:
    """Those of the digests that have a disclosure, and the raw requests that hold the same values."""
    with store.reading() as connection:
        return set(connection.execute(_WITH_REQUESTS, {"digests": list(digests)}).scalars())


def entries(store: Store | Snapshot, stretch: Stretch) -> list[Recorded]:
    """The entries of a stretch, oldest first."""
    with store.reading() as connection:
        rows = connection.execute(_ENTRIES, {"first": stretch.first, "last": stretch.last}).mappings().all()
        found = connection.execute(_DISCLOSURES, {"entries": [row["id"] for row in rows]}).mappings().all()
    by_entry: dict[str, list[Mapping[str, Any]]] = {}
    for disclosure in found:
        by_entry.setdefault(disclosure["entry"], []).append(dict(disclosure))
    return [(dict(row), by_entry.get(row["id"], [])) for row in rows]


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


def projected(store: Store | Snapshot, name: str) -> Iterator[tuple[Any, ...]]:
    """Every row of a projection table in the plain form the fold writes, its columns as `projection_names` has them."""
    table = tables.metadata.tables[name]
    asked = ", ".join(_written(column) for column in table.columns if column.computed is None)
    ordered = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    with store.reading() as connection:
        rows = connection.execute(sa.text(f'SELECT {asked} FROM "{name}" ORDER BY {ordered}'))
        while some := rows.fetchmany(_ROWS):
            yield from map(tuple, some)


def _written(column: sa.Column[Any]) -> str:
    name = f'"{column.name}"'
    if isinstance(column.type, sa.DateTime):
        return _instant(name)
    return _day(name) if isinstance(column.type, sa.Date) else name
