"""Who is signed in, who has which credentials, and who there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.domain.people.history import Term
from registry.domain.people.roles import Person, PersonRole
from registry.domain.people.session import Session
from registry.signing.vault import SealedValue
from registry.store.connection import Store
from registry.store.people import PERSON, person_of
from registry.store.reading import Snapshot

_SESSION = "s.id AS session, s.person, s.began_at, s.seen_at"
_SIGNED_IN = sa.text(f"""
    SELECT {PERSON}, {_SESSION} FROM session s JOIN person p ON p.id = s.person
     WHERE s.digest = :digest AND p.recorded_until IS NULL""")
_SESSIONS = sa.text(f"SELECT {_SESSION} FROM session s WHERE s.person = :person ORDER BY s.began_at DESC")
_KNOWN = sa.text(f"""
    SELECT {PERSON}, w.hash, f.key_id, f.sealed, f.used FROM person p
      JOIN password w ON w.person = p.id JOIN second_factor f ON f.person = p.id
     WHERE p.login = :login AND p.recorded_until IS NULL""")
_INVITED = sa.text(f"""
    SELECT {PERSON}, i.key_id, i.sealed, n.name AS of FROM invitation i JOIN person p ON p.id = i.person
      LEFT JOIN institution n ON n.id = p.institution
     WHERE i.digest = :digest AND i.expires_at > :at AND p.recorded_until IS NULL""")
_LIST = sa.text("""
    SELECT p.login, p.name, n.name AS institution, p.recorded_from, p.recorded_until,
           ARRAY(SELECT role FROM person_role r WHERE r.person = p.id ORDER BY role) AS roles,
           EXISTS (SELECT FROM password w WHERE w.person = p.id) AS has_credentials
      FROM person p LEFT JOIN institution n ON n.id = p.institution ORDER BY p.recorded_from, p.login""")

# What no clock shows counts for nobody: whoever has the database could put it there.
_TERMS = sa.text("""
    SELECT r.person, p.institution, r.role, greatest(p.recorded_from, r.recorded_from) AS since,
           least(p.recorded_until, r.recorded_until) AS until
      FROM person_role r JOIN person p ON p.id = r.person
     WHERE greatest(p.recorded_from, r.recorded_from) BETWEEN '2000-01-01' AND '9999-01-01'
       AND coalesce(least(p.recorded_until, r.recorded_until), '2000-01-01') BETWEEN '2000-01-01' AND '9999-01-01'
       AND r.role = ANY(:roles)""")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session and whose it is."""

    person: Person
    session: Session


@dataclass(frozen=True, slots=True)
class Known:
    """A person and what is kept of what he signs in with."""

    person: Person
    hash: str
    secret: SealedValue
    used: int


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who may set what he will sign in with, and the second factor that waits for him."""

    person: Person
    institution: str | None  # its name
    secret: SealedValue


def signed_in(store: Store, digest: bytes) -> SignedIn | None:
    """Whose session has this digest, while he is not disabled. Whether it still stands is for the domain to say."""
    row = _one(store, _SIGNED_IN, digest=digest)
    return SignedIn(person_of(row), _session(row)) if row else None


def sessions(store: Store, person: str) -> list[Session]:
    with store.reading() as connection:
        return [_session(row) for row in connection.execute(_SESSIONS, {"person": person}).mappings()]


def known(store: Store, login: str) -> Known | None:
    """A person who can sign in."""
    row = _one(store, _KNOWN, login=login)
    if row is None:
        return None
    return Known(person_of(row), row["hash"], SealedValue(row["key_id"], bytes(row["sealed"])), row["used"])


def invited(store: Store, digest: bytes, *, at: datetime) -> Invited | None:
    row = _one(store, _INVITED, digest=digest, at=at)
    if row is None:
        return None
    return Invited(person_of(row), row["of"], SealedValue(row["key_id"], bytes(row["sealed"])))


def terms(store: Snapshot) -> dict[str, list[Term]]:
    """What each person was, and when, of the register's whole time."""
    found: dict[str, list[Term]] = {}
    with store.reading() as connection:
        for row in connection.execute(_TERMS, {"roles": sorted(PersonRole)}).mappings():
            of = {name: row[name] for name in ("institution", "since", "until")}
            found.setdefault(row["person"], []).append(Term(**of, role=PersonRole(row["role"])))
    return found


def listing(store: Store) -> list[dict[str, Any]]:
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(_LIST).mappings()]


def _one(store: Store, statement: sa.TextClause, **binds: Any) -> sa.RowMapping | None:
    with store.reading() as connection:
        return connection.execute(statement, binds).mappings().one_or_none()


def _session(row: sa.RowMapping) -> Session:
    return Session(id=row["session"], person=row["person"], began_at=row["began_at"], seen_at=row["seen_at"])
