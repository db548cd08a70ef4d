"""One ring with every key there is, and trust files for it in every state."""

from dataclasses import replace

import pytest

from registry.service.authority import SERVING, WORKING
from registry.signing.client_keys import generate_client_key
from registry.signing.keys import KeyState, PrivateKey, Use
from registry.signing.ring import create_ring, make_log_key, open_ring, rotate
from registry.signing.trust import RootKey, make_trust_note
from tests.signing.builders import ISSUER, LOG_PASSPHRASE, NOON, ORIGIN, PASSPHRASE
from tests.web.bundles import Makings


@pytest.fixture(scope="session")
def folder_of_keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys") / "ring"
    create_ring(folder, passphrase=PASSPHRASE, issuer=ISSUER, origin=ORIGIN, livemode=False, at=NOON)
    make_log_key(folder, passphrase=LOG_PASSPHRASE, at=NOON)
    if Use.STATUS not in {key.use for key in open_ring(folder, passphrase=LOG_PASSPHRASE, uses=WORKING).listing().keys}:
        rotate(folder, Use.STATUS, passphrase=LOG_PASSPHRASE, at=NOON)
    return folder


@pytest.fixture(scope="session")
def makings(folder_of_keys):
    return Makings(
        open_ring(folder_of_keys, passphrase=PASSPHRASE, uses=SERVING),
        open_ring(folder_of_keys, passphrase=LOG_PASSPHRASE, uses=WORKING),
    )


@pytest.fixture(scope="session")
def officers():
    return [RootKey(f"registry.example/root/{number}", PrivateKey(generate_client_key()._key)) for number in (1, 2, 3)]


@pytest.fixture(scope="session")
def note_of(makings, officers):
    """A trust file, by two of three officers unless said otherwise; ``states`` are those of the keys of some uses."""

    def make(states=(), *, version=1, signers=None, threshold=2, **changes):
        states = dict(states)
        listing = makings.ring.listing()
        keys = tuple(replace(key, state=states.get(key.use, key.state)) for key in listing.keys)
        roots = [officer.vkey for officer in officers]
        signers = officers[:2] if signers is None else signers
        return make_trust_note(
            replace(listing, **{"keys": keys} | changes),
            signers=signers,
            threshold=threshold,
            version=version,
            roots=roots,
        )

    return make


@pytest.fixture(scope="session")
def note(note_of):
    return note_of()


@pytest.fixture(scope="session")
def revoked(note_of):
    return lambda use: note_of({use: KeyState.REVOKED})
