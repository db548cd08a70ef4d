"""A ring with its trust file, and the letters, loaded once."""

import pytest

from registry.paper.letters import Letters
from registry.signing.ring import create_ring
from tests.client.conftest import officer, ring, ring_folder, trust, trust_of
from tests.signing.builders import ISSUER, NOON, ORIGIN, PASSPHRASE

__all__ = ["officer", "ring", "ring_folder", "trust", "trust_of"]


@pytest.fixture(scope="session")
def letters():
    return Letters()


@pytest.fixture
def ring_folder_of_its_own(tmp_path):
    create_ring(tmp_path / "ring", passphrase=PASSPHRASE, issuer=ISSUER, origin=ORIGIN, livemode=False, at=NOON)
    return tmp_path / "ring"
