"""A ring and its trust file, made once: the ring's passphrase is slow on purpose."""

import pytest

from registry.signing.client_keys import generate_client_key
from registry.signing.keys import WORKER_USES, PrivateKey
from registry.signing.ring import Use, create_ring, make_log_key, open_ring, rotate
from registry.signing.trust import RootKey, make_trust_note, open_trust_note
from tests.signing.builders import ISSUER, LOG_PASSPHRASE, NOON, ORIGIN, PASSPHRASE


@pytest.fixture(scope="session")
def ring_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys") / "ring"
    create_ring(folder, passphrase=PASSPHRASE, issuer=ISSUER, origin=ORIGIN, livemode=False, at=NOON)
    make_log_key(folder, passphrase=LOG_PASSPHRASE, at=NOON)
    rotate(folder, Use.STATUS, passphrase=LOG_PASSPHRASE, at=NOON)
    return folder


@pytest.fixture(scope="session")
def ring(ring_folder):
    return open_ring(ring_folder, passphrase=PASSPHRASE, uses=frozenset(Use) - WORKER_USES)


@pytest.fixture(scope="session")
def log_key(ring_folder):
    return open_ring(ring_folder, passphrase=LOG_PASSPHRASE, uses=frozenset({Use.LOG})).signer(Use.LOG)


@pytest.fixture(scope="session")
def workers_ring(ring_folder):
    return open_ring(ring_folder, passphrase=LOG_PASSPHRASE, uses=WORKER_USES)


@pytest.fixture(scope="session")
def officer():
    return RootKey("registry.example/root/1", PrivateKey(generate_client_key()._key))


@pytest.fixture(scope="session")
def trust_of(ring, officer):
    def make(listing=None, *, version=1):
        note = make_trust_note(listing or ring.listing(), signers=[officer], threshold=1, version=version)
        return open_trust_note(note, pinned=None)

    return make


@pytest.fixture(scope="session")
def trust(trust_of):
    return trust_of()
