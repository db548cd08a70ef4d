"""PyJWT, which knows nothing of this register, believes the certificates it issues under the keys it serves, and none in
which anything was changed."""

import json

import jwt
import pytest
from jwt.algorithms import OKPAlgorithm

from registry.domain import certificate
from registry.signing.jws import read_compact
from tests.lender import Lender
from tests.signing.builders import single_character_changes


@pytest.fixture(scope="module")
def filed(register):
    return Lender(register).register()


@pytest.fixture(scope="module")
def reader():
    """It knows the algorithm by its older name (EdDSA, RFC 8037); ours is the one of RFC 9864."""
    made = jwt.PyJWS()
    made.register_algorithm("Ed25519", OKPAlgorithm())
    return made


@pytest.fixture(scope="module")
def key_of(app):
    """As a client of JOSE finds the key: by its kid, among those that are served."""
    with app.test_client() as client:
        served = {each["kid"]: each for each in client.get("/.well-known/jwks.json").get_json()["keys"]}
    return lambda jws: jwt.PyJWK({**served[jwt.get_unverified_header(jws)["kid"]], "alg": "EdDSA"}).key


def test_a_certificate_is_read_as_it_was_signed(filed, reader, key_of):
    payload = reader.decode(filed.jws, key_of(filed.jws), algorithms=["Ed25519"])
    assert payload == read_compact(filed.jws).payload
    assert json.loads(payload)["registration"] == filed.entry.registration
    assert jwt.get_unverified_header(filed.jws)["typ"] == certificate.TYPE


def test_none_in_which_anything_was_changed(filed, reader, key_of):
    """But where base64 has bits to spare or a decoder passes over a character, and then it reads the same: we refuse
    those too (test_jws.py)."""
    key = key_of(filed.jws)
    for changed in single_character_changes(filed.jws, "A"):
        try:
            payload = reader.decode(changed, key, algorithms=["Ed25519"])
        except (jwt.InvalidTokenError, ValueError):
            continue
        assert payload == read_compact(filed.jws).payload
