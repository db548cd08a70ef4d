"""Statements asked for every filing and every lien status: compiled once and handed to the driver as they are.

Why: what SQLAlchemy does around each execution cost as much as the execution itself (58 of 108 microseconds, measured),
four times a filing. The connection, its pool and its transaction stay SQLAlchemy's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.rows import dict_row
from sqlalchemy.dialects.postgresql.psycopg import dialect

from registry.store.faults import meaning

_SHAPES = 128  # more than there are such statements
_DIALECT: sa.Dialect = dialect()  # type: ignore[no-untyped-call]


def ask(connection: sa.Connection, statement: sa.TextClause, /, **binds: Any) -> list[dict[str, Any]]:
    """The rows of a statement. Raises the register's errors for the driver's, as ``faults.translated`` does."""
    return _executed(connection, statement, binds=binds).fetchall()


def act(connection: sa.Connection, statement: sa.TextClause, /, **binds: Any) -> None:
    """A statement without rows. Raises as ``ask`` does."""
    _executed(connection, statement, binds=binds)


def _executed(
    connection: sa.Connection, statement: sa.TextClause, *, binds: Mapping[str, Any]
) -> psycopg.Cursor[dict[str, Any]]:
    driver: Any = connection.connection.driver_connection
    try:
        cursor: psycopg.Cursor[dict[str, Any]] = driver.cursor(row_factory=dict_row)
        return cursor.execute(_compiled(statement), binds)
    except psycopg.Error as fault:
        if driver.closed:
            connection.invalidate()  # so that nobody is handed the dead connection again
        raise meaning(fault) from None


@lru_cache(maxsize=_SHAPES)
def _compiled(statement: sa.TextClause) -> bytes:
    """Without its indentation: the driver reads statements of more than 4,096 characters anew each time."""
    return " ".join(str(statement.compile(dialect=_DIALECT)).split()).encode()
