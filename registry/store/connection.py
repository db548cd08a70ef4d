"""Opens transactions; knows nothing else.

``for attempt in store.attempts(): with attempt as register: ...`` is the one way to write. Leaving the block commits;
any exception rolls back; a deadlock, a serialization failure or a lost connection comes round again, at most three
times, and then is ``Unavailable``. Never ``return`` inside the block: the commit is what decides.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any

import sqlalchemy as sa

from registry.domain.errors import Unavailable
from registry.store.direct import Line
from registry.store.faults import Again, translated
from registry.store.reading import Question, Snapshot, give_back
from registry.store.register import Register

RETRIES = 3
_PATIENCE = 3  # seconds to wait for a connection that others use
_PAUSES = (0.0, 0.02, 0.1)  # seconds before each retry: a restarted database needs a moment, a deadlock none
_SESSION = (
    "-c lock_timeout=2s -c statement_timeout=10s -c idle_in_transaction_session_timeout=10s -c TimeZone=UTC"
    " -c default_transaction_isolation=read\\ committed"  # under REPEATABLE READ the check is older than the lock
)


class Store:
    """One role's door to one database."""

    def __init__(self, url: str, *, pool_size: int = 4, prepare_threshold: int | None = 2) -> None:
        """``prepare_threshold`` None behind a pooler that shares connections between clients.

        Two lots of ``pool_size``: connections that open transactions, pooled by SQLAlchemy, and connections that never
        do, which are kept open as lines. Turning one into the other and back cost a lien status a tenth of its time,
        and taking it from a pool as much again."""
        self.url = url
        session = {"options": _SESSION, "prepare_threshold": prepare_threshold, "connect_timeout": 3}
        pool = {"pool_size": pool_size, "max_overflow": 0, "pool_timeout": _PATIENCE}
        self.engine = sa.create_engine(url, hide_parameters=True, connect_args=session, **pool)
        self.asking = sa.create_engine(
            url, hide_parameters=True, connect_args=session, isolation_level="AUTOCOMMIT", **pool
        )
        self._idle: deque[Line] = deque()  # the last used first, whose caches are warm
        self._places: SimpleQueue[None] = SimpleQueue()  # one for each line that may be in use at once
        for _ in range(pool_size):
            self._places.put(None)
        self._moved: Callable[[int], None] = lambda _: None

    def attempts(self) -> Iterator[Attempt]:
        for number in range(RETRIES + 1):
            attempt = Attempt(self.engine, last=number == RETRIES)
            yield attempt
            if attempt.committed:
                return
            time.sleep(_PAUSES[min(number, len(_PAUSES) - 1)])

    @contextmanager
    def reading(self) -> Iterator[Question]:
        """For single statements, each its own snapshot; no BEGIN, no COMMIT. A dead connection is replaced once."""
        try:
            self._places.get(timeout=_PATIENCE)
        except Empty:
            raise Unavailable("no connection to the database") from None
        self._moved(1)
        try:
            question = Question(self._taken(), renew=self._opened)
            try:
                yield question
            finally:
                self._kept(question.line)
        finally:
            self._moved(-1)
            self._places.put(None)

    @contextmanager
    def snapshot(self, *, of: str | None = None) -> Iterator[Snapshot]:
        """One snapshot for a long look, which the write path's timeouts would cut short; ``of`` another's that is still
        open, by the name it was exported under."""
        connection = _connected(self.engine).execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        try:
            if of is not None:
                connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{of}'")
            for timeout in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.exec_driver_sql(f"SET LOCAL {timeout} = 0")
            yield Snapshot(connection)
        finally:
            give_back(connection)

    def _taken(self) -> Line:
        try:
            return self._idle.pop()
        except IndexError:
            return self._opened()

    def _opened(self) -> Line:
        return Line(_connected(self.asking))

    def _kept(self, line: Line) -> None:
        if line.rested():
            self._idle.append(line)
        else:
            line.end()

    def watch_pool(self, moved: Callable[[int], None]) -> None:
        """``moved`` hears +1 for every connection that comes into use and -1 for every one given back."""
        sa.event.listen(self.engine, "checkout", lambda *_: moved(1))
        sa.event.listen(self.engine, "checkin", lambda *_: moved(-1))
        self._moved = moved

    def close(self) -> None:
        while self._idle:
            self._idle.pop().end()
        self.engine.dispose()
        self.asking.dispose()


class Attempt:
    """One try of a transaction."""

    def __init__(self, engine: sa.Engine, *, last: bool) -> None:
        self._engine = engine
        self._last = last
        self._connection: sa.Connection | None = None
        self.committed = False

    def __enter__(self) -> Register:
        try:
            with translated():
                self._connection = self._engine.connect()
                self._connection.begin()
        except Again as fault:
            # No connection at all: asking again at once helps no one, the caller is told to come back.
            raise Unavailable(str(fault)) from None
        return Register(self._connection)

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> bool:
        connection: Any = self._connection
        try:
            return self._end(connection, fault)
        finally:
            give_back(connection)

    def _end(self, connection: sa.Connection, fault: BaseException | None) -> bool:
        if fault is None:
            try:
                with translated():
                    connection.commit()
            except Again as stopped:
                return self._again(stopped)
            self.committed = True
            return False
        if isinstance(fault, Again):
            return self._again(fault)
        return False  # closing the connection rolls back

    def _again(self, stopped: Again) -> bool:
        if self._last:
            raise Unavailable(str(stopped)) from None
        return True


def _connected(engine: sa.Engine) -> sa.Connection:
    try:
        with translated():
            return engine.connect()
    except Again as fault:
        raise Unavailable(str(fault)) from None
