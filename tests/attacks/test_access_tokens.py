"""A bearer token opens what it is for, here and now, or nothing: every confusion that readers of JWS have fallen for."""

import base64
import json
import time

import pytest

from registry.domain import canon
from registry.process import clock
from registry.signing.client_keys import generate_client_key
from registry.signing.jws import sign_compact
from registry.signing.keys import Use
from registry.signing.ring import create_ring, open_ring
from registry.signing.tokens import issue_access_token, make_assertion
from tests.api.problem import refused
from tests.attacks.forging import Mint, by_hmac, part, put_together
from tests.register import ORIGIN

PATH = "/v1/registrations"
NOW = int(time.time())


@pytest.fixture(scope="module")
def mint(register, bank):
    return Mint(register, bank)


@pytest.fixture(scope="module")
def opens(bank):
    """Whether a token opens the list of registrations; what does not is 401 and says nothing."""

    def ask(token):
        answer = bank.anonymous("GET", PATH, headers={"Authorization": f"Bearer {token}"})
        if answer.status_code == 200:
            return True
        document = refused(answer, 401, code="unauthenticated")
        assert token not in answer.text
        assert document["errors"] == []
        return False

    return ask


def test_the_token_that_all_these_are_made_from_opens(mint, opens):
    assert opens(mint.token())


class TestASignatureThatIsNone:
    @pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "", "null"])
    @pytest.mark.parametrize("signature", ["", "AA", "A" * 86], ids=["empty", "short", "full"])
    def test_opens_nothing(self, mint, opens, alg, signature):
        head, claims, _ = mint.token(header={"alg": alg}).split(".")
        assert not opens(f"{head}.{claims}.{signature}")

    def test_left_away_opens_nothing(self, mint, opens):
        head, claims, _ = mint.token().split(".")
        for text in (f"{head}.{claims}", f"{head}.{claims}.", f".{claims}.", f"{head}..", "..", f"{head}.{claims}.."):
            assert not opens(text)


class TestAnAlgorithmThatWasExchanged:
    """The public key is public: whoever may choose the algorithm signs with it."""

    def secrets(self, mint):
        jwk = dict(mint.ring.public(mint.key.key_id).jwk)
        raw = base64.urlsafe_b64decode(jwk["x"] + "=")
        return {"raw": raw, "text": jwk["x"].encode(), "jwk": json.dumps(jwk).encode(), "empty": b""}

    @pytest.mark.parametrize("secret", ["raw", "text", "jwk", "empty"])
    @pytest.mark.parametrize(("alg", "name"), [("HS256", "sha256"), ("HS384", "sha384"), ("HS512", "sha512")])
    def test_for_a_shared_secret_opens_nothing(self, mint, opens, alg, name, secret):
        sign = by_hmac(self.secrets(mint)[secret], name)
        assert not opens(mint.token(header={"alg": alg}, sign=sign))
        assert not opens(mint.token(sign=sign)), "under the right name either"

    @pytest.mark.parametrize("alg", ["RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed448", "ed25519", "A256GCM", "dir"])
    def test_for_another_opens_nothing_though_the_signature_is_ours(self, mint, opens, alg):
        assert not opens(mint.token(header={"alg": alg}))

    def test_for_es256_under_a_key_of_ones_own_opens_nothing(self, mint, opens):
        own = generate_client_key("ecdsa-p256-sha256")
        assert not opens(mint.token(header={"alg": "ES256"}, sign=own.sign))


class TestAKeyThatTheTokenBringsOrNames:
    @pytest.mark.parametrize(
        "kid",
        ["", "../../../../dev/null", "/etc/passwd", "../keys/access", "file:///dev/null", "https://evil.test/key",
         "x' UNION SELECT 'a", "'; DROP TABLE client_key; --", "%00", "a\u0000b", "*", "0", "\u202e", "x" * 4000,
         "| cat /etc/passwd", "${jndi:ldap://evil.test/x}", "{{7*7}}"],
    )  # fmt: skip
    def test_under_a_name_that_leads_elsewhere_opens_nothing(self, mint, opens, kid):
        for sign in (mint.key.sign, by_hmac(b""), generate_client_key().sign):
            assert not opens(mint.token(header={"kid": kid}, sign=sign))

    @pytest.mark.parametrize("kid", [None, 7, ["x"], {"x": 1}, True])
    def test_under_no_name_opens_nothing(self, mint, opens, kid):
        assert not opens(mint.token(header={"kid": kid}))

    @pytest.mark.parametrize("name", ["jku", "x5u", "jwk", "x5c", "x5t", "crit", "b64", "cty", "zip", "enc", "url"])
    def test_in_its_header_opens_nothing(self, mint, opens, name):
        own = generate_client_key()
        given = {
            "jku": "https://evil.test/jwks.json", "x5u": "https://evil.test/x.pem", "jwk": own.public_jwk,
            "x5c": ["MIIB"], "crit": ["exp"], "b64": False, "zip": "DEF", "cty": "JWT",
        }.get(name, "x")  # fmt: skip
        for sign in (own.sign, mint.key.sign):
            assert not opens(mint.token(header={name: given}, sign=sign))

    def test_of_an_enrolled_client_opens_nothing(self, mint, opens, bank):
        """Whose key it is does not matter: it is not the register's for tokens."""
        key = bank.enrolled.key
        assert not opens(mint.token(sign=key.sign))
        assert not opens(mint.token(header={"kid": key.key_id}, sign=key.sign))

    @pytest.mark.parametrize("use", [Use.CERTIFICATE, Use.STATEMENT])
    def test_of_the_register_s_for_something_else_opens_nothing(self, mint, opens, use):
        signer = mint.ring.signer(use)
        assert not opens(mint.token(header={"kid": signer.key_id}, sign=signer.sign))
        assert not opens(mint.token(sign=signer.sign))


