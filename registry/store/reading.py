"""Asking the register: single statements, each its own snapshot; or many questions of one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import sqlalchemy as sa

from registry.domain.errors import Unavailable
from registry.store.direct import Bind, Line, Row
from registry.store.faults import Again, translated

T = TypeVar("T")


class Question:
    """A line to ask on. Where it may be renewed, a statement that met a dead connection is asked once more on a fresh
    one: a read is asked again without harm, and after a restart every connection that was kept is dead."""

    def __init__(self, line: Line, *, renew: Callable[[], Line] | None = None) -> None:
        self.line = line
        self._renew = renew

    def execute(self, statement: sa.Executable, binds: Mapping[str, Any] | None = None) -> sa.CursorResult[Any]:
        """Raises Unavailable where nobody answers."""

        def ask(line: Line) -> sa.CursorResult[Any]:
            with translated():
                return line.connection.execute(statement, dict(binds) if binds else None)

        return self._asked(ask)

    def ask(self, statement: sa.TextClause, /, **binds: Bind) -> list[Row]:
        """The rows of a statement that is asked all the time (``direct``). Raises Unavailable where nobody answers."""
        return self._asked(lambda line: line.ask(statement, binds))

    def _asked(self, ask: Callable[[Line], T]) -> T:
        try:
            return ask(self.line)
        except Again as fault:
            if self._renew is None:
                raise Unavailable(str(fault)) from None
        self.line.end()
        self.line = self._renew()
        try:
            return ask(self.line)
        except Again as fault:
            raise Unavailable(str(fault)) from None


class Snapshot:
    """The register as it stood when first asked, for as many questions as it takes, whatever is filed meanwhile."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[Question]:
        yield Question(Line(self._connection))

    def export(self) -> str:
        """A name under which others see exactly this, for as long as it is open."""
        name: str = self._connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        return name


def give_back(connection: sa.Connection) -> None:
    """Return the connection to the pool. One that cannot even be rolled back has died, and its transaction with it:
    that is no answer to a filing, which has its own by now."""
    with suppress(sa.exc.DBAPIError):
        connection.close()
