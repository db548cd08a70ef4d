"""What burdens assets at an instant: one statement, whatever the number of assets and liens, and a second for what lies
near those that are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.domain.asking import Asked
from registry.domain.collateral import is_cell
from registry.domain.errors import NotSettled
from registry.domain.lien_status import Burden, Register
from registry.store import stored
from registry.store.connection import Store

# Everything ever recorded on the keys comes back with its instants; the domain says what counted when. One row for each
# encumbrance, and one without any where nothing was ever recorded, for the instant it is known at.
# The keys go through a subquery, so that a plan for these keys is estimated no cheaper than one for any, and PostgreSQL
# keeps the plan. With the keys in plain sight it planned every question anew, which was half the question's cost.
_BURDENS = """
    SELECT s.until AS settled_until, b.*
      FROM settled s LEFT JOIN (
           SELECT e.id, e.registration, e.institution, e.asset, e.terms, e.expires_on,
                  e.recorded_from, e.recorded_until,
                  CASE WHEN r.filed_as IS NULL THEN n.name ELSE (
                      SELECT p.name FROM party p WHERE p.registration = r.number AND p.ordinal = 0) END AS creditor,
                  CASE WHEN r.filed_as IS NOT NULL THEN n.name END AS agent,
                  (SELECT json_agg(json_build_object('key', k.key, 'role', k.role, 'position', k.position,
                                                     'exclusive', k.exclusive) ORDER BY k.key)
                     FROM encumbrance_key k WHERE k.encumbrance = e.id) AS keys
             FROM encumbrance e JOIN registration r ON r.number = e.registration
             JOIN institution n ON n.id = e.institution
            WHERE e.id IN (SELECT h.encumbrance FROM encumbrance_key h
                            WHERE h.key = ANY(ARRAY(SELECT unnest(:keys))){then})) b ON true
     ORDER BY b.recorded_from, b.id"""
_KEYS = sa.bindparam("keys", type_=postgresql.ARRAY(sa.Text))
_EVER = sa.text(_BURDENS.format(then="")).bindparams(_KEYS)
# In a cell of the grid there may be a village, so of what has ended there only what stood then is read.
_STANDING = sa.text(_BURDENS.format(then=" AND (h.live OR h.recorded_until > :as_of)")).bindparams(
    _KEYS, sa.bindparam("as_of", type_=sa.TIMESTAMP(timezone=True))
)


def on_keys(store: Store, asked: Sequence[Asked], *, as_of: datetime | None) -> list[Register]:
    """What the register holds on each asset asked about, all as of one instant: the settled one or an earlier one.
    Raises NotSettled."""
    every = {key for each in asked for key in each.every_key}
    cells = set(filter(is_cell, every))
    with store.reading() as connection:
        rows = connection.ask(_EVER, keys=sorted(every - cells))
        settled: datetime = rows[0]["settled_until"].astimezone(UTC)
        if as_of and as_of > settled:
            raise NotSettled(settled)
        at = as_of or settled
        burdens = _burdens(rows)
        if cells := cells | _cells(burdens):
            burdens = _together(burdens, _burdens(connection.ask(_STANDING, keys=sorted(cells), as_of=at)))
    return _told_apart(asked, burdens, as_of=at)


def _burdens(rows: Iterable[Mapping[str, Any]]) -> list[Burden]:
    return [_burden(row) for row in rows if row["id"]]


def _cells(burdens: Iterable[Burden]) -> set[str]:
    """The cells that what is drawn among them reaches."""
    return {held.key for each in burdens if each.asset.outline for held in each.keys if is_cell(held.key)}


def _together(burdens: Iterable[Burden], near: Iterable[Burden]) -> list[Burden]:
    """Each once, in order of entry."""
    by_id = {each.id: each for each in (*burdens, *near)}
    return sorted(by_id.values(), key=lambda each: (each.recorded_from, each.id))


def _told_apart(asked: Sequence[Asked], burdens: Sequence[Burden], *, as_of: datetime) -> list[Register]:
    """The burdens under the keys of each asset and those near what is drawn of it, in order of entry."""
    holders: dict[str, list[int]] = {}
    for place, burden in enumerate(burdens):
        for held in burden.keys:
            holders.setdefault(held.key, []).append(place)

    def under(keys: Iterable[str]) -> list[Burden]:
        return [burdens[place] for place in sorted({place for key in keys for place in holders.get(key, ())})]

    registers = []
    for each in asked:
        reached = _cells(under(each.keys))
        registers.append(Register(as_of=as_of, asked=each, burdens=tuple(under((*each.every_key, *reached)))))
    return registers


def _burden(found: Mapping[str, Any]) -> Burden:
    until = found["recorded_until"]
    return Burden(
        id=found["id"],
        registration=found["registration"],
        institution=found["institution"],
        creditor=found["creditor"],
        agent=found["agent"],
        asset=stored.asset(found["asset"]),
        terms=stored.terms(found["terms"]),
        keys=stored.keys(found["keys"]),
        recorded_from=found["recorded_from"].astimezone(UTC),
        recorded_until=until.astimezone(UTC) if until else None,
        expires_on=found["expires_on"],
    )
