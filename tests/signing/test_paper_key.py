"""The key that signs PDFs: on P-256, with a certificate, encrypted like every other, and later than some rings."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import NameOID

from registry.signing.client_keys import generate_client_key
from registry.signing.errors import BadSignature, KeyRingError
from registry.signing.keys import WORKER_USES, Algorithm, KeyState, PrivateKey, Use
from registry.signing.ring import certify, open_ring, request_for, revoke, rotate
from registry.signing.trust import RootKey, make_trust_note, open_trust_note
from registry.signing.x509 import key_of
from tests.signing.builders import ISSUER, NOON, PASSPHRASE

CA = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test CA")])


def opened(folder, *uses):
    return open_ring(folder, passphrase=PASSPHRASE, uses=frozenset(uses or {Use.PAPER}))


def issued(public, *, by, subject=CA, issuer=CA):
    """A certificate by an authority of the tests."""
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=3650))
        .sign(by, SHA256())
    )
    return made.public_bytes(Encoding.PEM)


def without_paper(folder):
    """The ring as it was made before there was such a key."""
    index = json.loads((folder / "ring.json").read_bytes())
    index["keys"] = [key for key in index["keys"] if key["use"] != "paper"]
    (folder / "ring.json").write_text(json.dumps(index))
    for file in folder.glob("paper-*"):
        file.unlink()
    return folder


def test_is_on_p256_and_published(ring):
    key = ring.current(Use.PAPER)
    assert ring.public(key.kid).algorithm is Algorithm.ES256
    (published,) = [each for each in ring.jwks()["keys"] if each["registry_use"] == "paper"]
    assert (published["alg"], published["crv"]) == ("ES256", "P-256")


def test_is_encrypted_and_opened_only_for_who_prints(ring_folder):
    (file,) = ring_folder.glob("paper-*.pem")
    assert b"ENCRYPTED PRIVATE KEY" in file.read_bytes()
    with pytest.raises(TypeError):
        load_pem_private_key(file.read_bytes(), None)
    assert opened(ring_folder, Use.CERTIFICATE).chain == ()
    with pytest.raises(KeyRingError, match="not given"):
        opened(ring_folder, Use.CERTIFICATE).signer(Use.PAPER)


def test_has_a_certificate_of_the_register_by_itself(ring):
    (only,) = ring.chain
    made = x509.load_der_x509_certificate(only)
    assert made.subject == made.issuer
    assert made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == ISSUER
    assert key_of(only) == ring.public(ring.current(Use.PAPER).kid)
    assert made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    made.verify_directly_issued_by(made)


def test_takes_an_authoritys_certificate_in_its_place(own_folder):
    asked = x509.load_pem_x509_csr(request_for(own_folder, passphrase=PASSPHRASE))
    assert asked.is_signature_valid
    authority = ec.generate_private_key(ec.SECP256R1())
    chain = issued(asked.public_key(), by=authority, subject=asked.subject) + issued(
        authority.public_key(), by=authority
    )

    certify(own_folder, chain)

    ring = opened(own_folder)
    assert len(ring.chain) == 2
    assert key_of(ring.chain[0]).key_id == ring.current(Use.PAPER).kid
    assert x509.load_der_x509_certificate(ring.chain[0]).issuer == CA


@pytest.mark.parametrize("wrong", ["another key", "no certificate", "above first"])
def test_takes_no_certificate_that_is_not_its_own(own_folder, wrong):
    before = opened(own_folder).chain
    authority, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    pem = {
        "another key": issued(other.public_key(), by=authority),
        "no certificate": b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "above first": issued(authority.public_key(), by=authority),
    }[wrong]
    with pytest.raises(KeyRingError, match="not one of the key"):
        certify(own_folder, pem)
    assert opened(own_folder).chain == before


def test_with_a_certificate_of_another_key_does_not_open(own_folder):
    (file,) = own_folder.glob("paper-*.crt")
    other = ec.generate_private_key(ec.SECP256R1())
    file.write_bytes(issued(other.public_key(), by=other))
    with pytest.raises(KeyRingError, match="not one of the key"):
        opened(own_folder)


class TestARingFromBefore:
    def test_opens_without_one(self, own_folder):
        ring = opened(without_paper(own_folder), *(set(Use) - WORKER_USES))
        assert not ring.has(Use.PAPER)
        assert ring.has(Use.CERTIFICATE)
        with pytest.raises(KeyRingError, match="not given"):
            ring.signer(Use.PAPER)

    def test_has_none_to_certify(self, own_folder):
        with pytest.raises(KeyRingError, match="rotate paper"):
            request_for(without_paper(own_folder), passphrase=PASSPHRASE)

    def test_gets_one_by_rotation_under_its_own_passphrase(self, own_folder):
        folder = without_paper(own_folder)
        with pytest.raises(KeyRingError, match="wrong passphrase"):
            rotate(folder, Use.PAPER, passphrase="another", at=NOON)
        added = rotate(folder, Use.PAPER, passphrase=PASSPHRASE, at=NOON)
        assert opened(folder).current(Use.PAPER) == added


def test_rotates_and_is_revoked_like_any_other(own_folder):
    former = opened(own_folder).current(Use.PAPER)
    added = rotate(own_folder, Use.PAPER, passphrase=PASSPHRASE, at=NOON)
    assert revoke(own_folder, former.kid, at=NOON).state is KeyState.REVOKED
    assert key_of(opened(own_folder).chain[0]).key_id == added.kid


def test_stands_in_the_trust_file_for_paper_and_for_nothing_else(ring):
    officer = RootKey("registry.example/root/1", PrivateKey(generate_client_key()._key))
    note = make_trust_note(ring.listing(), signers=[officer], threshold=1, version=1)
    trust = open_trust_note(note, pinned=None)
    kid = ring.current(Use.PAPER).kid
    assert trust.paper_key(kid) == (ring.public(kid), KeyState.CURRENT)
    assert trust.certificate_key(kid) is None
    assert trust.paper_key(ring.current(Use.CERTIFICATE).kid) is None


@pytest.mark.parametrize(("use", "of"), [(Use.PAPER, Use.CERTIFICATE), (Use.CERTIFICATE, Use.PAPER)])
def test_of_the_other_algorithm_is_never_listed(ring, use, of):
    """A key for pages must not verify certificates, nor the other way round, whatever the officers sign."""
    keys = tuple(replace(key, use=use) if key.use is of else key for key in ring.listing().keys if key.use is not use)
    officer = RootKey("registry.example/root/1", PrivateKey(generate_client_key()._key))
    with pytest.raises(BadSignature, match="malformed"):
        make_trust_note(replace(ring.listing(), keys=keys), signers=[officer], threshold=1, version=1)
