"""From the outbox to the feeds of those whom an entry concerns; and a feed, as its institution reads it.

The outbox is a queue whose rows are its state: an entry that is committed late is told late, and none is passed over.
Feeds are numbered by the one transaction at a time that writes them, so that who has read up to a number has read
everything before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from registry.domain.errors import Unavailable
from registry.domain.feed import REORDERING, Event, Touch, events
from registry.domain.lifecycle import Verb
from registry.domain.registration import EncumbranceType
from registry.store import names, stored
from registry.store.connection import Store
from registry.store.faults import Again, translated

BATCH = 500  # entries told of in one transaction
_ONE_AT_A_TIME = sa.text("SELECT pg_try_advisory_xact_lock(7021002)")
# What an entry touched: what it began or ended; of what is ``REORDERING``, all that its registration has. Acts are
# found by their own number or by the number of what they end. Concerned is who has something under any name of the
# asset, and whom a finding of the entry names: what is linked, and what shares its ground (findings run both ways).
_TOUCHES = sa.text(f"""
    WITH due AS MATERIALIZED (
        SELECT e.seq, e.id, e.verb, e.at, e.registration, CAST(e.payload AS jsonb) AS told
          FROM entry e WHERE e.seq = ANY(:waiting)),
    touched AS MATERIALIZED (
        SELECT d.seq, d.at, t.id, t.asset_kind
          FROM due d JOIN encumbrance t ON t.registration = d.registration
         WHERE t.recorded_from = d.at OR t.recorded_until = d.at
            OR (d.verb = ANY(:reordering)
                AND t.recorded_from < d.at AND (t.recorded_until IS NULL OR t.recorded_until > d.at))
         UNION
        SELECT d.seq, d.at, t.id, t.asset_kind
          FROM due d JOIN encumbrance t ON t.act = coalesce(
                   d.told #>> '{{filing,seizure}}', d.told #>> '{{filing,hold}}', d.told #>> '{{decided,number}}')),
    -- Of what is touched alone: joined with anything else first, the names of every asset would be asked for.
    known AS MATERIALIZED (
        SELECT w.seq, w.id, n.key FROM touched w, LATERAL (
               SELECT k.key FROM encumbrance_key k WHERE k.encumbrance = w.id AND k.role = 'identity'
                UNION
               SELECT a.key FROM (WITH RECURSIVE {names.names_of_burden("w", at="w.at")} SELECT key FROM name) a
                WHERE w.asset_kind IN ({names.KINDS})) n),
    shared AS (
        SELECT n.seq, n.id, ok.encumbrance AS other, false AS named, false AS contested
          FROM known n JOIN encumbrance_key ok ON ok.key = n.key AND ok.role = 'identity'
         UNION
        SELECT w.seq, w.id, o.id, true, coalesce(jsonb_exists(CAST(t.contests AS jsonb), r.number), false)
          FROM due d
          CROSS JOIN LATERAL jsonb_path_query(d.told, '$.decided.findings[*].related[*]') f(name)
          CROSS JOIN LATERAL (SELECT f.name #>> '{{}}') r(number)
          JOIN touched w ON w.seq = d.seq
          JOIN encumbrance t ON t.id = w.id
          JOIN encumbrance o ON o.registration = r.number OR o.act = r.number)
    SELECT d.seq, d.id AS entry, d.verb, d.at, d.registration, t.act, t.asset, s.named, s.contested,
           o.institution, coalesce(o.registration, o.act) AS about, o.type, o.expires_on AS until, o.asset AS held
      FROM shared s JOIN due d ON d.seq = s.seq JOIN encumbrance t ON t.id = s.id JOIN encumbrance o ON o.id = s.other
     WHERE o.institution <> d.told #>> '{{by,institution}}'
       AND o.recorded_from <= d.at AND (o.recorded_until IS NULL OR o.recorded_until >= d.at)
     ORDER BY d.seq, o.institution, o.id""")
_WAITING = sa.text("SELECT seq FROM outbox ORDER BY seq LIMIT :batch")
_DONE = sa.text("DELETE FROM outbox WHERE seq = ANY(:waiting)")
_TELL = sa.text("""
    INSERT INTO feed (institution, entry, verb, at, registration, act, about, contested)
    SELECT institution, entry, verb, at, registration, act, about, contested
      FROM json_populate_recordset(CAST(NULL AS feed), CAST(:told AS json)) WITH ORDINALITY t ORDER BY t.ordinality""")
# One row without an event where there is none, for whether the one named is known.
_READ = sa.text("""
    SELECT k.number IS NOT NULL AS known, f.*
      FROM (SELECT (SELECT number FROM feed
                     WHERE institution = :institution AND entry = CAST(:after AS text))) k(number)
      LEFT JOIN LATERAL (
           SELECT entry, verb, at, registration, act, about, contested FROM feed
            WHERE institution = :institution AND number > coalesce(k.number, 0)
            ORDER BY number LIMIT :limit) f ON true""")


def deliver(store: Store) -> int:
    """Tell of what waits, at most ``BATCH`` entries; how many they were. None while another process is at it. Raises
    Unavailable where nobody answers."""
    try:
        with translated(), store.engine.begin() as connection:
            if not connection.execute(_ONE_AT_A_TIME).scalar_one():
                return 0
            waiting = list(connection.execute(_WAITING, {"batch": BATCH}).scalars())
            if waiting:
                found = connection.execute(_TOUCHES, {"waiting": waiting, "reordering": sorted(REORDERING)}).mappings()
                _tell(connection, events(_touch(dict(row)) for row in found))
                connection.execute(_DONE, {"waiting": waiting})
    except Again as fault:
        raise Unavailable(str(fault)) from None
    return len(waiting)


def told(store: Store, *, institution: str, after: str | None, limit: int) -> list[dict[str, Any]] | None:
    """An institution's events behind one it was told of, or from the first, in the order in which it was told; None
    where it was told of no such event."""
    asked = {"institution": institution, "after": after, "limit": limit}
    with store.reading() as connection:
        rows = [dict(row) for row in connection.execute(_READ, asked).mappings()]
    if after and not rows[0]["known"]:
        return None
    return [row for row in rows if row["entry"]]


def _tell(connection: sa.Connection, told: Iterable[Event]) -> None:
    rows = [{**asdict(each), "verb": str(each.verb), "at": each.at.isoformat()} for each in told]
    if rows:
        connection.execute(_TELL, {"told": json.dumps(rows)})


def _touch(row: dict[str, Any]) -> Touch:
    said = {"verb": Verb(row["verb"]), "type": EncumbranceType(row["type"])}
    assets = {name: stored.asset(row[name]) for name in ("asset", "held")}
    return Touch(**{**row, **said, **assets})
