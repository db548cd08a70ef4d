"""What an administrator types: whoever acts shows who he is, and what takes two takes two."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from registry.cli import main
from registry.domain.people.roles import PersonRole
from registry.process import clock
from registry.service.people.entering import opened
from tests.people import ANOTHER, PASSWORD, Clock, Somebody, Staff
from tests.register import ORIGIN, PASSPHRASE, RegisterUnderTest


@pytest.fixture(scope="module")
def staff(register: RegisterUnderTest) -> Staff:
    """As they came in an hour ago, so that the code of now is one that nobody has used."""
    earlier = Clock()
    earlier.passes(hours=-1)
    return Staff(register, earlier)


@pytest.fixture
def types(register: RegisterUnderTest):
    """A command as it is typed, and what is typed when it asks."""

    variables = {
        "REGISTRY_DATABASE_URL": register.url(),
        "REGISTRY_PUBLIC_ORIGIN": ORIGIN,
        "REGISTRY_KEY_FOLDER": str(register.cluster.keys),
        "REGISTRY_KEY_PASSPHRASE": PASSPHRASE,
        "COLUMNS": "200",
    }

    def typed(*arguments: str, password: str = PASSWORD, **acting: Somebody) -> Result:
        answers, options = "", []
        for option, who in acting.items():
            # What one test used up another may show again.
            register.rows("UPDATE second_factor SET used = 0 WHERE person = :id RETURNING 1", id=who.person.id)
            answers += f"{password}\n{who.code(clock())}\n"
            options += [f"--{option}", who.login]
        return CliRunner().invoke(main, ("people", *arguments, *options), env=variables, input=answers)

    return typed


def the_code(done: Result) -> str:
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


class TestAdding:
    def test_prints_an_invitation_and_nothing_beside_it(self, types, staff, register):
        done = types("add", "clerk", "--name", "王芳", "--role", "clerk", by=staff.security)
        found = opened(register.store, register.authority, code=the_code(done), at=clock())
        assert (found.person.name, found.person.roles) == ("王芳", {PersonRole.CLERK})
        assert f"{ORIGIN}/invitation" in done.stderr
        assert PASSWORD not in done.output

    def test_says_up_to_which_amount_somebody_enters_what_another_drafted(self, types, staff, register):
        add = ("add", "limited", "--name", "某", "--role", "registrar", "--ceiling")
        assert types(*add, "many", by=staff.security).exit_code == 1
        the_code(types(*add, "500000.00", by=staff.security))
        granted = (
            "SELECT ceiling_minor, currency FROM person_role r JOIN person p ON p.id = r.person WHERE login = :login"
        )
        assert register.rows(granted, login="limited") == [{"ceiling_minor": 50_000_000, "currency": "CNY"}]

    def test_takes_a_word_that_is_believed(self, types, staff):
        done = types("add", "other", "--name", "某", "--role", "clerk", by=staff.security, password=ANOTHER)
        assert done.exit_code == 1
        assert "登录名、口令或者验证码不正确" in done.output

    def test_takes_somebody(self, types, staff):
        done = types("add", "other", "--name", "某", "--role", "clerk")
        assert done.exit_code == 1
        assert "无权" in done.output

    def test_an_administrator_takes_two(self, types, staff, register):
        second_auditor = ("add", "audit-2", "--name", "某", "--role", "audit_administrator")
        alone = types(*second_auditor, by=staff.security)
        assert alone.exit_code == 1
        assert "两名不同的管理员" in alone.output
        assert opened(
            register.store, register.authority, at=clock(),
            code=the_code(types(*second_auditor, by=staff.security, second=staff.system)),
        )  # fmt: skip

    def test_says_what_is_wrong_in_both_languages(self, types, staff):
        done = types("add", "王芳", "--name", "王芳", "--role", "maker", by=staff.security)
        assert done.exit_code == 1
        assert "登录名由 3 至 32 个" in done.output
        assert "Nobody of that institution can be maker" in done.output

    def test_names_an_institution_by_its_credit_code(self, types, staff, register):
        bank = register.enrol("示例银行")
        maker = ("add", "maker", "--name", "某", "--role", "maker", "--institution")
        assert types(*maker, "91500000", by=staff.security).exit_code == 1
        assert types(*maker, bank.uscc, by=staff.security).exit_code == 0


def test_whoever_has_lost_everything_is_given_a_new_start_by_two(types, staff, register):
    clerk = staff.enters("forgetful", PersonRole.CLERK)
    assert types("recover", clerk.login, by=staff.system).exit_code == 0
    same = types("recover", clerk.login, "--confirm", by=staff.system)
    assert (same.exit_code, "均不得为本人" in same.output) == (1, True)
    code = the_code(types("recover", clerk.login, "--confirm", by=staff.audit))
    assert opened(register.store, register.authority, code=code, at=clock()).person == clerk.person


def test_an_invitation_that_was_lost_is_given_again(types, staff, register):
    the_code(types("add", "late", "--name", "某", "--role", "clerk", by=staff.security))
    code = the_code(types("invite", "late", by=staff.security))
    assert opened(register.store, register.authority, code=code, at=clock())


def test_whoever_leaves_is_disabled_at_once(types, staff):
    leaver = staff.enters("leaver", PersonRole.CLERK)
    assert types("disable", leaver.login).exit_code == 1, "somebody must say so"
    assert types("disable", leaver.login, by=leaver).exit_code == 1, "and not he himself"
    assert types("disable", leaver.login, by=staff.security).exit_code == 0
    assert types("disable", leaver.login, by=staff.security).exit_code == 1


def test_the_list_says_who_there_is_and_how_they_stand(types, staff):
    listed = {row["login"]: row for row in json.loads(types("list", "--json").stdout)}
    assert listed["security"]["roles"] == ["security_administrator"]
    assert listed["security"]["has_credentials"] is True
    shown = types("list").stdout
    assert "安全管理员" in shown
    assert "登记机构" in shown
