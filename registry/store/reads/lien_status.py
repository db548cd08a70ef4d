"""What burdens assets at an instant: one statement, whatever the number of assets and liens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.domain import canon
from registry.domain.asking import Asked
from registry.domain.collateral import Collateral, Terms
from registry.domain.errors import NotSettled
from registry.domain.lien_status import Burden, Register
from registry.domain.registration import HeldKey
from registry.store.connection import Store

# Everything ever recorded on the keys comes back with its instants; the domain says what counted when.
# The keys go through a subquery, so that a plan for these keys is estimated no cheaper than one for any, and PostgreSQL
# keeps the plan. With the keys in plain sight it planned every question anew, which was half the question's cost.
_BURDENS = sa.text("""
    SELECT s.until AS settled_until,
           (SELECT json_agg(json_build_object(
                       'id', e.id, 'registration', e.registration, 'institution', e.institution,
                       'creditor', (SELECT json_build_object(
                                        'name', CASE WHEN r.filed_as IS NULL THEN n.name ELSE (
                                            SELECT p.name FROM party p
                                             WHERE p.registration = r.number AND p.ordinal = 0) END,
                                        'agent', CASE WHEN r.filed_as IS NOT NULL THEN n.name END)
                                      FROM registration r JOIN institution n ON n.id = r.institution
                                     WHERE r.number = e.registration),
                       'asset', e.asset, 'terms', e.terms, 'expires_on', e.expires_on,
                       'recorded_from', e.recorded_from, 'recorded_until', e.recorded_until,
                       'keys', (SELECT json_agg(json_build_object('key', k.key, 'role', k.role,
                                                                  'position', k.position, 'exclusive', k.exclusive)
                                                ORDER BY k.key)
                                  FROM encumbrance_key k WHERE k.encumbrance = e.id))
                    ORDER BY e.recorded_from, e.id)
              FROM encumbrance e
             WHERE e.id IN (SELECT k.encumbrance FROM encumbrance_key k
                             WHERE k.key = ANY(ARRAY(SELECT unnest(:keys))))) AS burdens
      FROM settled s""").bindparams(sa.bindparam("keys", type_=postgresql.ARRAY(sa.Text)))


def on_keys(store: Store, asked: Sequence[Asked], *, as_of: datetime | None) -> list[Register]:
    """What the register holds on each asset asked about, all as of one instant: the settled one or an earlier one.
    Raises NotSettled."""
    keys = sorted({key for each in asked for key in each.every_key})
    with store.reading() as connection:
        row = connection.execute(_BURDENS, {"keys": keys}).mappings().one()
    settled = row["settled_until"].astimezone(UTC)
    if as_of and as_of > settled:
        raise NotSettled(settled)
    burdens = [_burden(each) for each in row["burdens"] or ()]
    return _told_apart(asked, burdens, as_of=as_of or settled)


def _told_apart(asked: Sequence[Asked], burdens: Sequence[Burden], *, as_of: datetime) -> list[Register]:
    """The burdens under the keys of each asset, in order of entry."""
    holders: dict[str, list[int]] = {}
    for place, burden in enumerate(burdens):
        for held in burden.keys:
            holders.setdefault(held.key, []).append(place)
    registers = []
    for each in asked:
        places = sorted({place for key in each.every_key for place in holders.get(key, ())})
        registers.append(Register(as_of=as_of, asked=each, burdens=tuple(burdens[place] for place in places)))
    return registers


def _burden(found: Mapping[str, Any]) -> Burden:
    until = found["recorded_until"]
    return Burden(
        registration=found["registration"],
        institution=found["institution"],
        creditor=found["creditor"]["name"],
        agent=found["creditor"]["agent"],
        asset=canon.build(Collateral, json.loads(found["asset"])),
        terms=canon.build(Terms, json.loads(found["terms"])),
        keys=tuple(canon.build(HeldKey, key) for key in found["keys"]),
        recorded_from=datetime.fromisoformat(found["recorded_from"]),
        recorded_until=datetime.fromisoformat(until) if until else None,
        expires_on=date.fromisoformat(found["expires_on"]),
    )
