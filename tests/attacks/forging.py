"""Tokens as whoever would be believed makes them: any header, any claims, any key."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from registry.domain import canon
from registry.signing.keys import Use
from tests.register import ORIGIN, RegisterUnderTest, Teller

SCOPES = "certificate:read lien_status:read registration:read"
Sign = Callable[[bytes], bytes]


def part(value: Any) -> str:
    """A part of a JWS, spelled as JSON libraries spell it; bytes as they are."""
    data = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
    return canon.b64(data)


def put_together(header: Any, claims: Any, *, sign: Sign) -> str:
    signing_input = f"{part(header)}.{part(claims)}"
    return f"{signing_input}.{canon.b64(sign(signing_input.encode()))}"


def by_hmac(secret: bytes, name: str = "sha256") -> Sign:
    return lambda data: hmac.digest(secret, data, getattr(hashlib, name))


class Mint:
    """The register's own access key, in hands that put into a token whatever they like."""

    def __init__(self, register: RegisterUnderTest, teller: Teller) -> None:
        self.ring, self.enrolled = register.authority.ring, teller.enrolled
        self.key = self.ring.signer(Use.ACCESS)

    @property
    def header(self) -> dict[str, Any]:
        return {"alg": "Ed25519", "kid": self.key.key_id, "typ": "at+jwt"}

    def claims(self, **changes: Any) -> dict[str, Any]:
        at = int(time.time())
        made = {
            "iss": self.ring.issuer, "sub": self.enrolled.client, "client_id": self.enrolled.client,
            "institution": self.enrolled.institution, "role": "lender", "key_id": self.enrolled.key.key_id,
            "scope": SCOPES, "aud": ORIGIN, "iat": at,
            "exp": at + 600, "jti": f"attack-{at}",
        } | changes  # fmt: skip
        return {name: value for name, value in made.items() if value is not None}

    def token(self, *, header: Mapping[str, Any] | None = None, sign: Sign | None = None, **claims: Any) -> str:
        named = {name: value for name, value in {**self.header, **(header or {})}.items() if value is not None}
        return put_together(named, self.claims(**claims), sign=sign or self.key.sign)
