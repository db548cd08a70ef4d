"""Who stands behind a draft on its way into the journal. Asked for drafts alone: other filings are no dearer for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from registry.domain.access import ROLES_OF
from registry.domain.drafts.draft import DraftState
from registry.domain.drafts.entering import Assignment, Attendance
from registry.domain.measures import Currency, Money
from registry.domain.party import InstitutionType, Standing
from registry.domain.people.roles import PersonRole

# The lock of a filing that was drafted: with it both persons, so that whoever disables one of them comes before or
# after; and the setting by which the draft is seen in what follows.
LOCK = sa.text("""
    WITH within AS MATERIALIZED (SELECT set_config('registry.institution', CAST(:within AS text), true) AS institution),
    here AS MATERIALIZED (SELECT id FROM person WHERE id = ANY(CAST(:people AS text[])) ORDER BY id FOR SHARE)
    INSERT INTO asset_key (key)
    SELECT unnest(CAST(:keys AS text[])) FROM (SELECT count(institution) FROM within) w, (SELECT count(*) FROM here) h
        ON CONFLICT (key) DO UPDATE SET key = excluded.key WHERE false""")

ATTENDANCE = sa.text("""
    SELECT (SELECT json_agg(json_build_object('person', p.id, 'institution', p.institution, 'role', r.role,
                                              'ceiling', r.ceiling_minor, 'currency', r.currency))
              FROM person p JOIN person_role r ON r.person = p.id AND r.recorded_until IS NULL
             WHERE p.id = ANY(CAST(:people AS text[])) AND p.recorded_until IS NULL) AS people,
           (SELECT json_build_object('institution', n.id, 'name', n.name, 'identifier', n.identifier, 'type', n.type)
              FROM institution n WHERE n.id = CAST(:whose AS text)) AS whose,
           EXISTS (SELECT FROM client_key k WHERE k.client = CAST(:maker AS text)
                      AND k.institution = CAST(:within AS text) AND k.recorded_until IS NULL) AS key_live,
           (SELECT json_agg(k.key_id) FROM passkey k WHERE k.key_id = CAST(:passkey AS text)
               AND k.person = CAST(:second AS text) AND k.recorded_until IS NULL) AS passkeys,
           (SELECT json_build_object('state', d.state, 'version', d.version)
              FROM draft d WHERE d.id = CAST(:draft AS text)) AS draft""")


def attendance(row: Mapping[str, Any], *, maker: str) -> Attendance:
    draft = row["draft"] or {}
    return Attendance(
        whose=_standing(row["whose"], maker=maker) if row["whose"] else None,
        people=_people(row["people"] or ()),
        key_live=row["key_live"],
        passkeys=frozenset(row["passkeys"] or ()),
        state=DraftState(draft["state"]) if draft else None,
        version=draft.get("version"),
    )


def _standing(found: Mapping[str, Any], *, maker: str) -> Standing:
    """The institution's, in whose name it is entered: what its systems may file by themselves limits no person."""
    kind = InstitutionType(found["type"])
    (role,) = ROLES_OF[kind]
    named = {name: found[name] for name in ("institution", "name", "identifier")}
    return Standing(**named, type=kind, key_live=True, client=maker, role=str(role))


def _people(rows: Any) -> dict[str, Assignment]:
    people: dict[str, Assignment] = {}
    for row in rows:
        before = people.get(row["person"])
        ceiling = Money(row["ceiling"], Currency(row["currency"])) if row["currency"] else None
        roles = {**(before.roles if before else {}), PersonRole(row["role"]): ceiling}
        people[row["person"]] = Assignment(institution=row["institution"], roles=roles)
    return people
