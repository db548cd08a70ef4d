"""A filing is signed by its filer: method, address, body, type, idempotency key and version, nothing less."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ECDSA_P256_SHA256, ED25519
from http_sfv.item import InnerList
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.signing import http_signature
from registry.signing.client_keys import ClientKey, generate_client_key
from registry.signing.encoding import from_base64, from_base64url
from registry.signing.errors import BadSignature, Reason
from registry.signing.http_signature import (
    CHANGE,
    FILING,
    TAG,
    SignedRequest,
    base_covers,
    build_base,
    check_signature,
    content_digest,
    read_signature,
    sign_request,
)
from registry.signing.keys import Algorithm
from tests.signing.builders import BODY, NOON, a_request, a_signed_request, single_character_changes, with_headers

ALGORITHMS = ["ed25519", "ecdsa-p256-sha256"]


@pytest.fixture(scope="module")
def key():
    return generate_client_key()


def verified(request, key, *, required=FILING, at=NOON):
    signature = read_signature(request, required=required)
    check_signature(signature, key.public, at=at)
    return signature


def refusal_of(request, key, **options):
    with pytest.raises(BadSignature) as refusal:
        verified(request, key, **options)
    return refusal.value.reason


class TestRfc9421:
    """Appendix B.2.6, with the key of B.1.4."""

    COMPONENTS = (
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("@method", "POST"),
        ("@path", "/foo"),
        ("@authority", "example.com"),
        ("content-type", "application/json"),
        ("content-length", "18"),
    )
    SIGNATURE = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="

    def test_the_published_signature_is_made_and_verified(self):
        seed = from_base64url("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU")
        key = ClientKey(Ed25519PrivateKey.from_private_bytes(seed))
        parameters = InnerList([name for name, _ in self.COMPONENTS])
        parameters.params.update(created=1618884473, keyid="test-key-ed25519")
        base = build_base(self.COMPONENTS, str(parameters))

        assert key.public_jwk["x"] == "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"
        assert key.sign(base) == from_base64(self.SIGNATURE)
        key.public.verify(from_base64(self.SIGNATURE), base, alg=Algorithm.ED25519)

    def test_the_published_digest_of_rfc_9530_is_made(self):
        assert content_digest(b'{"hello": "world"}\n') == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"


class TestASignedFiling:
    @pytest.mark.parametrize("alg", ALGORITHMS)
    def test_is_believed(self, alg):
        key = generate_client_key(alg)
        signature = verified(a_signed_request(key), key)
        assert (signature.key_id, signature.alg, signature.created) == (key.key_id, alg, NOON)

    def test_covers_the_version_where_one_is_at_stake(self, key):
        request = a_signed_request(key, headers={"If-Match": '"3"'})
        assert base_covers(verified(request, key, required=CHANGE).base)["if-match"] == '"3"'
        assert refusal_of(request, key) is Reason.UNEXPECTED_COMPONENT
        assert refusal_of(a_signed_request(key), key, required=CHANGE) is Reason.MISSING_COMPONENT

    def test_leaves_a_base_that_tells_what_was_signed(self, key):
        covers = base_covers(verified(a_signed_request(key), key).base)
        assert list(covers)[:-1] == ["@method", "@target-uri", "content-digest", "content-type", "idempotency-key"]
        assert covers["@method"] == "POST"
        assert covers["@target-uri"] == "https://registry.example/v1/registrations"
        assert covers["content-digest"] == content_digest(BODY)
        assert covers["idempotency-key"] == "f3a9-1"

    def test_may_cover_in_any_order(self, key):
        verified(a_signed_request(key, covered=sorted(FILING, reverse=True)), key)

    def test_may_be_empty_of_body(self, key):
        verified(a_signed_request(key, body=b""), key)

    def test_is_at_most_five_minutes_old(self, key):
        request = a_signed_request(key)
        verified(request, key, at=NOON + timedelta(seconds=300))
        verified(request, key, at=NOON - timedelta(seconds=30))
        assert refusal_of(request, key, at=NOON + timedelta(seconds=301)) is Reason.STALE
        assert refusal_of(request, key, at=NOON - timedelta(seconds=31)) is Reason.NOT_YET_VALID

    def test_may_carry_other_peoples_signatures_too(self, key):
        request = a_signed_request(key)
        proxy = {
            "signature_input": request.headers["signature-input"] + ', proxy=("@authority");created=1;tag="proxy"',
            "signature": request.headers["signature"] + ",proxy=:AAAA:",
        }
        verified(with_headers(request, **proxy), key)


class TestAnIndependentLibrary:
    @pytest.mark.parametrize("alg", ALGORITHMS)
    def test_believes_what_we_sign(self, alg):
        key = generate_client_key(alg)
        request = a_signed_request(key, headers={"If-Match": '"1"'})
        found = self.library(HTTPMessageVerifier, key).verify(
            self.message(request), max_age=None, expect_tag="registry-filing", body=request.body
        )
        assert {name.strip('"') for name in found[0].covered_components} == CHANGE | {"@signature-params"}

    @pytest.mark.parametrize("alg", ALGORITHMS)
    def test_signs_what_we_believe(self, alg):
        key = generate_client_key(alg)
        message = self.message(a_request())
        self.library(HTTPMessageSigner, key).sign(
            message,
            key_id=key.key_id,
            created=NOON,
            tag="registry-filing",
            covered_component_ids=sorted(FILING),
            body=BODY,
        )
        verified(SignedRequest(message.method, message.url, message.headers, BODY), key)

    @staticmethod
    def library(kind, key):
        class Resolver(HTTPSignatureKeyResolver):
            def resolve_private_key(self, key_id):
                return key._key

            def resolve_public_key(self, key_id):
                assert key_id == key.key_id
                return key.public._key

        algorithm = ED25519 if key.algorithm is Algorithm.ED25519 else ECDSA_P256_SHA256
        return kind(signature_algorithm=algorithm, key_resolver=Resolver())

    @staticmethod
    def message(request):
        return SimpleNamespace(method=request.method, url=request.target_uri, headers=dict(request.headers))


class TestAChangedFiling:
    @pytest.mark.parametrize(
        "changed",
        [
            {"method": "PUT"},
            {"target_uri": "https://registry.example/v1/registrations?dry_run=true"},
            {"target_uri": "http://registry.example/v1/registrations"},
        ],
    )
    def test_in_method_or_address_is_refused(self, key, changed):
        signed = a_signed_request(key)
        values = {"method": signed.method, "target_uri": signed.target_uri, "headers": signed.headers, "body": BODY}
        assert refusal_of(SignedRequest(**values | changed), key) is Reason.SIGNATURE_MISMATCH

    @pytest.mark.parametrize(
        "header", [{"content_type": "text/plain"}, {"idempotency_key": "f3a9-2"}, {"if_match": '"2"'}]
    )
    def test_in_a_header_is_refused(self, key, header):
        request = with_headers(a_signed_request(key, headers={"If-Match": '"1"'}), **header)
        assert refusal_of(request, key, required=CHANGE) is Reason.SIGNATURE_MISMATCH

    def test_in_its_body_is_refused(self, key):
        signed = a_signed_request(key)
        forged = SignedRequest(signed.method, signed.target_uri, signed.headers, BODY + b" ")
        assert refusal_of(forged, key) is Reason.DIGEST_MISMATCH
        digested = with_headers(forged, content_digest=content_digest(forged.body))
        assert refusal_of(digested, key) is Reason.SIGNATURE_MISMATCH

    @pytest.mark.parametrize("name", ["signature-input", "signature", "content-digest"])
    def test_survives_no_change_of_a_single_character(self, key, name):
        request = a_signed_request(key)
        text = request.headers[name]
        survivors = set()
        for changed in single_character_changes(text, "A;"):
            try:
                verified(with_headers(request, **{name: changed}), key)
            except BadSignature:
                continue
            survivors.add(changed.replace("  ", " "))
        assert survivors <= {text}  # a doubled space in the list is legal and is not part of what is signed

    def test_by_another_key_is_refused(self, key):
        assert refusal_of(a_signed_request(generate_client_key()), key) is Reason.UNKNOWN_KEY

    @pytest.mark.parametrize("alg", ALGORITHMS)
    def test_naming_the_other_algorithm_is_refused(self, alg):
        key = generate_client_key(alg)
        other = next(each for each in ALGORITHMS if each != alg)
        request = a_signed_request(key)
        changed = request.headers["signature-input"].replace(alg, other)
        assert refusal_of(with_headers(request, signature_input=changed), key) is Reason.WRONG_ALGORITHM


class TestAMalformedSignature:
    def test_that_is_not_there_is_missing(self, key):
        assert refusal_of(a_request(), key) is Reason.MISSING
        other = a_signed_request(key)
        untagged = other.headers["signature-input"].replace("registry-filing", "other")
        assert refusal_of(with_headers(other, signature_input=untagged), key) is Reason.MISSING

    @pytest.mark.parametrize("name", ["signature-input", "signature"])
    @pytest.mark.parametrize(
        "value", [None, "", "sig1", "sig1=", "sig1=(", "sig1=1", "é", "sig1=:AA:", "sig1=:AAA=:, sig1=:AAA=:"]
    )
    def test_in_either_field_is_refused(self, key, name, value):
        request = with_headers(a_signed_request(key), **{name: value})
        assert refusal_of(request, key) in {Reason.MALFORMED, Reason.MISSING, Reason.SIGNATURE_MISMATCH}

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (";created=", ";created=1;created="),
            (";created=", ";x;created="),
            (";created=", ";expires=1;created="),
            (";created=1795320000", ""),
            ("created=1795320000", 'created="1795320000"'),
            ("created=1795320000", "created=1795320000.0"),
            ("created=1795320000", "created=01795320000"),
            ("created=1795320000", "created=999999999999999"),
            (";alg=", ";alg=abc;alg="),
            ('alg="ed25519"', "alg=ed25519"),
            ('alg="ed25519"', 'alg="rsa-v1_5-sha256"'),
            (';alg="ed25519"', ""),
            ("keyid=", "keyid;keyid2="),
            ('("@method" ', '("@method" "@method" '),
            ('("@method" ', '("@method";req '),
            ('("@method" ', "(method "),
            ('("@method" ', '("@METHOD" '),
            ('("@method" ', "("),
            ('("@method" ', '("@method" "x-more" '),
            ("sig1=", "sig2="),
            ("sig1=", "sig1=1, sig1="),
        ],
    )
    def test_in_its_parameters_is_refused(self, key, old, new):
        request = a_signed_request(key)
        text = request.headers["signature-input"]
        assert old in text
        changed = with_headers(request, signature_input=text.replace(old, new))
        with pytest.raises(BadSignature):  # by its form alone, before any key is asked
            read_signature(changed, required=FILING)

    def test_with_our_tag_twice_is_refused(self, key):
        request = a_signed_request(key)
        text, signature = request.headers["signature-input"], request.headers["signature"]
        both = with_headers(
            request,
            signature_input=f"{text}, {text.replace('sig1', 'sig2')}",
            signature=f"{signature}, {signature.replace('sig1', 'sig2')}",
        )
        assert refusal_of(both, key) is Reason.MALFORMED

    def test_that_is_huge_is_refused(self, key):
        request = a_signed_request(key)
        for name in ("signature-input", "signature"):
            padded = request.headers[name] + ", x=" + "1" * 9000
            assert refusal_of(with_headers(request, **{name: padded}), key) is Reason.MALFORMED

    @pytest.mark.parametrize("value", ["a\nb", "a\r\nb", "a\x00b", "é", "", " "])
    def test_over_a_value_that_could_pass_for_another_line_is_refused(self, key, value):
        request = with_headers(a_signed_request(key), idempotency_key=value)
        assert refusal_of(request, key) is Reason.MALFORMED

    @pytest.mark.parametrize("name", ["content-digest", "content-type", "idempotency-key"])
    def test_over_a_header_that_is_not_there_is_refused(self, key, name):
        request = with_headers(a_signed_request(key), **{name: None})
        assert refusal_of(request, key) is Reason.MISSING_COMPONENT

    @pytest.mark.parametrize("digest", ["sha-512=:AAAA:", "md5=:AAAA:", "sha-256=AAAA", ""])
    def test_over_another_kind_of_digest_is_refused(self, key, digest):
        request = with_headers(a_signed_request(key), content_digest=digest)
        assert refusal_of(request, key) is Reason.MALFORMED

    def test_of_a_request_with_a_header_in_two_spellings_is_refused(self):
        with pytest.raises(BadSignature):
            a_request(headers={"idempotency-key": "other"})

    def test_is_not_made_over_what_is_not_there(self, key):
        with pytest.raises(BadSignature):
            sign_request(a_request(), key, at=NOON, covered=["@method", "if-match"])


class TestAStoredBase:
    def test_is_read_back_as_it_was_built(self, key):
        base = verified(a_signed_request(key), key).base
        covers = dict(base_covers(base))
        parameters = covers.pop("@signature-params")
        assert build_base(covers.items(), parameters) == base

    @pytest.mark.parametrize(
        "damage",
        [
            lambda base: b"",
            lambda base: base + b"\n",
            lambda base: base.rpartition(b"\n")[0],
            lambda base: base.partition(b"\n")[2],
            lambda base: base.replace(b"POST", b"POST\n"),
            lambda base: base.replace(b'"@method"', b'"@target-uri"'),
            lambda base: base.replace(b"POST", b"P\xffST"),
            lambda base: b"\n".join(reversed(base.split(b"\n"))),
        ],
    )
    def test_that_is_damaged_is_refused(self, key, damage):
        base = verified(a_signed_request(key), key).base
        with pytest.raises(BadSignature):
            base_covers(damage(base))


def test_instants_are_whole_seconds_of_utc(key):
    at = datetime(2026, 11, 22, 4, 0, 0, 999_999, tzinfo=UTC)
    assert read_signature(a_signed_request(key, at=at), required=FILING).created == NOON


class TestTheShortWay:
    """A field with one member as signers write it is read by a pattern. What it says, the parser says too."""

    names = st.lists(st.sampled_from(sorted(CHANGE)), min_size=1, max_size=6)
    values = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20) | st.integers(0, 10**14)
    labels = st.from_regex(r"[a-z*][a-z0-9_.*-]{0,8}", fullmatch=True)

    @settings(max_examples=500, deadline=None)
    @given(label=labels, names=names, parameters=st.dictionaries(labels, values, max_size=4), at=st.integers(0, 4))
    def test_reads_what_the_parser_reads(self, label, names, parameters, at):
        covered = InnerList(names)
        items = list(parameters.items())
        items.insert(min(at, len(items)), ("tag", TAG))
        for name, value in items:
            covered.params[name] = value
        text = f"{label}={covered}"
        found = http_signature._alone(text)
        parsed = http_signature._dictionary(
            SignedRequest("POST", "https://x/", {"signature-input": text}, b""), "signature-input"
        )
        plain = all(isinstance(value, int) or not set(value) & set('"\\') for value in parameters.values())
        assert (found is not None) == (plain and covered.params["tag"] == TAG)
        if found:
            read, member = found
            assert [read] == list(parsed)
            assert list(member.names) == [item.value for item in parsed[label]]
            assert dict(member.parameters) == dict(parsed[label].params)
            assert member.text == str(parsed[label])

    @pytest.mark.parametrize(
        "text",
        [
            'sig1=("@method");tag="registry-filing";tag="registry-filing"', 'sig1=();tag="registry-filing"',
            'sig1=("@method");tag="registry-filing";created=01', 'sig1=("@method");tag="registry-filing", sig1=()',
            'sig1=("@method";req);tag="registry-filing"', 'sig1=("@method");tag="another"', 'SIG=("@method");tag="registry-filing"',
            'sig1=("@method");tag="registry-filing";created=1.5', 'sig1=("@method");tag="registry-filing"\n', "",
        ],
    )  # fmt: skip
    def test_leaves_everything_else_to_the_parser(self, text):
        assert http_signature._alone(text) is None
