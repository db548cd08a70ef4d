"""A token of this register has one text. Whatever differs by one character is refused."""

import json
from base64 import urlsafe_b64encode

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from registry.signing.client_keys import PublicKey, generate_client_key
from registry.signing.errors import BadSignature, Reason
from registry.signing.jws import read_compact, sign_compact, verify_compact
from registry.signing.keys import Algorithm, Use
from tests.signing.builders import single_character_changes

TYP = "registration+jwt"
PAYLOAD = '{"number":"CQ202611220000012353","title":"登记证明"}'.encode()


@pytest.fixture(scope="module")
def token(ring):
    return sign_compact(ring, PAYLOAD, use=Use.CERTIFICATE, typ=TYP)


def refusal_of(text, ring, *, use=Use.CERTIFICATE, typ=TYP):
    with pytest.raises(BadSignature) as refusal:
        verify_compact(text, key_of=ring.key_of(use), typ=typ)
    return refusal.value.reason


def part(value):
    data = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class TestAToken:
    def test_gives_back_exactly_the_signed_bytes(self, ring, token):
        assert verify_compact(token, key_of=ring.key_of(Use.CERTIFICATE), typ=TYP) == PAYLOAD

    def test_has_exactly_this_header(self, ring, token):
        kid = ring.current(Use.CERTIFICATE).kid
        head = token.split(".")[0]
        assert head == part({"alg": "Ed25519", "kid": kid, "typ": TYP})
        parsed = read_compact(token)
        assert (parsed.kid, parsed.typ, parsed.payload) == (kid, TYP, PAYLOAD)

    def test_is_accepted_by_an_independent_library(self, ring, token):
        key = OKPKey.import_key(dict(ring.current(Use.CERTIFICATE).jwk))
        assert jws.deserialize_compact(token, key, algorithms=["Ed25519"]).payload == PAYLOAD

    def test_made_by_an_independent_library_is_accepted_here(self):
        key = OKPKey.generate_key("Ed25519")
        header = {"alg": "Ed25519", "kid": key.thumbprint(), "typ": TYP}
        text = jws.serialize_compact(header, PAYLOAD, key, algorithms=["Ed25519"])
        public = PublicKey.from_jwk(key.as_dict(private=False))
        assert public.key_id == key.thumbprint()
        assert verify_compact(text, key_of=lambda _: public, typ=TYP) == PAYLOAD

    def test_survives_no_change_of_a_single_character(self, ring, token):
        survivors = []
        for changed in single_character_changes(token):
            try:
                verify_compact(changed, key_of=ring.key_of(Use.CERTIFICATE), typ=TYP)
            except BadSignature:
                continue
            survivors.append(changed)
        assert survivors == []


class TestRefused:
    def test_under_another_use(self, ring, token):
        assert refusal_of(token, ring, use=Use.STATEMENT) is Reason.WRONG_KEY_USE

    def test_as_another_type(self, ring, token):
        assert refusal_of(token, ring, typ="search+jwt") is Reason.WRONG_TYPE

    def test_from_an_unknown_key(self, ring, token):
        _, body, tail = token.split(".")
        header = part({"alg": "Ed25519", "kid": "stranger", "typ": TYP})
        assert refusal_of(f"{header}.{body}.{tail}", ring) is Reason.UNKNOWN_KEY

    def test_with_another_payload(self, ring, token):
        head, _, tail = token.split(".")
        assert refusal_of(f"{head}.{part(b'{}')}.{tail}", ring) is Reason.SIGNATURE_MISMATCH

    @pytest.mark.parametrize("alg", ["none", "EdDSA", "HS256", "ES256", "ed25519"])
    def test_of_another_algorithm(self, ring, token, alg):
        _, body, tail = token.split(".")
        header = part({"alg": alg, "kid": ring.current(Use.CERTIFICATE).kid, "typ": TYP})
        assert refusal_of(f"{header}.{body}.{tail}", ring) is Reason.WRONG_ALGORITHM

    @pytest.mark.parametrize(
        "header",
        [
            {"alg": "Ed25519", "kid": "k"},
            {"alg": "Ed25519", "crit": ["x"], "kid": "k", "typ": TYP},
            {"alg": "Ed25519", "kid": 1, "typ": TYP},
            {"kid": "k", "alg": "Ed25519", "typ": TYP},
            b'{"alg": "Ed25519","kid":"k","typ":"x"}',
            b'{"alg":"Ed25519","alg":"Ed25519","kid":"k","typ":"x"}',
            b'["alg"]',
            b"\xff",
            b"[" * 5000,
        ],
    )
    def test_with_another_header(self, ring, token, header):
        _, body, tail = token.split(".")
        assert refusal_of(f"{part(header)}.{body}.{tail}", ring) is Reason.MALFORMED

    def test_in_another_form(self, ring, token):
        head, body, tail = token.split(".")
        last = body[:-1] + chr(ord(body[-1]) + 1)
        for text in (
            "",
            "a.b",
            token + ".",
            token + "=",
            f"{head}..{tail}",
            token + "\n",
            " " + token,
            f"{head}.{last}.{tail}",
        ):
            assert refusal_of(text, ring) in {Reason.MALFORMED, Reason.SIGNATURE_MISMATCH}

    def test_when_it_is_huge(self, ring):
        assert refusal_of("A" * 70_000, ring) is Reason.MALFORMED
        with pytest.raises(BadSignature):
            sign_compact(ring, b"x" * 70_000, use=Use.CERTIFICATE, typ=TYP)


