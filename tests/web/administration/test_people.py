"""Administrators enter people, give them roles and a new start, and end what must end; each shows his code every time."""

from __future__ import annotations

import re

import pytest

from registry.domain.people.lockout import FREE
from registry.domain.people.roles import PersonRole
from tests.people import ANOTHER, PASSWORD
from tests.web.administration.conftest import HOME
from tests.web.people.desk import a_login, forms_of


def roles_of(register, who):
    rows = register.rows(
        "SELECT role FROM person_role WHERE person = :id AND recorded_until IS NULL ORDER BY role", id=who.person.id
    )
    return [row["role"] for row in rows]


class TestWhoeverIsNoAdministrator:
    @pytest.mark.parametrize("path", ["", "/people", "/clients", "/break-glass", "/trail", "/trail.csv"])
    def test_sees_nothing_of_it(self, browser, clerk, path):
        browser.signs_in(clerk)
        answer = browser.get(f"{HOME}{path}")
        assert answer.status_code == 403
        assert "无权" in answer.text

    def test_is_not_shown_the_way(self, browser, clerk):
        browser.signs_in(clerk)
        assert HOME not in browser.follow().text

    def test_does_nothing_there(self, browser, clerk, staff, register):
        browser.signs_in(clerk)
        browser.follow()
        word = forms_of(browser.page)[0][1]["csrf"]
        sent = {"csrf": word, "role": "registrar", "gives": "yes", "code": clerk.code(browser.clock())}
        answer = browser.post(f"{HOME}/people/{clerk.person.id}/roles", sent)
        assert answer.status_code == 403
        assert roles_of(register, clerk) == ["clerk"]


class TestEntering:
    def test_shows_the_invitation_once_to_the_security_administrator(self, desk, staff, told, register):
        security, login = desk(staff.security), a_login()
        security.get(f"{HOME}/people")
        answer = security.acts("/people", login=login, name="王芳", role="clerk", institution="")
        assert answer.status_code == 200, answer.text
        code = re.search(r'secret"><code>([A-Z2-7-]+)<', answer.text)[1]
        somebody = staff.comes_in(code)
        assert somebody.person.roles == {PersonRole.CLERK}
        assert code not in security.get(f"{HOME}/people").text
        (event,) = told("person_entered", concerning=somebody.person.id)
        assert (event["person"], event["reason"]) == (staff.security.person.id, "clerk")
        assert code not in str(register.rows("SELECT * FROM access_event"))

    def test_is_offered_to_no_other_administrator_and_refused_to_him(self, desk, staff):
        security, system = desk(staff.security), desk(staff.system)
        assert f'action="{HOME}/people"' not in system.get(f"{HOME}/people").text
        security.get(f"{HOME}/people")
        system.page = security.page
        word = forms_of(system.get("/account"))[0][1]["csrf"]
        sent = {
            "csrf": word,
            "login": a_login(),
            "name": "某",
            "role": "clerk",
            "code": staff.system.code(system.clock()),
        }
        assert system.post(f"{HOME}/people", sent).status_code == 422
        system.clock.next_code()

    def test_says_what_is_wrong_and_gives_back_what_was_typed(self, desk, staff):
        security = desk(staff.security)
        security.get(f"{HOME}/people")
        answer = security.acts("/people", login="王", name="王芳", role="maker", institution="")
        assert answer.status_code == 422
        assert 'value="王芳"' in answer.text
        assert "登录名由 3 至 32 个" in answer.text
        assert "不能担任经办" in answer.text

    @pytest.mark.parametrize("role", ["security_administrator", "", "x"])
    def test_makes_nobody_an_administrator_by_one(self, desk, staff, register, role):
        security, login = desk(staff.security), a_login()
        security.get(f"{HOME}/people")
        answer = security.acts("/people", login=login, name="某", role=role, institution="")
        assert answer.status_code == 422
        assert register.rows("SELECT 1 FROM person WHERE login = :login", login=login) == []


DONE = ("role_given", "person_disabled", "recovery_proposed")


