"""A lien status that can be shown: the answer itself, who asked, until when it may be relied on, and the log's last
checkpoint, under the register's statement key.

It is made when it is asked for, and kept nowhere: the journal has no entry of it, and nobody can ask the register for
it again. So it lasts ten minutes (RFC 7519 sections 4.1.4 and 4.1.6), and only under the key in force. What was good
yesterday tells what stood on record then, and nothing of today.

Why it names the institution that asked: ``own`` in it is that institution's own, whoever may ask about an asset is
bound to a purpose, and one who passes it on shows whose question it was. It names no person, for the answer has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from registry.domain import canon, verdict
from registry.domain.certificate import Issuer
from registry.domain.verdict import Because, Verdict

TYPE = "lien-status+jwt"  # the JWS header's typ (RFC 8725 section 3.11): no other token passes for one
MEDIA_TYPE = "application/jose"  # RFC 7515 section 9.2.1
LASTS_SECONDS = 600
LEEWAY_SECONDS = 60  # how far a reader's clock may be behind the register's
LARGEST = 4 * 1024 * 1024  # characters of the token: a thousand assets with three liens each
LARGEST_PAYLOAD = LARGEST // 4 * 3 - 1024  # bytes; base64 takes four characters for three, and the rest is small
_FORMAT = 1
_INSTANT = re.compile(  # RFC 3339, and no other of ISO 8601's many spellings, which other readers do not all know
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_TEXTS, _SECONDS = ("asked_by", "nonce", "checkpoint", "as_of"), ("iat", "exp")


class NotAStatement(ValueError):
    """What was signed is not a lien status as this release reads it."""


def contents(
    answer: Mapping[str, Any], issuer: Issuer, *, asked_by: str, checkpoint: str, nonce: bytes, issued_at: int
) -> bytes:
    """The canonical payload: every member of the answer as it is, and the claims beside them. ``asked_by`` is
    the institution's name, ``checkpoint`` the signed note published last, ``issued_at`` in seconds since 1970. The same
    arguments always give the same bytes."""
    claims = {
        "v": _FORMAT,
        "iss": issuer.name,
        "livemode": issuer.livemode,
        "asked_by": asked_by,
        "iat": issued_at,
        "exp": issued_at + LASTS_SECONDS,
        "nonce": canon.b64(nonce),
        "checkpoint": checkpoint,
    }
    return canon.dumps({**answer, **claims})


def require_format(said: Mapping[str, Any]) -> None:
    """Return if these members are a statement's. Raises NotAStatement."""
    answered = said.get("object") == "lien_status" or isinstance(said.get("data"), list)
    if said.get("v") != _FORMAT or not answered:
        raise NotAStatement("of another format")
    if not all(isinstance(said.get(name), str) for name in _TEXTS):
        raise NotAStatement("without its claims")
    for name in _SECONDS:
        second(said.get(name))
    _instant(said["as_of"])


def relied_on(said: Mapping[str, Any], *, now: float) -> tuple[Verdict, tuple[Because, ...]]:
    """Whether what was signed may be relied on at an instant, in seconds since 1970.

    Green only from when it was made until it runs out, and only of what stood when it was made: the register answers
    of earlier instants too, when asked, and what it says of those is true and not of today.
    """
    issued_at, until = said["iat"], said["exp"]
    if not 0 < until - issued_at <= LASTS_SECONDS:
        return Verdict.INVALID, (verdict.LASTS_TOO_LONG,)
    if now < issued_at - LEEWAY_SECONDS:
        return Verdict.UNPROVEN, (verdict.NOT_YET_VALID,)
    if now >= until:
        return Verdict.GENUINE, (verdict.EXPIRED,)
    if _instant(said["as_of"]) < issued_at - LASTS_SECONDS:
        return Verdict.GENUINE, (verdict.EARLIER_INSTANT,)
    return Verdict.VALID, ()


def second(value: Any) -> datetime:
    """The instant of a NumericDate (RFC 7519 section 2), whole seconds here. Raises NotAStatement."""
    try:
        if type(value) is int:
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise NotAStatement("without its times")


def _instant(text: str) -> float:
    """An instant with its offset; without one it would mean another instant on another machine."""
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text).timestamp()
    except ValueError:
        pass
    raise NotAStatement("as of no instant")
