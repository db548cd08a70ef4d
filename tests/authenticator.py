"""An authenticator in software, by the letter of WebAuthn Level 3 and CBOR (RFC 8949): what it makes is written by hand,
so that nothing of the library that reads it stands on both sides."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from registry.domain.canon import b64
from registry.domain.passkeys import relying_party_of
from registry.signing.passkeys import Assertion

ORIGIN = "https://register.test"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40  # flags (section 6.1)
MODERN = rsa.generate_private_key(65537, 2048)


def cbor(value: Any) -> bytes:
    """The few kinds of values that an attestation object is made of."""
    return next(write(value) for kind, write in _KINDS.items() if isinstance(value, kind))


def _head(major: int, length: int) -> bytes:
    for size, more in ((24, b""), (1 << 8, b"\x18"), (1 << 16, b"\x19")):
        if length < size:
            first = more[0] if more else length
            rest = b"" if not more else length.to_bytes(1 if more == b"\x18" else 2, "big")
            return bytes([major << 5 | first]) + rest
    raise ValueError(length)


_KINDS: dict[type, Any] = {
    int: lambda value: _head(0, value) if value >= 0 else _head(1, -1 - value),
    bytes: lambda value: _head(2, len(value)) + value,
    str: lambda value: _head(3, len(value.encode())) + value.encode(),
    list: lambda value: _head(4, len(value)) + b"".join(map(cbor, value)),
    dict: lambda value: _head(5, len(value)) + b"".join(cbor(name) + cbor(each) for name, each in value.items()),
}


@dataclass
class Authenticator:
    """A device with one key. ``changes`` of its methods are what a device that is broken, or a thief's, would do."""

    kind: str = "ES256"
    origin: str = ORIGIN
    counter: int = 0
    counts: bool = True
    credential: bytes = field(default_factory=lambda: os.urandom(32))

    def __post_init__(self) -> None:
        self.key = {
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "EdDSA": Ed25519PrivateKey.generate,
            "RS256": lambda: MODERN,
        }[self.kind]()

    def cose(self) -> dict[int, Any]:
        """The public key of RFC 9053 section 7."""
        public = self.key.public_key()
        if self.kind == "EdDSA":
            return {1: 1, 3: -8, -1: 6, -2: public.public_bytes_raw()}
        numbers = public.public_numbers()
        if self.kind == "RS256":
            return {1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}

    def signature(self, message: bytes) -> bytes:
        if self.kind == "EdDSA":
            return self.key.sign(message)
        if self.kind == "RS256":
            return self.key.sign(message, padding.PKCS1v15(), SHA256())
        return self.key.sign(message, ec.ECDSA(SHA256()))

    def client_data(self, kind: str, over: bytes, /, **changes: Any) -> bytes:
        said = {"type": kind, "challenge": b64(over), "origin": self.origin, "crossOrigin": False} | changes
        return json.dumps(said, separators=(",", ":")).encode()

    def data(
        self, flags: int, *, relying_party: str | None = None, count: int | None = None, rest: bytes = b""
    ) -> bytes:
        """Authenticator data (section 6.1)."""
        host = sha256((relying_party or relying_party_of(self.origin)).encode()).digest()
        return host + bytes([flags]) + (self.counter if count is None else count).to_bytes(4, "big") + rest

    def makes(self, challenge: bytes, **changes: Any) -> str:
        """What the browser sends when a passkey was made, with changes to what is said on the way."""
        given = {
            "flags": PRESENT | VERIFIED | ATTESTED, "type": "webauthn.create", "relying_party": None, "said": {},
            "cose": self.cose(), "format": "none", "statement": {}, "whole": lambda each: each, "id": self.credential,
        } | changes  # fmt: skip
        key = cbor(given["cose"]) if isinstance(given["cose"], dict) else given["cose"]
        rest = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + key
        data = self.data(given["flags"], relying_party=given["relying_party"], rest=rest)
        attested = cbor({"fmt": given["format"], "attStmt": given["statement"], "authData": data})
        response = {
            "clientDataJSON": b64(self.client_data(given["type"], challenge, **given["said"])),
            "attestationObject": b64(given["whole"](attested)),
        }
        return self._sent(response, credential=given["id"])

    def signs(self, challenge: bytes, **changes: Any) -> Assertion:
        """An assertion over the challenge, with changes to what it says or to what comes out."""
        given = {
            "flags": PRESENT | VERIFIED, "type": "webauthn.get", "relying_party": None, "said": {}, "count": None,
        } | changes  # fmt: skip
        self.counter += self.counts
        data = self.data(given["flags"], relying_party=given["relying_party"], count=given["count"])
        client_data = self.client_data(given["type"], challenge, **given["said"])
        signature = self.signature(data + sha256(client_data).digest())
        return Assertion(authenticator_data=data, client_data=client_data, signature=signature)

    def answers(self, challenge: bytes, **changes: Any) -> str:
        """The same as a browser sends it."""
        return self.sends(self.signs(challenge, **changes))

    def sends(self, made: Assertion) -> str:
        response = {
            "authenticatorData": b64(made.authenticator_data),
            "clientDataJSON": b64(made.client_data),
            "signature": b64(made.signature),
        }
        return self._sent(response, credential=self.credential)

    def _sent(self, response: dict[str, str], *, credential: bytes) -> str:
        said = {"id": b64(credential), "rawId": b64(credential), "type": "public-key", "response": response}
        return json.dumps(said)
