"""For how long somebody who signed in is believed to be there, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)  # a row is not written at every click
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A sign-in that has not been ended."""

    id: str
    person: str
    began_at: datetime
    seen_at: datetime

    @property
    def ends_at(self) -> datetime:
        """Whatever comes first: nobody was there for half an hour, or the working day is over."""
        return min(self.began_at + ABSOLUTE, self.seen_at + IDLE)

    def stands(self, at: datetime) -> bool:
        return at < self.ends_at

    def is_due(self, at: datetime) -> bool:
        """Whether it must be noted that somebody was there."""
        return at - self.seen_at >= NOTED_EVERY


def digest_of(token: str) -> bytes:
    """What is kept of a session's token: who reads the database signs in as nobody."""
    return sha256(b"session/v1\x00" + token.encode()).digest()


def csrf_of(token: str) -> str:
    """What a form of the session carries. Whoever cannot read the cookie cannot make it, and whoever reads the form
    cannot make the cookie of it."""
    return sha256(b"csrf/v1\x00" + token.encode()).hexdigest()
