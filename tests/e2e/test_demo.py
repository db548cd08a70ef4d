"""The two commands a newcomer types, and every line the README and the demo print."""

from __future__ import annotations

import json
import re
import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyotp
import pytest
import requests

from registry.domain.people.roles import PersonRole
from tests.api.test_contract import complaints, described
from tests.e2e.running import Demo, a_free_port, running

README = Path(__file__).parents[2] / "README.md"
LENDER = Path(__file__).parents[2] / "docs" / "lender.md"
EXCHANGE = Path(__file__).parents[2] / "docs" / "exchange.md"
REGULATOR = Path(__file__).parents[2] / "docs" / "regulator.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("newcomer")
    yield made
    _delete(made)


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Demo]:
    with running(folder, a_free_port()) as started:
        yield started


def test_it_loads_three_hundred_registrations_and_prints_where_everything_is(demo: Demo):
    assert "300" in demo.output
    for place in ("credentials.json", "trust.note", f"{demo.origin}/docs"):
        assert place in demo.output
    for bank in ("rural-bank", "village-bank"):
        listed = json.loads(demo.run("api", "GET", "/v1/registrations?limit=100", "--as", bank).stdout)
        assert listed["data"], bank


@pytest.mark.parametrize("page", [README, LENDER, EXCHANGE, REGULATOR], ids=lambda page: page.name)
def test_every_line_of_a_page_does_what_the_page_says(demo: Demo, page: Path):
    lines = _lines(page)
    assert len(lines) >= 3, lines
    for line, expected, code, said in demo.type([line for line, _ in lines], [expected for _, expected in lines]):
        assert code == expected, (line, said)


def test_the_guide_s_python_runs(demo: Demo, capsys: pytest.CaptureFixture[str]):
    (block,) = re.findall(r"```python\n(.*?)```", LENDER.read_text(encoding="utf-8"), re.DOTALL)
    source = block.replace("http://127.0.0.1:8000", demo.origin).replace('".demo/', f'"{demo.folder.as_posix()}/.demo/')
    exec(compile(source, "lender.md", "exec"), {})  # our own guide

    assert capsys.readouterr().out.strip()


class TestTheSamplesOfThePages:
    """What /docs shows for each operation, as it is served, in an order in which one can follow from another."""

    FIRST = ("POST /oauth/token", "POST /v1/registrations", "POST /v1/holds", "POST /v1/seizures")
    LAST = "POST /v1/registrations/{number}/discharge"

    @pytest.fixture(scope="class")
    @classmethod
    def operations(cls, demo: Demo) -> dict[str, Any]:
        published = requests.get(f"{demo.origin}/docs/openapi.json", timeout=10).json()
        found = {
            f"{method.upper()} {path}": item[method]
            for path, item in published["paths"].items()
            for method in item.keys() - {"parameters"}
        }
        others = found.keys() - {*cls.FIRST, cls.LAST}
        return {name: found[name] for name in (*cls.FIRST, *sorted(others), cls.LAST)}

    def test_run_with_the_sdk(self, demo, operations, monkeypatch, capsys):
        monkeypatch.chdir(demo.folder)
        for name, operation in operations.items():
            exec(compile(_sample(operation, "Python SDK"), name, "exec"), {})  # our own samples
            assert capsys.readouterr().out.strip(), name

    def test_run_with_curl_and_are_answered_as_published(self, demo, operations):
        typed = {name: _sample(operation, "curl") for name, operation in operations.items()}
        token, *filings = [typed.pop(name) for name in self.FIRST]
        taken, _, *filed = demo.type([f"{token}\necho $TOKEN", filings[0], *filings], [0] * (1 + len(self.FIRST)))
        made, hold, seizure = (json.loads(said) for *_, said in filed)
        large = ("--as", "rural-bank", "--input", ".demo/sample-large.json", "--print", "id")
        keys = json.loads(demo.run("api", "GET", "/v1/client-keys", "--as", "rural-bank").stdout)["data"]
        given = {
            "KEY": keys[0]["thumbprint"],
            "DRAFT": demo.run("api", "POST", "/v1/registrations", *large).stdout.strip(),
            "TOKEN": taken[-1].strip(),
            "ITEM": made["collateral"][0]["id"],
            "OTHER": made["collateral"][0]["ahead"][0],
            "HOLD": hold["id"],
            "SEIZURE": seizure["id"],
            "NUMBER": made["number"],
            "CODE": made["certificate"]["check_code"],
            "JWS": made["certificate"]["jws"],
        }
        known = "; ".join(f"{name}={value}" for name, value in given.items())
        _, *answered = demo.type([known, *typed.values()], [0] * (1 + len(typed)))
        for name, (_, _, code, said) in zip((*self.FIRST[1:], *typed), (*filed, *answered), strict=True):
            assert code == 0, (name, said)
            published = _answer_of(operations[name])
            assert said, name
            assert published is None or complaints(published, json.loads(said)) == [], (name, said)


