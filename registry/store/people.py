"""All that may be done to people's rows. ``with changing(store) as people: ...`` is one transaction; leaving the block
commits, any exception rolls back. Whatever depends on a person's standing first takes his row (``standing``), so that
of two acts on one person the second sees the first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.domain.errors import AlreadyEnrolled, Unavailable
from registry.domain.people.refusals import UnknownPerson
from registry.domain.people.roles import ADMINISTRATORS, Person, PersonRole
from registry.domain.people.session import Session
from registry.signing.vault import SealedValue
from registry.store.connection import Store
from registry.store.faults import Again, ConstraintFired, translated

_ROLES = "ARRAY(SELECT role FROM person_role r WHERE r.person = p.id AND r.recorded_until IS NULL)"
PERSON = f"p.id, p.login, p.name, p.institution, {_ROLES} AS roles"
_STANDING = sa.text(f"SELECT {PERSON} FROM person p WHERE p.login = :login AND p.recorded_until IS NULL FOR UPDATE")
_ONE_BY_ONE = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:about, 0))")
_EVER = sa.text("SELECT DISTINCT role FROM person_role")
_ENTER = sa.text("""
    INSERT INTO person (id, login, name, institution, recorded_from, recorded_by, second)
    VALUES (:id, :login, :name, :institution, :at, :by, :second)""")
_GRANT = sa.text("""
    INSERT INTO person_role (person, role, recorded_from, recorded_by, ceiling_minor, currency)
    VALUES (:person, :role, :at, :by, :ceiling, :currency)""")
_ADMINISTRATORS = sa.text("""
    SELECT count(*) FROM person_role WHERE role = ANY(:administrators) AND recorded_until IS NULL""")
_END_PERSON = sa.text("UPDATE person SET recorded_until = :at, ended_by = :by WHERE id = :person")
_END_ROLES = sa.text("""
    UPDATE person_role SET recorded_until = :at, ended_by = :by WHERE person = :person AND recorded_until IS NULL""")
_FORGET_EACH = tuple(
    sa.text(f"DELETE FROM {name} WHERE person = :person")
    for name in ("password", "second_factor", "invitation", "session")
)
_FORGET_MADE = sa.text("""
    DELETE FROM made_passkey m
     WHERE m.person = :person AND NOT EXISTS (SELECT FROM passkey p WHERE p.key_id = m.key_id)""")
_UNINVITE = sa.text("DELETE FROM invitation WHERE person = :person")
_INVITE = sa.text("""
    INSERT INTO invitation (person, digest, key_id, sealed, expires_at)
    VALUES (:person, :digest, :key_id, :sealed, :until)""")
_TAKE = sa.text("""
    DELETE FROM invitation i USING person p
     WHERE i.digest = :digest AND i.expires_at > :at AND p.id = i.person AND p.recorded_until IS NULL
    RETURNING i.person""")
_SET_PASSWORD = sa.text("""
    INSERT INTO password (person, hash, set_at) VALUES (:person, :hash, :at)
        ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at""")
_SET_FACTOR = sa.text("""
    INSERT INTO second_factor (person, key_id, sealed, used, set_at) VALUES (:person, :key_id, :sealed, :used, :at)
        ON CONFLICT (person) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed, used = excluded.used,
                                           set_at = excluded.set_at""")
_HAS_CREDENTIALS = sa.text("SELECT EXISTS (SELECT FROM password WHERE person = :person)")
_USE_CODE = sa.text("""
    UPDATE second_factor f SET used = :step FROM password w
     WHERE f.person = :person AND f.used < :step AND w.person = f.person AND w.hash = :hash
    RETURNING 1""")
_TRIES = sa.text("""
    SELECT count(*) AS failures, max(at) AS last FROM (
        SELECT at FROM sign_in WHERE login = :login
           AND seq > coalesce((SELECT max(seq) FROM sign_in WHERE login = :login AND believed), 0)
         ORDER BY seq DESC LIMIT :most) AS since""")
_NOTE_TRY = sa.text("INSERT INTO sign_in (login, at, believed) VALUES (:login, :at, :believed)")
_BEGIN = sa.text("""
    INSERT INTO session (digest, id, person, began_at, seen_at) VALUES (:digest, :id, :person, :at, :at)""")
_END_SESSIONS = sa.text("DELETE FROM session WHERE person = :person")
_PROPOSE = sa.text("INSERT INTO recovery (id, person, recorded_from, recorded_by) VALUES (:id, :person, :at, :by)")
_PROPOSED = sa.text("""
    SELECT id, recorded_by FROM recovery
     WHERE person = :person AND recorded_until IS NULL AND recorded_from > :since
     ORDER BY recorded_from DESC LIMIT 1""")
_CONFIRM = sa.text("UPDATE recovery SET recorded_until = :at, ended_by = :by WHERE id = :id")


@dataclass(frozen=True, slots=True)
class Tries:
    """Failures in a row, and the last of them."""

    failures: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A recovery that waits for a second administrator."""

    id: str
    by: str


