"""One ring for all: its passphrase is slow on purpose."""

import shutil

import pytest

from registry.signing.keys import WORKER_USES
from registry.signing.ring import Use, create_ring, make_log_key, open_ring, rotate
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


@pytest.fixture
def own_folder(ring_folder, tmp_path):
    """A copy of the ring that a test may rotate, damage and lose."""
    return shutil.copytree(ring_folder, tmp_path / "ring")
