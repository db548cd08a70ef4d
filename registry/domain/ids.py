"""UUIDv7 (RFC 9562 section 5.7): ids that sort by the instant they were made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Fresh = Callable[[int], bytes]
"""Gives n unpredictable bytes; comes in as an argument, so that the domain stays pure."""


def uuid7(at: datetime, fresh: Fresh) -> str:
    milliseconds = int(at.timestamp() * 1000)
    random = int.from_bytes(fresh(10))
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | (random >> 68) << 64 | 0b10 << 62 | random & (2**62 - 1)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def uuid7_from(at: datetime) -> str:
    """What the ids made at an instant or later sort behind, and all earlier ones before."""
    text = f"{int(at.timestamp() * 1000) & (2**48 - 1):012x}"
    return f"{text[:8]}-{text[8:]}"
