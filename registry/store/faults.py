"""What PostgreSQL says when it declines, in the register's words. Its DETAIL holds row values and never leaves here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa

from registry.domain.errors import FilingInProgress, Unavailable

_RETRY = frozenset({"40001", "40P01"})  # serialization failure, deadlock: nothing wrong with the filing
_LOCK_TIMEOUT = "55P03"
_CONSTRAINT = "23"


class Again(Exception):
    """Nothing was recorded and the same transaction may be tried anew."""


class ConstraintFired(Exception):
    """An invariant the database repeats has stopped a write that got past the lock."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


@contextmanager
def translated() -> Iterator[None]:
    """Raise the register's errors for the driver's, without statement, parameters or row values."""
    try:
        yield
    except sa.exc.DBAPIError as fault:
        if fault.connection_invalidated or not isinstance(fault.orig, psycopg.Error):
            raise Again("connection lost") from None
        raise meaning(fault.orig) from None
    except (sa.exc.TimeoutError, sa.exc.PendingRollbackError):  # no connection free in time
        raise Unavailable("no connection to the database") from None


def meaning(fault: psycopg.Error) -> Exception:
    """The register's error for the driver's."""
    state = fault.sqlstate
    if state is None or state in _RETRY or state.startswith(("08", "57P")):
        return Again(state or "connection lost")
    if state == _LOCK_TIMEOUT:
        return FilingInProgress("lock timeout")
    if state.startswith("57"):
        return Unavailable("statement timeout")
    if state.startswith(_CONSTRAINT):
        return ConstraintFired(fault.diag.constraint_name or state)
    return RuntimeError(f"PostgreSQL declined with {state}")
