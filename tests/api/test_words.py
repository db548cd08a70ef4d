"""Every word that stands on the wire instead of a sentence is explained, in both languages, at one address."""

import pytest

from registry.api.problems import OF_HTTP, STATUS_OF
from tests.api.problem import is_bilingual
from tests.api.test_contract import document

CONSTANTS = {
    "object",
    "token_type",
    "grant_type",
    "client_assertion_type",
    "kty",
    "crv",
    "alg",
}  # of a protocol, not of the field
GEOJSON = {"Polygon"}
ALSO = [{"true", "false"}, {"ok"}, {"ready"}, GEOJSON]


@pytest.fixture(scope="module")
def published(bank):
    return bank.anonymous("GET", "/v1/enums").json["data"]


def enumerations(value, name=""):
    """Every list of words below a place in the specification, with the name of its field."""
    if isinstance(value, list):
        for each in value:
            yield from enumerations(each, name)
    elif isinstance(value, dict):
        if isinstance(value.get("enum"), list):
            yield name, set(value["enum"]) - {None}
        for inner, each in value.items():
            yield from enumerations(each, name if inner in ("items", "schema") else inner)


def test_every_enumeration_of_the_interface_is_published(published):
    known = [{word["code"] for word in words} for words in published.values()]
    listed = [(name, words) for name, words in enumerations(document()) if name not in CONSTANTS]
    assert len(listed) > 50
    missing = [each for each in listed if each[1] not in ALSO and not any(each[1] <= words for words in known)]
    assert missing == []


def test_every_word_has_its_text_in_both_languages(published):
    assert [word for words in published.values() for word in words if not is_bilingual(word["text"])] == []


def test_every_problem_is_among_them(published):
    codes = [each["code"] for each in published["problem"]]
    assert len(codes) == len(set(codes))
    assert set(codes) == {refusal.code for refusal in STATUS_OF} | {kind.code for kind in OF_HTTP.values()}


def test_every_field_a_filing_chooses_from_is_among_them(published):
    assert {"capacity", "agent_for", "claim_part", "currency", "consent_kind", "grantor_role"} <= published.keys()
