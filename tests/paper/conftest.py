"""A ring with its trust file, and the letters, loaded once."""

import pytest

from registry.paper.letters import Letters
from tests.client.conftest import officer, ring, trust, trust_of

__all__ = ["officer", "ring", "trust", "trust_of"]


@pytest.fixture(scope="session")
def letters():
    return Letters()