class TestATokenOfSomethingElse:
    def test_of_another_register_opens_nothing(self, mint, opens, folder):
        """Even one that calls itself as we do."""
        create_ring(folder, passphrase="dull", issuer=mint.ring.issuer, origin="another", livemode=False, at=clock())
        other = open_ring(folder, passphrase="dull", uses=frozenset({Use.ACCESS}))
        given = {"client_id": mint.enrolled.client, "institution": mint.enrolled.institution, "role": "lender"}
        given |= {"key_id": mint.enrolled.key.key_id}
        text = issue_access_token(other, audience=ORIGIN, at=clock(), scopes=frozenset({"registration:read"}), **given)
        assert not opens(text)
        head, *rest = text.split(".")
        header = json.loads(canon.unb64(head)) | {"kid": mint.key.key_id}
        assert not opens(".".join([part(header), *rest]))

    @pytest.mark.parametrize(
        "typ", ["JWT", "jwt", "application/at+jwt", "AT+JWT", "id_token", "client-authentication+jwt", "dpop+jwt",
                "logout+jwt", "lien-status+jwt", "statuslist+jwt", "", None, 7],
    )  # fmt: skip
    def test_of_another_type_opens_nothing_though_the_key_is_ours(self, mint, opens, typ):
        """An ID token and a logout token have the same claims; what tells them apart is said in the header."""
        assert not opens(mint.token(header={"typ": typ}))

    @pytest.mark.parametrize("audience", [ORIGIN, f"{ORIGIN}/oauth/token", [ORIGIN]])
    def test_that_is_a_client_s_assertion_opens_nothing(self, opens, bank, audience):
        key, client = bank.enrolled.key, bank.enrolled.client
        assert not opens(make_assertion(key, client_id=client, audience=audience, at=clock()))

    def test_is_no_assertion_either(self, mint, bank):
        """And back: what opens here gets no other token."""
        for text in (mint.token(), mint.token(aud=f"{ORIGIN}/oauth/token", iss=mint.enrolled.client)):
            refused(bank.ask_token(text), 401, code="unauthenticated")

    def test_wrapped_in_one_of_ours_opens_nothing(self, mint, opens):
        inner = mint.token()
        nested = put_together({**mint.header, "cty": "JWT"}, inner.encode(), sign=mint.key.sign)
        assert not opens(nested)
        assert not opens(put_together(mint.header, inner.encode(), sign=mint.key.sign))

    @pytest.mark.parametrize("use", [Use.CERTIFICATE, Use.STATEMENT])
    def test_signed_for_another_purpose_opens_nothing(self, mint, opens, use):
        payload = canon.dumps(mint.claims())
        assert not opens(sign_compact(mint.ring, payload, use=use, typ="at+jwt"))


