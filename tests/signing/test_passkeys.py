"""A passkey is believed for what its owner signed, on this register's page, with himself there and recognised: for
nothing else, and whatever else is sent is refused without breaking anything."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from registry.domain import canon
from registry.domain.passkeys import Passkey, challenge_of
from registry.signing.errors import BadSignature
from registry.signing.passkeys import (
    Owner,
    creation_options,
    read_answer,
    read_assertion,
    registered,
    request_options,
    require_assertion,
)
from tests.authenticator import ATTESTED, MODERN, ORIGIN, PRESENT, VERIFIED, Authenticator, cbor

CHALLENGE, ANOTHER = challenge_of(b"a filing"), challenge_of(b"another")
KINDS = ("ES256", "EdDSA", "RS256")


def made_by(device: Authenticator, **changes) -> Passkey:
    return registered(device.makes(CHALLENGE, **changes), origin=ORIGIN, challenge=CHALLENGE)


def a_short_key() -> dict:
    numbers = rsa.generate_private_key(65537, 1024).public_key().public_numbers()
    return {1: 3, 3: -257, -1: numbers.n.to_bytes(128, "big"), -2: b"\x01\x00\x01"}


def of_another_exponent() -> dict:
    return {1: 3, 3: -257, -1: MODERN.public_key().public_numbers().n.to_bytes(256, "big"), -2: b"\x03"}


def on_another_curve() -> dict:
    numbers = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
    return {1: 2, 3: -7, -1: 2, -2: numbers.x.to_bytes(48, "big"), -3: numbers.y.to_bytes(48, "big")}


def a_maker() -> tuple[bytes, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "maker")])
    made = x509.CertificateBuilder(
        issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1,
        not_valid_before=datetime(2026, 1, 1), not_valid_after=datetime(2027, 1, 1),  # noqa: DTZ001
    ).sign(key, SHA256())  # fmt: skip
    return made.public_bytes(Encoding.DER), key


class TestMaking:
    @pytest.mark.parametrize("kind", KINDS)
    def test_gives_the_key_that_then_signs(self, kind):
        device = Authenticator(kind)
        made = made_by(device)
        assert made.credential == device.credential
        assert require_assertion(device.signs(ANOTHER), made, challenge=ANOTHER) == 1

    def test_lets_a_device_vouch_for_itself(self):
        """Without a certificate there is nothing in it to tell one device from another (section 6.5.3)."""
        device = Authenticator()
        rest = bytes(16) + len(device.credential).to_bytes(2, "big") + device.credential + cbor(device.cose())
        data = device.data(PRESENT | VERIFIED | ATTESTED, rest=rest)
        signed = device.signature(data + sha256(device.client_data("webauthn.create", CHALLENGE)).digest())
        made = made_by(device, format="packed", statement={"alg": -7, "sig": signed})
        assert made.credential == device.credential
        with pytest.raises(BadSignature):
            made_by(device, format="packed", statement={"alg": -7, "sig": signed[:-1] + bytes([signed[-1] ^ 1])})

    def test_takes_no_maker_s_word_for_a_device(self):
        """A well-formed attestation of a token with its maker's certificate (section 8.6)."""
        device = Authenticator()
        x, y = device.cose()[-2], device.cose()[-3]
        host, said = (
            sha256(b"register.test").digest(),
            sha256(device.client_data("webauthn.create", CHALLENGE)).digest(),
        )
        certificate, key = a_maker()
        signed = key.sign(b"\0" + host + said + device.credential + b"\x04" + x + y, ec.ECDSA(SHA256()))
        with pytest.raises(BadSignature, match="nobody asked"):
            made_by(device, format="fido-u2f", statement={"x5c": [certificate], "sig": signed})

    @pytest.mark.parametrize(
        "changes",
        [
            {"said": {"origin": "https://register.test:81"}},
            {"said": {"origin": "https://register.test.evil.test"}},
            {"said": {"challenge": canon.b64(ANOTHER)}},
            {"said": {"crossOrigin": True}},
            {"said": {"topOrigin": "http://evil.test"}},
            {"relying_party": "evil.test"},
            {"type": "webauthn.get"},
            {"flags": PRESENT | ATTESTED},
            {"flags": VERIFIED | ATTESTED},
            {"flags": PRESENT | VERIFIED},
            {"id": b"another credential"},
            {"format": "tpm"},
            {"format": "android-safetynet", "statement": {"ver": "1", "response": b"x"}},
            {"format": 7},
            {"statement": {"sig": b"1"}},
        ],
        ids=lambda changes: "-".join(map(str, changes))[:30],
    )
    def test_counts_for_the_page_the_challenge_and_the_owner_it_was_asked_of(self, changes):
        with pytest.raises(BadSignature):
            made_by(Authenticator(), **changes)

    @pytest.mark.parametrize(
        "cose",
        [
            {1: 2, -1: 1, -2: bytes(32), -3: bytes(32)},
            {1: 2, 3: 0, -1: 1, -2: bytes(32), -3: bytes(32)},
            {1: 1, 3: -8, -1: 6, -2: (1).to_bytes(32, "little")},
            {1: 1, 3: -8, -1: 4, -2: bytes(32)},
            {1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)},
            {1: 4, 3: -7},
            {1: 2, 3: -7, -1: 1, -2: "text", -3: bytes(32)},
            a_short_key(),
            of_another_exponent(),
            on_another_curve(),
            cbor("a text"),
            b"\x04" + bytes(64),
            b"",
        ],
        ids=(
            "no algorithm", "algorithm 0", "Ed25519 of small order", "EdDSA on another curve", "P-256 of no point",
            "symmetric", "a coordinate of text", "RSA too short", "RSA of another exponent", "ES256 on another curve",
            "no map", "SEC 1", "nothing",
        ),
    )  # fmt: skip
    def test_takes_no_key_without_an_algorithm_and_none_that_is_weak(self, cose):
        with pytest.raises(BadSignature):
            made_by(Authenticator(), cose=cose)

    def test_is_refused_wherever_the_answer_is_cut(self):
        device = Authenticator()
        whole = json.loads(device.makes(CHALLENGE))
        attested = canon.unb64(whole["response"]["attestationObject"])
        for length in range(0, len(attested), 7):
            with pytest.raises(BadSignature):
                made_by(device, whole=lambda each, to=length: each[:to])

    @pytest.mark.parametrize(
        "answer",
        ["", "null", "[]", "{}", '{"id": 1}', '{"id": "x", "rawId": "x", "type": "public-key", "response": []}',
         '{"response": {"clientDataJSON": "!", "attestationObject": "!"}}', "\ud800", "[" * 5000, "{" + " " * 20_000 + "}"],
    )  # fmt: skip
    def test_is_refused_for_what_no_browser_sends(self, answer):
        with pytest.raises(BadSignature):
            registered(answer, origin=ORIGIN, challenge=CHALLENGE)
        with pytest.raises(BadSignature):
            read_answer(answer)


