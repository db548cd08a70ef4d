"""Proof that whoever asks for a key to be enrolled has its private half (RFC 7800 section 3; a JWS of RFC 7515).

It names the institution, the client, the key by its thumbprint (RFC 7638) and the register, so that it is good for that
one enrolment and no other. Others make it with their own libraries: its JSON may be spelled in any way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.signing.encoding import canonical_json, from_base64url, parse_json_object, to_base64url
from registry.signing.errors import BadSignature, Reason, malformed
from registry.signing.keys import PrivateKey, PublicKey

TYPE = "client-key-possession+jwt"  # RFC 8725 section 3.11: nothing else a client signs passes for it
_LARGEST = 4 * 1024
_PARTS = 3


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is to be signed, the key apart: for whom it is enrolled, and where. ``institution`` is its credit code."""

    institution: str
    client: str
    register: str

    def claims(self, key_id: str) -> dict[str, str]:
        return {"iss": self.client, "sub": key_id, "aud": self.register, "institution": self.institution}


def prove_possession(key: PrivateKey, challenge: Challenge) -> str:
    """The challenge, signed with the key it names."""
    header = {"alg": key.algorithm.jose, "kid": key.key_id, "typ": TYPE}
    signing_input = f"{_part(header)}.{_part(challenge.claims(key.key_id))}"
    return f"{signing_input}.{to_base64url(key.sign(signing_input.encode()))}"


def require_possession(text: str, key: PublicKey, *, challenge: Challenge) -> None:
    """Return if the key signed this very challenge; BadSignature if not."""
    parts = text.split(".")
    if len(text) > _LARGEST or not text.isascii() or len(parts) != _PARTS:
        raise malformed("not a compact JWS")
    head, body, tail = parts
    header = parse_json_object(from_base64url(head))
    if header.get("typ") != TYPE:
        raise BadSignature(Reason.WRONG_TYPE, f"a token of another type than {TYPE}")
    if header.get("alg") != key.algorithm.jose:
        raise BadSignature(Reason.WRONG_ALGORITHM, "another algorithm than the key has")
    if "crit" in header or "b64" in header:
        raise malformed("extensions of the header are not accepted")
    key.verify(from_base64url(tail), f"{head}.{body}".encode(), alg=key.algorithm)
    if parse_json_object(from_base64url(body)) != challenge.claims(key.key_id):
        raise BadSignature(Reason.WRONG_AUDIENCE, "it was made for another enrolment")


def _part(value: Mapping[str, str]) -> str:
    return to_base64url(canonical_json(value))
