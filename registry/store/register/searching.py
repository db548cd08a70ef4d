"""What a search reads: the searcher's standing and all that it finds, in one statement and so in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.domain.lifecycle import Status
from registry.domain.registration import Hit
from registry.store import names
from registry.store.register.statements import WAITING_SINCE

# An asset is found under any of its names, and ranked among what was entered before it on the same: which that is, says
# the entry where the kind is not told by its keys alone (a policy and its lines).
# Under its number a registration is found whatever has become of it; otherwise only while it stands. Names and numbers
# of persons are compared by keyed hash. Whoever acquires the asset later has a party row of his own from then on, so
# that a search under his name finds it too; the name of a party itself cannot change until there are amendments.
READ_SEARCH = sa.text(f"""
    WITH RECURSIVE asked AS (SELECT s.until, coalesce(CAST(:as_of AS timestamptz), s.until) AS at FROM settled s),
    {names.known_by("SELECT unnest(:terms) WHERE :by = 'asset'", at="(SELECT at FROM asked)")},
    hit AS (
        SELECT e.registration AS number
          FROM asked, encumbrance_key k JOIN encumbrance e ON e.id = k.encumbrance
         WHERE k.key = ANY(ARRAY(SELECT key FROM name))
           AND k.recorded_from <= asked.at AND (k.recorded_until IS NULL OR k.recorded_until > asked.at)
        UNION SELECT p.registration FROM asked, party p JOIN entry e ON e.id = p.entry
         WHERE :by = 'grantor_identifier' AND p.part = 'grantor' AND p.identifier_hash = ANY(:terms)
           AND e.at <= asked.at
        UNION SELECT p.registration FROM asked, party p JOIN entry e ON e.id = p.entry
         WHERE :by = 'grantor_name' AND p.part = 'grantor' AND p.name_hash = ANY(:terms) AND e.at <= asked.at
        UNION SELECT r.number FROM registration r
         WHERE :by = 'registration_number' AND r.number = ANY(:terms)),
    found AS (
        SELECT json_build_object(
                   'registration', r.number, 'version', v.version, 'institution', r.institution,
                   'secured_creditor', CASE WHEN r.filed_as IS NULL THEN n.name ELSE (
                       SELECT p.name FROM party p WHERE p.registration = r.number AND p.ordinal = 0) END,
                   'status', v.status, 'registered_at', r.registered_at,
                   'expires_on', v.expires_on, 'contract_number', r.contract_number, 'due_on', r.due_on,
                   'client_reference', r.client_reference,
                   'collateral', (
                       SELECT json_agg(json_build_array(b.asset_kind,
                                  CASE WHEN b.recorded_until IS NULL OR b.recorded_until > asked.at THEN 1 + (
                                      WITH RECURSIVE {names.names_of_burden("b", at="asked.at")}
                                      SELECT count(DISTINCT (o.registration, o.claim))
                                      {names.line_before("b", at="asked.at")}
                                       WHERE b.asset_kind IN ({names.KINDS})
                                          OR o.registration IN (SELECT json_array_elements_text(d.ahead)))
                                      END) ORDER BY b.id)
                         FROM encumbrance b
                         LEFT JOIN (SELECT c ->> 'id' AS id, c -> 'ahead' AS ahead
                                      FROM entry x, json_array_elements(
                                                        CAST(x.payload AS json) #> '{{decided,collateral}}') c
                                     WHERE x.id = r.entry) d ON d.id = b.id
                        WHERE b.registration = r.number AND b.item IS NULL AND b.recorded_from <= asked.at)) AS one
          FROM asked, hit
          JOIN registration r ON r.number = hit.number
          JOIN institution n ON n.id = r.institution
          JOIN registration_version v ON v.number = r.number
         WHERE v.recorded_from <= asked.at AND (v.recorded_until IS NULL OR v.recorded_until > asked.at)
           AND (:by = 'registration_number' OR v.status = 'active')
         ORDER BY r.number LIMIT :most)
    SELECT clock_timestamp() AS at, asked.until AS settled_until, {WAITING_SINCE}, 0 AS serial, NULL AS last_instant,
           NULL AS encumbrances, NULL AS positions, NULL AS registration, false AS enrolled,
           (SELECT json_build_object('institution', n.id, 'name', n.name, 'identifier', n.identifier, 'type', n.type,
                                     'key_live', true, 'client', k.client, 'role', k.role)
              FROM client_key k JOIN institution n ON n.id = k.institution
             WHERE k.client = :client AND k.recorded_until IS NULL LIMIT 1) AS standing,
           (SELECT json_agg(found.one) FROM found) AS hits
      FROM asked""").bindparams(
    sa.bindparam("terms", type_=postgresql.ARRAY(sa.Text)), sa.bindparam("by", type_=sa.Text)
)


def hit(found: Mapping[str, Any]) -> Hit:
    return Hit(
        **{name: found[name] for name in ("registration", "version", "institution", "secured_creditor")},
        status=Status(found["status"]),
        registered_at=datetime.fromisoformat(found["registered_at"]).astimezone(UTC),
        expires_on=date.fromisoformat(found["expires_on"]),
        contract_number=found["contract_number"],
        due_on=date.fromisoformat(found["due_on"]),
        client_reference=found["client_reference"],
        collateral=tuple((kind, rank) for kind, rank in found["collateral"] or ()),
    )
