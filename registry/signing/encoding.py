"""Texts with exactly one spelling: base64 without slack and JSON without choice.

Every reader here re-encodes what it decoded and compares. Formats that admit two spellings of one value let
a changed character pass unnoticed.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode, urlsafe_b64decode
from binascii import Error
from collections.abc import Mapping
from typing import Any

from registry.domain import canon
from registry.signing.errors import malformed


def to_base64url(data: bytes) -> str:
    """Base64url without padding: RFC 4648 section 5 as RFC 7515 uses it."""
    return canon.b64(data)


def from_base64url(text: str) -> bytes:
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        raise malformed("not base64url") from None
    if to_base64url(data) != text:  # padding, foreign characters, or bits set beyond the last byte
        raise malformed("base64url in other than its only spelling")
    return data


def to_base64(data: bytes) -> str:
    """Standard base64 with padding: RFC 4648 section 4."""
    return b64encode(data).decode()


def from_base64(text: str) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except (Error, ValueError):
        raise malformed("not base64") from None
    if to_base64(data) != text:
        raise malformed("base64 in other than its only spelling")
    return data


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """The one spelling of a JSON object (RFC 8785)."""
    try:
        return canon.dumps(value)
    except canon.NotCanonical:
        raise malformed("a value that canonical JSON cannot say") from None


def parse_json_object(data: bytes) -> dict[str, Any]:
    """A JSON object, each name once at every level; no NaN, no Infinity."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=_each_name_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise malformed("not JSON, or a name stands twice") from None
    if not isinstance(value, dict):
        raise malformed("not a JSON object")
    return value


def parse_canonical_json(data: bytes) -> dict[str, Any]:
    """A JSON object in its one spelling, or nothing."""
    try:
        value = canon.loads(data)
    except canon.NotCanonical:
        raise malformed("JSON in other than its only spelling") from None
    if not isinstance(value, dict):
        raise malformed("not a JSON object")
    return value


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name stands twice")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)
