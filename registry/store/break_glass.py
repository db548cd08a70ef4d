"""What two administrators opened for an hour. A row is filled in step by step and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.domain.people.break_glass import STANDS_FOR, Glass, Opening
from registry.domain.people.refusals import NotOpen
from registry.store.connection import Store
from registry.store.people import People, transaction

_COLUMNS = (
    "id, glass, about, reason, asked_by, asked_at, opened_by, opened_at, ended_by, ended_at, reviewed_by, reviewed_at,"
    " note"
)
_ASK = sa.text("""
    INSERT INTO break_glass (id, glass, about, reason, asked_by, asked_at)
    VALUES (:id, :glass, :about, :reason, :by, :at)""")
_ONE = sa.text(f"SELECT {_COLUMNS} FROM break_glass WHERE id = :id FOR UPDATE")
_OPEN = sa.text("UPDATE break_glass SET opened_by = :by, opened_at = :at WHERE id = :id")
_END = sa.text("UPDATE break_glass SET ended_by = :by, ended_at = :at WHERE id = :id")
_REVIEW = sa.text("UPDATE break_glass SET reviewed_by = :by, reviewed_at = :at, note = :note WHERE id = :id")
_STANDING = sa.text(f"SELECT {_COLUMNS} FROM break_glass WHERE glass = :glass AND opened_at > :since")
_LATEST = sa.text(f"SELECT {_COLUMNS} FROM break_glass ORDER BY reviewed_at IS NULL DESC, asked_at DESC LIMIT :most")
_UNREVIEWED = sa.text(
    f"SELECT {_COLUMNS} FROM break_glass WHERE opened_at IS NOT NULL AND reviewed_at IS NULL ORDER BY opened_at"
)
_LIFT = sa.text("INSERT INTO sign_in (login, at, believed, lifted_by) VALUES (:login, :at, true, :by)")


class BreakGlass(People):
    """One transaction in which something is opened, ended or reviewed. Made by ``breaking_glass``, never elsewhere."""

    def ask(self, opening: Opening) -> None:
        row = {"id": opening.id, "glass": str(opening.glass), "about": opening.about, "reason": opening.reason}
        self._execute(_ASK, **row, by=opening.asked_by, at=opening.asked_at)

    def opening(self, identity: str) -> Opening:
        """The one of this id, which nobody else changes until the transaction ends. Raises NotOpen."""
        row = self._execute(_ONE, id=identity).mappings().one_or_none()
        if row is None:
            raise NotOpen
        return _opening(row)

    def open(self, identity: str, *, by: str, at: datetime) -> None:
        self._execute(_OPEN, id=identity, by=by, at=at)

    def end(self, identity: str, *, by: str, at: datetime) -> None:
        self._execute(_END, id=identity, by=by, at=at)

    def review(self, identity: str, *, note: str, by: str, at: datetime) -> None:
        self._execute(_REVIEW, id=identity, note=note, by=by, at=at)

    def lift_pause(self, tried: str, *, by: str, at: datetime) -> None:
        """What was tried under this login before is forgiven, and it stays on record by whom."""
        self._execute(_LIFT, login=tried, at=at, by=by)


@contextmanager
def breaking_glass(store: Store) -> Iterator[BreakGlass]:
    """Raises Unavailable where nobody answers; what was begun is then undone."""
    with transaction(store) as connection:
        yield BreakGlass(connection)


def standing(store: Store, glass: Glass, *, at: datetime) -> list[Opening]:
    """What of this kind may stand open at this instant; whether it does is for the domain to say."""
    return _read(store, _STANDING, glass=str(glass), since=at - STANDS_FOR)


def latest(store: Store, *, most: int) -> list[Opening]:
    """What is not reviewed first, then the newest."""
    return _read(store, _LATEST, most=most)


def unreviewed(store: Store) -> list[Opening]:
    """What was opened and nobody has looked at since."""
    return _read(store, _UNREVIEWED)


def _read(store: Store, statement: sa.TextClause, **binds: Any) -> list[Opening]:
    with store.reading() as connection:
        return [_opening(row) for row in connection.execute(statement, binds).mappings()]


def _opening(row: Any) -> Opening:
    return Opening(**{**row, "glass": Glass(row["glass"])})