class TestSigning:
    @pytest.fixture
    def device(self) -> Authenticator:
        return Authenticator()

    @pytest.fixture
    def passkey(self, device: Authenticator) -> Passkey:
        return made_by(device)

    @pytest.mark.parametrize(
        "changes",
        [
            {"said": {"origin": "https://register.test.evil.test"}},
            {"said": {"origin": "http://register.test"}},
            {"said": {"crossOrigin": True}},
            {"said": {"topOrigin": "http://evil.test"}},
            {"relying_party": "evil.test"},
            {"type": "webauthn.create"},
            {"type": "payment.get"},
            {"flags": PRESENT},
            {"flags": VERIFIED},
        ],
        ids=str,
    )
    def test_counts_on_the_own_page_with_the_owner_there_and_recognised(self, device, passkey, changes):
        with pytest.raises(BadSignature):
            require_assertion(device.signs(CHALLENGE, **changes), passkey, challenge=CHALLENGE)

    def test_counts_for_the_text_that_was_signed(self, device, passkey):
        signed = device.signs(CHALLENGE)
        require_assertion(signed, passkey, challenge=CHALLENGE)
        with pytest.raises(BadSignature):
            require_assertion(signed, passkey, challenge=ANOTHER)

    def test_counts_under_the_own_key_alone(self, device, passkey):
        other = made_by(Authenticator())
        with pytest.raises(BadSignature):
            require_assertion(device.signs(CHALLENGE), other, challenge=CHALLENGE)
        mixed = replace(passkey, jwk=other.jwk)
        with pytest.raises(BadSignature):
            require_assertion(device.signs(CHALLENGE), mixed, challenge=CHALLENGE)

    @pytest.mark.parametrize("part", ["authenticator_data", "client_data", "signature"])
    def test_counts_byte_for_byte(self, device, passkey, part):
        signed = device.signs(CHALLENGE)
        whole = getattr(signed, part)
        for place in range(0, len(whole), 5):
            changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
            with pytest.raises(BadSignature):
                require_assertion(replace(signed, **{part: changed}), passkey, challenge=CHALLENGE)
        for cut in (whole[:-1], b"", whole + b"\x00"):
            with pytest.raises(BadSignature):
                require_assertion(replace(signed, **{part: cut}), passkey, challenge=CHALLENGE)

    def test_says_nothing_twice(self, device, passkey):
        """Of two origins one reader would take the first and another the last."""
        said = device.client_data("webauthn.get", CHALLENGE)
        device.client_data = lambda *_, **__: said[:-1] + b',"origin":"https://register.test"}'
        with pytest.raises(BadSignature):
            require_assertion(device.signs(CHALLENGE), passkey, challenge=CHALLENGE)

    @pytest.mark.parametrize(
        "jwk",
        [
            {},
            {"kty": "oct", "k": "AAAA"},
            {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
            {"kty": "EC", "crv": "P-256", "x": 1, "y": None},
            {"kty": "OKP", "crv": "Ed25519", "x": canon.b64((1).to_bytes(32, "little"))},
            {"kty": "RSA", "n": canon.b64(b"\xff" * 128), "e": "AQAB"},
            {"kty": "RSA", "n": canon.b64(b"\xff" * 256), "e": "Aw"},
        ],
        ids=str,
    )
    def test_counts_under_no_key_that_none_would_be_made_with(self, device, passkey, jwk):
        """Whoever has the database can write any key: it is looked at each time, not only when it was made."""
        with pytest.raises(BadSignature):
            require_assertion(device.signs(CHALLENGE), replace(passkey, jwk=jwk), challenge=CHALLENGE)

    def test_is_kept_in_one_spelling(self, device):
        signed = device.signs(CHALLENGE)
        assert read_assertion(signed.written()) == signed
        for other in (
            b"", b"{}", b"null", signed.written() + b" ", canon.dumps({"signature": "AA"}),
            canon.dumps({"authenticator_data": "AA=", "client_data": "AA", "signature": "AA"}),
            canon.dumps({"authenticator_data": 1, "client_data": "AA", "signature": "AA"}),
            canon.dumps({"authenticator_data": "AA", "client_data": "AA", "signature": "AA", "more": "AA"}),
        ):  # fmt: skip
            with pytest.raises(BadSignature):
                read_assertion(other)

    def test_is_not_read_from_more_than_a_device_answers(self, device):
        answer = json.loads(device.answers(CHALLENGE)) | {"more": "x" * 16 * 1024}
        with pytest.raises(BadSignature):
            read_answer(json.dumps(answer))

    def test_is_read_from_what_the_browser_sends(self, device):
        signed = device.signs(CHALLENGE)
        answer = read_answer(device.sends(signed))
        assert (answer.credential, answer.assertion) == (device.credential, signed)


def test_a_browser_is_asked_for_a_key_that_only_its_owner_uses_and_none_that_he_has():
    owner = Owner(id="per_1", login="checker", name="复核乙")
    held = os.urandom(16)
    asked = creation_options(owner, issuer="示例登记", origin=ORIGIN, challenge=CHALLENGE, held=[held])
    assert (asked["rp"], asked["challenge"], asked["attestation"]) == (
        {"name": "示例登记", "id": "register.test"}, canon.b64(CHALLENGE), "none",
    )  # fmt: skip
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert [each["alg"] for each in asked["pubKeyCredParams"]] == [-7, -8, -257]
    assert [each["id"] for each in asked["excludeCredentials"]] == [canon.b64(held)]
    assert canon.unb64(asked["user"]["id"]) == b"per_1"
    asked = request_options(origin=ORIGIN, challenge=CHALLENGE, allowed=[held])
    assert (asked["rpId"], asked["userVerification"]) == ("register.test", "required")
    assert [each["id"] for each in asked["allowCredentials"]] == [canon.b64(held)]
