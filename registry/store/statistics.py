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
_ENTRIES = """
    entries AS MATERIALIZED (
        SELECT e.id, e.verb, e.at, e.registration, CAST(e.payload AS json) AS told FROM entry e
         WHERE e.id >= :low AND e.id < :high AND e.at >= :since AND e.at < :until)"""
# What a registration is counted under: its first item's county and kind, its first grantor, the term of its first debt.
_UNDER = f"""
    SELECT r.number, r.region, r.institution, r.registered_at, coalesce(r.maximum_minor, r.principal_minor) AS amount,
           coalesce(f.told #>> '{{filing,collateral,0,asset,kind}}', '') AS kind,
           coalesce(f.told #>> '{{filing,grantors,0,category}}', '') AS grantor,
           CASE {_TERM} ELSE '{Term.LONGER}' END AS term
      FROM registration r
      JOIN LATERAL (SELECT CAST(e.payload AS json) AS told FROM entry e WHERE e.id = r.entry) f ON true
      CROSS JOIN LATERAL (SELECT CAST(r.registered_at AT TIME ZONE 'Asia/Shanghai' AS date) AS registered) days"""
_VERSION = """
    LEFT JOIN LATERAL (
        SELECT v.status = '{active}' AND v.expires_on >= CAST(:{day} AS date) AS in_force,
               v.status = '{active}' AND v.expires_on < CAST(:{day} AS date) AS lapsed,
               v.status = '{discharged}' AS discharged
          FROM registration_version v
         WHERE v.number = u.number AND v.recorded_from < :{at}
           AND (v.recorded_until IS NULL OR v.recorded_until >= :{at})) {name} ON true"""
_STATUSES = {"active": Status.ACTIVE, "discharged": Status.DISCHARGED}
# Touched is what somebody entered something on, and what has lapsed of itself.
_STANDING = f"""
    touched AS (
        SELECT registration AS number FROM entries WHERE registration IS NOT NULL
         UNION
        SELECT v.number FROM registration_version v
         WHERE v.status = '{Status.ACTIVE}' AND v.expires_on >= :day_before AND v.expires_on < :last_day),
    standing AS MATERIALIZED (
        SELECT u.*, coalesce(b.in_force, false) AS was, coalesce(n.in_force, false) AS stands,
               CAST(coalesce(n.lapsed, false) AS int) - CAST(coalesce(b.lapsed, false) AS int) AS lapsed,
               CAST(coalesce(n.discharged, false) AS int) - CAST(coalesce(b.discharged, false) AS int) AS discharged
          FROM touched t JOIN LATERAL ({_UNDER} WHERE r.number = t.number) u ON true
          {_VERSION.format(day="day_before", at="since", name="b", **_STATUSES)}
          {_VERSION.format(day="last_day", at="until", name="n", **_STATUSES)})"""
_INTO = "INSERT INTO statistic (month, measure, region, kind, institution, term, grantor, detail, value)"
_REGISTRATIONS = sa.text(f"""
    WITH {_ENTRIES}, {_STANDING},
    counted AS (
        SELECT s.*, s.registered_at >= :since AS is_new, c.before, c.since, c.count
          FROM standing s
          CROSS JOIN LATERAL (
               SELECT coalesce(sum(coalesce(f.maximum_minor, f.principal_minor))
                               FILTER (WHERE f.registered_at < :since), 0) AS before,
                      coalesce(sum(coalesce(f.maximum_minor, f.principal_minor))
                               FILTER (WHERE f.registered_at >= :since), 0) AS since,
                      count(*) FILTER (WHERE f.registered_at >= :since) AS count
                 FROM further_claim f WHERE f.registration = s.number AND f.registered_at < :until) c)
    {_INTO}
    SELECT :month, m.measure, region, kind, institution, term, grantor, '', sum(m.value)
      FROM counted
      CROSS JOIN LATERAL (VALUES
           ('registrations', CAST(is_new AS int)),
           ('claims', CAST(is_new AS int) + count),
           ('amount', CASE WHEN is_new THEN amount ELSE 0 END + since),
           ('in_force', CAST(stands AS int) - CAST(was AS int)),
           ('amount_in_force', CASE WHEN stands THEN amount + before + since ELSE 0 END
                               - CASE WHEN was THEN amount + before ELSE 0 END),
           ('discharged', discharged),
           ('lapsed', lapsed)) m(measure, value)
     GROUP BY m.measure, region, kind, institution, term, grantor HAVING sum(m.value) <> 0""")
