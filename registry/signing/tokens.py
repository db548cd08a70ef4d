"""How a client's system shows who it is: a signed assertion gets it an access token, the token lets it read.

Access tokens (RFC 9068) are made and read here only, in the one exact JWS form of this register. Client assertions
(RFC 7523, `private_key_jwt`) are made by others with their own libraries, so joserfc reads them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, NotRequired, TypedDict, Unpack

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from registry.signing.client_keys import ClientKey
from registry.signing.encoding import canonical_json, parse_json_object, to_base64url
from registry.signing.errors import BadSignature, Reason, malformed
from registry.signing.jws import sign_compact, verify_compact
from registry.signing.keys import Algorithm, PublicKey, Use
from registry.signing.ring import KeyRing

__all__ = [
    "ACCESS_TOKEN_TYPE",
    "AccessToken",
    "AccessTokens",
    "Assertion",
    "issue_access_token",
    "make_assertion",
    "read_assertion",
]

ACCESS_TOKEN_TYPE = "at+jwt"  # noqa: S105 -- a media type, not a password
_LEEWAY_SECONDS = 30
_LEEWAY = timedelta(seconds=_LEEWAY_SECONDS)
_LONGEST_ASSERTION_SECONDS = 300
_LARGEST_ASSERTION = 8 * 1024
_TOKENS_KEPT = 1024  # a token lives ten minutes; more clients than this within them cost a verification each
_LONGEST_NAME = 256
_THUMBPRINT = "x5t#S256"
_ALGORITHM_OF = {algorithm.jose: algorithm for algorithm in Algorithm}
# RFC 7523 leaves the type open; its revision asks for the second.
_ASSERTION_TYPES = frozenset({"JWT", "client-authentication+jwt"})


class Bearer(TypedDict):
    """Whom a token is for, and what it lets him do."""

    client_id: str
    institution: str
    role: str
    scopes: frozenset[str]
    key_id: str  # by which he showed who he is: a token counts no longer than its key
    certificate: NotRequired[str | None]


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a token lets its bearer do, until when."""

    client_id: str
    institution: str
    role: str
    scopes: frozenset[str]
    key_id: str
    begins_at: datetime  # as the clocks of our own machines differ
    expires_at: datetime
    jti: str
    certificate: str | None  # the thumbprint of the only one on whose connections it counts (RFC 8705 section 3.1)


@dataclass(frozen=True, slots=True)
class Assertion:
    """Who asked for a token. The caller must accept each `jti` of a client once until `expires_at`."""

    client_id: str
    jti: str
    expires_at: datetime
    key_id: str


def issue_access_token(
    ring: KeyRing, *, audience: str, at: datetime, lifetime_seconds: int = 600, **bearer: Unpack[Bearer]
) -> str:
    """A bearer token (RFC 9068) signed by the ring's access key."""
    issued = int(at.timestamp())
    claims: dict[str, Any] = {
        "iss": ring.issuer,
        "sub": bearer["client_id"],
        "client_id": bearer["client_id"],
        "institution": bearer["institution"],
        "role": bearer["role"],
        "scope": " ".join(sorted(bearer["scopes"])),
        "key_id": bearer["key_id"],
        "aud": audience,
        "iat": issued,
        "exp": issued + lifetime_seconds,
        "jti": _fresh_id(),
    }
    if certificate := bearer.get("certificate"):
        claims["cnf"] = {_THUMBPRINT: certificate}
    return sign_compact(ring, canonical_json(claims), use=Use.ACCESS, typ=ACCESS_TOKEN_TYPE)


class AccessTokens:
    """The access tokens of one ring for one audience. A token's text means the same for as long as the ring is open, so
    it is taken apart and verified once; whether it is its time is asked every time."""

    def __init__(self, ring: KeyRing, *, audience: str) -> None:
        self._verified = lru_cache(maxsize=_TOKENS_KEPT)(partial(_access_token, ring, audience=audience))

    def read(self, text: str, *, at: datetime) -> AccessToken:
        """The token, if this ring's access key made it for this audience and it is its time."""
        token = self._verified(text)
        if at < token.begins_at:
            raise BadSignature(Reason.NOT_YET_VALID)
        if at >= token.expires_at:
            raise BadSignature(Reason.EXPIRED)
        return token


def _access_token(ring: KeyRing, text: str, *, audience: str) -> AccessToken:
    claims = parse_json_object(verify_compact(text, key_of=ring.key_of(Use.ACCESS), typ=ACCESS_TOKEN_TYPE))
    if claims.get("iss") != ring.issuer:
        raise BadSignature(Reason.WRONG_ISSUER)
    if claims.get("aud") != audience:
        raise BadSignature(Reason.WRONG_AUDIENCE)
    return AccessToken(
        client_id=_text(claims, "client_id"),
        institution=_text(claims, "institution"),
        role=_text(claims, "role"),
        scopes=frozenset(str(claims.get("scope", "")).split()),
        key_id=_text(claims, "key_id"),
        begins_at=_beginning(claims),
        expires_at=_instant(claims, "exp"),
        jti=_text(claims, "jti"),
        certificate=_confirmed(claims),
    )


