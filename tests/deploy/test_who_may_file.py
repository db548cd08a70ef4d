"""The operator's guide, typed: administrators, an institution, its first system, and the end of its key."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from click.testing import CliRunner, Result

from registry.cli import main
from registry.signing.client_keys import ClientKey
from tests.api.problem import refused
from tests.passkeys import a_holder
from tests.people import Clock, Staff
from tests.register import LOG, ORIGIN, PASSPHRASE, Cluster, Enrolled, RegisterUnderTest, Teller, an_app, today
from tests.samples import a_body

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "operator.md").read_text(encoding="utf-8")
USCC = "91500000MA60000161"


def block(title: str) -> list[str]:
    """The commands under a heading of the guide."""
    section = GUIDE.split(f"\n### {title}\n", 1)[1].split("\n#", 1)[0]
    return "".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL)).splitlines()


class Machine:
    """Where the commands are typed, one after the other, into the files they name."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        cluster.new_database("guided")
        self.register = RegisterUnderTest(cluster, "guided")
        (folder / "passphrase").write_text(PASSPHRASE)
        self._environment = {
            "REGISTRY_DATABASE_URL": self.register.url(),
            "REGISTRY_PUBLIC_ORIGIN": ORIGIN,
            "REGISTRY_KEY_FOLDER": str(cluster.keys),
            "REGISTRY_KEY_PASSPHRASE_FILE": str(folder / "passphrase"),
            "REGISTRY_ADMINISTRATOR_PASSPHRASE_FILE": str(folder / "passphrase"),
        }

    def typed(self, line: str, **words: str) -> str:
        command, _, into = line.partition(" > ")
        arguments = [words.get(word, word) for word in shlex.split(command)[1:]]
        done = self.run(*arguments)
        assert done.exit_code == 0, (line, done.output, done.exception)
        if into:
            Path(into).write_text(done.stdout)
        return done.output

    def run(self, *arguments: str, **typed: str) -> Result:
        return CliRunner().invoke(main, arguments, env=self._environment, **typed)

    def follow(self, title: str, **words: str) -> str:
        return "".join(self.typed(line, **words) for line in block(title))


def test_the_guide_s_commands_enrol_a_system_that_files_and_end_its_key(cluster, folder, monkeypatch):
    monkeypatch.chdir(folder)
    machine = Machine(cluster, folder)
    assert "alice" in machine.follow("Administrators")
    Path("letter.pdf").write_bytes(b"%PDF a sealed letter")
    assert "core-banking" in machine.follow("An institution and its first system", LOG=LOG)

    key = ClientKey.load(Path("system.pem"))
    system = Enrolled(name="重庆示例农村商业银行", uscc=USCC, institution="", client="core-banking", key=key)
    with an_app(machine.register.settings()) as app:
        bank = Teller(machine.register, system, app=app)
        made = bank.register(a_body(today=today()))
        assert made.status_code == 201, made.json
        refused(bank.discharge(made.json["number"]), 403, code="not_allowed_to_client")

        machine.follow("Ending a key", **{"$KEY": key.key_id})
        refused(bank.register(a_body(today=today())), 401, code="key_revoked")

    checker = a_holder(Staff(machine.register, Clock()), "checker", identifier=USCC)
    made = checker.waits()
    said = machine.follow("Passkeys", **{"$PASSKEY": made})
    assert "待批准" in said
    assert "revoke_passkey" in said
    assert "已注销" in machine.run("people", "passkeys", "list").stdout
    assert machine.run("people", "passkeys", "demo").exit_code == 1  # nobody's keys lie about here
    machine.register.sequence()
    assert machine.register.audit() == []
    machine.register.close()

    other = Path("other.pdf")
    other.write_bytes(b"%PDF another letter")
    mistaken = ["administrators", "approve", "key.json", "--as", "alice.pem", "--letter", str(other), "--yes"]
    assert machine.run(*mistaken).exit_code == 1, "the letter before him is another"
    unread = ["administrators", "approve", "key.json", "--as", "alice.pem"]
    assert machine.run(*unread, input="n\n").exit_code == 1, "he said no"
    assert len(json.loads(Path("key.json").read_text())["approvals"]) == 2
