"""One registration, the list of an institution's own, and a registration's history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.domain.errors import NotSettled, UnknownRegistration
from registry.store import names
from registry.store.connection import Store

# Without an instant: as it stands. With one: as it stood, which must be settled to be an answer for ever.
_ONE = sa.text(f"""
    WITH asked AS (SELECT s.until, coalesce(CAST(:as_of AS timestamptz), 'infinity') AS at FROM settled s)
    SELECT asked.until AS settled_until, r.number, e.payload, v.version, v.status, v.recorded_from, c.jws,
           (SELECT json_agg(l.payload ORDER BY l.version) FROM entry l
             WHERE l.registration = r.number AND l.version BETWEEN 2 AND v.version) AS later,
           (SELECT json_object_agg(mine.id, ahead) FROM (
               SELECT b.id, (SELECT json_agg(line.registration ORDER BY line.since) FROM (
                                 WITH RECURSIVE {names.names_of_burden("b", at="asked.at")}
                                 SELECT o.registration, min(o.recorded_from) AS since
                                 {names.line_before("b", at="asked.at")}
                                  GROUP BY o.registration, o.claim) line) AS ahead
                 FROM encumbrance b WHERE b.registration = r.number) mine) AS ahead,
           EXISTS (SELECT FROM encumbrance b
                     JOIN LATERAL (WITH RECURSIVE {names.names_of_burden("b", at="asked.at")}
                                   SELECT array_agg(key) AS names FROM name) n ON true
                     JOIN encumbrance_key ok ON ok.key = ANY(n.names) AND ok.role = 'identity'
                     JOIN encumbrance o ON o.id = ok.encumbrance AND o.contests IS NOT NULL
                     JOIN encumbrance_key xk ON xk.key = ANY(n.names) AND xk.role = 'identity'
                     JOIN encumbrance x ON x.id = xk.encumbrance
                    WHERE b.registration = r.number
                      AND CAST(o.contests AS jsonb) @> to_jsonb(coalesce(x.registration, x.act))
                      AND NOT EXISTS (SELECT FROM (VALUES (b.recorded_from, b.recorded_until),
                                                          (o.recorded_from, o.recorded_until),
                                                          (x.recorded_from, x.recorded_until)) i (since, until)
                                       WHERE i.since > asked.at OR i.until <= asked.at)) AS contested
      FROM asked, registration r
      JOIN entry e ON e.id = r.entry
      JOIN registration_version v ON v.number = r.number
      JOIN certificate c ON c.entry = v.entry
     WHERE r.number = :number AND r.institution = :institution AND v.recorded_from <= asked.at
       AND (v.recorded_until IS NULL OR v.recorded_until > asked.at)""")

_SETTLED = sa.text("SELECT until FROM settled")
_LIST = """
    SELECT r.number, r.client_reference, r.contract_number, r.registered_at, r.due_on,
           v.version, v.status, v.expires_on
      FROM (SELECT coalesce(CAST(:as_of AS timestamptz), 'infinity') AS at) asked, registration r
      JOIN registration_version v ON v.number = r.number
     WHERE v.recorded_from <= asked.at AND (v.recorded_until IS NULL OR v.recorded_until > asked.at)
       AND r.institution = :institution {filters}
     ORDER BY r.number DESC LIMIT :limit"""

_OF_A_FURTHER_CLAIM = (
    "EXISTS (SELECT FROM further_claim f WHERE f.registration = r.number AND f.{0} = :{0}"
    " AND f.registered_at <= asked.at)"
)
_FILTERS = {
    "after": "r.number < :after",
    "client_reference": "r.client_reference = :client_reference",
    "contract_number": f"(r.contract_number = :contract_number OR {_OF_A_FURTHER_CLAIM.format('contract_number')})",
    "claim_id": f"(r.claim_id = :claim_id OR {_OF_A_FURTHER_CLAIM.format('claim_id')})",
    "registered_from": "r.registered_at >= :registered_from",
    "registered_until": "r.registered_at < :registered_until",
    "expires_from": "v.expires_on >= :expires_from",
    "expires_until": "v.expires_on < :expires_until",
    # lapse is computed from the date, never stored (民法典第203条: the last day is part of the term)
    "active": "v.status = 'active' AND v.expires_on >= :active",
    "lapsed": "v.status = 'active' AND v.expires_on < :lapsed",
    "ended": "v.status = :ended",
}

_HISTORY = sa.text("""
    SELECT r.number AS registration, e.id, e.verb, e.version, e.at, e.payload, c.number AS certificate,
           (SELECT until FROM settled) AS settled_until
      FROM registration r JOIN entry e ON e.registration = r.number LEFT JOIN certificate c ON c.entry = e.id
     WHERE r.number = :number AND r.institution = :institution
       AND e.at <= coalesce(CAST(:as_of AS timestamptz), 'infinity') ORDER BY e.version""")


@dataclass(frozen=True, slots=True)
class Seen:
    """A registration at an instant: the bytes of its first entry and of those since, how it stood, who stood ahead."""

    number: str
    payload: bytes
    version: int
    status: str
    jws: str
    recorded_from: datetime
    settled_until: datetime
    ahead: Mapping[str, list[str]]
    later: tuple[bytes, ...] = ()
    contested: bool = False  # whether two stand on one of its assets who cannot both be the holder


def one(store: Store, number: str, *, institution: str, as_of: datetime | None) -> Seen:
    """An institution's own registration. Raises UnknownRegistration for anybody else's too, and NotSettled."""
    asked = {"number": number, "institution": institution, "as_of": as_of}
    with store.reading() as connection:
        row = connection.execute(_ONE, asked).mappings().one_or_none()
    if row is None:
        raise UnknownRegistration(number)
    if as_of and as_of > row["settled_until"]:
        raise NotSettled(row["settled_until"])
    return Seen(
        number=row["number"],
        payload=row["payload"].encode(),
        version=row["version"],
        status=row["status"],
        jws=row["jws"],
        recorded_from=row["recorded_from"],
        settled_until=row["settled_until"],
        later=tuple(payload.encode() for payload in row["later"] or ()),
        contested=row["contested"],
        ahead={item: ahead or [] for item, ahead in (row["ahead"] or {}).items()},
    )


def listing(
    store: Store, *, institution: str, limit: int, as_of: datetime | None, filters: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], datetime]:
    """An institution's registrations, newest first, and the instant the list is good for. ``filters`` are keys of
    ``_FILTERS`` with their values. Raises NotSettled."""
    chosen = "".join(f" AND {_FILTERS[name]}" for name in sorted(filters))
    asked = {"institution": institution, "limit": limit, "as_of": as_of, **filters}
    with store.reading() as connection:
        settled: datetime = connection.execute(_SETTLED).scalar_one()
        if as_of and as_of > settled:
            raise NotSettled(settled)
        rows = connection.execute(sa.text(_LIST.format(filters=chosen)), asked).mappings().all()
    return [dict(row) for row in rows], as_of or settled


def history(store: Store, number: str, *, institution: str, as_of: datetime | None) -> list[dict[str, Any]]:
    """Every entry of an institution's own registration, oldest first. Raises UnknownRegistration and NotSettled."""
    asked = {"number": number, "institution": institution, "as_of": as_of}
    with store.reading() as connection:
        rows = connection.execute(_HISTORY, asked).mappings().all()
    if not rows:
        raise UnknownRegistration(number)
    if as_of and as_of > rows[0]["settled_until"]:
        raise NotSettled(rows[0]["settled_until"])
    return [dict(row) for row in rows]