class TestEveryAct:
    ACTS = ("roles", "disable", "recovery")

    @pytest.mark.parametrize("act", ACTS)
    @pytest.mark.parametrize("code", ["000000", "", "used"])
    def test_takes_a_code_that_was_not_used(self, desk, staff, clerk, told, *, act, code):
        security = desk(staff.security)
        before = len(told("step_up_refused", person=staff.security.person.id))
        security.looks_at(clerk)
        if code == "used":
            security.clock.passes(seconds=-30)
        shown = staff.security.code(security.clock()) if code == "used" else code
        answer = security.acts(f"/people/{clerk.person.id}/{act}", code=shown)
        assert answer.status_code == 422
        assert "验证码不正确" in answer.text
        assert not any(told(kind, concerning=clerk.person.id) for kind in DONE)
        assert len(told("step_up_refused", person=staff.security.person.id)) == before + 1
        security.clock.passes(minutes=15)

    def test_is_not_paused_by_what_others_try_under_the_login(self, desk, staff, clerk, browser):
        security = desk(staff.security)
        for _ in range(FREE + 1):
            browser.signs_in(staff.security, password=ANOTHER)
        assert security.one(clerk, "recovery").status_code == 303
        security.clock.passes(minutes=15)

    def test_is_guessed_at_a_few_times_and_then_paused(self, desk, staff, clerk, register):
        system = desk(staff.system)
        for _ in range(FREE + 1):
            assert system.one(clerk, "recovery", code="000000").status_code == 422
        assert system.one(clerk, "recovery").status_code == 422, "what is right is not looked at during a pause"
        system.clock.passes(minutes=15)
        assert system.one(clerk, "recovery").status_code == 303

    def test_is_believed_only_from_a_page_of_this_session(self, desk, staff, clerk):
        security = desk(staff.security)
        code = staff.security.code(security.clock())
        path = f"{HOME}/people/{clerk.person.id}/disable"
        assert security.post(path, {"code": code, "csrf": "x"}).status_code == 403
        word = forms_of(security.get("/account"))[0][1]["csrf"]
        assert security.post(path, {"code": code, "csrf": word}, origin="https://evil.test").status_code == 403

    def test_survives_a_session_that_was_over(self, desk, staff, clock):
        """What was typed comes back after the sign-in; the code is asked for anew."""
        security, login = desk(staff.security), a_login()
        security.get(f"{HOME}/people")
        clock.passes(hours=1)
        answer = security.acts("/people", login=login, name="王芳", role="clerk", institution="")
        assert answer.status_code == 403
        assert "登录已到期" in answer.text
        security.shows(staff.security)
        answer = security.fill_in(f"{HOME}/people")
        assert answer.status_code == 422
        assert f'value="{login}"' in answer.text
        assert security.acts("/people").status_code == 200

    @pytest.mark.parametrize("act", [*ACTS, "invite", "pause"])
    def test_about_somebody_who_is_nobody_is_no_page(self, desk, staff, act):
        security = desk(staff.security)
        word = forms_of(security.get("/account"))[0][1]["csrf"]
        for person in ("per_x", "%00", "王"):
            sent = {"csrf": word, "code": staff.security.code(security.clock())}
            assert security.post(f"{HOME}/people/{person}/{act}", sent).status_code in (400, 404, 422)
            security.clock.next_code()


