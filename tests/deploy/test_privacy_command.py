"""What the counter types for a person, and an operator when a secret is replaced. No number is ever an argument."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from registry.cli import main
from registry.service.authority import SERVING, Authority
from registry.service.file import Desk
from registry.service.subject_report import by_code
from registry.signing.keys import SECRET_USES
from registry.signing.ring import open_ring
from tests.lender import Lender
from tests.register import ORIGIN, PASSPHRASE, RegisterUnderTest
from tests.samples import NOON, a_grantor, a_person, a_receipt


@pytest.fixture(scope="module")
def register(cluster, tmp_path_factory):
    """With a ring of its own, for its secrets are replaced."""
    keys = tmp_path_factory.mktemp("ring") / "keys"
    shutil.copytree(cluster.keys, keys)
    keys.chmod(0o700)
    made = replace(cluster, keys=keys).new_register("privacy_command")
    yield made
    assert made.audit() == []
    made.close()


@pytest.fixture(scope="module")
def lender(register):
    return Lender(register)


@pytest.fixture
def types(register: RegisterUnderTest):
    def typed(*arguments: str, number: str = "", role: str = "registry_app") -> Result:
        variables = {
            "REGISTRY_DATABASE_URL": register.url(role), "REGISTRY_PUBLIC_ORIGIN": ORIGIN,
            "REGISTRY_KEY_FOLDER": str(register.cluster.keys), "REGISTRY_KEY_PASSPHRASE": PASSPHRASE,
        }  # fmt: skip
        return CliRunner().invoke(main, arguments, env=variables, input=f"{number}\n")

    return typed


def filed(lender, person):
    return lender.register(a_receipt(), grantors=(a_grantor(person),)).entry.registration


class TestTheCounter:
    def test_tells_a_person_what_stands_against_him(self, types, register, lender):
        person = a_person(name="贺兰窗口")
        number = filed(lender, person)
        done = types("privacy", "report", number=person.identifier.value)
        assert done.exit_code == 0, done.output
        assert [each["registration"] for each in json.loads(done.stdout)["registrations"]] == [number]
        assert person.identifier.value not in done.output

    def test_prints_a_grantor_s_code_again(self, types, register, lender):
        number = filed(lender, a_person())
        done = types("privacy", "code", number)
        found = by_code(register.store, register.authority, number=number, code=done.stdout.strip(), at=NOON)
        assert [each.number for each in found.registered] == [number]

    def test_takes_no_number_that_does_not_check(self, types):
        done = types("privacy", "report", number="500233196804123018")
        assert (done.exit_code, "500233196804123018" in done.output) == (1, False)


class TestTheOfficer:
    def test_erases_nobody_whose_registration_stands(self, types, register, lender):
        person = a_person()
        number = filed(lender, person)
        asked = ("privacy", "erase", "--reason", "withdrawn")
        refused = types(*asked, number=person.identifier.value, role="registry_eraser")
        assert (refused.exit_code, number in refused.stderr) == (1, True)
        done = types(*asked, "--although-standing", number=person.identifier.value, role="registry_eraser")
        assert (done.exit_code, "4 values erased" in done.stdout) == (0, True), done.output
        again = types(*asked, number=person.identifier.value, role="registry_eraser")
        assert again.exit_code == 1


def test_a_secret_is_replaced_and_destroyed(types, register, lender):
    person = a_person(name="贺兰换钥")
    number = filed(lender, person)
    former = {use: register.authority.ring.current(use).kid for use in sorted(SECRET_USES)}
    for use in former:
        assert types("keys", "prepare", str(use)).exit_code == 0
        assert types("keys", "rotate", str(use)).exit_code == 0
    early = types("privacy", "destroy-key", former["disclosure"], role="registry_eraser")
    assert (early.exit_code, "still under" in early.stderr) == (1, True)
    assert types("privacy", "rekey", role="registry_eraser").exit_code == 0
    assert types("privacy", "rekey", "--people").exit_code == 0
    for kid in former.values():
        done = types("privacy", "destroy-key", kid, role="registry_eraser")
        assert (done.exit_code, done.stdout.strip().endswith(kid)) == (0, True), done.output
    register.authority = Authority(open_ring(register.cluster.keys, passphrase=PASSPHRASE, uses=SERVING))
    register.desk = Desk(register.store, register.authority, origin=ORIGIN)
    report = types("privacy", "report", number=person.identifier.value)
    assert [each["registration"] for each in json.loads(report.stdout)["registrations"]] == [number]
