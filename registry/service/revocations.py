"""Whether the key behind a token still counts: a token outlives nobody's key by more than a second (ASVS 8.3.2).

Why not asked at every read: a token is good for ten minutes so that a lien status is one question to the database and
no more. Keys that ended within the life of a token are few, so every process keeps them in mind and asks anew what they
are when it last did so more than a second ago: one small question a second, however many reads there are. A process
that cannot ask believes no token.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from registry.domain.errors import KeyRevoked, Unavailable
from registry.service.token import LIFETIME_SECONDS
from registry.store import Store
from registry.store.reads.clients import revoked_since

BELIEVED_FOR = timedelta(seconds=1)
# Longer than any token: an entry's instant is a little before it can be seen, and two machines' clocks differ.
_REMEMBERED = timedelta(seconds=LIFETIME_SECONDS) * 2


class Revocations:
    """The keys that were revoked lately, as of a second ago at most."""

    def __init__(self, opened: Callable[[], Store]) -> None:
        """``opened`` gives it a door of its own to the database: whoever asks for liens does not wait behind it."""
        self._opened = opened
        self._store: Store | None = None
        self._revoked: frozenset[str] = frozenset()
        self._asked_at: datetime | None = None
        self._tried, self._in_vain = 0, False  # how often it was asked, and whether nobody answered the last time
        self._guard = Lock()

    def require_standing(self, key_id: str, *, at: datetime) -> None:
        """Raise KeyRevoked for a key that no longer counts, and Unavailable where nobody can say."""
        tried = self._tried
        with self._guard:
            if tried == self._tried:
                self._know(at)
            elif self._in_vain:  # whoever waited for a question that nobody answered does not wait for another
                raise Unavailable("nobody can say whose keys count")
            revoked = self._revoked
        if key_id in revoked:
            raise KeyRevoked(key_id)

    def close(self) -> None:
        with self._guard:
            if self._store is not None:
                self._store.close()
                self._store = None

    def _know(self, at: datetime) -> None:
        """Ask anew, if that was more than a second ago, or after now."""
        if self._asked_at is not None and timedelta(0) <= at - self._asked_at < BELIEVED_FOR:
            return
        self._in_vain = True
        try:
            if self._store is None:
                self._store = self._opened()
            self._revoked = revoked_since(self._store, at - _REMEMBERED)
            self._asked_at, self._in_vain = at, False
        finally:
            self._tried += 1
