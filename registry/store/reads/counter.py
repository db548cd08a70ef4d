"""What is looked up at the register's own counter, where people file for the institution that their paper names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from registry.domain.errors import UnknownRegistration
from registry.store.connection import Store

_INSTITUTIONS = sa.text("""
    SELECT identifier, name FROM institution WHERE type = ANY(:types) ORDER BY name, identifier LIMIT :most""")
_WHOSE = sa.text("""
    SELECT n.id, n.identifier, n.name FROM registration r JOIN institution n ON n.id = r.institution
     WHERE r.number = :number""")


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution that filings can be made for, by its credit code."""

    identifier: str
    name: str


@dataclass(frozen=True, slots=True)
class Whose:
    """The institution whose a registration is."""

    id: str
    identifier: str
    name: str


def institutions(store: Store, *, types: Collection[str], most: int) -> list[Institution]:
    """Those of these types, by name."""
    with store.reading() as connection:
        rows = connection.execute(_INSTITUTIONS, {"types": sorted(types), "most": most})
        return [Institution(row.identifier, row.name) for row in rows]


def whose(store: Store, number: str) -> Whose:
    """Raises UnknownRegistration."""
    with store.reading() as connection:
        row = connection.execute(_WHOSE, {"number": number}).one_or_none()
    if row is None:
        raise UnknownRegistration(number)
    return Whose(row.id, row.identifier, row.name)
