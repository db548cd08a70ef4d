"""Public and private signing keys of the two algorithms this register knows: Ed25519 and ECDSA on P-256.

A key says itself which algorithm it is for; a message that names another one is refused (key confusion).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import thumbprint

from registry.signing.encoding import from_base64url, to_base64url
from registry.signing.errors import BadSignature, Reason, malformed

_P256_BYTES = 32
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_ECDSA = ec.ECDSA(SHA256())

_FIELD = 2**255 - 19
# The y of every point of small order. Under such a key one signature fits many messages, so that its owner
# could deny each of them. See "Taming the many EdDSAs" (IACR ePrint 2020/1244).
_SMALL_ORDER_Y = frozenset(
    {
        0,
        1,
        _FIELD - 1,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    },
)


class Use(StrEnum):
    """What one key of the register's ring is for. No key ever serves two uses."""

    CERTIFICATE = "certificate"
    STATEMENT = "statement"
    ACCESS = "access"
    LOG = "log"
    DISCLOSURE = "disclosure"
    SEARCH = "search"
    PAPER = "paper"  # signs PDFs: on P-256, with a certificate, for readers of PDF know no Ed25519
    STATUS = "status"  # signs the lists of how certificates stand


SECRET_USES = frozenset({Use.DISCLOSURE, Use.SEARCH})
PUBLISHED_USES = frozenset({Use.CERTIFICATE, Use.STATEMENT, Use.LOG, Use.PAPER, Use.STATUS})
WORKER_USES = frozenset({Use.LOG, Use.STATUS})  # kept in a folder and under a passphrase that the service has not
LATER_USES = frozenset({Use.PAPER, Use.STATUS})  # a ring made before there was one goes on without, until `rotate`


class KeyState(StrEnum):
    NEXT = "next"  # of a secret: known already, so that what others have begun to use opens; not in use yet
    CURRENT = "current"
    RETIRED = "retired"
    REVOKED = "revoked"


PUBLISHED_STATES = {str(each): each for each in KeyState if each is not KeyState.NEXT}
"""The states of keys that are published; only a secret has a next one."""


class Algorithm(StrEnum):
    """Signature algorithms under their names in RFC 9421; `jose` is the name in RFC 9864 and RFC 7518."""

    ED25519 = "ed25519"
    ES256 = "ecdsa-p256-sha256"

    @property
    def jose(self) -> str:
        return "Ed25519" if self is Algorithm.ED25519 else "ES256"


def algorithm_of(use: Use) -> Algorithm:
    """What the signing keys of a use are for."""
    return Algorithm.ES256 if use is Use.PAPER else Algorithm.ED25519


