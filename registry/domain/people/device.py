"""A browser in which somebody has signed in before, and whose tries are counted apart from everybody else's.

Why: whoever knows a login could fail at it every quarter of an hour and keep its owner out for good. From a browser
that the register knows, its owner still comes in, whatever strangers do meanwhile. It proves nothing: password and code
are asked for all the same, and its own failures are followed by the same pauses; whoever steals it has a few tries more
and nothing else.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

KNOWN_FOR = timedelta(days=90)
NONCE_BYTES = 16
_LONGEST = 256

Mark = Callable[[str], str]
"""A keyed hash that nobody but the register can make."""


def given_to(login: str, *, nonce: bytes, at: datetime, mark: Mark) -> str:
    """What a browser keeps after this person was believed in it."""
    said = f"{nonce.hex()}.{int(at.timestamp())}"
    return f"{said}.{mark(_bound(said, login))}"


def known_as(token: str, *, login: str, at: datetime, mark: Mark) -> str | None:
    """Under what the tries of the browser that shows this are counted; None of what was made up, was given to somebody
    else's browser or is too old."""
    said, _, signed = token[:_LONGEST].rpartition(".")
    if not hmac.compare_digest(signed.encode(), mark(_bound(said, login)).encode()):
        return None
    nonce, _, since = said.partition(".")
    given = datetime.fromtimestamp(int(since), tz=UTC)
    return nonce if given <= at < given + KNOWN_FOR else None


def _bound(said: str, login: str) -> str:
    return f"{said}\n{login}"
