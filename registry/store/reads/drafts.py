"""Drafts as their own institution sees them; of anybody else's there is no row."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from registry.domain.party import InstitutionType
from registry.store.connection import Store
from registry.store.draft_rows import ONE, Kept, kept
from registry.store.drafts import within

_ONE = sa.text(ONE)
_POSITION = "translate(d.id, '_-', '')"  # in the order of the ids, and fit for a cursor
_LIST = sa.text(f"""
    SELECT d.id, {_POSITION} AS position, d.verb, d.target, d.maker, p.name AS maker_name, d.exceeds, d.state,
           d.version, d.written_at, d.changed_at, d.expires_at, d.second, s.name AS second_name, d.entry, e.registration
      FROM draft d LEFT JOIN person p ON p.id = d.maker LEFT JOIN person s ON s.id = d.second
      LEFT JOIN entry e ON e.id = d.entry
     WHERE (CAST(:id AS text) IS NULL OR d.id = :id) AND (CAST(:after AS text) IS NULL OR {_POSITION} < :after)
       AND (CAST(:state AS text) IS NULL OR (d.state = :state AND d.expires_at > :at))
     ORDER BY d.id DESC LIMIT :limit""")
_STEPS = sa.text("""
    SELECT t.version, t.state, t.by, p.name, t.at FROM draft_step t LEFT JOIN person p ON p.id = t.by
     WHERE t.draft = :draft ORDER BY t.version""")
_BY_TOKEN = sa.text("SELECT entry, fingerprint FROM idempotency WHERE client = :client AND key = :key")
_TYPE = sa.text("SELECT type FROM institution WHERE id = :id")
_CHECKED = sa.text("""
    SELECT EXISTS (SELECT FROM person p JOIN person_role r ON r.person = p.id AND r.recorded_until IS NULL
                    WHERE p.institution = :institution AND p.recorded_until IS NULL AND r.role = ANY(:roles))""")


def one(store: Store, draft: str, *, institution: str) -> Kept | None:
    with within(store, institution=institution) as connection:
        row = connection.execute(_ONE, {"id": draft}).mappings().one_or_none()
    return kept(row) if row else None


def listing(store: Store, *, institution: str, limit: int, filters: dict[str, Any]) -> list[dict[str, Any]]:
    """Newest first; ``filters`` may name a ``state`` that they are in ``at`` an instant, and the position ``after``
    which to go on."""
    asked = {"id": None, "after": None, "state": None, "at": None, **filters, "limit": limit}
    with within(store, institution=institution) as connection:
        return [dict(row) for row in connection.execute(_LIST, asked).mappings()]


def shown(store: Store, draft: str, *, institution: str) -> dict[str, Any] | None:
    """One draft as ``listing`` has it."""
    return next(iter(listing(store, institution=institution, limit=1, filters={"id": draft})), None)


def steps(store: Store, draft: str, *, institution: str) -> list[dict[str, Any]]:
    """Who did what with it and when, oldest first."""
    with within(store, institution=institution) as connection:
        return [dict(row) for row in connection.execute(_STEPS, {"draft": draft}).mappings()]


def by_token(store: Store, client: str, *, key: str) -> tuple[str, bytes] | None:
    """What a client's once-only token was used for, entry or draft, and the fingerprint of the request."""
    with store.reading() as connection:
        row = connection.execute(_BY_TOKEN, {"client": client, "key": key}).one_or_none()
    return (row.entry, bytes(row.fingerprint)) if row else None


def type_of(store: Store, institution: str) -> InstitutionType:
    """What an institution that is enrolled is."""
    with store.reading() as connection:
        return InstitutionType(connection.execute(_TYPE, {"id": institution}).scalar_one())


def is_checked(store: Store, institution: str, *, roles: list[str]) -> bool:
    """Whether anybody of the institution stands in one of these roles."""
    with store.reading() as connection:
        return bool(connection.execute(_CHECKED, {"institution": institution, "roles": roles}).scalar_one())
