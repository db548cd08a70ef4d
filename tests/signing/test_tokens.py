"""Assertions show who asks; access tokens let him read, here and for ten minutes."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey

from registry.signing.client_keys import PublicKey, generate_client_key
from registry.signing.errors import BadSignature, Reason
from registry.signing.jws import sign_compact
from registry.signing.ring import Use
from registry.signing.tokens import (
    ACCESS_TOKEN_TYPE,
    AccessTokens,
    issue_access_token,
    make_assertion,
    read_assertion,
)
from tests.signing.builders import ISSUER, NOON, single_character_changes

TOKEN_ENDPOINT = f"{ISSUER}/oauth/token"


def seconds(number):
    return timedelta(seconds=number)


def part(value):
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def an_access_token(ring, **changed):
    values = {
        "client_id": "bank-1",
        "institution": "示例银行",
        "role": "lender",
        "scopes": frozenset({"read", "search"}),
        "key_id": "thumbprint",
    }
    return issue_access_token(ring, **values | {"audience": ISSUER, "at": NOON} | changed)


class TestAnAccessToken:
    def test_says_who_may_do_what_until_when(self, ring):
        token = AccessTokens(ring, audience=ISSUER).read(an_access_token(ring), at=NOON)
        assert (token.client_id, token.institution, token.role) == ("bank-1", "示例银行", "lender")
        assert token.scopes == {"read", "search"}
        assert token.key_id == "thumbprint"
        assert token.expires_at == NOON + seconds(600)
        assert token.jti

    def test_is_a_jwt_of_rfc_9068(self, ring):
        key = OKPKey.import_key(dict(ring.current(Use.ACCESS).jwk))
        token = jwt.decode(an_access_token(ring), key, algorithms=["Ed25519"])
        assert token.header["typ"] == "at+jwt"
        assert {"iss", "exp", "aud", "sub", "client_id", "iat", "jti", "scope"} <= token.claims.keys()

    def test_ends_on_time(self, ring):
        text, tokens = an_access_token(ring), AccessTokens(ring, audience=ISSUER)
        tokens.read(text, at=NOON + seconds(599))
        for _ in range(2):  # known by now, and over all the same
            with pytest.raises(BadSignature) as refusal:
                tokens.read(text, at=NOON + seconds(600))
            assert refusal.value.reason is Reason.EXPIRED

    def test_is_for_one_audience(self, ring):
        with pytest.raises(BadSignature) as refusal:
            AccessTokens(ring, audience="https://other.example").read(an_access_token(ring), at=NOON)
        assert refusal.value.reason is Reason.WRONG_AUDIENCE

    def test_is_never_a_certificate_of_the_same_shape(self, ring):
        payload = json.dumps({"aud": ISSUER, "iss": ISSUER, "exp": 2**40}).encode()
        for use in (Use.CERTIFICATE, Use.STATEMENT):
            text = sign_compact(ring, payload, use=use, typ=ACCESS_TOKEN_TYPE)
            with pytest.raises(BadSignature) as refusal:
                AccessTokens(ring, audience=ISSUER).read(text, at=NOON)
            assert refusal.value.reason is Reason.WRONG_KEY_USE

    @pytest.mark.parametrize(
        "claims", [{}, {"iss": ISSUER}, {"iss": ISSUER, "aud": ISSUER}, {"iss": ISSUER, "aud": ISSUER, "exp": "9"}]
    )
    def test_without_its_claims_is_refused(self, ring, claims):
        text = sign_compact(ring, json.dumps(claims).encode(), use=Use.ACCESS, typ=ACCESS_TOKEN_TYPE)
        with pytest.raises(BadSignature):
            AccessTokens(ring, audience=ISSUER).read(text, at=NOON)

    def test_survives_no_change_of_a_single_character(self, ring):
        for changed in single_character_changes(an_access_token(ring), "A"):
            with pytest.raises(BadSignature):
                AccessTokens(ring, audience=ISSUER).read(changed, at=NOON)


class TestAnAssertion:
    @pytest.mark.parametrize("alg", ["ed25519", "ecdsa-p256-sha256"])
    def test_says_who_asks(self, alg):
        key = generate_client_key(alg)
        text = make_assertion(key, client_id="bank-1", audience=TOKEN_ENDPOINT, at=NOON)
        assertion = read_assertion(text, key_of={key.key_id: key.public}.__getitem__, audience=TOKEN_ENDPOINT, at=NOON)
        assert (assertion.client_id, assertion.key_id) == ("bank-1", key.key_id)
        assert assertion.expires_at == NOON + seconds(60)

    def test_is_new_each_time(self):
        key = generate_client_key()
        texts = [make_assertion(key, client_id="bank-1", audience=TOKEN_ENDPOINT, at=NOON) for _ in range(2)]
        assert len({self.read(text, key).jti for text in texts}) == 2

    @pytest.mark.parametrize("kind", ["ed25519", "p256"])
    def test_by_another_library_is_accepted(self, kind):
        key, alg = (
            (OKPKey.generate_key("Ed25519"), "Ed25519") if kind == "ed25519" else (ECKey.generate_key("P-256"), "ES256")
        )
        text = jwt.encode({"alg": alg, "kid": "bank-key-1"}, self.claims(), key, algorithms=[alg])
        public = PublicKey.from_jwk(key.as_dict(private=False))
        assert read_assertion(text, key_of=lambda _: public, audience=TOKEN_ENDPOINT, at=NOON).key_id == "bank-key-1"

    @pytest.mark.parametrize("alg", ["ed25519", "ecdsa-p256-sha256"])
    def test_is_accepted_by_another_library(self, alg):
        key = generate_client_key(alg)
        text = make_assertion(key, client_id="bank-1", audience=TOKEN_ENDPOINT, at=NOON)
        kind = OKPKey if alg == "ed25519" else ECKey
        assert (
            jwt.decode(text, kind.import_key(key.public_jwk), algorithms=["Ed25519", "ES256"]).claims["sub"] == "bank-1"
        )

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"iss": "other"}, Reason.WRONG_ISSUER),
            ({"iss": None}, Reason.WRONG_ISSUER),
            ({"client_id": "other"}, Reason.WRONG_ISSUER),
            ({"sub": ""}, Reason.MALFORMED),
            ({"aud": "https://other.example"}, Reason.WRONG_AUDIENCE),
            ({"aud": [TOKEN_ENDPOINT, "https://other.example"]}, Reason.WRONG_AUDIENCE),
            ({"aud": None}, Reason.WRONG_AUDIENCE),
            ({"exp": None}, Reason.MALFORMED),
            ({"exp": True}, Reason.MALFORMED),
            ({"exp": 1e9}, Reason.MALFORMED),
            ({"exp": 10**30}, Reason.MALFORMED),
            ({"exp": int(NOON.timestamp()) - 31}, Reason.EXPIRED),
            ({"exp": int(NOON.timestamp()) + 331}, Reason.MALFORMED),
            ({"iat": int(NOON.timestamp()) + 31}, Reason.NOT_YET_VALID),
            ({"nbf": int(NOON.timestamp()) + 31}, Reason.NOT_YET_VALID),
            ({"jti": None}, Reason.MALFORMED),
            ({"jti": "x" * 300}, Reason.MALFORMED),
        ],
    )
    def test_with_a_wrong_claim_is_refused(self, change, reason):
        assert self.refusal(self.signed(self.claims() | change)) is reason

    @pytest.mark.parametrize(
        "change", [{"exp": int(NOON.timestamp()) - 29}, {"iat": int(NOON.timestamp()) + 29}, {"aud": [TOKEN_ENDPOINT]}]
    )
    def test_within_the_leeway_is_accepted(self, change):
        key, text = self.signed(self.claims() | change)
        assert self.read(text, key).client_id == "bank-1"

    @pytest.mark.parametrize(
        ("header", "reason"),
        [
            ({"alg": "none"}, Reason.WRONG_ALGORITHM),
            ({"alg": "HS256"}, Reason.WRONG_ALGORITHM),
            ({"alg": "RS256"}, Reason.WRONG_ALGORITHM),
            ({"alg": "EdDSA"}, Reason.WRONG_ALGORITHM),
            ({"alg": ["Ed25519"]}, Reason.WRONG_ALGORITHM),
            ({"alg": "ES256"}, Reason.WRONG_ALGORITHM),
            ({"typ": "at+jwt"}, Reason.WRONG_TYPE),
            ({"typ": 1}, Reason.WRONG_TYPE),
            ({"kid": None}, Reason.MALFORMED),
            ({"kid": ""}, Reason.MALFORMED),
            ({"crit": ["exp"]}, Reason.MALFORMED),
            ({"crit": ["b64"], "b64": False}, Reason.MALFORMED),
        ],
    )
    def test_with_another_header_is_refused(self, header, reason):
        assert self.refusal(self.signed(self.claims(), header=header)) is reason

    def test_made_with_the_public_key_as_shared_secret_is_refused(self):
        key = generate_client_key()
        secret = OctKey.import_key(json.dumps(key.public_jwk).encode())
        text = jwt.encode({"alg": "HS256", "kid": key.key_id}, self.claims(), secret, algorithms=["HS256"])
        assert self.refusal((key, text)) is Reason.WRONG_ALGORITHM

    def test_of_an_unknown_key_is_refused_with_the_reason_of_the_look_up(self):
        def unknown(_):
            raise BadSignature(Reason.UNKNOWN_KEY)

        _, text = self.signed(self.claims())
        with pytest.raises(BadSignature) as refusal:
            read_assertion(text, key_of=unknown, audience=TOKEN_ENDPOINT, at=NOON)
        assert refusal.value.reason is Reason.UNKNOWN_KEY

    @pytest.mark.parametrize(
        "text", ["", "a.b.c", "...", "é.é.é", "x" * 9000, "e30.e30.", part(["a"]) + ".e30.AA", "e30"]
    )
    def test_that_is_none_is_refused(self, text):
        assert self.refusal((generate_client_key(), text)) in {Reason.MALFORMED, Reason.WRONG_ALGORITHM}

    def test_with_a_claim_standing_twice_is_refused(self):
        doubled = json.dumps(self.claims())[:-1] + ', "sub": "bank-1"}'
        assert self.refusal(self.signed(doubled)) is Reason.MALFORMED

    def test_by_another_key_is_refused(self):
        _, text = self.signed(self.claims())
        assert self.refusal((generate_client_key(), text)) is Reason.SIGNATURE_MISMATCH

    @staticmethod
    def claims():
        now = int(NOON.timestamp())
        return {"iss": "bank-1", "sub": "bank-1", "aud": TOKEN_ENDPOINT, "iat": now, "exp": now + 60, "jti": "1"}

    @staticmethod
    def signed(claims, *, header=None):
        key = generate_client_key()
        head = {"alg": "Ed25519", "kid": key.key_id, "typ": "JWT"} | (header or {})
        body = claims if isinstance(claims, str) else json.dumps(claims)
        signing_input = f"{part(head)}.{urlsafe_b64encode(body.encode()).rstrip(b'=').decode()}"
        signature = urlsafe_b64encode(key.sign(signing_input.encode())).rstrip(b"=").decode()
        return key, f"{signing_input}.{signature}"

    @staticmethod
    def read(text, key):
        return read_assertion(text, key_of=lambda _: key.public, audience=TOKEN_ENDPOINT, at=NOON)

    def refusal(self, signed):
        key, text = signed
        with pytest.raises(BadSignature) as refusal:
            self.read(text, key)
        return refusal.value.reason
