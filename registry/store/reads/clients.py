"""The keys of institutions' systems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from registry.store.connection import Store

_KEY = sa.text("""
    SELECT k.key_id, k.client, k.institution, k.role, k.jwk, k.recorded_until IS NULL AS live
      FROM client_key k WHERE k.key_id = :key_id""")
_LIST = sa.text("""
    SELECT k.key_id, k.client, k.role, n.name, k.recorded_from, k.recorded_until
      FROM client_key k JOIN institution n ON n.id = k.institution ORDER BY k.recorded_from""")
_INSTITUTION = sa.text("SELECT id, type FROM institution WHERE identifier = :identifier")
_NAME = sa.text("SELECT name FROM institution WHERE id = :id")


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


def name_of(store: Store, institution: str) -> str:
    """The name of an institution that is enrolled, by its id."""
    with store.reading() as connection:
        name: str = connection.execute(_NAME, {"id": institution}).scalar_one()
    return name


def listing(store: Store) -> list[dict[str, Any]]:
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(_LIST).mappings()]
