"""A ring with its trust file, and the letters, loaded once."""

import pytest
from click.testing import CliRunner

from registry.cli import main
from registry.paper.letters import Letters
from registry.signing.ring import create_ring
from registry.signing.trust import make_trust_note
from tests.client.conftest import log_key, officer, ring, ring_folder, trust, trust_of
from tests.signing.builders import ISSUER, NOON, ORIGIN, PASSPHRASE

__all__ = ["log_key", "officer", "ring", "ring_folder", "trust", "trust_of"]


@pytest.fixture(scope="session")
def letters():
    return Letters()


@pytest.fixture
def ring_folder_of_its_own(tmp_path):
    create_ring(tmp_path / "ring", passphrase=PASSPHRASE, issuer=ISSUER, origin=ORIGIN, livemode=False, at=NOON)
    return tmp_path / "ring"


@pytest.fixture
def typed(tmp_path, monkeypatch, officer, ring):
    """What a line of the command says, with the trust file beside it and nothing remembered."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    note = make_trust_note(ring.listing(), signers=[officer], threshold=1, version=1)
    (tmp_path / "trust.note").write_text(note, encoding="utf-8")

    def run(*arguments, given=None):
        return CliRunner(env={"COLUMNS": "200"}).invoke(main, list(map(str, arguments)), input=given)

    run.trust = tmp_path / "trust.note"
    return run
