"""Every statement that reaches the database, heard at the driver itself: it is there that nothing can pass by."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import sqlalchemy as sa

from registry.store import Store

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
        for engine in (store.engine, store.asking):
            for name, listener in (("checkout", put), ("checkin", take)):
                sa.event.listen(engine, name, listener)
                stack.callback(sa.event.remove, engine, name, listener)
        yield