class TestClaimsThatAreNotSo:
    @pytest.mark.parametrize("aud", [f"{ORIGIN}/", f"{ORIGIN}.evil.test", ORIGIN.upper(), "https://register.test",
                                     [ORIGIN], ["https://evil.test", ORIGIN], "", None, {"x": ORIGIN}, True])  # fmt: skip
    def test_about_the_audience_open_nothing(self, mint, opens, aud):
        assert not opens(mint.token(aud=aud))

    @pytest.mark.parametrize(
        "iss", ["test-register ", "TEST-REGISTER", "https://evil.test", "", None, ["test-register"]]
    )
    def test_about_the_issuer_open_nothing(self, mint, opens, iss):
        assert not opens(mint.token(iss=iss))

    @pytest.mark.parametrize(
        "exp",
        [NOW - 1, 0, -1, 10**12, 2**53, 10**30, 1.5, f"{NOW + 600}", True, None, [NOW + 600]],
        ids=("over", "0", "-1", "far", "2^53", "10^30", "1.5", "a text", "true", "null", "a list"),
    )
    def test_about_its_end_open_nothing(self, mint, opens, exp):
        assert not opens(mint.token(exp=exp))

    @pytest.mark.parametrize("changes", [{"iat": NOW + 3600}, {"nbf": NOW + 3600}, {"iat": "soon"}, {"nbf": 10**30}],
                             ids=("iat", "nbf", "a text", "10^30"))  # fmt: skip
    def test_about_its_beginning_open_nothing(self, mint, opens, changes):
        assert not opens(mint.token(exp=NOW + 7200, **changes))

    @pytest.mark.parametrize("cnf", ["x", 7, [], {}, {"jkt": "x"}, {"x5t#S256": ""}, {"x5t#S256": ["x"]}])
    def test_about_what_it_is_bound_to_open_nothing(self, mint, opens, cnf):
        assert not opens(mint.token(cnf=cnf))

    @pytest.mark.parametrize("role", ["auditor", "administrator", "register", "root", "LENDER", "", None, ["lender"]])
    def test_about_the_role_open_no_more_than_the_role_has(self, mint, bank, role):
        answer = bank.anonymous("GET", PATH, headers={"Authorization": f"Bearer {mint.token(role=role)}"})
        assert answer.status_code in (401, 403)

    @pytest.mark.parametrize(
        "scope", ["", None, "registration", "registration:*", "*", "REGISTRATION:READ", 7, ["registration:read"]]
    )
    def test_about_the_scope_open_no_more_than_it_names(self, mint, bank, scope):
        answer = bank.anonymous("GET", PATH, headers={"Authorization": f"Bearer {mint.token(scope=scope)}"})
        assert answer.status_code in (401, 403)

    @pytest.mark.parametrize("name", ["client_id", "institution", "role", "jti"])
    def test_that_are_missing_or_nobody_s_open_nothing(self, mint, opens, name):
        for value in (None, "", "a\x00b", "x" * 300, 7, ["x"]):
            assert not opens(mint.token(**{name: value}))

    @pytest.mark.parametrize("name", ["exp", "role", "aud", "institution"])
    def test_that_are_said_twice_open_nothing(self, mint, opens, name):
        """The last counts for some readers and the first for others."""
        claims = json.dumps(mint.claims())
        twice = f'{claims[:-1]}, "{name}": {json.dumps(mint.claims()[name])}}}'
        assert not opens(put_together(mint.header, twice.encode(), sign=mint.key.sign))

    @pytest.mark.parametrize(
        "payload",
        [b"", b"[]", b'"x"', b"null", b"7", b"{", b"\xff\xfe", b'{"exp": NaN}', b'{"a":' * 5000, b"\x00" * 32],
    )
    def test_that_are_no_object_open_nothing(self, mint, opens, payload):
        assert not opens(put_together(mint.header, payload, sign=mint.key.sign))


class TestAnotherSpellingOfAGoodToken:
    @pytest.mark.parametrize(
        "respell",
        [lambda text: text + "=", lambda text: text.replace(".", "．"), lambda text: text + "\u200b",
         lambda text: text.replace(".", ".\u200b", 1), lambda text: f"{text[:-1]}{'B' if text[-1] == 'A' else 'A'}",
         lambda text: text.upper(), lambda text: f"{text}.{text}", lambda text: f"{text},{text}",
         lambda text: text.replace("e", "е", 1), lambda text: f'"{text}"', lambda text: "A" * 70_000 + text],
        ids=["padding", "full stop", "zero width", "inside", "last character", "case", "twice", "list", "cyrillic",
             "quoted", "huge"],
    )  # fmt: skip
    def test_opens_nothing(self, mint, opens, respell):
        """One text is one token: what is compared, logged or revoked by its text has no second one."""
        assert not opens(respell(mint.token()).encode().decode("latin-1"))

    def test_in_a_header_of_another_order_or_with_blanks_opens_nothing(self, mint, opens):
        header = mint.header
        for text in (json.dumps(header), json.dumps(dict(reversed(header.items())), separators=(",", ":"))):
            assert not opens(put_together(text.encode(), mint.claims(), sign=mint.key.sign))

    @pytest.mark.parametrize("how", [{"query_string": True}, {"data": True}, {"cookie": True}])
    def test_in_another_place_than_the_header_opens_nothing(self, mint, bank, how):
        """RFC 6750 sections 2.2 and 2.3 would let it stand in a form or an address, and so in somebody's log."""
        token = mint.token()
        given = {
            "query_string": {"query_string": {"access_token": token}},
            "data": {"data": {"access_token": token}},
            "cookie": {"headers": {"Cookie": f"access_token={token}"}},
        }[next(iter(how))]
        assert bank.anonymous("GET", PATH, **given).status_code == 401

    def test_under_another_scheme_or_twice_opens_nothing(self, mint, bank):
        token = mint.token()
        for header in (f"Token {token}", f"JWT {token}", token, f"Bearer{token}", f"Bearer Bearer {token}"):
            assert bank.anonymous("GET", PATH, headers={"Authorization": header}).status_code == 401
        twice = [("Authorization", f"Bearer {token}"), ("Authorization", f"Bearer {token}")]
        assert bank.anonymous("GET", PATH, headers=twice).status_code == 401
