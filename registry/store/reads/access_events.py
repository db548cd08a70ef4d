"""Who was refused, who got a token, whose keys were enrolled and revoked, and what people did: for the auditor, newest
first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.store.connection import Store

# The keys stand in the projection, so that nothing of the journal is written down twice and could differ.
_SOURCES = (
    """SELECT id, at, kind, reason, route, address, client, institution, times, CAST(NULL AS text), person, concerning
         FROM access_event""",
    """SELECT entry, recorded_from, 'institution_enrolled', type, NULL, NULL, NULL, id, 1, NULL, NULL, NULL
         FROM institution""",
    """SELECT entry, recorded_from, 'key_enrolled', role, NULL, NULL, client, institution, 1, key_id, NULL, NULL
         FROM client_key""",
    """SELECT entry || '-ended', recorded_until, 'key_revoked', role, NULL, NULL, client, institution, 1, key_id, NULL,
              NULL
         FROM client_key WHERE recorded_until IS NOT NULL""",
    """SELECT id, at, 'unmasked', reason, 'POST /v1/unmaskings', address, client, institution, 1, NULL, NULL,
              registration
         FROM unmasking""",
    """SELECT entry, recorded_from, 'key_enrolled', 'passkey', NULL, NULL, NULL, institution, 1, key_id, NULL, person
         FROM passkey""",
    """SELECT entry || '-ended', recorded_until, 'key_revoked', 'passkey', NULL, NULL, NULL, institution, 1, key_id,
              NULL, person
         FROM passkey WHERE recorded_until IS NOT NULL""",
    # The first that a client may file is said with its first key.
    """SELECT entry, recorded_from, 'client_limited', 'limit_client', NULL, NULL, client, NULL, 1, NULL, NULL, NULL
         FROM client_allowance WHERE version > 1""",
    """SELECT 'adm-' || key_id, recorded_from, 'administrator_enrolled', name, NULL, NULL, NULL, NULL, 1, key_id,
              NULL, NULL
         FROM administrator""",
    """SELECT 'adm-' || key_id || '-ended', recorded_until, 'administrator_revoked', name, NULL, NULL, NULL, NULL,
              1, key_id, NULL, NULL
         FROM administrator WHERE recorded_until IS NOT NULL""",
)
_POSITION = "to_char(at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS') || 'x' || regexp_replace(id, '[^A-Za-z0-9]', '', 'g')"
_NAMES = "e (id, at, kind, reason, route, address, client, institution, times, key_id, person, concerning)"
_FILTERS = {
    "kind": "kind = :kind",
    "client": "client = :client",
    # What its people did is its own too.
    "institution": """(institution = :institution
                       OR person IN (SELECT p.id FROM person p WHERE p.institution = :institution))""",
    "person": "(person = :person OR concerning = :person)",
    "since": "at >= :since",
    "until": "at < :until",
    "after": f"at <= :last AND {_POSITION} < :after",
}


def listing(store: Store, filters: Mapping[str, Any], *, limit: int) -> list[dict[str, Any]]:
    """So many of the newest. Each source gives no more than that, so that none is read whole."""
    asked = {name: value for name, value in filters.items() if value is not None}
    if "after" in asked:
        asked["last"] = _instant_of(asked["after"])
    chosen = " AND ".join(_FILTERS[name] for name in asked if name in _FILTERS) or "true"
    newest = f"WHERE {chosen} ORDER BY at DESC, {_POSITION} DESC LIMIT :limit"
    union = " UNION ALL ".join(f"(SELECT * FROM ({source}) {_NAMES} {newest})" for source in _SOURCES)
    query = sa.text(f"SELECT *, {_POSITION} AS position FROM ({union}) e ORDER BY at DESC, position DESC LIMIT :limit")
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(query, {**asked, "limit": limit}).mappings()]


def _instant_of(position: str) -> datetime:
    """The instant a position begins with. Raises ValueError for what is no position."""
    return datetime.strptime(f"{position[:20]}+0000", "%Y%m%d%H%M%S%f%z")
