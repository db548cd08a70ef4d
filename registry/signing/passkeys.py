"""What a person's authenticator makes and signs (WebAuthn Level 3), believed or not. Nothing else knows `webauthn`.

An assertion is kept as three byte strings; with the text whose digest was its challenge and the passkey as enrolled it
can be looked at again at any time, by anybody, without asking anyone. The key is kept as a JWK, as all other keys are:
what COSE calls it (RFC 9053) is only said to the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from cryptography.exceptions import InvalidSignature
from webauthn import generate_registration_options, verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    decode_credential_public_key,
    encode_cbor,
    options_to_json_dict,
    parse_attestation_object,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Cose
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from registry.domain.passkeys import LONGEST_CREDENTIAL, Passkey, relying_party_of
from registry.signing.encoding import (
    canonical_json,
    from_base64url,
    parse_canonical_json,
    parse_json_object,
    to_base64url,
)
from registry.signing.errors import BadSignature, Reason, malformed
from registry.signing.keys import PublicKey

T = TypeVar("T")
# Asked for none, browsers give none, but where the device has signed for itself with the new key (section 5.1.3). What
# makers certify is not looked at: nobody here knows whose certificates to believe.
_FORMATS = frozenset({AttestationFormat.NONE, AttestationFormat.PACKED})
_RSA_BITS = range(2048, 4097)
_RSA_EXPONENT = 65537
_LARGEST = 16 * 1024  # bytes of an answer; the longest seen is a tenth of it
_PARTS = ("authenticator_data", "client_data", "signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What an authenticator answers to a challenge: its own data, what the browser says of the page, a signature over
    both."""

    authenticator_data: bytes
    client_data: bytes
    signature: bytes

    def written(self) -> bytes:
        """As it is kept: its parts under their names, in canonical JSON."""
        return canonical_json({name: to_base64url(getattr(self, name)) for name in _PARTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An assertion as a browser sends it, with the credential that it says is its own."""

    credential: bytes
    assertion: Assertion


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """For whom a passkey is made, as his device will name it."""

    id: str
    login: str
    name: str


def creation_options(
    owner: Owner, *, issuer: str, origin: str, challenge: bytes, held: Iterable[bytes]
) -> dict[str, Any]:
    """What the browser is asked to make (section 5.4): a key that only somebody the device has recognised can use, and
    on none of the devices that hold one of his already."""
    options = generate_registration_options(
        rp_id=relying_party_of(origin),
        rp_name=issuer,
        user_id=owner.id.encode(),
        user_name=owner.login,
        user_display_name=owner.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in held],
        supported_pub_key_algs=list(_KINDS),
    )
    found: dict[str, Any] = options_to_json_dict(options)
    return found


def request_options(*, origin: str, challenge: bytes, allowed: Iterable[bytes]) -> dict[str, Any]:
    """What the browser is asked to have signed (section 5.5), by one of these credentials."""
    return {
        "challenge": to_base64url(challenge),
        "rpId": relying_party_of(origin),
        "userVerification": "required",
        "allowCredentials": [{"type": "public-key", "id": to_base64url(each)} for each in allowed],
    }


def registered(answer: str, *, origin: str, challenge: bytes) -> Passkey:
    """The passkey that was made under this challenge (section 7.1). Raises BadSignature for any other answer."""
    given = _read(answer)

    def look() -> Passkey:
        response = given["response"]
        _require_own_page(from_base64url(response["clientDataJSON"]))
        if parse_attestation_object(from_base64url(response["attestationObject"])).fmt not in _FORMATS:
            raise BadSignature(Reason.WRONG_TYPE, "an attestation that nobody asked for")
        found = verify_registration_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=relying_party_of(origin),
            expected_origin=origin,
            require_user_verification=True,
        )
        if len(found.credential_id) > LONGEST_CREDENTIAL or found.credential_id != from_base64url(given["id"]):
            raise malformed("a credential called by another id than its own")
        return Passkey(credential=found.credential_id, jwk=_jwk_of(found.credential_public_key), origin=origin)

    return _believed(look)


def read_answer(answer: str) -> Answer:
    """An assertion as the browser sends it. Raises BadSignature for anything else."""
    given = _read(answer)

    def look() -> Answer:
        response = given["response"]
        assertion = Assertion(
            authenticator_data=from_base64url(response["authenticatorData"]),
            client_data=from_base64url(response["clientDataJSON"]),
            signature=from_base64url(response["signature"]),
        )
        return Answer(credential=from_base64url(given["id"]), assertion=assertion)

    return _believed(look)


def read_assertion(written: bytes) -> Assertion:
    """An assertion as it is kept. Raises BadSignature for any other bytes."""
    kept = parse_canonical_json(written)
    if kept.keys() != set(_PARTS):
        raise malformed("not an assertion of a passkey")
    return _believed(lambda: Assertion(**{name: from_base64url(kept[name]) for name in _PARTS}))


def require_assertion(assertion: Assertion, passkey: Passkey, *, challenge: bytes) -> int:
    """The counter of the authenticator, where it has one. Raises BadSignature unless this passkey signed this challenge
    on its own page, with its owner there and recognised (section 7.2). Whether the counter has moved on is for whoever
    knows where it stood."""

    def look() -> int:
        _require_own_page(assertion.client_data)
        found = verify_authentication_response(
            credential=_credential(assertion, passkey),
            expected_challenge=challenge,
            expected_rp_id=passkey.relying_party,
            expected_origin=passkey.origin,
            credential_public_key=_cose_of(passkey.jwk),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        return found.new_sign_count

    return _believed(look)


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > _LARGEST:
        raise malformed("more than an authenticator answers")
    return parse_json_object(answer.encode(errors="replace"))


def _believed(look: Callable[[], T]) -> T:
    """What the look finds. The library looks into what strangers wrote, and says in many ways that it is none."""
    try:
        return look()
    except InvalidSignature:
        raise BadSignature(Reason.SIGNATURE_MISMATCH) from None
    except (WebAuthnException, AttributeError, LookupError, TypeError, ValueError) as fault:
        raise BadSignature(Reason.MALFORMED, f"not what a passkey answers: {fault}") from None


def _require_own_page(client_data: bytes) -> None:
    """Not in a frame of somebody else's page (section 7.2 step 14): that the owner saw what he signed is all there is
    to it. And nothing said twice, for two readers would read two things."""
    said = parse_json_object(client_data)
    if said.get("crossOrigin") not in (None, False) or "topOrigin" in said:
        raise BadSignature(Reason.WRONG_AUDIENCE, "signed in a frame of another page")


def _credential(assertion: Assertion, passkey: Passkey) -> AuthenticationCredential:
    response = AuthenticatorAssertionResponse(
        client_data_json=assertion.client_data,
        authenticator_data=assertion.authenticator_data,
        signature=assertion.signature,
    )
    return AuthenticationCredential(id=to_base64url(passkey.credential), raw_id=passkey.credential, response=response)


def _jwk_of(cose: bytes) -> dict[str, str]:
    """A public key of RFC 9053 as one of RFC 7517. Raises BadSignature for one that we would not believe."""
    found: Any = decode_credential_public_key(cose)
    algorithm = Cose(found.alg)
    jwk = {**_KINDS[algorithm], **{name: to_base64url(getattr(found, name)) for name in _MEMBERS[algorithm]}}
    if decode_credential_public_key(_cose_of(jwk)) != found:  # its kind or curve is not that of its algorithm
        raise BadSignature(Reason.WRONG_ALGORITHM, "a key of another kind than its algorithm")
    return jwk


def _cose_of(jwk: Mapping[str, Any]) -> bytes:
    """The same key as the library wants it. Raises BadSignature for a key that is none, or weak."""
    algorithm = _algorithm_of(jwk)
    if algorithm is Cose.RSASSA_PKCS1_v1_5_SHA_256:
        _require_strong_rsa(jwk)
    else:
        PublicKey.from_jwk(jwk)
    members = {label: from_base64url(jwk[name]) for name, label in _MEMBERS[algorithm].items()}
    return encode_cbor({**_LABELS[algorithm], **members})


def _algorithm_of(jwk: Mapping[str, Any]) -> Cose:
    for algorithm, kind in _KINDS.items():
        if jwk.keys() == {*kind, *_MEMBERS[algorithm]} and kind.items() <= jwk.items():
            return algorithm
    raise BadSignature(Reason.WRONG_ALGORITHM, "not a key of ES256, EdDSA or RS256")


def _require_strong_rsa(jwk: Mapping[str, Any]) -> None:
    modulus, exponent = (int.from_bytes(from_base64url(jwk[name]), "big") for name in ("n", "e"))
    if modulus.bit_length() not in _RSA_BITS or exponent != _RSA_EXPONENT:
        raise BadSignature(Reason.WRONG_ALGORITHM, "an RSA key of a length or exponent that is not believed")


# The names of a key's parts in RFC 7518 and RFC 8037, with their labels in RFC 9053 and RFC 8230; and what the two call
# the kind of key.
_MEMBERS: Mapping[Cose, Mapping[str, int]] = {
    Cose.ECDSA_SHA_256: {"x": -2, "y": -3},
    Cose.EDDSA: {"x": -2},
    Cose.RSASSA_PKCS1_v1_5_SHA_256: {"n": -1, "e": -2},
}
_KINDS: Mapping[Cose, Mapping[str, str]] = {
    Cose.ECDSA_SHA_256: {"kty": "EC", "crv": "P-256"},
    Cose.EDDSA: {"kty": "OKP", "crv": "Ed25519"},
    Cose.RSASSA_PKCS1_v1_5_SHA_256: {"kty": "RSA"},
}
_LABELS: Mapping[Cose, Mapping[int, int]] = {
    Cose.ECDSA_SHA_256: {1: 2, 3: -7, -1: 1},
    Cose.EDDSA: {1: 1, 3: -8, -1: 6},
    Cose.RSASSA_PKCS1_v1_5_SHA_256: {1: 3, 3: -257},
}