class People:
    """One transaction on people's rows. Made by ``changing``, never elsewhere."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def standing(self, login: str) -> Person:
        """The person of this login, whom nobody else changes until the transaction ends. Raises UnknownPerson."""
        row = self._execute(_STANDING, login=login).mappings().one_or_none()
        if row is None:
            raise UnknownPerson(login)
        return person_of(row)

    def alone_among_administrators(self) -> None:
        """Wait until nobody else enters or disables an administrator: who may depends on who else there is."""
        self._execute(_ONE_BY_ONE, about="administrators/v1:")

    def roles_ever_held(self) -> frozenset[PersonRole]:
        return frozenset(map(PersonRole, self._execute(_EVER).scalars()))

    def administrators(self) -> int:
        return int(self._execute(_ADMINISTRATORS, administrators=sorted(ADMINISTRATORS)).scalar_one())

    def enter(self, person: Person, *, by: str | None, second: str | None, at: datetime) -> None:
        """Raises AlreadyEnrolled where somebody has or had that login."""
        row = {"id": person.id, "login": person.login, "name": person.name, "institution": person.institution}
        try:
            self._execute(_ENTER, **row, at=at, by=by, second=second)
        except ConstraintFired:
            raise AlreadyEnrolled(person.login) from None
        ceiling, currency = (person.ceiling.minor, str(person.ceiling.currency)) if person.ceiling else (None, None)
        for role in sorted(person.roles):
            self._execute(_GRANT, person=person.id, role=str(role), at=at, by=by, ceiling=ceiling, currency=currency)

    def disable(self, person: Person, *, by: str, at: datetime) -> None:
        """He is nobody from now on, and nothing he could sign in with is left."""
        for statement in (_END_PERSON, _END_ROLES):
            self._execute(statement, person=person.id, by=by, at=at)
        self.forget_credentials(person.id)

    def forget_credentials(self, person: str) -> None:
        """Password, second factor, invitation, sessions and the passkeys that count for nothing yet: whoever has them
        has nothing."""
        for statement in (*_FORGET_EACH, _FORGET_MADE):
            self._execute(statement, person=person)

    def invite(self, person: str, *, digest: bytes, secret: SealedValue, until: datetime) -> None:
        """One invitation at a time: a new one makes the former worthless."""
        self._execute(_UNINVITE, person=person)
        sealed = {"key_id": secret.key_id, "sealed": secret.sealed}
        self._execute(_INVITE, person=person, digest=digest, **sealed, until=until)

    def take_invitation(self, digest: bytes, *, at: datetime) -> str | None:
        """Whose it was, once."""
        found: str | None = self._execute(_TAKE, digest=digest, at=at).scalar_one_or_none()
        return found

    def set_password(self, person: str, kept: str, *, at: datetime) -> None:
        self._execute(_SET_PASSWORD, person=person, hash=kept, at=at)

    def set_second_factor(self, person: str, secret: SealedValue, *, used: int, at: datetime) -> None:
        self._execute(_SET_FACTOR, person=person, key_id=secret.key_id, sealed=secret.sealed, used=used, at=at)

    def has_credentials(self, person: str) -> bool:
        return bool(self._execute(_HAS_CREDENTIALS, person=person).scalar_one())

    def use_code(self, person: str, step: int, *, kept: str) -> bool:
        """Whether the code of this step is used for the first time, and after none later, while the password is still
        the one that was compared."""
        return self._execute(_USE_CODE, person=person, step=step, hash=kept).first() is not None

    def tries(self, login: str, *, most: int) -> Tries:
        """What was tried under a login since it was believed last; one try at a time is looked at, and counted."""
        self._execute(_ONE_BY_ONE, about=f"sign_in/v1:{login}")
        row = self._execute(_TRIES, login=login, most=most).one()
        return Tries(row.failures, row.last)

    def note_try(self, login: str, *, at: datetime, believed: bool) -> None:
        self._execute(_NOTE_TRY, login=login, at=at, believed=believed)

    def begin(self, session: Session, *, digest: bytes) -> None:
        self._execute(_BEGIN, digest=digest, id=session.id, person=session.person, at=session.began_at)

    def end_sessions(self, person: str) -> None:
        self._execute(_END_SESSIONS, person=person)

    def propose(self, recovery: str, *, person: str, by: str, at: datetime) -> None:
        self._execute(_PROPOSE, id=recovery, person=person, by=by, at=at)

    def proposed(self, person: str, *, since: datetime) -> Proposed | None:
        row = self._execute(_PROPOSED, person=person, since=since).one_or_none()
        return Proposed(row.id, row.recorded_by) if row else None

    def confirm(self, recovery: str, *, by: str, at: datetime) -> None:
        self._execute(_CONFIRM, id=recovery, by=by, at=at)

    def _execute(self, statement: sa.TextClause, **binds: Any) -> sa.CursorResult[Any]:
        with translated():
            return self._connection.execute(statement, binds)


@contextmanager
def changing(store: Store) -> Iterator[People]:
    """Raises Unavailable where nobody answers; what was begun is then undone."""
    with transaction(store) as connection:
        yield People(connection)


@contextmanager
def transaction(store: Store) -> Iterator[sa.Connection]:
    """What every change of people's rows is made in, whoever makes it."""
    try:
        with translated(), store.engine.begin() as connection:
            yield connection
    except Again as fault:
        raise Unavailable(str(fault)) from None