# Areas in steps of which 15 are a ten-thousandth of a square metre, and 10000 a ten-thousandth of a mu: see STEPS.
_ITEMS = sa.text(f"""
    WITH {_ENTRIES}, {_STANDING},
    items AS (
        SELECT b.region, b.asset_kind AS kind, s.institution, b.area,
               CAST(b.recorded_from >= :since AND NOT b.carried AS int) AS new,
               CAST(s.stands AND (b.recorded_until IS NULL OR b.recorded_until >= :until) AS int)
               - CAST(s.was AND b.recorded_from < :since
                      AND (b.recorded_until IS NULL OR b.recorded_until >= :since) AS int) AS change
          FROM standing s
          CROSS JOIN LATERAL (
               SELECT i.region, i.asset_kind, i.recorded_from, i.recorded_until,
                      EXISTS (SELECT FROM entries e WHERE e.id = i.entry AND e.verb = '{Verb.ATTEST}') AS carried,
                      coalesce(CAST(a.area ->> 'steps' AS numeric), 0)
                      * CASE a.area ->> 'unit' WHEN 'mu' THEN 10000 WHEN 'm2' THEN 15 ELSE 0 END AS area
                 FROM encumbrance i CROSS JOIN LATERAL (SELECT CAST(i.asset AS json) -> 'area' AS area) a
                WHERE i.registration = s.number AND i.type = '{EncumbranceType.SECURITY}' AND i.claim IS NULL
                  AND i.recorded_from < :until) b)
    {_INTO}
    SELECT :month, m.measure, region, kind, institution, '', '', '', sum(m.value)
      FROM items
      CROSS JOIN LATERAL (VALUES
           ('items', new), ('area', new * area),
           ('items_in_force', change), ('area_in_force', change * area)) m(measure, value)
     GROUP BY m.measure, region, kind, institution HAVING sum(m.value) <> 0""")
# Whatever is about collateral: a filing of a registration under its first item, an act under its first asset.
_FILINGS = sa.text(f"""
    WITH {_ENTRIES}
    {_INTO}
    SELECT :month, CASE e.verb WHEN '{Verb.SEARCH}' THEN 'searches' ELSE 'filings' END,
           coalesce(u.region, x.region, ''), coalesce(u.kind, x.asset_kind, ''),
           coalesce(e.told #>> '{{by,institution}}', ''), '', '',
           CASE e.verb WHEN '{Verb.SEARCH}' THEN coalesce(e.told #>> '{{filing,purpose}}', '') ELSE e.verb END, count(*)
      FROM entries e
      LEFT JOIN LATERAL ({_UNDER} WHERE r.number = e.registration) u ON true
      LEFT JOIN LATERAL (
           SELECT o.region, o.asset_kind FROM encumbrance o
            WHERE o.act = coalesce(e.told #>> '{{filing,seizure}}', e.told #>> '{{filing,hold}}',
                                   e.told #>> '{{decided,number}}')
            ORDER BY o.id LIMIT 1) x ON e.registration IS NULL
     WHERE u.number IS NOT NULL OR x.region IS NOT NULL OR e.verb = '{Verb.SEARCH}'
     GROUP BY 2, 3, 4, 5, 8""")
_FINDINGS = sa.text(f"""
    WITH {_ENTRIES}
    {_INTO}
    SELECT :month, 'findings', u.region, u.kind, u.institution, u.term, u.grantor, f.code, count(*)
      FROM entries e
      CROSS JOIN LATERAL (SELECT DISTINCT n ->> 'code' AS code
                            FROM json_array_elements(coalesce(e.told #> '{{decided,findings}}', '[]')) n) f
      JOIN LATERAL ({_UNDER} WHERE r.number = e.registration) u ON true
     WHERE e.verb = '{Verb.REGISTER}'
     GROUP BY 3, 4, 5, 6, 7, 8""")
_REFUSED = sa.text(f"""
    {_INTO}
    SELECT month, 'refused', region, kind, institution, '', '', code, times FROM refused_filing WHERE month = :month""")
_PARTS: Sequence[sa.TextClause] = (_REGISTRATIONS, _ITEMS, _FILINGS, _FINDINGS, _REFUSED)


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
