"""A client's own keys, as they are sent."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import marshmallow as ma

from registry.schemas.fields import Choice, Part, Said, Schema, Words
from registry.signing.errors import SigningError
from registry.signing.keys import Algorithm, PublicKey

_COORDINATE = r"^[A-Za-z0-9_-]{43}$"  # 32 bytes (RFC 4648 section 5, without padding)
_NOT_A_KEY = Said(
    "not_a_key", zh="不是可用的公钥（Ed25519 或 P-256）。", en="Not a usable public key (Ed25519 or P-256)."
)


class _KeyType(StrEnum):
    OKP = "OKP"
    EC = "EC"


class _Curve(StrEnum):
    ED25519 = "Ed25519"
    P_256 = "P-256"


class _Signs(StrEnum):
    ED25519 = Algorithm.ED25519.jose
    ES256 = Algorithm.ES256.jose


class JwkIn(Schema):
    """A public key (RFC 7517; RFC 8037 for Ed25519). A private member is a field that there is not."""

    kty = Choice(_KeyType, required=True)
    crv = Choice(_Curve, required=True)
    x = Words(pattern=_COORDINATE, longest=43, required=True)
    y = Words(pattern=_COORDINATE, longest=43)
    kid = Words(pattern=_COORDINATE, longest=43, metadata={"description": "指纹（RFC 7638） | its thumbprint"})
    alg = Choice(_Signs)

    @ma.post_load
    def to_jwk(self, data: dict[str, Any], **_: Any) -> dict[str, str]:
        """As it was sent, and a key that is what it says of itself."""
        jwk = {name: str(value) for name, value in data.items()}
        try:
            key = PublicKey.from_jwk(jwk)
        except SigningError:
            raise ma.ValidationError([_NOT_A_KEY]) from None
        whole = {**key.jwk, "kid": key.key_id, "alg": key.algorithm.jose}
        if not jwk.items() <= whole.items():
            raise ma.ValidationError([_NOT_A_KEY])
        return jwk


class NewKeyIn(Schema):
    """The new key, and the proof by it that its private half is held; the old key signs the request."""

    jwk = Part(JwkIn(), required=True)
    possession = Words(
        required=True, longest=4096, metadata={"description": "持有私钥的证明（JWS） | a JWS that the new key made"}
    )


class KeyRevocationIn(Schema):
    """The key comes with the address."""

    reason = Words(required=True, longest=200, metadata={"description": "不写个人信息 | nothing personal"})
