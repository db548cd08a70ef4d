"""Every statement that reaches the database, heard at the driver itself: it is there that nothing can pass by."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import psycopg
import sqlalchemy as sa
from psycopg.pq import ExecStatus

from registry.store import Store, direct

Ear = Callable[[str], str | None]
"""Hears a statement; what it returns is executed instead."""


@contextmanager
def heard(store: Store, ear: Ear) -> Iterator[None]:
    """While open, the ear hears what every connection of the store is asked to execute, BEGIN and its like apart."""

    class Cursor(psycopg.Cursor):
        def execute(self, query, params=None, **how):
            text = query.decode() if isinstance(query, bytes) else str(query)
            instead = ear(text)
            return super().execute(query, params, **how) if instead is None else super().execute(instead, **how)

    def put(connection, *_):
        connection.cursor_factory = Cursor

    def take(connection, *_):
        if connection is not None:
            connection.cursor_factory = psycopg.Cursor

    with ExitStack() as stack:
        for name, listener in (("checkout", put), ("checkin", take)):
            sa.event.listen(store.engine, name, listener)
            stack.callback(sa.event.remove, store.engine, name, listener)
        stack.enter_context(_on_lines(store, Cursor, ear=ear))
        yield


@contextmanager
def _on_lines(store: Store, cursor: type[psycopg.Cursor], *, ear: Ear) -> Iterator[None]:
    """The same of lines, which run what they have prepared without a cursor."""
    run, taken = direct.Line._run, store._taken

    def listening(line, statement, *, binds):
        instead = ear(direct._numbered(statement)[0].decode())
        if instead is None:
            return run(line, statement, binds=binds)
        return direct._require(line.driver.pgconn.exec_(instead.encode()), ExecStatus.TUPLES_OK)

    def take():
        line = taken()
        line.driver.cursor_factory = cursor
        return line

    with patch.object(direct.Line, "_run", listening), patch.object(store, "_taken", take):
        yield
    for line in store._idle:
        line.driver.cursor_factory = psycopg.Cursor