class TestARole:
    def test_counts_from_the_next_request_on(self, desk, staff, clerk, browser):
        browser.signs_in(clerk)
        assert desk(staff.security).one(clerk, "roles", role="registrar", gives="yes").status_code == 303
        assert not browser.is_in(), "he signs in anew, as who he is now"
        browser.signs_in(clerk)
        assert "登记员" in browser.follow().text

    def test_is_given_and_taken_by_the_security_administrator(self, desk, staff, clerk, told, register):
        security = desk(staff.security)
        assert security.one(clerk, "roles", role="registrar", gives="yes").status_code == 303
        assert roles_of(register, clerk) == ["clerk", "registrar"]
        assert security.one(clerk, "roles", role="clerk", gives="no").status_code == 303
        assert roles_of(register, clerk) == ["registrar"]
        assert "授予" in security.looks_at(clerk).text
        for kind, role in (("role_given", "registrar"), ("role_taken", "clerk")):
            (event,) = told(kind, concerning=clerk.person.id)
            assert (event["person"], event["reason"]) == (staff.security.person.id, role)

    def test_stays_on_record_when_it_was_taken_and_given_again(self, desk, staff, clerk, register):
        security = desk(staff.security)
        for gives in ("yes", "no", "yes"):
            assert security.one(clerk, "roles", role="registrar", gives=gives).status_code == 303
        rows = register.rows("SELECT 1 FROM person_role WHERE person = :id AND role = 'registrar'", id=clerk.person.id)
        assert len(rows) == 2
        assert security.looks_at(clerk).text.count("登记员</span>") == 2

    @pytest.mark.parametrize(("role", "gives"), [("maker", "yes"), ("clerk", "yes"), ("clerk", "no"), ("x", "yes")])
    def test_is_such_as_he_may_have(self, desk, staff, clerk, register, *, role, gives):
        assert desk(staff.security).one(clerk, "roles", role=role, gives=gives).status_code == 422
        assert roles_of(register, clerk) == ["clerk"]

    def test_of_an_administrator_takes_two_and_says_who_proposed_it(self, desk, staff, clerk, register, told):
        security, system = desk(staff.security), desk(staff.system)
        assert security.one(clerk, "roles", role="audit_administrator", gives="yes").status_code == 303
        assert roles_of(register, clerk) == ["clerk"], "one alone changes nothing"
        assert staff.security.login in system.get(HOME).text
        security.get(HOME)
        assert security.acts("/role-changes").status_code == 422
        system.get(HOME)
        assert system.acts("/role-changes").status_code == 303
        assert roles_of(register, clerk) == ["audit_administrator", "clerk"]
        (given,) = told("role_given", concerning=clerk.person.id)
        assert (given["person"], given["reason"]) == (staff.system.person.id, "audit_administrator")
        for one, other in ((system, security),):
            assert one.one(clerk, "roles", role="audit_administrator", gives="no").status_code == 303
            other.get(HOME)
            assert other.acts("/role-changes").status_code == 303
        assert roles_of(register, clerk) == ["clerk"]

    def test_that_nobody_confirmed_within_a_day_is_not_given(self, desk, staff, clerk, register, clock):
        security = desk(staff.security)
        security.one(clerk, "roles", role="audit_administrator", gives="yes")
        system = desk(staff.system)
        system.get(HOME)
        (waiting,) = (fields for action, fields in forms_of(system.page) if action == f"{HOME}/role-changes")
        clock.passes(days=1)
        system = desk(staff.system)
        assert clerk.login not in system.get(HOME).text
        word = forms_of(system.get("/account"))[0][1]["csrf"]
        sent = {"csrf": word, "change": waiting["change"], "code": staff.system.code(clock())}
        assert system.post(f"{HOME}/role-changes", sent).status_code == 422
        clock.next_code()
        assert roles_of(register, clerk) == ["clerk"]


class TestANewStart:
    def test_takes_two_and_is_shown_once(self, desk, staff, clerk, told, browser):
        browser.signs_in(clerk)
        system, audit = desk(staff.system), desk(staff.audit)
        assert system.one(clerk, "recovery").status_code == 303
        assert browser.is_in()
        assert staff.system.login in audit.get(HOME).text
        assert 'name="confirm"' not in system.looks_at(clerk).text
        answer = audit.one(clerk, "recovery")
        code = re.search(r'secret"><code>([A-Z2-7-]+)<', answer.text)[1]
        assert not browser.is_in()
        assert staff.comes_in(code, password=ANOTHER).login == clerk.login
        (proposed,), (confirmed,) = (
            told(kind, concerning=clerk.person.id) for kind in ("recovery_proposed", "recovery_confirmed")
        )
        assert (proposed["person"], confirmed["person"]) == (staff.system.person.id, staff.audit.person.id)

    def test_is_not_confirmed_by_whoever_proposed_it(self, desk, staff, clerk):
        system = desk(staff.system)
        system.one(clerk, "recovery")
        word = forms_of(system.get("/account"))[0][1]["csrf"]
        sent = {"csrf": word, "confirm": "yes", "code": staff.system.code(system.clock())}
        assert system.post(f"{HOME}/people/{clerk.person.id}/recovery", sent).status_code == 422
        system.clock.next_code()