def _beginning(claims: Mapping[str, Any]) -> datetime:
    """RFC 7519 sections 4.1.5 and 4.1.6; of a clock of ours that is ahead, 30 seconds are let pass."""
    try:
        return max(_instant(claims, name) for name in ("iat", *({"nbf"} & claims.keys()))) - _LEEWAY
    except OverflowError:
        raise malformed("no instant") from None


def _confirmed(claims: Mapping[str, Any]) -> str | None:
    if "cnf" not in claims:
        return None
    if not isinstance(claims["cnf"], dict):
        raise malformed("cnf is no object")
    return _text(claims["cnf"], _THUMBPRINT)


def make_assertion(
    private_key: ClientKey, *, client_id: str, audience: str, at: datetime, lifetime_seconds: int = 60
) -> str:
    """What a client sends to the token endpoint in place of a password."""
    issued = int(at.timestamp())
    header = {"alg": private_key.algorithm.jose, "kid": private_key.key_id, "typ": "JWT"}
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": issued,
        "exp": issued + lifetime_seconds,
        "jti": _fresh_id(),
    }
    signing_input = f"{to_base64url(canonical_json(header))}.{to_base64url(canonical_json(claims))}"
    return f"{signing_input}.{to_base64url(private_key.sign(signing_input.encode()))}"


def read_assertion(text: str, *, key_of: Callable[[str], PublicKey], audience: str, at: datetime) -> Assertion:
    """The client behind an assertion, its signature and every claim checked.

    `key_of` gives the key enrolled under a kid; that this key is the named client's own is for the caller to check.
    """
    key_id, payload = _verified(text, key_of)
    claims = parse_json_object(payload)
    client_id = _text(claims, "sub")
    if claims.get("iss") != client_id or claims.get("client_id", client_id) != client_id:
        raise BadSignature(Reason.WRONG_ISSUER, "issuer, subject and client are not one")
    if claims.get("aud") not in (audience, [audience]):
        raise BadSignature(Reason.WRONG_AUDIENCE)
    return Assertion(client_id, _text(claims, "jti"), _checked_expiry(claims, at), key_id)


def _verified(text: str, key_of: Callable[[str], PublicKey]) -> tuple[str, bytes]:
    """The kid and the payload of a JWS whose algorithm its key decides, not its header."""
    if len(text) > _LARGEST_ASSERTION or not text.isascii():
        raise malformed("not an assertion")
    try:
        token = jws.extract_compact(text.encode())
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        raise malformed("not a compact JWS") from None
    key_id, algorithm = _checked_header(token.headers())
    key = key_of(key_id)
    if key.algorithm is not algorithm:
        raise BadSignature(Reason.WRONG_ALGORITHM, "the assertion names another algorithm than its key has")
    kind = OKPKey if algorithm is Algorithm.ED25519 else ECKey
    try:
        valid = jws.validate_compact(token, kind.import_key(dict(key.jwk)), [algorithm.jose])
    except (JoseError, ValueError, TypeError):
        raise malformed("not a compact JWS") from None
    if not valid:
        raise BadSignature(Reason.SIGNATURE_MISMATCH)
    return key_id, token.payload


def _checked_header(header: Mapping[str, Any]) -> tuple[str, Algorithm]:
    algorithm, typ = header.get("alg"), header.get("typ")
    if not isinstance(algorithm, str) or algorithm not in _ALGORITHM_OF:
        raise BadSignature(Reason.WRONG_ALGORITHM, "an assertion is signed with Ed25519 or ES256")
    if typ is not None and (not isinstance(typ, str) or typ not in _ASSERTION_TYPES):
        raise BadSignature(Reason.WRONG_TYPE, "not a client assertion")
    if "crit" in header or "b64" in header:
        raise malformed("extensions of the header are not accepted")
    return _text(header, "kid"), _ALGORITHM_OF[algorithm]


def _checked_expiry(claims: Mapping[str, Any], at: datetime) -> datetime:
    """Clients' clocks are not ours: 30 seconds of difference are let pass."""
    now = at.timestamp()
    expires_at = _instant(claims, "exp")
    if now >= expires_at.timestamp() + _LEEWAY_SECONDS:
        raise BadSignature(Reason.EXPIRED)
    if expires_at.timestamp() > now + _LONGEST_ASSERTION_SECONDS + _LEEWAY_SECONDS:
        raise malformed("an assertion lasts at most five minutes")
    for name in ("iat", "nbf"):
        if name in claims and _instant(claims, name).timestamp() > now + _LEEWAY_SECONDS:
            raise BadSignature(Reason.NOT_YET_VALID)
    return expires_at


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    seconds = claims.get(name)
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise malformed(f"{name} must be a whole number of seconds")
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise malformed(f"{name} is no instant") from None


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME or not value.isprintable():
        raise malformed(f"{name} is missing, too long or not printable")
    return value


def _fresh_id() -> str:
    return to_base64url(secrets.token_bytes(16))