def test_the_printed_lines_work(demo: Demo):
    printed = [line.strip() for line in demo.output.splitlines() if line.strip().startswith(".venv/bin/registry")]
    pledge, verify, *codes, passkeys = [shlex.split(line)[1:] for line in printed]
    assert "--input" in pledge
    fresh = json.loads((demo.folder / ".demo" / "pledge.json").read_text(encoding="utf-8"))
    fresh["collateral"][0]["receipt_number"] = "CD-PRINTED-LINE"
    (demo.folder / ".demo" / "pledge.json").write_text(json.dumps(fresh), encoding="utf-8")

    assert demo.run(*pledge).returncode == 0
    assert demo.run(*verify).returncode == 0
    assert len(codes) == 2, "a clerk and whoever confirms"
    for code in codes:
        assert re.fullmatch(r"[0-9]{6}\n", demo.run(*code).stdout)
    assert demo.run(*passkeys).returncode == 0


def test_one_person_of_each_role_signs_in(demo: Demo):
    people = json.loads((demo.folder / ".demo" / "credentials.json").read_text(encoding="utf-8"))["people"]
    assert {each["role"] for each in people.values()} == set(PersonRole)
    for login, each in people.items():
        with requests.Session() as browser:
            word = re.search(r'name="csrf" value="(\w+)"', browser.get(f"{demo.origin}/sign-in", timeout=10).text)[1]
            typed = {"login": login, "password": each["password"], "code": pyotp.TOTP(each["totp"]).now()}
            form = {**typed, "csrf": word, "next": "/account"}
            answer = browser.post(f"{demo.origin}/sign-in", form, headers={"Origin": demo.origin}, timeout=10)
            assert "我的账户" in answer.text, login


def test_a_parcel_mortgaged_twice_shows_rank_2_and_why(demo: Demo):
    second = """SELECT e.registration, c.client FROM encumbrance e JOIN encumbrance_key k ON k.encumbrance = e.id
                  JOIN client_key c ON c.institution = e.institution
                 WHERE e.type = 'security' AND k.position = 2 AND k.role = 'identity' AND e.asset_kind = 'land_management_right' LIMIT 1"""
    with demo.superuser().connect() as connection:
        number, client = connection.exec_driver_sql(second).one()
    seen = json.loads(
        demo.run("api", "GET", f"/v1/registrations/{number}", "--as", client.removeprefix("demo-")).stdout
    )

    (item,) = seen["collateral"]
    assert (item["rank"], len(item["ahead"])) == (2, 1)
    (reason,) = [finding for finding in seen["findings"] if finding["code"] == "REG-AHEAD"]
    assert reason["related"] == item["ahead"]


def test_a_parcel_seized_twice_shows_who_waits(demo: Demo):
    seized = """SELECT k.key, e.asset_kind FROM encumbrance_key k JOIN encumbrance e ON e.id = k.encumbrance
                 WHERE e.type = 'seizure' AND e.recorded_until IS NULL AND k.role = 'identity'
                 GROUP BY 1, 2 HAVING count(*) = 2 LIMIT 1"""
    with demo.superuser().connect() as connection:
        key, kind = connection.exec_driver_sql(seized).one()
    query = urlencode({"kind": kind, "key": key})
    seen = json.loads(demo.run("api", "GET", f"/v1/lien-status?{query}", "--as", "exchange").stdout)
    assert (seen["flags"], seen["waiting_seizures"], seen["trade"]["verdict"]) == (["seized"], 1, "stop")


def test_a_second_demo_on_the_same_folder_says_so_and_exits(demo: Demo):
    done = demo.run("demo", "--port", str(a_free_port()))

    assert done.returncode == 1
    assert "Another demo is running" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_audit_names_a_row_that_the_database_s_owner_altered(demo: Demo):
    assert demo.run("audit").returncode == 0
    with demo.superuser().connect() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")  # triggers do not stop him
        number = connection.exec_driver_sql("SELECT min(number) FROM registration").scalar_one()
        alter = "UPDATE registration SET principal_minor = principal_minor + {} WHERE number = '{}'"
        connection.exec_driver_sql(alter.format(1, number))
        done = demo.run("audit")
        connection.exec_driver_sql(alter.format(-1, number))

    assert done.returncode == 2
    assert f"registration {number}: column principal_minor" in done.stdout
    assert demo.run("audit").returncode == 0


