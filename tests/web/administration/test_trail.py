"""What people do is told to the auditor: who, from where, why; page by page, and as a file that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pyotp
import pytest

from registry.domain.access_event import AccessEvent, AccessEventKind, Seen, rows
from registry.domain.calendar import SHANGHAI
from registry.domain.people.roles import PersonRole
from registry.store.access_events import write
from tests.people import ANOTHER, PASSWORD
from tests.samples import counting
from tests.web.administration.conftest import HOME
from tests.web.people.desk import a_login

PATH = f"{HOME}/trail"


@pytest.fixture(scope="module")
def auditor(staff):
    return staff.enters(a_login(), PersonRole.AUDITOR)


@pytest.fixture
def reader(browser, auditor):
    browser.signs_in(auditor)
    return browser


@pytest.fixture
def shown(reader):
    """The rows of the trail, as it is asked for."""

    def rows_of(**asked):
        text = reader.client.get(PATH, query_string=asked, base_url="https://register.test").text
        return text.partition("<tbody>")[2].partition("</tbody>")[0].strip()

    return rows_of


class TestASignIn:
    def test_is_told_with_who_and_from_where(self, browser, clerk, told):
        browser.signs_in(clerk)
        (event,) = told("signed_in", person=clerk.person.id)
        assert event["route"] == "POST /sign-in"
        assert re.fullmatch(r"[0-9a-f]{16}", event["address"])
        browser.follow()
        browser.fill_in("/sign-out")
        assert told("signed_out", person=clerk.person.id)

    @pytest.mark.parametrize(
        ("typed", "why"), [({"password": ANOTHER}, "wrong_password"), ({"code": "0"}, "wrong_code")]
    )
    def test_that_is_refused_is_told_with_why(self, browser, clerk, told, *, typed, why):
        browser.signs_in(clerk, **typed)
        (event,) = told("sign_in_refused", person=clerk.person.id)
        assert (event["reason"], event["concerning"]) == (why, None)

    def test_under_a_login_that_nobody_has_is_told_by_a_hash(self, browser, clerk, told, register):
        """What is typed there may be a password."""
        browser.signs_in(clerk, login=PASSWORD)
        (event,) = told("sign_in_refused", reason="unknown_login")
        assert event["person"] is None
        assert re.fullmatch(r"login_[0-9a-f]{16}", event["concerning"])
        kept = str(register.rows("SELECT * FROM access_event"))
        assert PASSWORD not in kept
        assert clerk.login not in kept
        assert clerk.person.name not in kept

    def test_during_a_pause_is_told_as_that(self, browser, clerk, told):
        for _ in range(6):
            browser.signs_in(clerk, password=ANOTHER)
        assert {each["reason"] for each in told("sign_in_refused", person=clerk.person.id)} == {
            "wrong_password",
            "paused",
        }


def test_what_somebody_changes_of_his_own_is_told(browser, another, clerk, clock, told):
    another.signs_in(clerk)
    browser.signs_in(clerk)
    browser.get("/account")
    browser.fill_in("/account/sessions")
    browser.get("/account")
    browser.fill_in("/account/telephone", current=PASSWORD, code=clerk.code(clock()))
    clock.next_code()
    browser.get("/account")
    typed = {"current": PASSWORD, "password": ANOTHER, "again": ANOTHER}
    browser.fill_in("/account/password", **typed, code="000000")
    browser.fill_in("/account/password", **typed, code=clerk.code(clock()))
    clock.next_code()
    for kind in ("session_ended", "telephone_changed", "password_changed"):
        assert len(told(kind, person=clerk.person.id)) == 1, kind
    (refused,) = told("sign_in_refused", person=clerk.person.id)
    assert (refused["reason"], refused["route"]) == ("wrong_code", "POST /account/password")


def test_an_invitation_that_is_taken_up_is_told(browser, staff, clock, told, register):
    code = staff.invited(a_login(), PersonRole.CLERK, by=staff.security)
    before = len(told("invitation_taken_up"))
    browser.get("/invitation")
    browser.fill_in("/invitation", invitation=code)
    secret = re.search(r'secret"><code>([A-Z2-7 ]+)<', browser.page.text)[1].replace(" ", "")
    browser.fill_in("/invitation", password=PASSWORD, again=PASSWORD, code=pyotp.TOTP(secret).at(clock()))
    assert len(told("invitation_taken_up")) == before + 1


class TestTheTrail:
    def test_is_read_by_the_auditor_and_the_audit_administrator(self, reader, desk, staff, auditor):
        for each in (reader, desk(staff.audit)):
            shown = each.get(PATH)
            assert shown.status_code == 200
            assert "人员登录" in shown.text
            assert auditor.login in shown.text
        assert f'href="{HOME}/people"' not in reader.get(PATH).text, "he administers nothing"

    def test_is_narrowed_by_kind_day_and_person(self, shown, clerk, another, clock, told):
        another.signs_in(clerk)
        assert told("signed_in", person=clerk.person.id)
        assert clerk.login in shown(kind="signed_in", person=clerk.person.id)
        assert shown(kind="signed_out", person=clerk.person.id) == ""
        today = clock().astimezone(SHANGHAI).date()
        assert clerk.login in shown(person=clerk.person.id, day=today.isoformat())
        assert shown(person=clerk.person.id, day=(today - timedelta(days=1)).isoformat()) == ""

    def test_is_narrowed_by_institution_and_what_its_people_did(self, shown, register, staff, another, told):
        bank = register.enrol("示例审计银行")
        maker = staff.enters(a_login(), PersonRole.MAKER, identifier=bank.uscc)
        assert "示例审计银行" in shown(institution=bank.institution)
        assert "人员登录" not in shown(institution=bank.institution)
        another.signs_in(maker)
        assert told("signed_in", person=maker.person.id)
        assert maker.login in shown(institution=bank.institution)

    @pytest.mark.parametrize("asked", [{"day": "x"}, {"day": "9999-12-31"}, {"after": "x"}, {"person": "\x00"}])
    def test_is_not_asked_for_otherwise(self, reader, asked):
        answer = reader.client.get(PATH, query_string=asked, base_url="https://register.test")
        assert answer.status_code == 400

    def test_is_read_page_by_page(self, reader, register, clock):
        event = AccessEvent(kind=AccessEventKind.REFUSED, reason="many", route=None, address="0")
        many = [Seen(event, clock() - timedelta(days=2, seconds=number)) for number in range(120)]
        for each in many:
            write(register.store, rows([each], fresh=counting()))
        seen, path = 0, f"{PATH}?kind=refused&day={(clock() - timedelta(days=2)).astimezone(SHANGHAI):%Y-%m-%d}"
        pages = 0
        while path:
            text = reader.get(path).text
            seen += text.count("<code>many</code>")
            following = re.search(r'href="([^"]+)" rel="next"', text)
            path = following[1].replace("&amp;", "&") if following else None
            pages += 1
        assert 0 < seen <= 120
        assert pages == -(-seen // 50)

    def test_is_exported_as_a_file_which_is_told(self, reader, auditor, told):
        before = len(told("trail_exported", person=auditor.person.id))
        answer = reader.get(f"{PATH}.csv?kind=signed_in")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"
        head, *lines = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
        assert {line[head.index("kind")] for line in lines} == {"signed_in"}
        assert auditor.person.id in {line[head.index("person")] for line in lines}
        exported = told("trail_exported", person=auditor.person.id)
        assert len(exported) == before + 1
        assert exported[0]["reason"] == f"{len(lines)} rows"


def test_a_page_that_is_refused_is_told_with_who_asked_for_it(browser, clerk, told):
    browser.signs_in(clerk)
    assert browser.get("/administration").status_code == 403
    newest = told("refused", person=clerk.person.id)[0]
    assert (newest["route"], newest["reason"]) == ("GET /administration", "not_permitted")