class Signer(Protocol):
    """All that signing asks of a key: a file today, a security module tomorrow."""

    @property
    def public(self) -> PublicKey: ...

    @property
    def key_id(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


class PublicKey:
    """A key that verifies. Two are equal when their thumbprints are."""

    def __init__(self, key: Ed25519PublicKey | ec.EllipticCurvePublicKey) -> None:
        self._key = key
        self.algorithm = Algorithm.ED25519 if isinstance(key, Ed25519PublicKey) else Algorithm.ES256

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> PublicKey:
        """Read a JWK (RFC 7517; RFC 8037 for OKP). Anything but a public Ed25519 or P-256 key is refused."""
        if _PRIVATE_MEMBERS & jwk.keys():
            raise malformed("a JWK with private members")
        kind = (jwk.get("kty"), jwk.get("crv"))
        if kind == ("OKP", "Ed25519"):
            key = cls.from_raw(_coordinate(jwk, "x"))
        elif kind == ("EC", "P-256"):
            key = cls(_p256_point(_coordinate(jwk, "x"), _coordinate(jwk, "y")))
        else:
            raise BadSignature(Reason.WRONG_ALGORITHM, "only OKP/Ed25519 and EC/P-256 keys are accepted")
        if jwk.get("alg", key.algorithm.jose) != key.algorithm.jose:
            raise BadSignature(Reason.WRONG_ALGORITHM, "the JWK names another algorithm than its key has")
        return key

    @classmethod
    def from_raw(cls, raw: bytes) -> PublicKey:
        """The 32 bytes of an Ed25519 key (RFC 8032), refused where they are not the one spelling of a strong key."""
        y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
        if len(raw) != _P256_BYTES or y >= _FIELD or y in _SMALL_ORDER_Y:
            raise malformed("not an acceptable Ed25519 key")
        return cls(Ed25519PublicKey.from_public_bytes(raw))

    @property
    def raw(self) -> bytes:
        """The 32 bytes of an Ed25519 key."""
        if not isinstance(self._key, Ed25519PublicKey):
            raise BadSignature(Reason.WRONG_ALGORITHM, "an Ed25519 key is needed here")
        return self._key.public_bytes_raw()

    @cached_property
    def jwk(self) -> dict[str, str]:
        if isinstance(self._key, Ed25519PublicKey):
            return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(self.raw)}
        point = self._key.public_numbers()
        x, y = (to_base64url(value.to_bytes(_P256_BYTES, "big")) for value in (point.x, point.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    @cached_property
    def key_id(self) -> str:
        """RFC 7638 thumbprint, SHA-256, base64url."""
        return thumbprint(dict(self.jwk))

    def verify(self, signature: bytes, message: bytes, *, alg: Algorithm) -> None:
        """Return if this key made the signature; raise BadSignature if not.

        A P-256 signature is r and s of 32 bytes each, as RFC 7518 and RFC 9421 both write it.
        """
        if alg is not self.algorithm:
            raise BadSignature(Reason.WRONG_ALGORITHM, "the message names another algorithm than its key has")
        try:
            if isinstance(self._key, Ed25519PublicKey):
                self._key.verify(signature, message)
            else:
                self._key.verify(_der_from_raw(signature), message, _ECDSA)
        except InvalidSignature:
            raise BadSignature(Reason.SIGNATURE_MISMATCH) from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.key_id == other.key_id

    def __hash__(self) -> int:
        return hash(self.key_id)

    def __repr__(self) -> str:
        return f"PublicKey({self.algorithm}, {self.key_id})"


class PrivateKey:
    """A key that signs. Its representation never shows it."""

    def __init__(self, key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.public = PublicKey(key.public_key())

    @property
    def algorithm(self) -> Algorithm:
        return self.public.algorithm

    @property
    def key_id(self) -> str:
        return self.public.key_id

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public key as others may store it: with its kid and algorithm."""
        return {**self.public.jwk, "kid": self.key_id, "alg": self.algorithm.jose}

    def sign(self, message: bytes) -> bytes:
        if isinstance(self._key, Ed25519PrivateKey):
            return self._key.sign(message)
        r, s = decode_dss_signature(self._key.sign(message, _ECDSA))
        return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.algorithm}, {self.key_id})"


@dataclass(frozen=True, slots=True)
class RingKey:
    """One key of a ring as everybody in the house may see it."""

    use: Use
    kid: str
    state: KeyState
    created_at: datetime
    state_since: datetime
    jwk: Mapping[str, str]
    file: str


@dataclass(frozen=True, slots=True)
class RingListing:
    """What a ring says of itself: whose it is, and its keys without their secrets."""

    issuer: str
    origin: str
    livemode: bool
    keys: tuple[RingKey, ...]
    log: str  # the origin of the log in force; the register's own until a log had to be begun anew
    former: tuple[str, ...] = ()  # the origins of the logs before it, oldest first


def _coordinate(jwk: Mapping[str, Any], name: str) -> bytes:
    text = jwk.get(name)
    if not isinstance(text, str):
        raise malformed("a JWK without its coordinates")
    value = from_base64url(text)
    if len(value) != _P256_BYTES:
        raise malformed("a JWK coordinate of the wrong length")
    return value


def _p256_point(x: bytes, y: bytes) -> ec.EllipticCurvePublicKey:
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1())
    try:
        return numbers.public_key()
    except ValueError:
        raise malformed("a JWK whose point is not on its curve") from None


def _der_from_raw(signature: bytes) -> bytes:
    if len(signature) != 2 * _P256_BYTES:
        raise BadSignature(Reason.SIGNATURE_MISMATCH, "a P-256 signature has 64 bytes")
    r, s = (int.from_bytes(half, "big") for half in (signature[:_P256_BYTES], signature[_P256_BYTES:]))
    return encode_dss_signature(r, s)
