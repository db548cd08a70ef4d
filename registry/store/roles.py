"""Roles of people as they are given and taken away. A row ends and is never changed, so what somebody might do at any
instant stays on record, and by whom he got it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from registry.domain.people.roles import PersonRole, RoleChange
from registry.store.connection import Store
from registry.store.people import People, transaction

_GIVE = sa.text("INSERT INTO person_role (person, role, recorded_from, recorded_by) VALUES (:person, :role, :at, :by)")
_TAKE = sa.text("""
    UPDATE person_role SET recorded_until = :at, ended_by = :by
     WHERE person = :person AND role = :role AND recorded_until IS NULL""")
_PROPOSE = sa.text("""
    INSERT INTO role_change (id, person, role, gives, recorded_from, recorded_by)
    VALUES (:id, :person, :role, :gives, :at, :by)""")
_PROPOSED = sa.text("""
    SELECT c.id, c.person, p.login, c.role, c.gives, b.login AS by FROM role_change c
      JOIN person p ON p.id = c.person JOIN person b ON b.id = c.recorded_by
     WHERE c.id = :id AND c.recorded_until IS NULL AND c.recorded_from > :since FOR UPDATE OF c""")
_CONFIRM = sa.text("UPDATE role_change SET recorded_until = :at, ended_by = :by WHERE id = :id")


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """A change that waits for a second administrator: whose role, which, and the login of who proposed it."""

    id: str
    person: str
    login: str
    change: RoleChange
    by: str


class Roles(People):
    """One transaction on people's rows, in which roles change. Made by ``changing_roles``, never elsewhere."""

    def change(self, person: str, change: RoleChange, *, by: str, at: datetime) -> None:
        """From the next request on, for he is signed out: what he was shown as another he asks for anew."""
        statement = _GIVE if change.gives else _TAKE
        self._execute(statement, person=person, role=str(change.role), by=by, at=at)
        self.end_sessions(person)

    def propose_change(self, identity: str, person: str, *, change: RoleChange, by: str, at: datetime) -> None:
        self._execute(_PROPOSE, id=identity, person=person, role=str(change.role), gives=change.gives, by=by, at=at)

    def proposed_change(self, identity: str, *, since: datetime) -> ProposedChange | None:
        """While it waits, and nobody else confirms it meanwhile."""
        row = self._execute(_PROPOSED, id=identity, since=since).one_or_none()
        if row is None:
            return None
        return ProposedChange(row.id, row.person, row.login, RoleChange(PersonRole(row.role), row.gives), row.by)

    def confirm_change(self, identity: str, *, by: str, at: datetime) -> None:
        self._execute(_CONFIRM, id=identity, by=by, at=at)


@contextmanager
def changing_roles(store: Store) -> Iterator[Roles]:
    """Raises Unavailable where nobody answers; what was begun is then undone."""
    with transaction(store) as connection:
        yield Roles(connection)
