"""Sessions are ended by dropping their row: a token that nothing stands behind opens nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.domain.people.session import ABSOLUTE, IDLE
from registry.store.connection import Store

_NOTE_SEEN = sa.text("UPDATE session SET seen_at = :at WHERE digest = :digest AND seen_at < :at")
_END = sa.text("DELETE FROM session WHERE digest = :digest")
_END_OWN = sa.text("DELETE FROM session WHERE id = :id AND person = :person")
_FORGET_SESSIONS = sa.text("DELETE FROM session WHERE began_at < :began OR seen_at < :seen")
_FORGET_INVITATIONS = sa.text("DELETE FROM invitation WHERE expires_at < :now")


def note_seen(store: Store, digest: bytes, *, at: datetime) -> None:
    _do(store, _NOTE_SEEN, digest=digest, at=at)


def end(store: Store, digest: bytes) -> None:
    """Whoever holds that token is signed out."""
    _do(store, _END, digest=digest)


def end_own(store: Store, session: str, *, person: str) -> bool:
    """Whether a session of the person's own was ended; nobody else's is."""
    return _do(store, _END_OWN, id=session, person=person) == 1


def forget_expired(store: Store, now: datetime) -> int:
    """Drop sessions and invitations that are worth nothing any more; returns how many."""
    sessions = _do(store, _FORGET_SESSIONS, began=now - ABSOLUTE, seen=now - IDLE)
    return sessions + _do(store, _FORGET_INVITATIONS, now=now)


def _do(store: Store, statement: sa.TextClause, **binds: Any) -> int:
    with store.reading() as connection:
        return int(connection.execute(statement, binds).rowcount)
