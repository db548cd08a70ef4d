"""`registry config check`: every setting, its source, no secret, and every fault by name."""

import pytest
from click.testing import CliRunner

from registry.cli import main
from registry.settings import Settings
from tests.register import ISSUER, LOG, PASSPHRASE, PASSWORD


@pytest.fixture
def environment(register, folder):
    (folder / "passphrase").write_text(PASSPHRASE)
    return {
        "REGISTRY_DATABASE_URL": register.url(),
        "REGISTRY_PUBLIC_ORIGIN": "https://register.test",
        "REGISTRY_KEY_FOLDER": str(register.cluster.keys),
        "REGISTRY_KEY_PASSPHRASE_FILE": str(folder / "passphrase"),
    }


def check(environment):
    everything = {f"REGISTRY_{name.upper()}": None for name in Settings.__dataclass_fields__}
    return CliRunner(env={**everything, "COLUMNS": "250", **environment}).invoke(main, ["config", "check"])


def test_settings_that_will_do(environment, folder):
    said = check(environment)
    assert said.exit_code == 0, said.output
    for name in Settings.__dataclass_fields__:
        assert f"REGISTRY_{name.upper()}" in said.output
    for source in ("environment", "file", "default"):
        assert source in said.output
    assert str(folder / "passphrase") in said.output
    assert "registry_app:•••@" in said.output
    assert PASSWORD not in said.output


def test_a_passphrase_in_the_environment_is_not_shown(environment):
    del environment["REGISTRY_KEY_PASSPHRASE_FILE"]
    said = check(environment | {"REGISTRY_KEY_PASSPHRASE": "swordfish"})
    assert said.exit_code == 1
    assert "swordfish" not in said.output


def test_what_is_not_set_is_named(environment):
    del environment["REGISTRY_PUBLIC_ORIGIN"]
    said = check(environment)
    assert said.exit_code == 1
    assert "REGISTRY_PUBLIC_ORIGIN is not set" in said.output
    assert "未设置 REGISTRY_PUBLIC_ORIGIN" in said.output


def test_a_mistyped_variable_is_named(environment):
    said = check(environment | {"REGISTRY_POOLSIZE": "8"})
    assert said.exit_code == 1
    assert "no setting named REGISTRY_POOLSIZE" in said.output


def test_faults_of_keys_and_database_are_named_together(environment, register, folder):
    (folder / "passphrase").write_text("wrong")
    superuser = register.cluster.engine.superuser_url(register.database)
    said = check(environment | {"REGISTRY_DATABASE_URL": superuser})
    assert said.exit_code == 1
    assert "is a superuser" in said.output
    assert said.output.count("✘") == 2, said.output


def test_keys_of_another_mode_and_a_database_never_migrated(environment, register):
    said = check(environment | {"REGISTRY_LIVEMODE": "true"})
    assert said.exit_code == 1
    assert f"belongs to {ISSUER} ({LOG}, livemode False)" in said.output
    assert "embedded engine" in said.output
    bare = register.cluster.url("registry_app", "postgres")
    said = check(environment | {"REGISTRY_DATABASE_URL": bare})
    assert said.exit_code == 1
    assert "never migrated" in said.output


def test_a_database_that_is_away(environment):
    said = check(environment | {"REGISTRY_DATABASE_URL": "postgresql+psycopg://registry_app:p@127.0.0.1:1/registry"})
    assert said.exit_code == 1
    assert "Traceback" not in said.output
