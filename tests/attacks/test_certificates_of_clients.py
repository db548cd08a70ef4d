"""Where the proxy verifies clients' certificates, a bearer token counts on connections of the one it was given out on
(RFC 8705), and what a caller writes himself of a certificate counts nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from registry.api.client_certificate import HEADER
from registry.domain.errors import Unsafe
from registry.settings import from_environment
from registry.signing.tokens import make_assertion
from tests.api.problem import refused
from tests.register import ASSERTION_TYPE, ORIGIN, Teller, an_app, today
from tests.samples import a_body

PATH = "/v1/registrations"


def a_certificate(name):
    """As a lender has it of the operator's own authority; that it verifies is nginx's to say."""
    key, named = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]),
    )
    at = datetime.now(UTC)  # noqa: TID251
    made = x509.CertificateBuilder(named, named, key.public_key(), 1, at, at + timedelta(days=1)).sign(
        key, hashes.SHA256()
    )
    return quote(made.public_bytes(serialization.Encoding.PEM).decode(), safe="")


MINE, ANOTHER = a_certificate("bank"), a_certificate("thief")
NONE = [
    "",
    "x",
    "-----BEGIN CERTIFICATE-----",
    "%ff%fe",
    "a" * 20_000,
    quote("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----"),
]


@pytest.fixture(scope="module")
def bound(register):
    with an_app(register.settings(client_certificates=True, proxies=1)) as app:
        yield app


@pytest.fixture(scope="module")
def mine(register, bank, bound):
    return Teller(register, bank.enrolled, app=bound)


def asked_for(teller, certificate):
    assertion = make_assertion(
        teller.enrolled.key,
        client_id=teller.enrolled.client,
        audience=f"{ORIGIN}/oauth/token",
        at=datetime.now(UTC),  # noqa: TID251
    )
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    return teller.anonymous(
        "POST", "/oauth/token", data=form, headers={} if certificate is None else {HEADER: certificate}
    )


def opened(teller, token, *, on):
    headers = {"Authorization": f"Bearer {token}"} | ({} if on is None else {HEADER: on})
    return teller.anonymous("GET", PATH, headers=headers)


@pytest.fixture(scope="module")
def token(mine):
    return asked_for(mine, MINE).json["access_token"]


class TestABoundToken:
    def test_opens_on_its_own_connections(self, mine, token):
        assert opened(mine, token, on=MINE).status_code == 200

    @pytest.mark.parametrize("certificate", [ANOTHER, None, *NONE], ids=lambda text: (text or "none")[:12])
    def test_opens_nothing_on_another(self, mine, token, certificate):
        refused(opened(mine, token, on=certificate), 401, code="unauthenticated")

    @pytest.mark.parametrize("certificate", [None, *NONE], ids=lambda text: (text or "none")[:12])
    def test_is_not_given_out_without_a_certificate(self, mine, certificate):
        refused(asked_for(mine, certificate), 401, code="unauthenticated")

    def test_is_not_one_that_was_given_out_before(self, mine, bank):
        refused(opened(mine, bank.token(), on=MINE), 401, code="unauthenticated")

    def test_is_needed_beside_a_filing_too_and_the_filing_is_signed_as_ever(self, mine, token):
        body = a_body(today=today())
        borne = {"Authorization": f"Bearer {token}"}
        refused(mine.register(body, tamper=lambda headers, data: (headers | borne, data)), 401, code="unauthenticated")
        assert (
            mine.register(body, tamper=lambda headers, data: (headers | borne | {HEADER: MINE}, data)).status_code
            == 201
        )
        assert mine.register(a_body(today=today())).status_code == 201, "its own signature says whose it is"

    def test_of_another_client_is_no_better_for_a_certificate_of_ones_own(self, mine, register, rival, bound, token):
        other = Teller(register, rival.enrolled, app=bound)
        taken = asked_for(other, ANOTHER).json["access_token"]
        assert opened(other, taken, on=ANOTHER).status_code == 200
        refused(opened(other, taken, on=MINE), 401, code="unauthenticated")


class TestWithoutSuchAProxy:
    def test_the_header_says_nothing(self, bank):
        """Whoever could set it would otherwise choose who he is."""
        for certificate in (MINE, ANOTHER, "x"):
            assert opened(bank, bank.token(), on=certificate).status_code == 200
            refused(opened(bank, "x", on=certificate), 401, code="unauthenticated")

    def test_the_settings_do_not_turn_it_on(self, register):
        given = {
            "REGISTRY_DATABASE_URL": "x", "REGISTRY_PUBLIC_ORIGIN": "x", "REGISTRY_KEY_FOLDER": "x",
            "REGISTRY_KEY_PASSPHRASE": "x", "REGISTRY_CLIENT_CERTIFICATES": "true",
        }  # fmt: skip
        with pytest.raises(Unsafe, match="REGISTRY_PROXIES is 0"):
            from_environment(given)
        assert from_environment(given | {"REGISTRY_PROXIES": "1"}).client_certificates
        assert not replace(register.settings()).client_certificates
