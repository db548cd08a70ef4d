"""The code with which a person comes in for the first time, or anew after a recovery: once, and within three days."""

from __future__ import annotations

from base64 import b32decode, b32encode
from binascii import Error
from datetime import timedelta
from hashlib import sha256

CODE_BYTES = 20  # a hundred and sixty bits, and no padding in Base32
LIFETIME = timedelta(days=3)
RECOVERY_LIFETIME = timedelta(days=1)
"""How long a proposal to give somebody a new start waits for the second administrator."""
_GROUP = 4


def spelled(secret: bytes) -> str:
    """As it is handed over, on paper or aloud: Base32 (RFC 4648 section 6) in groups of four."""
    text = b32encode(secret).decode()
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def digest_of(given: str) -> bytes | None:
    """What is kept of a code, however it was typed; None for what is no code."""
    text = "".join(each for each in given.upper() if each.isalnum())
    try:
        secret = b32decode(text)
    except (Error, ValueError):
        return None
    return sha256(b"invitation/v1\x00" + secret).digest() if len(secret) == CODE_BYTES else None
