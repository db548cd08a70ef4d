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

from registry.domain.errors import KeyRevoked
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
        self._guard = Lock()

    def require_standing(self, key_id: str, *, at: datetime) -> None:
        """Raise KeyRevoked for a key that no longer counts, and Unavailable where nobody can say."""
        with self._guard:
            if self._asked_at is None or not timedelta(0) <= at - self._asked_at < BELIEVED_FOR:
                self._revoked = self._asked(at)
                self._asked_at = at
            revoked = self._revoked
        if key_id in revoked:
            raise KeyRevoked(key_id)

    def close(self) -> None:
        with self._guard:
            if self._store is not None:
                self._store.close()
                self._store = None

    def _asked(self, at: datetime) -> frozenset[str]:
        if self._store is None:
            self._store = self._opened()
        return revoked_since(self._store, at - _REMEMBERED)
