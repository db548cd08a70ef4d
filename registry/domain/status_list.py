"""How a certificate stands now, for anybody to look up without asking about it: two bits at a place in a list.

Token Status List (draft-ietf-oauth-status-list): a list is one signed file of 65,536 places, and whoever fetches it
does not say which of them he looks at. A certificate names its list and its place. The place is drawn from the serial
number by a permutation that only the register can undo, so that neighbouring places tell nothing about who filed when.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from registry.domain import canon
from registry.domain.lifecycle import Status

TYPE = "statuslist+jwt"  # section 5.1: the JWS header's typ
PLACES = 1 << 16
BITS = 2
MEDIA_TYPE = f"application/{TYPE}"  # section 8.1
TTL_SECONDS, LASTS_SECONDS = 60, 600
RENEWED_SECONDS = 50  # a list is signed again before whoever keeps it for its ttl comes back for it
_PER_BYTE = 8 // BITS
_BYTES = PLACES // _PER_BYTE
_MASK = (1 << BITS) - 1
_ROUNDS, _HALF = 4, 8

Mixed = Callable[[str], int]
"""A keyed hash of a text, as a number: what undoing the permutation would need stays with the register's keys."""


class Stale(ValueError):
    """A list of another time: it was right once, and tells nothing of now."""


class Standing(IntEnum):
    """Section 7.1: 0 to 2 are the draft's own words, 3 is left to the application."""

    VALID = 0
    ENDED = 1
    OBJECTED = 2
    SUPERSEDED = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Which list, and where in it."""

    list: int
    index: int

    def claim(self, origin: str) -> dict[str, Any]:
        """What the certificate says of it (section 6.1)."""
        return {"status_list": {"idx": self.index, "uri": uri(origin, self.list)}}


def uri(origin: str, number: int) -> str:
    return f"{origin}/status/{number}"


def place(serial: int, mixed: Mixed) -> Place:
    """The place of a serial number: no two share one under one key. Four rounds of a Feistel network over the places of
    a list, each list in an order of its own."""
    number, at = divmod(serial, PLACES)
    left, right = divmod(at, 1 << _HALF)
    for turn in range(_ROUNDS):
        left, right = right, left ^ mixed(f"{number}:{turn}:{right}") % (1 << _HALF)
    return Place(number, (left << _HALF) | right)


def standing(status: Status, *, version: int, newest: int) -> Standing:
    """Of the certificate of a version. The newest certificate of what was discharged says so itself, and holds."""
    if version < newest:
        return Standing.SUPERSEDED if status is Status.ACTIVE else Standing.ENDED
    return Standing.ENDED if status is Status.LAPSED else Standing.VALID


class Packed:
    """The bits of one list, lowest first in each byte (section 4.1)."""

    def __init__(self, data: bytes = bytes(_BYTES)) -> None:
        if len(data) != _BYTES:
            raise ValueError(f"a list has {_BYTES} bytes, not {len(data)}")
        self._data = bytearray(data)

    def __getitem__(self, index: int) -> Standing:
        byte, shift = _at(index)
        return Standing(self._data[byte] >> shift & _MASK)

    def __setitem__(self, index: int, value: Standing) -> None:
        byte, shift = _at(index)
        self._data[byte] = self._data[byte] & ~(_MASK << shift) | value << shift

    def __bytes__(self) -> bytes:
        return bytes(self._data)


def _at(index: int) -> tuple[int, int]:
    if not 0 <= index < PLACES:
        raise IndexError(index)
    byte, offset = divmod(index, _PER_BYTE)
    return byte, offset * BITS


def claims(packed: Packed, *, uri: str, issued_at: int) -> dict[str, Any]:
    """What is signed of a list (section 5.1): its address, when, until when, and how long it may be kept."""
    lst = canon.b64(zlib.compress(bytes(packed), level=9))
    return {
        "sub": uri,
        "iat": issued_at,
        "exp": issued_at + LASTS_SECONDS,
        "ttl": TTL_SECONDS,
        "status_list": {"bits": BITS, "lst": lst},
    }


def read(claimed: Mapping[str, Any], *, uri: str, now: int) -> Packed:
    """The list that was signed, if it is the one asked for and still to be relied on. Raises Stale for one of another
    time, and ValueError for all that is no such list."""
    said = opened(claimed, uri=uri)
    if not claimed["iat"] - TTL_SECONDS <= now < claimed["exp"]:
        raise Stale("the list is not of now")
    return said


def opened(claimed: Mapping[str, Any], *, uri: str) -> Packed:
    """The list that was signed, whenever that was. Raises ValueError for all that is no list of this address."""
    try:
        issued_at, until, bits, lst = claimed["iat"], claimed["exp"], *map(claimed["status_list"].get, ("bits", "lst"))
    except (AttributeError, KeyError, TypeError):
        raise ValueError("not a status list") from None
    if claimed.get("sub") != uri:
        raise ValueError("another list than was asked for")
    if type(issued_at) is not int or type(until) is not int or type(lst) is not str:
        raise ValueError("not a status list")
    if type(bits) is not int or bits != BITS:
        raise ValueError("a list of other bits")
    return Packed(_inflated(lst))


def _inflated(text: str) -> bytes:
    inflating = zlib.decompressobj()
    try:
        data = inflating.decompress(canon.unb64(text), _BYTES + 1)  # never more, whatever it would come to
    except (canon.NotCanonical, zlib.error):
        raise ValueError("the list does not unpack") from None
    if not inflating.eof or inflating.unused_data:
        raise ValueError("the list does not end where it should")
    return data
