"""docker-compose.yml says what settings.py takes, keeps secrets in files, and waits for what must be there first."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from registry.cli import COMMANDS, main
from registry.cli.serve import options
from registry.settings import LogSettings, Settings, from_environment
from registry.store.migrate import ROLES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
NGINX = (ROOT / "docs/deployment/nginx.conf").read_text(encoding="utf-8")
VARIABLES = {f"REGISTRY_{field.name.upper()}" for field in fields(Settings)}
OF_THE_WORKER = {f"REGISTRY_{field.name.upper()}" for field in fields(LogSettings)}
REQUIRED = {f"REGISTRY_{field.name.upper()}" for field in fields(Settings) if field.default is MISSING}
SECRET = ("PASSWORD", "PASSPHRASE", "DATABASE_URL", "SECRET", "TOKEN")
OURS = [name for name, service in SERVICES.items() if service.get("image") == "registry:local"]


def variables(name):
    return {variable: str(value) for variable, value in SERVICES[name].get("environment", {}).items()}


def seconds(text):
    return int(text.removesuffix("s"))


def test_every_variable_is_a_setting():
    for name in OURS:
        known = OF_THE_WORKER if name == "worker" else VARIABLES
        unknown = {each.removesuffix("_FILE") for each in variables(name)} - known
        assert not unknown, (name, unknown)


def test_the_worker_states_all_of_its_own():
    assert {each.removesuffix("_FILE") for each in variables("worker")} == OF_THE_WORKER


def test_the_service_states_every_setting_and_settings_py_takes_them(tmp_path):
    given = variables("api")
    assert {each.removesuffix("_FILE") for each in given} == VARIABLES
    for secret in SERVICES["api"]["secrets"]:
        (tmp_path / secret).write_text("postgresql+psycopg://registry_app:p@postgres/registry")
    taken = {
        name: re.sub(r"\$\{\w+:-(.*)\}", r"\1", value).replace("/run/secrets", str(tmp_path))
        for name, value in given.items()
    }
    for livemode in ("false", "true"):
        settings = from_environment(taken | {"REGISTRY_LIVEMODE": livemode})
        assert settings.pool_size == 4
        assert str(settings.key_folder) == "/keys"
    assert {each.removesuffix("_FILE") for each in variables("audit")} >= REQUIRED


def test_every_secret_is_a_file_and_every_file_is_given_and_ignored_by_git():
    for name, service in SERVICES.items():
        given = set(service.get("secrets", []))
        assert given <= set(COMPOSE["secrets"])
        for variable, value in variables(name).items():
            if any(word in variable for word in SECRET):
                assert variable.endswith("_FILE"), (name, variable)
                assert value.removeprefix("/run/secrets/") in given, (name, variable)
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())
    assert all(secret["file"] == f"./secrets/{name}" for name, secret in COMPOSE["secrets"].items())
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/secrets/", "/keys/"} <= set(ignored)
    assert set(ROLES) <= set(SERVICES["migrate"]["secrets"])


def test_only_who_signs_or_audits_has_the_keys():
    keyed = {name for name, service in SERVICES.items() if "key_passphrase" in service.get("secrets", [])}
    mounted = {name for name, each in SERVICES.items() if any("./keys" in volume for volume in each.get("volumes", []))}
    assert keyed == {"api", "audit"}
    assert mounted == keyed | {"worker"}, "of whom the worker finds the index there, and nothing it can open"


def test_only_the_worker_has_the_logs_key_and_the_place_of_its_last_checkpoint():
    assert {"/log-keys/", "/log-state/"} <= set((ROOT / ".gitignore").read_text(encoding="utf-8").splitlines())
    opens = {name for name, service in SERVICES.items() if "log_key_passphrase" in service.get("secrets", [])}
    assert opens == {"worker"}
    for own in ("./log-keys", "./log-state"):
        holders = {name for name, each in SERVICES.items() if any(own in volume for volume in each.get("volumes", []))}
        assert holders == {"worker"}, own
    assert "./log-state:/log-state" in SERVICES["worker"]["volumes"], "it is written"


def test_what_stays_up_says_whether_it_is_well_and_is_waited_for():
    lasting = {name for name, service in SERVICES.items() if service.get("restart") == "unless-stopped"}
    assert lasting == {"postgres", "api", "worker", "nginx"}
    assert all({"test", "interval", "timeout", "retries"} <= set(SERVICES[name]["healthcheck"]) for name in lasting)
    waited = {
        name: {other: each["condition"] for other, each in service.get("depends_on", {}).items()}
        for name, service in SERVICES.items()
    }
    first = {"postgres": "service_healthy", "migrate": "service_completed_successfully"}
    assert waited["migrate"] == {"postgres": "service_healthy"}
    assert waited["api"] == waited["worker"] == first
    assert waited["nginx"] == {"api": "service_healthy"}


def test_commands_are_ours_and_take_their_options():
    for name in OURS:
        command, *rest = SERVICES[name]["command"]
        assert command in COMMANDS
        said = CliRunner().invoke(main, [command, "--help"]).output
        assert all(option in said for option in rest if option.startswith("--")), (name, rest)
    program, command, *rest = SERVICES["worker"]["healthcheck"]["test"][1:]
    assert (program, command) == ("registry", "worker")
    assert all(option in CliRunner().invoke(main, [command, "--help"]).output for option in rest)


def test_a_stop_leaves_time_to_answer():
    graceful = options("127.0.0.1:1", 1, threads=1)["graceful_timeout"]
    assert seconds(SERVICES["api"]["stop_grace_period"]) > graceful > 12, "lock and statement timeouts together"


def test_only_nginx_is_reached_from_outside_and_processes_have_few_rights():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    for name in OURS:
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_files_that_are_mounted_exist():
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert not source.startswith("./docs") or (ROOT / source).is_file(), source
    assert os.access(ROOT / "docs/deployment/provision.sh", os.X_OK)


def test_nginx_forwards_the_public_routes_and_no_other(app):
    (pattern,) = re.findall(r"location ~ (\S+) \{", NGINX)
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    forwarded = {route for route in routes if re.search(pattern, route)}
    assert routes - forwarded == {"/metrics"}
    assert f"server api:{SERVICES['api']['command'][2].rpartition(':')[2]};" in NGINX
    assert "X-Forwarded-For" in NGINX  # by which the service knows that /metrics is not to be shown


def test_nginx_calls_a_service_that_is_away_unavailable():
    assert "error_page 502 504 @away" in NGINX
    (body,) = re.findall(r"return 503 '(.*)';", NGINX)
    assert json.loads(body)["code"] == "unavailable"
    assert json.loads(body)["status"] == 503


def test_the_image_holds_what_the_lock_says_and_runs_as_nobody():
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    syncs = [line for line in lines if "uv sync" in line]
    assert syncs
    assert all("--frozen" in line and "--no-dev" in line and "--extra" not in line for line in syncs)
    (installer,) = re.findall(r"uv==(\S+)", "\n".join(lines))
    assert f"UV={installer}" in (ROOT / ".ci/bootstrap").read_text(encoding="utf-8").splitlines()
    (user,) = [line.split()[1] for line in lines if line.startswith("USER")]
    assert int(user.partition(":")[0]) > 0
    python = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert python.removeprefix(">=") in lines[1]


def test_the_client_reads_the_file_as_we_do(tmp_path):
    """Where a compose client is installed it is asked; where none is, the file must at least keep to what every client
    knows."""
    client = compose_client()
    if client is None:
        assert set(COMPOSE) == {"x-registry", "services", "volumes", "secrets"}
        known = {
            "build", "image", "restart", "read_only", "tmpfs", "cap_drop", "security_opt", "environment", "secrets",
            "volumes", "shm_size", "stop_grace_period", "healthcheck", "command", "depends_on", "profiles", "ports",
        }  # fmt: skip
        assert {key for service in SERVICES.values() for key in service} <= known
        return
    said = subprocess.run(
        [*client, "-f", str(ROOT / "docker-compose.yml"), "config"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    read = yaml.safe_load(said.stdout)
    assert set(read["services"]) >= set(SERVICES) - {"audit"}


def compose_client():
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]):
            asked = subprocess.run([*command, "version"], capture_output=True, check=False)
            if asked.returncode == 0:
                return command
    return None


@pytest.mark.parametrize("name", ["nginx", "postgres"])
def test_images_are_pinned(name):
    assert re.search(r":\d+\.\d+", SERVICES[name]["image"])
