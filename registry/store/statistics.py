"""Makes the figures of a month: of everything that was settled by an instant, and so the same whenever it is made.

What is counted of a registration is read from its first entry; how it stood, from its versions. Only what changed in
the month is looked at: entries are found by their ids, which sort by their instants (RFC 9562), so that nothing is
asked of the write path for it, not even an index.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from registry.domain.errors import Unavailable
from registry.domain.ids import uuid7_from
from registry.domain.lifecycle import Status, Verb
from registry.domain.registration import EncumbranceType
from registry.domain.statistics.indicators import YEARS, Term
from registry.domain.statistics.months import Span
from registry.store.connection import Store
from registry.store.faults import Again, translated

_A_MILLISECOND = timedelta(milliseconds=1)  # as far as an id tells instants apart
_ONE_AT_A_TIME = sa.text("SELECT pg_try_advisory_xact_lock(7021003)")
_AS_LONG_AS_IT_TAKES = sa.text("SET LOCAL statement_timeout = 0")
_FIRST = sa.text("SELECT at FROM entry ORDER BY seq LIMIT 1")
_SETTLED = sa.text("SELECT until FROM settled")
_DONE = sa.text("SELECT max(month) FROM statistic_month WHERE complete")
_FORGET = (sa.text("DELETE FROM statistic"), sa.text("DELETE FROM statistic_month"))
_DROP = sa.text("DELETE FROM statistic WHERE month = :month")
_NOTE = sa.text("""
    INSERT INTO statistic_month (month, until, complete) VALUES (:month, :until, :complete)
        ON CONFLICT (month) DO UPDATE SET until = EXCLUDED.until, complete = EXCLUDED.complete""")
_COUNT = sa.text("""
    INSERT INTO refused_filing AS kept (month, code, region, kind, institution, times)
    SELECT month, code, region, kind, institution, times
      FROM json_to_recordset(CAST(:rows AS json))
           AS n(month date, code text, region text, kind text, institution text, times bigint)
     ORDER BY month, code, region, kind, institution
        ON CONFLICT (month, code, region, kind, institution) DO UPDATE SET times = kept.times + EXCLUDED.times""")

_TERM = " ".join(
    f"WHEN r.due_on <= days.registered + interval '{years} years' THEN '{term}'" for term, years in YEARS.items()
)
_INTO = "INSERT INTO statistic (month, measure, region, kind, institution, term, grantor, detail, value)"
# Each payload is read once: what of it is counted, and no more, is carried on.
_READ = """
    SELECT coalesce(p.told #>> '{filing,collateral,0,asset,kind}', '') AS kind,
           coalesce(p.told #>> '{filing,grantors,0,category}', '') AS grantor,
           coalesce(p.told #>> '{by,institution}', '') AS institution,
           coalesce(p.told #>> '{filing,purpose}', '') AS purpose,
           coalesce(p.told #>> '{filing,seizure}', p.told #>> '{filing,hold}', p.told #>> '{decided,number}') AS act,
           p.told #> '{decided,findings}' AS findings
      FROM (SELECT CAST(e.payload AS jsonb) AS told OFFSET 0) p"""
_VERSION = """
    LEFT JOIN LATERAL (
        SELECT v.status = '{active}' AND v.expires_on >= CAST(:{day} AS date) AS in_force,
               v.status = '{active}' AND v.expires_on < CAST(:{day} AS date) AS lapsed,
               v.status = '{discharged}' AS discharged
          FROM registration_version v
         WHERE v.number = r.number AND v.recorded_from < :{at}
           AND (v.recorded_until IS NULL OR v.recorded_until >= :{at})) {name} ON true"""
_STATUSES = {"active": Status.ACTIVE, "discharged": Status.DISCHARGED}
# Touched is what somebody entered something on, and what has lapsed of itself. It is counted under its first item's
# county and kind, its first grantor and the term of its first debt. Areas are in steps of which 15 are a ten-thousandth
# of a square metre, and 10000 a ten-thousandth of a mu (indicators.STEPS). Filings are whatever is about collateral: of
# a registration under its first item, of an act under its first asset.
_COUNTED = sa.text(f"""
    WITH entries AS MATERIALIZED (
        SELECT e.id, e.verb, e.registration, t.*
          FROM entry e CROSS JOIN LATERAL ({_READ}) t
         WHERE e.id >= :low AND e.id < :high AND e.at >= :since AND e.at < :until),
    touched AS (
        SELECT registration AS number FROM entries WHERE registration IS NOT NULL
         UNION
        SELECT v.number FROM registration_version v
         WHERE v.status = '{Status.ACTIVE}' AND v.expires_on >= :day_before AND v.expires_on < :last_day),
    standing AS MATERIALIZED (
        SELECT r.number, r.region, r.institution, r.registered_at >= :since AS is_new,
               coalesce(r.maximum_minor, r.principal_minor) AS amount,
               coalesce(m.kind, f.kind) AS kind, coalesce(m.grantor, f.grantor) AS grantor,
               CASE {_TERM} ELSE '{Term.LONGER}' END AS term,
               coalesce(b.in_force, false) AS was, coalesce(n.in_force, false) AS stands,
               CAST(coalesce(n.lapsed, false) AS int) - CAST(coalesce(b.lapsed, false) AS int) AS lapsed,
               CAST(coalesce(n.discharged, false) AS int) - CAST(coalesce(b.discharged, false) AS int) AS discharged
          FROM touched t JOIN registration r ON r.number = t.number
          LEFT JOIN entries m ON m.id = r.entry
          LEFT JOIN LATERAL (SELECT t.* FROM entry e CROSS JOIN LATERAL ({_READ}) t
                              WHERE e.id = CASE WHEN m.id IS NULL THEN r.entry END LIMIT 1) f ON true
          CROSS JOIN LATERAL (
               SELECT CAST(r.registered_at AT TIME ZONE 'Asia/Shanghai' AS date) AS registered) days
          {_VERSION.format(day="day_before", at="since", name="b", **_STATUSES)}
          {_VERSION.format(day="last_day", at="until", name="n", **_STATUSES)}),
    claimed AS (
        SELECT s.*, c.before, c.since, c.count
          FROM standing s
          CROSS JOIN LATERAL (
               SELECT coalesce(sum(coalesce(f.maximum_minor, f.principal_minor))
                               FILTER (WHERE f.registered_at < :since), 0) AS before,
                      coalesce(sum(coalesce(f.maximum_minor, f.principal_minor))
                               FILTER (WHERE f.registered_at >= :since), 0) AS since,
                      count(*) FILTER (WHERE f.registered_at >= :since) AS count
                 FROM further_claim f WHERE f.registration = s.number AND f.registered_at < :until) c),
    items AS (
        SELECT i.region, i.asset_kind AS kind, s.institution,
               CAST(i.recorded_from >= :since AND NOT EXISTS (
                   SELECT FROM entry c WHERE c.id = i.entry AND c.verb = '{Verb.ATTEST}') AS int) AS new,
               CAST(s.stands AND (i.recorded_until IS NULL OR i.recorded_until >= :until) AS int)
               - CAST(s.was AND i.recorded_from < :since
                      AND (i.recorded_until IS NULL OR i.recorded_until >= :since) AS int) AS change,
               coalesce(CAST(a.area ->> 'steps' AS numeric), 0)
               * CASE a.area ->> 'unit' WHEN 'mu' THEN 10000 WHEN 'm2' THEN 15 ELSE 0 END AS area
          FROM standing s
          JOIN encumbrance i ON i.registration = s.number AND i.type = '{EncumbranceType.SECURITY}'
                            AND i.claim IS NULL AND i.recorded_from < :until
          CROSS JOIN LATERAL (SELECT CAST(i.asset AS json) -> 'area' AS area OFFSET 0) a),
    cells (measure, region, kind, institution, term, grantor, detail, value) AS (
        SELECT m.measure, region, kind, institution, term, grantor, '', m.value
          FROM claimed
          CROSS JOIN LATERAL (VALUES
               ('registrations', CAST(is_new AS int)),
               ('claims', CAST(is_new AS int) + count),
               ('amount', CASE WHEN is_new THEN amount ELSE 0 END + since),
               ('in_force', CAST(stands AS int) - CAST(was AS int)),
               ('amount_in_force', CASE WHEN stands THEN amount + before + since ELSE 0 END
                                   - CASE WHEN was THEN amount + before ELSE 0 END),
               ('discharged', discharged),
               ('lapsed', lapsed)) m(measure, value)
         UNION ALL
        SELECT m.measure, region, kind, institution, '', '', '', m.value
          FROM items
          CROSS JOIN LATERAL (VALUES
               ('items', new), ('area', new * area),
               ('items_in_force', change), ('area_in_force', change * area)) m(measure, value)
         UNION ALL
        SELECT 'filings', coalesce(s.region, x.region), coalesce(s.kind, x.asset_kind), e.institution, '', '', e.verb, 1
          FROM entries e
          LEFT JOIN standing s ON s.number = e.registration
          LEFT JOIN LATERAL (
               SELECT o.region, o.asset_kind FROM encumbrance o
                WHERE e.registration IS NULL AND o.act = e.act ORDER BY o.id LIMIT 1) x ON true
         WHERE s.number IS NOT NULL OR x.region IS NOT NULL
         UNION ALL
        SELECT 'searches', '', '', e.institution, '', '', e.purpose, 1 FROM entries e WHERE e.verb = '{Verb.SEARCH}'
         UNION ALL
        SELECT 'findings', s.region, s.kind, s.institution, s.term, s.grantor, f.code, 1
          FROM entries e
          JOIN standing s ON s.number = e.registration
          CROSS JOIN LATERAL (
               SELECT DISTINCT n ->> 'code' AS code FROM jsonb_array_elements(coalesce(e.findings, '[]')) n) f
         WHERE e.verb = '{Verb.REGISTER}')
    {_INTO}
    SELECT :month, measure, region, kind, institution, term, grantor, detail, sum(value)
      FROM cells GROUP BY 2, 3, 4, 5, 6, 7, 8 HAVING sum(value) <> 0""")
_REFUSED = sa.text(f"""
    {_INTO}
    SELECT month, 'refused', region, kind, institution, '', '', code, times FROM refused_filing WHERE month = :month""")
_PARTS: Sequence[sa.TextClause] = (_COUNTED, _REFUSED)


def bounds(store: Store) -> tuple[datetime, datetime, date | None] | None:
    """The instant of the first entry, the settled one, and the last month that is counted to its end; None where the
    journal has not begun."""
    with store.reading() as connection:
        first = connection.execute(_FIRST).scalar_one_or_none()
        settled: datetime = connection.execute(_SETTLED).scalar_one()
        done = connection.execute(_DONE).scalar_one_or_none()
    return None if first is None else (first, settled, done)


def count_month(store: Store, span: Span) -> bool:
    """Make the figures of a month in the place of those there were; False while another process is at it. Raises
    Unavailable where nobody answers."""
    asked = {
        "month": span.month,
        "since": span.since,
        "until": span.until,
        "day_before": span.day_before,
        "last_day": span.last_day,
        "low": f"evt_{uuid7_from(span.since)}",
        "high": f"evt_{uuid7_from(span.until + _A_MILLISECOND)}",
    }
    with _alone(store) as connection:
        if connection is None:
            return False
        connection.execute(_DROP, {"month": span.month})
        for part in _PARTS:
            connection.execute(part, {name: asked[name] for name in part.compile().params})
        connection.execute(_NOTE, {"month": span.month, "until": span.until, "complete": span.complete})
    return True


def forget(store: Store) -> None:
    """Drop every figure, to make it anew."""
    with _alone(store) as connection:
        if connection is not None:
            for statement in _FORGET:
                connection.execute(statement)


def count_refused(store: Store, rows: Sequence[Mapping[str, Any]]) -> None:
    with store.reading() as connection:
        connection.execute(_COUNT, {"rows": json.dumps(rows)})


@contextmanager
def _alone(store: Store) -> Iterator[sa.Connection | None]:
    """A transaction without the write path's patience; None where another holds the figures."""
    try:
        with translated(), store.engine.begin() as connection:
            connection.execute(_AS_LONG_AS_IT_TAKES)
            yield connection if connection.execute(_ONE_AT_A_TIME).scalar_one() else None
    except Again as fault:
        raise Unavailable(str(fault)) from None
