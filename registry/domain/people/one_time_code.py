"""Codes that a telephone shows for half a minute (TOTP, RFC 6238, over HOTP, RFC 4226), each believed once."""

from __future__ import annotations

import hmac
from base64 import b32encode
from datetime import datetime
from hashlib import sha1
from urllib.parse import quote, urlencode

SECRET_BYTES = 20  # RFC 4226 section 4, R6: as long as the hash
DIGITS = 6
STEP = 30  # seconds
WINDOW = 1  # steps before and after: clocks differ, and people type slowly (RFC 6238 section 5.2)


def step_of(at: datetime) -> int:
    """The number of the half minute (RFC 6238 section 4.2)."""
    return int(at.timestamp()) // STEP


def code_of(secret: bytes, step: int) -> str:
    """The code of a step (RFC 4226 section 5.3). SHA-1, for it is what every telephone knows; nothing here rests on
    that nobody finds a collision of it."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), sha1)
    offset = mac[-1] & 0xF
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_shown(secret: bytes, given: str, *, at: datetime, used: int) -> int | None:
    """The step whose code this is, if it is near this instant and after the last one ``used``: a code that was looked
    over somebody's shoulder is worth nothing. Every step is tried whichever fits, so that all answers take as long."""
    now, typed = step_of(at), "".join(given.split()).encode()
    steps = range(now - WINDOW, now + WINDOW + 1)
    fitting = [step for step in steps if hmac.compare_digest(code_of(secret, step).encode(), typed)]
    return max((step for step in fitting if step > used), default=None)


def spelled(secret: bytes) -> str:
    """The secret as telephones take it: Base32 (RFC 4648 section 6) without padding."""
    return b32encode(secret).decode().rstrip("=")


def address(secret: bytes, *, issuer: str, login: str) -> str:
    """What the telephone reads off a QR code: the `otpauth` address that authenticators agree on. Short, for each
    letter makes the code harder to read; it ends in digits."""
    given = {"secret": spelled(secret), "issuer": issuer, "digits": DIGITS, "period": STEP}
    return f"otpauth://totp/{quote(login, safe='')}?{urlencode(given, quote_via=quote)}"