def person_of(row: Any) -> Person:
    """A person as a query for ``PERSON`` finds him."""
    roles: Collection[str] = row["roles"]
    return Person(
        id=row["id"],
        login=row["login"],
        name=row["name"],
        institution=row["institution"],
        roles=frozenset(map(PersonRole, roles)),
    )


_FACTORS = sa.text("SELECT person, key_id, sealed FROM second_factor WHERE key_id <> :current ORDER BY person")
_PASS_ON = sa.text("""
    UPDATE second_factor SET key_id = :key_id, sealed = :sealed
     WHERE person = :person AND key_id = :former AND sealed = :before""")


def passed_on(store: Store, *, current: str, anew: Callable[[str, SealedValue], SealedValue]) -> int:
    """Seal anew what is sealed under another key than the current one; what somebody has replaced meanwhile is left as
    it is. How many there were."""
    with store.reading() as connection:
        found = connection.execute(_FACTORS, {"current": current}).mappings().all()
        for row in found:
            made = anew(row["person"], SealedValue(row["key_id"], bytes(row["sealed"])))
            told = {"person": row["person"], "former": row["key_id"], "before": row["sealed"]}
            connection.execute(_PASS_ON, {**told, "key_id": made.key_id, "sealed": made.sealed})
    return len(found)
