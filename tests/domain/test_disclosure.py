"""Personal values behind digests, in the format that others can check (RFC 9901)."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from sd_jwt.verifier import SDJWTVerifier

from registry.domain import canon, certificate
from registry.domain.canon import NotCanonical
from registry.domain.disclosure import SALT_BYTES, Concealer, Disclosure, digests_in, restored
from registry.domain.entry import commitment
from tests.samples import a_draft, a_filing, a_grantor, a_person, a_sole_trader, counting

ISSUER = certificate.Issuer(name="重庆示例登记处", origin="log.example", livemode=False)
KEY = JWK.generate(kty="EC", crv="P-256")

names = st.text(st.characters(codec="utf-8")).filter(lambda name: name not in {"_sd", "_sd_alg", "..."})
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner),
    max_leaves=5,
)


def as_others_read(payload, disclosures):
    """The payload as the reference implementation of SD-JWT makes it of the disclosures, under a key of its own."""
    signed = JWS(payload)
    signed.add_signature(KEY, alg="ES256", protected=json.dumps({"alg": "ES256"}))
    presented = "~".join([signed.serialize(compact=True), *(each.text for each in disclosures), ""])
    return SDJWTVerifier(presented, lambda _issuer, _header: KEY).get_verified_payload()


def a_payload(entry):
    return certificate.contents(entry, ISSUER, committed=commitment(entry.payload()), nonce=b"n" * 16)


class TestTheReferenceImplementation:
    def test_reads_every_personal_value_of_our_certificate(self):
        person, trader = a_person(name="张三"), a_sole_trader(name="李四粮食经营部")
        filed = a_draft(a_filing(grantors=(a_grantor(person, contact="13800000000"), a_grantor(trader))))

        read = as_others_read(a_payload(filed.entry), filed.disclosures)

        first, second = read["grantors"]
        assert (first["name"], first["contact"]) == ("张三", "13800000000")
        assert first["identifier"] == {"scheme": "citizen_id", "value": person.identifier.value}
        assert first["address"] == person.address
        assert (second["name"], second["identifier"]["value"]) == (trader.name, trader.identifier.value)

    def test_reads_only_what_is_disclosed(self):
        filed = a_draft(a_filing(grantors=(a_grantor(a_person(name="张三")),)))
        payload = a_payload(filed.entry)
        name = [each for each in filed.disclosures if each.read()[0] == "name"]

        (grantor,) = as_others_read(payload, name)["grantors"]

        assert grantor == {"name": "张三", "role": "holder", "type": "natural_person"}

    @given(name=names, value=json_values)
    @settings(max_examples=25, deadline=None)
    def test_reads_any_value_as_we_do(self, name, value):
        concealer = Concealer(counting())
        payload = canon.dumps({"_sd": [concealer.hide(name, value)], "_sd_alg": "sha-256"})

        assert as_others_read(payload, concealer.disclosures) == {name: value}
        assert concealer.disclosures[0].read() == (name, value)


class TestADigest:
    def test_depends_on_a_salt_of_its_own(self):
        concealer = Concealer(counting())
        assert concealer.hide("name", "张三") != concealer.hide("name", "张三")

    def test_of_the_example_in_the_standard_is_right(self):
        example = Disclosure("WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0")  # RFC 9901, section 4.2.1
        assert example.digest == "uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY"
        assert example.read() == ("family_name", "Möbius")

    def test_needs_at_least_128_bits_of_salt(self):
        asked = []
        Concealer(lambda length: asked.append(length) or b"s" * length).hide("name", "张三")
        assert asked == [SALT_BYTES]
        assert SALT_BYTES >= 16

    def test_is_refused_to_text_that_has_no_bytes(self):
        with pytest.raises(NotCanonical):
            Concealer(counting()).hide("name", "\ud800")


class TestWhatIsNoDisclosure:
    @pytest.mark.parametrize(
        "said",
        [b"", b"{}", b"[]", b'["salt","name"]', b'["salt","name",1,2]', b'[1,"name",2]', b'["salt",1,2]', b"1",
         b'{"a":1,"b":2,"c":3}', b'"abc"', b"\xff", b"[" * 100_000],
    )  # fmt: skip
    def test_is_not_read_as_one(self, said):
        with pytest.raises(NotCanonical):
            Disclosure(canon.b64(said)).read()

    @pytest.mark.parametrize("text", ["W10=", "W1 0", "张", "W11"])
    def test_is_text_in_another_encoding(self, text):
        with pytest.raises(NotCanonical):
            Disclosure(text).read()


def test_digests_are_found_wherever_they_stand():
    written = {"a": {"_sd": ["1", "2"], "x": [{"_sd": ["3"]}, 4]}, "_sd": ["0"], "b": "text"}
    assert digests_in(written) == ["0", "1", "2", "3"]


def test_every_disclosure_of_a_filing_is_named_once_in_its_entry():
    filed = a_draft()
    named = [*digests_in(filed.entry.filing), filed.entry.request]
    assert sorted(named) == sorted(each.digest for each in filed.disclosures)
    assert len(set(named)) == len(named)


def a_disclosure(name, value):
    concealer = Concealer(counting())
    concealer.hide(name, value)
    return concealer.disclosures[0]


class TestWhatIsRestored:
    """RFC 9901 section 7.1: each disclosed value in the object whose digest it has."""

    def test_stands_in_its_own_place_and_what_stays_closed_stays(self):
        name, number = a_disclosure("name", "张三"), a_disclosure("n", 7)
        contents = {"grantors": [{"_sd": [name.digest, number.digest], "role": "holder"}], "v": 1}
        (grantor,) = restored(contents, [name.text])["grantors"]
        assert grantor == {"role": "holder", "name": "张三", "_sd": [number.digest]}
        (grantor,) = restored(contents, [number.text, name.text])["grantors"]
        assert grantor == {"role": "holder", "name": "张三", "n": 7}
        assert restored(contents, []) == contents

    def test_is_nothing_that_has_no_place_or_two(self):
        one, other = a_disclosure("name", "张三"), a_disclosure("name", "李四")
        contents = {"grantor": {"_sd": [one.digest], "role": "holder"}}
        for texts in ([other.text], [one.text] * 2, ["张三"], ["\ud800"]):
            with pytest.raises(NotCanonical):
                restored(contents, texts)
        with pytest.raises(NotCanonical):
            restored({"_sd": [one.digest, other.digest]}, [one.text, other.text])
        with pytest.raises(NotCanonical):
            restored({"_sd": [one.digest], "name": "王五"}, [one.text])
