"""Whose passkeys there are: made, waiting for two administrators, counting, ended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.domain import canon
from registry.domain.passkeys import Passkey
from registry.store.connection import Store
from registry.store.reads.journal import PROOF

_OWN = sa.text("""
    SELECT m.key_id, m.label, m.credential, m.made_at, m.possession IS NOT NULL AS is_shown,
           p.recorded_from, p.recorded_until
      FROM made_passkey m LEFT JOIN passkey p ON p.key_id = m.key_id
     WHERE m.person = :person ORDER BY m.made_at, m.key_id""")
_MADE = sa.text("""
    SELECT m.key_id, m.person, m.label, m.credential, m.jwk, m.origin, m.possession, w.institution
      FROM made_passkey m JOIN person w ON w.id = m.person AND w.recorded_until IS NULL WHERE m.key_id = :key_id""")
_STANDING = sa.text("""
    SELECT key_id, person, institution, credential, jwk, origin FROM passkey
     WHERE person = :person AND recorded_until IS NULL ORDER BY recorded_from, key_id""")
_LIST = sa.text("""
    SELECT coalesce(m.key_id, p.key_id) AS key_id, w.login, w.name, n.name AS institution, m.label, m.made_at,
           m.possession IS NOT NULL AS is_shown, p.recorded_from, p.recorded_until
      FROM made_passkey m FULL JOIN passkey p ON p.key_id = m.key_id
      JOIN person w ON w.id = coalesce(m.person, p.person) LEFT JOIN institution n ON n.id = w.institution
     ORDER BY m.made_at, p.recorded_from, 1""")
# All that shows who an administrator is, and what became of this passkey.
_PROOFS = sa.text(f"""
    SELECT {PROOF} FROM entry e LEFT JOIN evidence v ON v.entry = e.id
     WHERE e.id IN (
        SELECT entry FROM register
        UNION SELECT entry FROM administrator
        UNION SELECT entry FROM passkey WHERE key_id = :key_id
        UNION SELECT r.entry FROM key_revocation r WHERE r.key_id = :key_id OR r.key_id IN (
            SELECT key_id FROM administrator))
     ORDER BY e.seq""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One of somebody's own, and what has become of it."""

    key_id: str
    label: str
    credential: bytes
    made_at: datetime
    is_shown: bool
    recorded_from: datetime | None
    recorded_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A passkey somebody has had made, whether or not it counts for anything yet."""

    key_id: str
    person: str
    institution: str | None
    label: str
    passkey: Passkey
    possession: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A row that says whose passkey counts. Whether it is believed is for the journal to show."""

    key_id: str
    person: str
    institution: str
    passkey: Passkey


def own(store: Store, person: str) -> list[Own]:
    """A person's, oldest first."""
    with store.reading() as connection:
        found = connection.execute(_OWN, {"person": person}).mappings()
        return [Own(**{**row, "credential": canon.unb64(row["credential"])}) for row in found]


def made(store: Store, key_id: str) -> Made | None:
    """One of somebody who still stands."""
    with store.reading() as connection:
        row = connection.execute(_MADE, {"key_id": key_id}).mappings().one_or_none()
    if row is None:
        return None
    return Made(
        key_id=row["key_id"],
        person=row["person"],
        institution=row["institution"],
        label=row["label"],
        passkey=_passkey(row),
        possession=bytes(row["possession"]) if row["possession"] is not None else None,
    )


def standing(store: Store, person: str) -> list[Standing]:
    """Those of a person that no entry has ended."""
    with store.reading() as connection:
        found = connection.execute(_STANDING, {"person": person}).mappings()
        return [
            Standing(key_id=row["key_id"], person=row["person"], institution=row["institution"], passkey=_passkey(row))
            for row in found
        ]


def listing(store: Store) -> list[dict[str, Any]]:
    """Everybody's."""
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(_LIST).mappings()]


def proofs(store: Store, key_id: str) -> list[dict[str, Any]]:
    """The entries that show what became of a passkey, with their evidence, oldest first."""
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(_PROOFS, {"key_id": key_id}).mappings()]


def _passkey(row: sa.RowMapping) -> Passkey:
    return Passkey(credential=canon.unb64(row["credential"]), jwk=json.loads(row["jwk"]), origin=row["origin"])