def test_a_monitor_outside_agrees_with_the_audit_within(demo: Demo):
    """The worker logs what is filed, whoever follows the log sees it grow, and the audit is held against what he saw."""
    address = (demo.origin, "--trust", ".demo/trust.note", "--state", "kept.checkpoint")
    assert demo.run("monitor", *address).returncode == 0
    before = int((demo.folder / "kept.checkpoint").read_text(encoding="utf-8").splitlines()[1])
    assert before > 300
    assert (
        demo.run("api", "POST", "/v1/registrations", "--as", "rural-bank", "--input", ".demo/sample.json").returncode
        == 0
    )
    until = time.monotonic() + 20
    while time.monotonic() < until:
        done = demo.run("monitor", *address)
        assert done.returncode == 0, done.stdout
        if int((demo.folder / "kept.checkpoint").read_text(encoding="utf-8").splitlines()[1]) > before:
            break
    else:
        raise AssertionError("what was filed is not in the log")
    assert demo.run("audit", "--checkpoint", "kept.checkpoint").returncode == 0


def test_an_operator_keeps_a_checkpoint_and_rebuilds_tiles_beside_a_running_worker(demo: Demo):
    ours = next((demo.folder / ".demo" / "log").glob("*.checkpoint"))
    done = demo.run("log", "keep", str(ours))
    assert done.returncode == 0, done.stderr
    done = demo.run("log", "rebuild")
    assert (done.returncode, "0 tiles" in done.stdout) == (0, True)


def test_the_log_is_json_and_names_no_person(demo: Demo):
    lines = (demo.folder / ".demo" / "server.log").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines if line.startswith("{")]
    assert any(event.get("event") == "request" and event.get("request_id") for event in events)
    pledge = json.loads((demo.folder / ".demo" / "pledge.json").read_text(encoding="utf-8"))
    for grantor in pledge["grantors"]:
        assert not any(grantor["identifier"]["value"] in line for line in lines)


def test_however_it_is_stopped_nothing_is_left_running_and_the_next_start_goes_on(folder: Path):
    own = folder / "again"
    own.mkdir()
    first = Demo(own, a_free_port())
    first.wait_until_it_says("载入登记")
    first.kill()
    _wait_for_silence(first)
    with running(own, a_free_port()) as second:
        assert "300" in second.output
        before = _listed(second)
        assert second.interrupt() == 0, second.output
        assert not second.answers()
    with running(own, a_free_port()) as third:
        assert "300" in third.output
        assert _listed(third) == before
        assert third.run("audit").returncode == 0
        third.kill()
        _wait_for_silence(third)


def _wait_for_silence(demo: Demo) -> None:
    until = time.monotonic() + 60
    while demo.answers():
        assert time.monotonic() < until, "the service outlived its launcher"
        time.sleep(0.2)


def _listed(demo: Demo) -> Any:
    return json.loads(demo.run("api", "GET", "/v1/registrations?limit=100", "--as", "rural-bank").stdout)["data"]


def _lines(page: Path) -> list[tuple[str, int]]:
    """Every `registry` line of a page with the exit code the page says (0 if it says none)."""
    found = []
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            if ".venv/bin/registry " in line:
                said = re.search(r"exit (\d+)", line.partition(" #")[2])
                found.append((line, int(said[1]) if said and "exit 2 names" not in line else 0))
    return found


def _sample(operation: dict[str, Any], label: str) -> str:
    (source,) = [sample["source"] for sample in operation["x-codeSamples"] if sample["label"] == label]
    return str(source)


def _answer_of(operation: dict[str, Any]) -> Any:
    """The schema of what the operation answers when all is well; None of what is no JSON."""
    well = next(status for status in ("201", "200") if status in operation["responses"])
    content = described(operation["responses"], well)["content"]
    return content["application/json"]["schema"] if "application/json" in content else None


def _delete(folder: Path) -> None:
    """The engine knows where its own files lie."""
    from registry.engine import Cluster

    for place in (folder, folder / "again"):
        Cluster(place / ".demo" / "postgres").destroy()
