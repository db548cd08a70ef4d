"""Names of constraints, and what every table declares of itself."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Nature(StrEnum):
    JOURNAL = "journal"
    PROJECTION = "projection"
    LOG = "log"
    STANDING = "standing"
    OPERATIONAL = "operational"


def table(name: str, nature: Nature, *columns: Any) -> sa.Table:
    return sa.Table(name, metadata, *columns, info={"nature": nature})


def nature_of(of: sa.Table) -> Nature:
    return Nature(of.info["nature"])


def text(name: str, *, null: bool = False, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, primary_key=primary_key)


def instant(name: str, *, null: bool = False, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.TIMESTAMP(timezone=True), nullable=null, primary_key=primary_key)


def one_of(column: str, values: Iterable[str]) -> sa.CheckConstraint:
    """A CHECK generated from the enum, so that code and database can never name different states."""
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def recorded() -> tuple[Any, ...]:
    """The columns of a row that ends: half-open ``[recorded_from, recorded_until)``, NULL while it stands."""
    ends = sa.CheckConstraint("recorded_until > recorded_from", name="ends_after_it_begins")
    return instant("recorded_from"), instant("recorded_until", null=True), text("entry"), ends
