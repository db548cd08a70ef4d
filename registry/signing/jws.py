"""Compact JWS (RFC 7515) as this register writes it: alg `Ed25519` (RFC 9864), one exact header, one spelling.

A token here has exactly one text. Whatever differs from it by a single character is refused, even where a lenient
reader would find the same bytes behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from registry.signing.encoding import canonical_json, from_base64url, parse_canonical_json, to_base64url
from registry.signing.errors import BadSignature, Reason, malformed
from registry.signing.keys import Algorithm, PublicKey, Use

if TYPE_CHECKING:
    from registry.signing.ring import KeyRing  # a verifier's machine need not be able to keep a ring

_LARGEST = 64 * 1024
_PARTS, _SIGNATURE = 3, 86  # 86 characters: 64 bytes


@dataclass(frozen=True, slots=True)
class ParsedJws:
    """A token taken apart, its form checked and its signature not."""

    header: Mapping[str, str]
    payload: bytes
    signing_input: bytes
    signature: bytes

    @property
    def kid(self) -> str:
        return self.header["kid"]

    @property
    def typ(self) -> str:
        return self.header["typ"]


def sign_compact(ring: KeyRing, payload: bytes, *, use: Use, typ: str, largest: int = _LARGEST) -> str:
    """Sign the payload's bytes as they are with the current key of a use. ``largest`` is how many characters the
    readers of this type accept."""
    if not payload:
        raise malformed("an empty payload is never signed")
    signer = ring.signer(use)
    signing_input = f"{_header_part(signer.key_id, typ)}.{to_base64url(payload)}"
    text = f"{signing_input}.{to_base64url(signer.sign(signing_input.encode()))}"
    if len(text) > largest:
        raise malformed("larger than any reader accepts")
    return text


def read_compact(text: str, *, largest: int = _LARGEST) -> ParsedJws:
    """Take a token apart without believing it."""
    parts = text.split(".") if len(text) <= largest else []
    if len(parts) != _PARTS or len(parts[-1]) != _SIGNATURE or not all(parts):
        raise malformed("not a compact JWS of this register")
    head, body, tail = parts  # of which characters, is seen where each is read and spelled again
    return ParsedJws(
        header=_checked_header(head),
        payload=from_base64url(body),
        signing_input=f"{head}.{body}".encode(),
        signature=from_base64url(tail),
    )


def verify_compact(text: str, *, key_of: Callable[[str], PublicKey], typ: str, largest: int = _LARGEST) -> bytes:
    """The payload of a token of this type, signed by the key that `key_of` gives for its kid."""
    parsed = read_compact(text, largest=largest)
    if parsed.typ != typ:
        raise BadSignature(Reason.WRONG_TYPE, f"a token of another type than {typ}")
    key_of(parsed.kid).verify(parsed.signature, parsed.signing_input, alg=Algorithm.ED25519)
    return parsed.payload


@lru_cache(maxsize=64)  # as many as there are keys and types
def _checked_header(head: str) -> Mapping[str, str]:
    header = parse_canonical_json(from_base64url(head))
    if header.keys() != {"alg", "kid", "typ"} or not all(isinstance(value, str) for value in header.values()):
        raise malformed("a header with other names than alg, kid and typ")
    if header["alg"] != Algorithm.ED25519.jose:
        raise BadSignature(Reason.WRONG_ALGORITHM, "a token of this register is signed with Ed25519")
    return MappingProxyType(header)


@lru_cache(maxsize=64)
def _header_part(kid: str, typ: str) -> str:
    return to_base64url(canonical_json({"alg": Algorithm.ED25519.jose, "kid": kid, "typ": typ}))
