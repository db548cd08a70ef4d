"""What burdens assets at an instant, and what lies near those that are drawn: one statement, whatever their number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.domain.asking import Asked
from registry.domain.burden import Agreement, Burden, LaterTerms, Recorded, Span
from registry.domain.collateral import is_cell
from registry.domain.collateral.base import CELLS
from registry.domain.errors import NotSettled
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.names import names as names_under
from registry.domain.names import tied
from registry.domain.on_record import Register
from registry.domain.registration import Names
from registry.store import extents, names, stored
from registry.store.connection import Store

# Everything ever recorded on the keys comes back with its instants; the domain says what counted when. One row for each
# encumbrance, and one without any where nothing was ever recorded, for the instant it is known at.
# The keys go through a subquery, so that a plan for these keys is estimated no cheaper than one for any, and PostgreSQL
# keeps the plan. With the keys in plain sight it planned every question anew, which was half the question's cost.
_BURDENS = """
    SELECT s.until AS settled_until, b.*
      FROM settled s LEFT JOIN (
           SELECT e.id, e.type, e.registration, e.institution, e.asset, e.terms, e.expires_on,
                  e.recorded_from, e.recorded_until, e.claim, e.contests, e.act, e.facts, e.served_at,
                  e.passed_at, e.determined_at,
                  CASE WHEN e.claim IS NULL THEN r.maximum_minor ELSE f.maximum_minor END AS maximum_minor,
                  CASE WHEN e.claim IS NULL THEN r.principal_minor ELSE f.principal_minor END AS principal_minor,
                  (SELECT json_agg(json_build_object(
                              'terms', t.terms, 'verb', (SELECT x.verb FROM entry x WHERE x.id = t.entry),
                              'recorded_from', t.recorded_from, 'recorded_until', t.recorded_until))
                     FROM encumbrance_terms t WHERE t.encumbrance = e.id) AS later,
                  (SELECT json_agg(json_build_object(
                              'behind', a.behind, 'registration', a.registration,
                              'recorded_from', a.recorded_from, 'recorded_until', a.recorded_until)
                           ORDER BY a.recorded_from, a.behind)
                     FROM subordination a WHERE a.encumbrance = e.id) AS agreements,
                  (SELECT json_agg(json_build_object('recorded_from', q.recorded_from,
                                                     'recorded_until', q.recorded_until))
                     FROM encumbrance_key w JOIN quantity q ON q.key = w.key AND q.measure = w.measure
                    WHERE w.encumbrance = e.id AND w.takes IS NOT NULL AND q.overpledged) AS overpledged,
                  CASE WHEN e.recorded_until IS NOT NULL THEN (
                      SELECT x.verb FROM entry x WHERE x.registration = e.registration AND x.at = e.recorded_until)
                  END AS ended_by,
                  CASE WHEN r.filed_as IS NULL THEN n.name ELSE (
                      SELECT p.name FROM party p WHERE p.registration = r.number AND p.ordinal = 0) END AS creditor,
                  CASE WHEN r.filed_as IS NOT NULL THEN n.name END AS agent,
                  (SELECT json_agg(json_build_object('key', k.key, 'role', k.role, 'position', k.position,
                                                     'exclusive', k.exclusive) ORDER BY k.key)
                     FROM encumbrance_key k WHERE k.encumbrance = e.id) AS keys
             FROM encumbrance e LEFT JOIN registration r ON r.number = e.registration
             LEFT JOIN further_claim f ON f.registration = e.registration AND f.version = e.claim
             JOIN institution n ON n.id = e.institution
            WHERE e.id IN ({on_them})) b ON true
     ORDER BY b.recorded_from, b.id"""
# What goes by several names is looked for under those that anything on record ties to the one that is asked about. What
# is found so is handed on as an array: of how many rows a recursive query has the planner fears the worst.
_REACHED = f"WITH RECURSIVE {names.known_by('SELECT unnest(ARRAY(SELECT unnest(:names)))')}"
_UNDER = "SELECT h.encumbrance FROM encumbrance_key h WHERE h.key = ANY(ARRAY(SELECT unnest(:keys){tied}))"
_OF_ANY_NAME = _UNDER.format(tied=" UNION SELECT key FROM name")
_KEYS = sa.bindparam("keys", type_=postgresql.ARRAY(sa.Text))
_CELLS = sa.bindparam("cells", type_=postgresql.ARRAY(sa.Text))
_EXTENTS = sa.bindparam("extents", type_=postgresql.ARRAY(sa.Text))
_NAMES = sa.bindparam("names", type_=postgresql.ARRAY(sa.Text))
_EVER = sa.text(_BURDENS.format(on_them=_UNDER.format(tied=""))).bindparams(_KEYS)
_NAMED = sa.text(_BURDENS.format(on_them=f"{_REACHED} {_OF_ANY_NAME}")).bindparams(_KEYS, _NAMES)
# And what shares a cell of the grid with anything there that is drawn, if it may share ground with it. In a cell there
# may be a village, so of what has ended in it only what stood then is read, and of what lies apart only what has
# another key of theirs.
_NEAR = sa.text(
    _BURDENS.format(
        on_them=f"""{_REACHED},
              own AS MATERIALIZED (
              SELECT o.key, o.encumbrance FROM encumbrance_key o WHERE o.encumbrance = ANY(ARRAY({_OF_ANY_NAME}))),
              drawn AS MATERIALIZED (
              SELECT {extents.of("d")} AS extent FROM encumbrance d
                                                WHERE d.id = ANY(ARRAY(SELECT encumbrance FROM own))
               UNION ALL SELECT CAST(b AS box) FROM unnest(:extents) b)
         SELECT encumbrance FROM own
         UNION
         SELECT c.encumbrance FROM encumbrance_key c JOIN encumbrance n ON n.id = c.encumbrance
          WHERE c.key = ANY(ARRAY(SELECT unnest(:cells) UNION SELECT key FROM own WHERE key LIKE '{CELLS}%'))
            AND (c.live OR c.recorded_until > coalesce(:as_of, (SELECT until FROM settled)))
            AND (EXISTS (SELECT FROM drawn WHERE drawn.extent && {extents.of("n")})
                 OR EXISTS (SELECT FROM encumbrance_key k
                             WHERE k.encumbrance = n.id AND k.key NOT LIKE '{CELLS}%'
                               AND k.key IN (SELECT key FROM own)))"""
    )
).bindparams(_KEYS, _NAMES, _CELLS, _EXTENTS, sa.bindparam("as_of", type_=sa.TIMESTAMP(timezone=True)))


def on_keys(store: Store, asked: Sequence[Asked], *, as_of: datetime | None) -> list[Register]:
    """What the register holds on each asset asked about, all as of one instant: the settled one or an earlier one.
    Raises NotSettled."""
    statement, binds = _question(asked, as_of=as_of)
    with store.reading() as connection:
        rows = connection.ask(statement, **binds)
    settled: datetime = rows[0]["settled_until"].astimezone(UTC)
    if as_of and as_of > settled:
        raise NotSettled(settled)
    return _told_apart(asked, _recorded(rows), as_of=as_of or settled)


def _question(asked: Sequence[Asked], *, as_of: datetime | None) -> tuple[sa.TextClause, Mapping[str, Any]]:
    """The statement that asks no more than the kinds asked about need, and its binds."""
    every = set(chain.from_iterable(each.every_key for each in asked))
    cells = set(filter(is_cell, every))
    keys = {"keys": sorted(every - cells)}
    if not any(each.has_several_names for each in asked):
        return _EVER, keys
    named = {**keys, "names": sorted(set(chain.from_iterable(each.keys for each in asked)))}
    if not any(each.may_be_drawn for each in asked):
        return _NAMED, named
    return _NEAR, {**named, "cells": sorted(cells), "extents": _extents(asked), "as_of": as_of}


def _extents(asked: Iterable[Asked]) -> list[str]:
    drawn = (each.asset.outline for each in asked if each.asset and each.asset.outline)
    return sorted(set(extents.written(drawn)))


def _recorded(rows: Sequence[Mapping[str, Any]]) -> list[Recorded]:
    return [*(_burden(row) for row in rows if row["registration"]), *stored.acts(rows)]


def _cells(recorded: Iterable[Recorded]) -> set[str]:
    """The cells that what is drawn among them reaches."""
    return {held.key for each in recorded if each.asset.outline for held in each.keys if is_cell(held.key)}


def _told_apart(asked: Sequence[Asked], recorded: Sequence[Recorded], *, as_of: datetime) -> list[Register]:
    """What is under the names of each asset, and what is near the ground drawn of it, in order of entry."""
    holders: dict[str, list[int]] = {}
    for place, each in enumerate(recorded):
        for held in each.keys:
            holders.setdefault(held.key, []).append(place)

    def under(keys: Iterable[str]) -> list[Recorded]:
        return [recorded[place] for place in sorted({place for key in keys for place in holders.get(key, ())})]

    groups = tied(map(names_under, (each for each in recorded if each.recorded_from <= as_of)))
    registers = []
    for about in asked:
        keys = (*about.keys, *_names(under(about.keys), groups))
        registers.append(_register(about, under((*about.every_key, *keys, *_cells(under(keys)))), as_of=as_of))
    return registers


def _names(recorded: Iterable[Recorded], groups: Mapping[str, Names]) -> set[str]:
    """What else the assets go by of which these are."""
    return {name for each in recorded for own in names_under(each) for name in groups.get(own, ())}


def _register(asked: Asked, found: Sequence[Recorded], *, as_of: datetime) -> Register:
    burdens = tuple(each for each in found if isinstance(each, Burden))
    acts = tuple(each for each in found if not isinstance(each, Burden))
    return Register(as_of=as_of, asked=asked, burdens=burdens, acts=acts)


def _burden(found: Mapping[str, Any]) -> Burden:
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
        recorded_until=_told(found["recorded_until"]),
        expires_on=found["expires_on"],
        maximum=found["maximum_minor"] is not None,
        amount=Money(found["maximum_minor"] or found["principal_minor"]),
        claim=found["claim"],
        contests=tuple(json.loads(found["contests"])) if found["contests"] else (),
        passed_at=_told(found["passed_at"]),
        determined_at=_told(found["determined_at"]),
        ended_by=Verb(found["ended_by"]) if found["ended_by"] else None,
        later=tuple(_later(each) for each in found["later"] or ()),
        agreements=tuple(_agreement(each) for each in found["agreements"] or ()),
        overpledged=tuple(_span(each) for each in found["overpledged"] or ()),
    )


def _told(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def _later(found: Mapping[str, Any]) -> LaterTerms:
    since, until = _interval(found)
    return LaterTerms(
        terms=stored.terms(found["terms"]), verb=Verb(found["verb"]), recorded_from=since, recorded_until=until
    )


def _agreement(found: Mapping[str, Any]) -> Agreement:
    since, until = _interval(found)
    return Agreement(
        behind=found["behind"], registration=found["registration"], recorded_from=since, recorded_until=until
    )


def _span(found: Mapping[str, Any]) -> Span:
    since, until = _interval(found)
    return Span(recorded_from=since, recorded_until=until)


def _interval(found: Mapping[str, Any]) -> tuple[datetime, datetime | None]:
    """Of a row inside JSON, where instants are text."""
    until = found["recorded_until"]
    return (
        datetime.fromisoformat(found["recorded_from"]).astimezone(UTC),
        datetime.fromisoformat(until).astimezone(UTC) if until else None,
    )
