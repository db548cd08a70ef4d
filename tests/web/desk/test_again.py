"""Pages that are sent twice, gone back to, left alone too long, or looked at by somebody else."""

from __future__ import annotations

import re

import pytest

from registry.domain.people.roles import PersonRole
from registry.service import drafts as service
from tests.people import PASSWORD
from tests.samples import a_forest_body
from tests.web.desk.clerk import AtTheDesk, Forms, an_asset
from tests.web.people.desk import Browser, a_login


@pytest.fixture
def other(app, clock, staff, lender):
    """Another clerk, at a screen of his own."""
    made = AtTheDesk(Browser(app, clock), staff.enters(a_login(), PersonRole.CLERK), lender=lender)
    made.signs_in()
    return made


def drafts(register):
    return register.rows("SELECT id FROM draft")


def registrations(register):
    return register.rows("SELECT number FROM registration")


class TestAPageSentTwice:
    def test_begins_one_draft(self, desk, register):
        desk.goes_to("/desk")
        fields = Forms(desk.page.text).forms["/desk/registrations"] | {"kind": "forest_right", "code": "K-1"}
        before = len(drafts(register))
        first, second = (desk.browser.post("/desk/registrations", fields).headers["Location"] for _ in range(2))
        assert first == second
        assert len(drafts(register)) == before + 1

    def test_goes_on_as_it_did_the_first_time(self, desk):
        desk.begins("forest_right")
        fields = {**Forms(desk.page.text).forms[desk.at], **an_asset(a_forest_body())}
        path = desk.at
        answers = [desk.browser.post(path, fields) for _ in range(2)]
        assert [each.status_code for each in answers] == [303, 303]
        assert {each.headers["Location"] for each in answers} == {path.replace("/asset", "/grantors")}

    def test_is_submitted_once_and_entered_once(self, desk, registrar, register, clock):
        desk.fills_in(a_forest_body())
        path = desk.at.removesuffix("/check")
        signed = re.search(r'name="signed" value="(\w+)"', desk.page.text)[1]
        fields = {**Forms(desk.page.text).forms[desk.at], "signed": signed}
        answers = [desk.browser.post(f"{path}/check", fields) for _ in range(2)]
        assert [each.headers["Location"] for each in answers] == [f"{path}/second"] * 2
        desk.goes_to(f"{path}/second")
        before = len(registrations(register))
        shown = {"login": registrar.login, "password": PASSWORD, "code": registrar.code(clock())}
        fields = Forms(desk.page.text).forms[f"{path}/second"] | shown
        answers = [desk.browser.post(f"{path}/second", fields) for _ in range(2)]
        clock.next_code()
        assert [each.headers["Location"] for each in answers] == [f"{path}/done"] * 2
        assert len(registrations(register)) == before + 1

    def test_shows_where_it_stands_to_whoever_goes_back(self, desk, registrar):
        desk.fills_in(a_forest_body())
        path = desk.at.removesuffix("/check")
        desk.submits()
        for page in ("asset", "papers", "check"):
            assert desk.browser.get(f"{path}/{page}").headers["Location"] == f"{path}/second"
        desk.goes_to(f"{path}/second")
        desk.confirmed_by(registrar)
        for page in ("asset", "check", "second"):
            assert desk.browser.get(f"{path}/{page}").headers["Location"] == f"{path}/done"


class TestAnOldPage:
    def test_overwrites_nothing_and_loses_nothing(self, desk):
        """Two windows on one draft: the second is told, with all that was typed in it."""
        desk.begins("forest_right")
        path, old = desk.at, Forms(desk.page.text).forms[desk.at]
        desk.types({**an_asset(a_forest_body()), "collateral/0/species": "松"})
        answer = desk.browser.post(path, {**old, **an_asset(a_forest_body()), "collateral/0/species": "柏"})
        assert answer.status_code == 409
        assert Forms(answer.text).forms[path]["collateral/0/species"] == ["柏"]
        assert Forms(desk.goes_to(path).text).forms[path]["collateral/0/species"] == ["松"]
        desk.browser.page = answer
        desk.types({})
        assert Forms(desk.goes_to(path).text).forms[path]["collateral/0/species"] == ["柏"]


class TestASessionThatEnded:
    def test_keeps_what_was_typed(self, app, clock, staff, lender):
        made = AtTheDesk(Browser(app, clock), staff.enters(a_login(), PersonRole.CLERK), lender=lender)
        made.signs_in()
        made.begins("forest_right")
        path = made.at
        clock.passes(minutes=31)
        typed = an_asset(a_forest_body())
        answer = made.browser.post(path, {**Forms(made.page.text).forms[path], **typed})
        assert answer.status_code == 403
        assert "填写的内容会保留" in answer.text
        made.browser.shows(made.who)
        assert made.page.status_code == 200, "nothing is sent by itself"
        made.sends(path)
        assert made.at == path.replace("/asset", "/grantors")
        assert Forms(made.goes_to(path).text).forms[path]["collateral/0/species"] == ["马尾松"]

    def test_keeps_no_password_of_the_second_person(self, app, clock, staff, lender, registrar):
        made = AtTheDesk(Browser(app, clock), staff.enters(a_login(), PersonRole.CLERK), lender=lender)
        made.signs_in()
        made.fills_in(a_forest_body())
        made.submits()
        clock.passes(minutes=31)
        answer = made.confirmed_by(registrar, password="ein Geheimnis")
        assert answer.status_code == 403
        assert "ein Geheimnis" not in answer.text