class TestWhateverEnds:
    def test_ends_wherever_he_is_signed_in(self, desk, staff, clerk, told, *, browser, another):
        for each in (browser, another):
            each.signs_in(clerk)
        assert desk(staff.security).one(clerk, "sessions").status_code == 303
        assert [each.is_in() for each in (browser, another)] == [False, False]
        (event,) = told("session_ended", concerning=clerk.person.id)
        assert event["person"] == staff.security.person.id

    def test_ends_for_good_with_whoever_is_disabled(self, desk, staff, clerk, browser, told):
        browser.signs_in(clerk)
        security = desk(staff.security)
        assert security.one(clerk, "disable").status_code == 303
        assert not browser.is_in()
        assert "已停用" in security.looks_at(clerk).text
        assert told("person_disabled", concerning=clerk.person.id)

    def test_is_not_ended_by_whoever_may_not(self, desk, staff, clerk, browser):
        browser.signs_in(clerk)
        system = desk(staff.system)
        assert "/sessions" not in system.looks_at(clerk).text
        for act in ("sessions", "disable"):
            word = forms_of(system.get("/account"))[0][1]["csrf"]
            sent = {"csrf": word, "code": staff.system.code(system.clock())}
            assert system.post(f"{HOME}/people/{clerk.person.id}/{act}", sent).status_code == 422
            system.clock.next_code()
        assert browser.is_in()

    def test_lets_a_lost_invitation_be_given_again(self, desk, staff, told):
        login = a_login()
        staff.invited(login, PersonRole.CLERK, by=staff.security)
        security = desk(staff.security)
        security.get(f"{HOME}/people")
        security.fill_in(f"{HOME}/people/search", sought=login)
        (path,) = set(re.findall(rf'href="({HOME}/people/per_[^"]+)"', security.page.text))
        security.get(path)
        answer = security.acts(f"{path.removeprefix(HOME)}/invite")
        code = re.search(r'secret"><code>([A-Z2-7-]+)<', answer.text)[1]
        assert staff.comes_in(code).login == login
        assert told("person_invited", concerning=path.rpartition("/")[2])


class TestTheList:
    def test_is_searched_without_a_name_in_an_address(self, desk, staff, clerk):
        security = desk(staff.security)
        security.get(f"{HOME}/people")
        found = security.fill_in(f"{HOME}/people/search", sought=clerk.person.name)
        assert clerk.login in found.text
        assert f"<code>{staff.audit.login}</code>" not in found.text
        assert security.fill_in(f"{HOME}/people/search", sought="%").status_code == 200
        assert clerk.login not in security.page.text

    def test_escapes_what_is_typed(self, desk, staff):
        security = desk(staff.security)
        security.get(f"{HOME}/people")
        answer = security.fill_in(f"{HOME}/people/search", sought='"><script>alert(1)</script>')
        assert "<script" not in answer.text
        assert security.fill_in(f"{HOME}/people/search", sought="\x00").status_code == 400


class TestEveryPage:
    def test_runs_no_script_is_kept_by_nobody_and_names_nobody_in_an_address(self, desk, staff, clerk):
        security = desk(staff.security)
        for path in ("", "/people", f"/people/{clerk.person.id}", "/clients", "/break-glass"):
            answer = security.get(f"{HOME}{path}")
            assert answer.status_code == 200, path
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
            assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", answer.text)
            assert not re.search(rf'(href|action)="[^"]*({clerk.login}|{clerk.person.name})', answer.text)
            assert '<html lang="zh-CN">' in answer.text

    def test_brings_whoever_signs_in_first_back_to_it(self, browser, staff, clerk):
        path = f"{HOME}/people/{clerk.person.id}"
        assert browser.get(path).headers["Location"] == f"/sign-in?next={path}"
        browser.clock.next_code()
        browser.signs_in(staff.security, path=path)
        assert browser.page.headers["Location"] == path


def test_the_keys_are_shown_with_the_commands_that_change_them(desk, staff, register):
    bank = register.enrol("示例农商行")
    shown = desk(staff.audit).get(f"{HOME}/clients").text
    for said in ("示例农商行", bank.uscc, bank.client, bank.key.key_id, "registry clients revoke"):
        assert said in shown
    assert "<form" not in shown.partition("<main")[2]


def test_the_overview_says_how_the_register_is(desk, staff):
    shown = desk(staff.audit).get(HOME).text
    assert "已确定时点" in shown
    assert "公开日志队列" in shown
    assert PASSWORD not in shown