class TestAPublicKey:
    def test_has_the_thumbprint_of_rfc_8037_appendix_a_3(self):
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        assert PublicKey.from_jwk(jwk).key_id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

    def test_reads_p_256_as_an_independent_library_does(self):
        key = ECKey.generate_key("P-256")
        assert PublicKey.from_jwk(key.as_dict(private=False)).key_id == key.thumbprint()

    @pytest.mark.parametrize("alg", list(Algorithm))
    def test_never_verifies_under_the_other_algorithm(self, alg):
        key = generate_client_key(alg)
        other = next(each for each in Algorithm if each is not alg)
        with pytest.raises(BadSignature) as refusal:
            key.public.verify(key.sign(b"x"), b"x", alg=other)
        assert refusal.value.reason is Reason.WRONG_ALGORITHM

    @pytest.mark.parametrize("length", [0, 63, 65, 72])
    @pytest.mark.parametrize("alg", list(Algorithm))
    def test_refuses_a_signature_of_the_wrong_length(self, alg, length):
        with pytest.raises(BadSignature) as refusal:
            generate_client_key(alg).public.verify(b"\x01" * length, b"x", alg=alg)
        assert refusal.value.reason is Reason.SIGNATURE_MISMATCH

    @pytest.mark.parametrize(
        "change",
        [
            {"d": "AA"},
            {"kty": "RSA"},
            {"crv": "X25519"},
            {"crv": "Ed448"},
            {"x": "AA"},
            {"x": 7},
            {"x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="},
            {"x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp"},
            {"alg": "ES256"},
        ],
    )
    def test_refuses_any_other_jwk(self, change):
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        with pytest.raises(BadSignature):
            PublicKey.from_jwk(jwk | change)

    def test_refuses_a_point_off_the_curve(self):
        jwk = generate_client_key("ecdsa-p256-sha256").public_jwk
        with pytest.raises(BadSignature):
            PublicKey.from_jwk(jwk | {"y": jwk["x"]})

    @pytest.mark.parametrize(
        "weak",
        [
            "00" * 32,
            "01" + "00" * 31,
            "ec" + "ff" * 30 + "7f",
            "ed" + "ff" * 30 + "7f",
            "ee" + "ff" * 30 + "7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        ],
    )
    @pytest.mark.parametrize("sign", [0, 0x80])
    def test_refuses_a_key_under_which_one_signature_fits_many_messages(self, weak, sign):
        raw = bytes.fromhex(weak)
        with pytest.raises(BadSignature):
            PublicKey.from_raw(raw[:-1] + bytes((raw[-1] | sign,)))

    def test_refuses_every_key_that_the_cipher_library_would_take_although_it_is_weak(self):
        # The identity as R and zero as s satisfy the equation for one message in eight under a key of order eight.
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        raw = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
        forged = b"\x01" + b"\x00" * 63
        fitting = 0
        for number in range(200):
            try:
                Ed25519PublicKey.from_public_bytes(raw).verify(forged, b"%d" % number)
                fitting += 1
            except InvalidSignature:
                pass
        assert fitting > 5
