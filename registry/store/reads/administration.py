"""What administrators look at: people with their roles and since when, what waits for a second of them, and which
institutions have which keys."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.store.connection import Store

_PERSON = """
    SELECT p.id, p.login, p.name, n.name AS institution, p.recorded_from, p.recorded_until,
           ARRAY(SELECT role FROM person_role r
                  WHERE r.person = p.id AND r.recorded_until IS NULL ORDER BY role) AS roles,
           EXISTS (SELECT FROM password w WHERE w.person = p.id) AS has_credentials
      FROM person p LEFT JOIN institution n ON n.id = p.institution"""
_LIST = sa.text(f"{_PERSON} ORDER BY p.recorded_until IS NOT NULL, p.login LIMIT :most")
_FOUND = sa.text(f"""{_PERSON}
     WHERE strpos(p.login, lower(:sought)) > 0 OR strpos(p.name, :sought) > 0 OR strpos(n.name, :sought) > 0
     ORDER BY p.recorded_until IS NOT NULL, p.login LIMIT :most""")
_ONE = sa.text(f"{_PERSON} WHERE p.id = :person")
_ROLES = sa.text("""
    SELECT r.role, r.recorded_from, r.recorded_until, g.login AS given_by, t.login AS taken_by
      FROM person_role r LEFT JOIN person g ON g.id = r.recorded_by LEFT JOIN person t ON t.id = r.ended_by
     WHERE r.person = :person ORDER BY r.recorded_from, r.role""")
_RECOVERIES = sa.text("""
    SELECT p.id, p.login, b.login AS by, r.recorded_from AS at FROM recovery r
      JOIN person p ON p.id = r.person JOIN person b ON b.id = r.recorded_by
     WHERE r.recorded_until IS NULL AND r.recorded_from > :since AND p.recorded_until IS NULL
     ORDER BY r.recorded_from DESC""")
_CHANGES = sa.text("""
    SELECT c.id, c.role, c.gives, p.id AS person, p.login, b.login AS by, c.recorded_from AS at FROM role_change c
      JOIN person p ON p.id = c.person JOIN person b ON b.id = c.recorded_by
     WHERE c.recorded_until IS NULL AND c.recorded_from > :since AND p.recorded_until IS NULL
     ORDER BY c.recorded_from DESC""")
_LOGINS = sa.text("SELECT id, login FROM person WHERE id = ANY(:people)").bindparams(
    sa.bindparam("people", type_=postgresql.ARRAY(sa.Text))
)
_EVERYBODY = sa.text("SELECT id, login FROM person ORDER BY login")
_INSTITUTIONS = sa.text("SELECT id, name, identifier, type, recorded_from FROM institution ORDER BY name")
_KEYS = sa.text("""
    SELECT k.institution, k.client, k.role, k.key_id, k.recorded_from, k.recorded_until, a.verbs, a.ceiling_minor,
           a.currency
      FROM client_key k LEFT JOIN client_allowance a ON a.client = k.client AND a.recorded_until IS NULL
     ORDER BY k.client, k.recorded_from""")


def people(store: Store, *, sought: str, most: int) -> list[dict[str, Any]]:
    """Who there is; with something ``sought``, whose login, name or institution holds it. The disabled come last."""
    return _rows(store, _FOUND if sought else _LIST, most=most, **({"sought": sought} if sought else {}))


def person(store: Store, identity: str) -> dict[str, Any] | None:
    """One of them."""
    return next(iter(_rows(store, _ONE, person=identity)), None)


def roles(store: Store, person: str) -> list[dict[str, Any]]:
    """Every role that he has or had, oldest first, and who gave and took it."""
    return _rows(store, _ROLES, person=person)


def recoveries(store: Store, *, since: datetime) -> list[dict[str, Any]]:
    """New starts that wait for a second administrator."""
    return _rows(store, _RECOVERIES, since=since)


def role_changes(store: Store, *, since: datetime) -> list[dict[str, Any]]:
    """Changes of administrators' roles that wait for a second one."""
    return _rows(store, _CHANGES, since=since)


def logins(store: Store, people: Collection[str]) -> dict[str, str]:
    """The logins of these people, by their ids."""
    return {row["id"]: row["login"] for row in _rows(store, _LOGINS, people=sorted(people))}


def everybody(store: Store) -> dict[str, str]:
    """The login of everybody there is or was, by id."""
    return {row["id"]: row["login"] for row in _rows(store, _EVERYBODY)}


def institutions(store: Store) -> list[dict[str, Any]]:
    return _rows(store, _INSTITUTIONS)


def keys(store: Store) -> list[dict[str, Any]]:
    """Every key of every system, with what the system may file."""
    return _rows(store, _KEYS)


def _rows(store: Store, statement: sa.TextClause, **binds: Any) -> list[dict[str, Any]]:
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(statement, binds).mappings()]
