"""Statements asked for every filing and every lien status: compiled once and handed to the driver as they are.

Why: what SQLAlchemy does around each execution cost as much as the execution itself (58 of 108 microseconds, measured),
four times a filing. The connection, its pool and its transaction stay SQLAlchemy's. A ``Line`` goes one step further,
for the one question that is asked of the register most of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from psycopg.rows import dict_row
from sqlalchemy.dialects.postgresql.psycopg import dialect

from registry.store.faults import Again, meaning

Row = dict[str, Any]
Bind = Sequence[str] | datetime | None
_SHAPES = 128  # more than there are such statements
_DIALECT: sa.Dialect = dialect()  # type: ignore[no-untyped-call]
_NUMBERED: sa.Dialect = dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
# A plan of before a migration, or one that a pooler has thrown away: a new connection has none.
_STALE = frozenset({"0A000", "26000"})


def ask(connection: sa.Connection, statement: sa.TextClause, /, **binds: Any) -> list[Row]:
    """The rows of a statement. Raises the register's errors for the driver's, as ``faults.translated`` does."""
    return _executed(connection, statement, binds=binds).fetchall()


def act(connection: sa.Connection, statement: sa.TextClause, /, **binds: Any) -> None:
    """A statement without rows. Raises as ``ask`` does."""
    _executed(connection, statement, binds=binds)


class Line:
    """A connection that is kept and asked one question after another, each its own snapshot.

    ``ask`` prepares a statement once and then runs it in one call of libpq. A cursor and a pool around it cost a
    question three times what the call does (70 of 95 microseconds, measured). Where nothing may be prepared, or a
    transaction is open, it asks as everybody does."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        driver: Any = connection.connection.driver_connection
        self.driver = driver
        self._straight: bool = driver.autocommit and driver.prepare_threshold is not None
        self._sound = True
        self._names: dict[sa.TextClause, bytes] = {}
        self._reader = Transformer(driver)

    def ask(self, statement: sa.TextClause, binds: Mapping[str, Bind]) -> list[Row]:
        """The rows of a statement. Raises as ``direct.ask`` does."""
        if not self._straight:
            return ask(self.connection, statement, **binds)
        try:
            return self._read(self._run(statement, binds=binds))
        except psycopg.Error as fault:
            self._sound = False
            raise Again(fault.sqlstate) if fault.sqlstate in _STALE else meaning(fault) from None

    def rested(self) -> bool:
        """Whether the next question may have it: it is alive, met no fault, and nothing is under way on it."""
        try:
            if self.connection.in_transaction():
                self.connection.rollback()
        except sa.exc.DBAPIError:
            return False
        lost = self.connection.closed or self.connection.invalidated or self.driver.closed
        return self._sound and not lost

    def end(self) -> None:
        """Part with the connection for good."""
        with suppress(sa.exc.DBAPIError):
            if not self.connection.closed:
                self.connection.invalidate()
            self.connection.close()

    def _run(self, statement: sa.TextClause, *, binds: Mapping[str, Bind]) -> psycopg.pq.abc.PGresult:
        text, names = _numbered(statement)
        name = self._names.get(statement)
        if name is None:
            name = b"asked_%d" % len(self._names)
            _require(self.driver.pgconn.prepare(name, text), ExecStatus.COMMAND_OK)
            self._names[statement] = name
        written = [_written(binds[each]) for each in names]
        return _require(self.driver.pgconn.exec_prepared(name, written), ExecStatus.TUPLES_OK)

    def _read(self, result: psycopg.pq.abc.PGresult) -> list[Row]:
        names = [str(result.fname(column), "ascii") for column in range(result.nfields)]  # type: ignore[arg-type]
        self._reader.set_pgresult(result)
        return self._reader.load_rows(0, result.ntuples, lambda values: dict(zip(names, values, strict=True)))


def _require(result: psycopg.pq.abc.PGresult, status: ExecStatus) -> psycopg.pq.abc.PGresult:
    if result.status != status:
        raise psycopg.errors.error_from_result(result)
    return result


def _written(value: Bind) -> bytes | None:
    """A bind as PostgreSQL reads it; several texts as an array."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.isoformat().encode()
    escaped = (each.replace("\\", "\\\\").replace('"', '\\"') for each in value)
    return ("{" + ",".join([f'"{each}"' for each in escaped]) + "}").encode()


def _executed(connection: sa.Connection, statement: sa.TextClause, *, binds: Mapping[str, Any]) -> psycopg.Cursor[Row]:
    driver: Any = connection.connection.driver_connection
    try:
        cursor: psycopg.Cursor[Row] = driver.cursor(row_factory=dict_row)
        return cursor.execute(_compiled(statement), binds)
    except psycopg.Error as fault:
        if driver.closed:
            connection.invalidate()  # so that nobody is handed the dead connection again
        raise meaning(fault) from None


@lru_cache(maxsize=_SHAPES)
def _compiled(statement: sa.TextClause) -> bytes:
    """Without its indentation: the driver reads statements of more than 4,096 characters anew each time."""
    return " ".join(str(statement.compile(dialect=_DIALECT)).split()).encode()


@lru_cache(maxsize=_SHAPES)
def _numbered(statement: sa.TextClause) -> tuple[bytes, tuple[str, ...]]:
    """As PostgreSQL itself takes it, and the names of its binds in order."""
    compiled: Any = statement.compile(dialect=_NUMBERED)
    return " ".join(str(compiled).split()).encode(), tuple(compiled.positiontup or ())
