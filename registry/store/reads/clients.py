"""The keys of institutions' systems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.store.connection import Store
from registry.store.reads.journal import PROOF

_KEY = sa.text("""
    SELECT k.key_id, k.client, k.institution, k.role, k.jwk, k.recorded_until IS NULL AS live
      FROM client_key k WHERE k.key_id = :key_id""")
_LIST = sa.text("""
    SELECT k.key_id, k.client, k.role, n.name, k.recorded_from, k.recorded_until
      FROM client_key k JOIN institution n ON n.id = k.institution ORDER BY k.recorded_from""")
_INSTITUTION = sa.text("SELECT id, type FROM institution WHERE identifier = :identifier")
_ADMINISTRATORS = sa.text("SELECT key_id, name, recorded_from, recorded_until FROM administrator ORDER BY name, key_id")
_ROLE = sa.text("SELECT role FROM client_key WHERE client = :client LIMIT 1")
_ALLOWANCES = sa.text("SELECT count(*) FROM client_allowance WHERE client = :client")
# All that shows who an administrator is, which institution is meant, and which keys the client had.
_PROOFS = sa.text(f"""
    SELECT {PROOF} FROM entry e LEFT JOIN evidence v ON v.entry = e.id
     WHERE e.id IN (
        SELECT entry FROM register
        UNION SELECT entry FROM administrator
        UNION SELECT entry FROM institution WHERE id = CAST(:institution AS text)
        UNION SELECT entry FROM client_key WHERE client = CAST(:client AS text)
        UNION SELECT r.entry FROM key_revocation r WHERE r.key_id IN (
            SELECT key_id FROM administrator
            UNION ALL SELECT key_id FROM client_key WHERE client = CAST(:client AS text)))
     ORDER BY e.seq""")
_NAME = sa.text("SELECT name FROM institution WHERE id = :id")


_OWN = sa.text("""
    SELECT k.key_id, k.jwk, k.recorded_from, k.recorded_until, e.payload AS enrolled, r.payload AS revoked
      FROM client_key k JOIN entry e ON e.id = k.entry
      LEFT JOIN key_revocation x ON x.key_id = k.key_id LEFT JOIN entry r ON r.id = x.entry
     WHERE k.client = :client ORDER BY k.recorded_from, k.key_id""")
_ALLOWANCE = sa.text("""
    SELECT verbs, ceiling_minor, currency FROM client_allowance WHERE client = :client AND recorded_until IS NULL""")
_CODE = sa.text("SELECT identifier FROM institution WHERE id = :id")


@dataclass(frozen=True, slots=True)
class Own:
    """What a client is told of itself: its institution's credit code, its keys with the entries that changed them, and
    what it may file, where that was ever said."""

    institution: str
    keys: list[dict[str, Any]]
    allowance: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class EnrolledKey:
    """A key as enrolled; everything but ``live`` never changes."""

    key_id: str
    client: str
    institution: str
    role: str
    jwk: Mapping[str, Any]
    live: bool


def key(store: Store, key_id: str) -> EnrolledKey | None:
    with store.reading() as connection:
        row = connection.execute(_KEY, {"key_id": key_id}).mappings().one_or_none()
    return EnrolledKey(**{**row, "jwk": json.loads(row["jwk"])}) if row else None


def institution(store: Store, identifier: str) -> tuple[str, str] | None:
    """Id and type of the institution with this credit code."""
    with store.reading() as connection:
        row = connection.execute(_INSTITUTION, {"identifier": identifier}).one_or_none()
    return (row.id, row.type) if row else None


def administrators(store: Store) -> list[dict[str, Any]]:
    """Every administrator's key there ever was."""
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(_ADMINISTRATORS).mappings()]


def known(store: Store, client: str) -> str | None:
    """The role of a client that has or had a key."""
    with store.reading() as connection:
        role: str | None = connection.execute(_ROLE, {"client": client}).scalar()
    return role


def allowances(store: Store, client: str) -> int:
    """How often it was said what the client may file."""
    with store.reading() as connection:
        return int(connection.execute(_ALLOWANCES, {"client": client}).scalar_one())


def proofs(store: Store, *, institution: str | None, client: str | None) -> list[dict[str, Any]]:
    """The entries that show who may file, with their evidence, oldest first: of administrators, of this institution,
    and of the keys of this client."""
    with store.reading() as connection:
        found = connection.execute(_PROOFS, {"institution": institution, "client": client}).mappings()
        return [dict(row) for row in found]


def identifier_of(store: Store, institution: str) -> str:
    """The credit code of an institution that is on record."""
    with store.reading() as connection:
        code: str = connection.execute(_CODE, {"id": institution}).scalar_one()
    return code


def own(store: Store, client: str, *, institution: str) -> Own:
    """Of this client and no other."""
    with store.reading() as connection:
        keys = connection.execute(_OWN, {"client": client}).mappings().all()
        allowed = connection.execute(_ALLOWANCE, {"client": client}).mappings().one_or_none()
        code: str = connection.execute(_CODE, {"id": institution}).scalar_one()
    return Own(code, [dict(row) for row in keys], dict(allowed) if allowed else None)


def name_of(store: Store, institution: str) -> str:
    """The name of an institution that is enrolled, by its id."""
    with store.reading() as connection:
        name: str = connection.execute(_NAME, {"id": institution}).scalar_one()
    return name


def listing(store: Store) -> list[dict[str, Any]]:
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(_LIST).mappings()]