class TestAnotherClerk:
    def test_neither_sees_nor_changes_what_is_being_filled_in(self, desk, other):
        desk.begins("forest_right")
        path = desk.at
        assert other.browser.get(path).status_code == 403
        other.goes_to("/desk")
        word = Forms(other.page.text).forms["/desk/registrations"]["csrf"][0]
        assert other.browser.post(path, {"csrf": word, "version": "1", **an_asset(a_forest_body())}).status_code == 403

    def test_finds_on_his_first_page_what_waits_for_a_second_person(self, desk, other):
        desk.fills_in(a_forest_body())
        draft = desk.at.split("/")[2]
        desk.submits()
        assert f"/drafts/{draft}" in other.goes_to("/desk").text

    def test_confirms_on_the_first_clerk_s_screen_and_the_first_stays_signed_in(self, desk, other, register):
        desk.fills_in(a_forest_body())
        desk.submits()
        desk.confirmed_by(other.who)
        assert desk.at.endswith("/done")
        assert desk.browser.is_in()


class TestWhoeverHasNoBusinessThere:
    @pytest.mark.parametrize("role", [PersonRole.AUDITOR, PersonRole.SECURITY_ADMINISTRATOR])
    def test_is_offered_no_desk_and_finds_none(self, browser, staff, desk, role):
        other = staff.enters(a_login(), role) if role is PersonRole.AUDITOR else staff.security
        browser.signs_in(other)
        assert 'href="/desk"' not in browser.follow().text
        desk.begins("forest_right")
        for path in ("/desk", desk.at, desk.at.replace("/asset", "/certificate.pdf")):
            assert browser.get(path).status_code == 403


class TestTheSecondPerson:
    def test_is_never_the_first(self, desk, register):
        desk.fills_in(a_forest_body())
        desk.submits()
        before = len(registrations(register))
        answer = desk.confirmed_by(desk.who)
        assert answer.status_code == 422
        assert "须由经办人以外的另一名有权人员复核" in answer.text
        desk.browser.clock.next_code()  # his own code was used up for it
        assert len(registrations(register)) == before

    @pytest.mark.parametrize("wrong", [{"password": "x"}, {"code": "000000"}, {"login": "nobody"}])
    def test_shows_everything_he_signs_in_with(self, desk, registrar, register, wrong):
        desk.fills_in(a_forest_body())
        desk.submits()
        before = len(registrations(register))
        assert desk.confirmed_by(registrar, **wrong).status_code == 422
        assert len(registrations(register)) == before

    def test_has_a_role_for_it(self, desk, staff):
        auditor = staff.enters(a_login(), PersonRole.AUDITOR)
        desk.fills_in(a_forest_body())
        desk.submits()
        answer = desk.confirmed_by(auditor)
        assert answer.status_code == 422
        desk.browser.clock.next_code()


class TestWhatWaits:
    def test_is_taken_back_and_changed_by_its_maker(self, desk, registrar):
        desk.fills_in(a_forest_body(species="松"))
        path = desk.at.removesuffix("/check")
        desk.submits()
        desk.sends(f"{path}/back")
        assert desk.at.endswith("/asset")
        assert desk.at != f"{path}/asset"
        assert Forms(desk.page.text).forms[desk.at]["collateral/0/species"] == ["松"]
        assert "没有登记任何内容" in desk.goes_to(f"{path}/ended").text

    def test_is_not_entered_from_a_page_that_showed_something_else(self, desk, registrar, register, clock):
        """The second person confirms what he sees: a form of before it was handed back and changed is no word of his."""
        desk.fills_in(a_forest_body(species="松"))
        path = desk.at.removesuffix("/check")
        desk.submits()
        seen_first = desk.page
        self.hand_back(path, registrar, register=register, at=clock())
        desk.goes_to(f"{path}/asset")
        desk.types({"collateral/0/species": "柏"})
        desk.goes_to(f"{path}/check")
        desk.submits()
        desk.browser.page = seen_first
        before = len(registrations(register))
        assert desk.confirmed_by(registrar).status_code == 409
        assert len(registrations(register)) == before

    @staticmethod
    def hand_back(path, who, *, register, at):
        found = service.opened(register.store, register.authority, draft=path.split("/")[2], institution="register")
        service.hand_back(
            register.store, register.authority, by=who.person, seen=found.seen, reason="缺<b>户口簿", at=at
        )

    def test_that_is_handed_back_says_why(self, desk, registrar, register, clock):
        desk.fills_in(a_forest_body())
        path = desk.at.removesuffix("/check")
        desk.submits()
        self.hand_back(path, registrar, register=register, at=clock())
        assert "已退回" in desk.goes_to("/desk").text
        assert "缺&lt;b&gt;户口簿" in desk.goes_to(f"{path}/check").text
        desk.submits()
        desk.confirmed_by(registrar)
        assert desk.at.endswith("/done")
