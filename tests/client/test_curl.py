"""What `registry api --curl` prints is a command that a shell and curl turn into the very request that was signed."""

import json
import subprocess

import pytest

from registry.cli.curl import line
from registry.client import Client
from registry.signing.client_keys import generate_client_key
from tests.client.office import Office

AWKWARD = {"name": "张三 'O''Brien' \"x\" $HOME `id` \\n [1-3] {a,b}", "line": "one\ntwo"}


@pytest.fixture
def key():
    return generate_client_key()


@pytest.fixture
def office(key):
    with Office(key) as office:
        yield office


@pytest.fixture
def client(office, key):
    return Client(office.address, "rural-bank", key)


def sent(prepared):
    """What comes back when the printed line is typed into a shell."""
    typed = subprocess.run(["/bin/sh", "-c", line(prepared)], capture_output=True, text=True, timeout=30, check=False)
    assert typed.returncode == 0, typed.stderr
    return json.loads(typed.stdout)


def test_a_filing_arrives_as_it_was_signed(client, office):
    filing = client.prepared("POST", "/v1/registrations", body=AWKWARD, dry_run=True)
    assert sent(filing)["asked"] == "/v1/registrations?dry_run=true"
    assert json.loads(office.seen[-1].body) == AWKWARD
    assert office.tokens == 0, "a signature needs no token beside it"


def test_a_change_names_its_version_under_the_signature(client, office):
    way = {"if_match": '"1"', "idempotency_key": "LOAN-1"}
    sent(client.prepared("post", "/v1/registrations/x/discharge", body={}, **way))
    headers = office.seen[-1].headers
    assert (headers["if-match"], headers["idempotency-key"]) == ('"1"', "LOAN-1")


def test_a_question_goes_under_a_token_to_the_letter_of_its_address(client, office):
    asked = client.prepared("GET", "/v1/lien-status", params={"kind": "a_kind", "key": "a[1-3]{b,c}/测 试"})
    sent(asked)
    assert office.seen[-1].target_uri == asked.url
    assert office.tokens == 1


def test_a_question_with_a_body_is_no_filing(client):
    assets = [{"code": "5002331042030100123"}]
    assert sent(client.prepared("POST", "/v1/lien-status", body={"assets": assets}))["data"] == assets


def test_the_request_for_a_token_is_good_once(client, office):
    asked = client.prepared("POST", "/oauth/token")
    assert sent(asked)["access_token"] == "token-1"
    with pytest.raises(KeyError):
        sent(asked)["access_token"]
    assert sent(client.prepared("POST", "/oauth/token"))["access_token"] == "token-2"
