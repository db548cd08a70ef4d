"""Whoever is shown a person's values says why, and it is written down before he sees them."""

import pytest

from registry.domain.access import Role
from tests.api.problem import pointers, refused
from tests.register import an_app, today
from tests.samples import a_body, a_citizen_id

PATH = "/v1/unmaskings"
NAME, ADDRESS, PHONE = "诸葛识字", "忠县密室镇无名村九组99号", "13987654321"


@pytest.fixture(scope="module")
def auditor(register, app):
    return register.teller(app, "示例审计机构", role="auditor")


@pytest.fixture(scope="module")
def person():
    return a_citizen_id()


@pytest.fixture(scope="module")
def made(bank, person):
    body = a_body(today=today())
    body["grantors"][0] |= {
        "name": NAME, "identifier": {"scheme": "citizen_id", "value": person}, "address": ADDRESS, "contact": PHONE,
    }  # fmt: skip
    return bank.register(body).json


def asked(made, **more):
    return {"registration": made["number"], "reason": "audit", **more}


def kept(register):
    return register.rows("SELECT * FROM unmasking ORDER BY at")


class TestWhatIsAskedFor:
    def test_is_shown_in_full_and_the_rest_stays_masked(self, auditor, made, person):
        shown = auditor.post(PATH, asked(made, fields=["address"]))
        assert shown.status_code == 201, shown.json
        grantor = next(each for each in shown.json["parties"] if each["part"] == "grantor")
        assert grantor["address"] == ADDRESS
        assert (grantor["name"], grantor["contact"]) == ("诸葛*", None)
        assert grantor["identifier"]["value"] == f"{person[:3]}{'*' * 11}{person[-4:]}"

    def test_without_a_word_of_it_is_everything(self, auditor, made, person):
        grantor = next(each for each in auditor.post(PATH, asked(made)).json["parties"] if each["part"] == "grantor")
        assert (grantor["name"], grantor["address"], grantor["contact"]) == (NAME, ADDRESS, PHONE)
        assert grantor["identifier"] == {"scheme": "citizen_id", "value": person}

    def test_of_an_organisation_is_what_stands_in_the_journal_anyway(self, auditor, made, bank):
        parties = auditor.post(PATH, asked(made, fields=["address"])).json["parties"]
        assert parties[0]["part"] == "secured_creditor"
        assert (parties[0]["name"], parties[0]["identifier"]["value"]) == (bank.enrolled.name, bank.enrolled.uscc)


class TestItIsWrittenDown:
    def test_who_of_where_why_and_of_what(self, register, auditor, made):
        before = len(kept(register))
        body = asked(made, fields=["name"], reason="court_order", case_number="（2026）渝0233执1号")
        number = auditor.post(PATH, body).json["id"]
        *_, row = kept(register)
        assert (len(kept(register)), row["id"]) == (before + 1, number)
        assert (row["client"], row["institution"]) == (auditor.enrolled.client, auditor.enrolled.institution)
        assert (row["registration"], row["fields"], row["reason"]) == (made["number"], "name", "court_order")
        assert row["case_number"] == "（2026）渝0233执1号"
        assert len(row["address"]) == 16

    def test_and_the_auditor_reads_it_among_the_events(self, auditor, made):
        number = auditor.post(PATH, asked(made)).json["id"]
        events = auditor.get("/v1/access-events", kind="unmasked").json["data"]
        assert (events[0]["id"], events[0]["reason"]) == (number, "audit")
        assert events[0]["client"] == auditor.enrolled.client

    def test_and_where_it_cannot_be_nothing_is_shown(self, register, auditor, made):
        with register.superuser().connect() as connection:
            connection.exec_driver_sql("REVOKE INSERT ON unmasking FROM registry_app")
            answer = auditor.post(PATH, asked(made))
            connection.exec_driver_sql("GRANT INSERT ON unmasking TO registry_app")
        assert answer.status_code == 500
        assert NAME not in answer.get_data(as_text=True)


class TestWhoMayNot:
    @pytest.mark.parametrize("who", ["bank", "exchange", "court"])
    def test_is_everybody_but_auditor_and_regulator(self, request, made, who):
        refused(request.getfixturevalue(who).post(PATH, asked(made)), 403, code="not_permitted")

    def test_is_the_public(self, bank, made):
        refused(bank.anonymous("POST", PATH, json=asked(made)), 401)


def test_a_regulator_may(register, app, made):
    regulator = register.teller(app, "示例监管部门", role=str(Role.REGULATOR))
    assert regulator.post(PATH, asked(made, reason="supervision")).status_code == 201


class TestWhatIsRefused:
    def test_a_registration_that_never_was(self, register, auditor):
        before = kept(register)
        refused(auditor.post(PATH, {"registration": "CQ202611229999999911", "reason": "audit"}), 422)
        assert kept(register) == before

    def test_a_court_s_order_without_its_number(self, register, auditor, made):
        before = kept(register)
        answer = auditor.post(PATH, asked(made, reason="court_order"))
        refused(answer, 422)
        assert "/case_number" in pointers(answer.json)
        assert kept(register) == before

    @pytest.mark.parametrize("wrong", [{"reason": "curiosity"}, {"fields": []}, {"fields": ["amount"]}])
    def test_no_reason_of_the_list_and_nothing_to_see(self, auditor, made, wrong):
        refused(auditor.post(PATH, asked(made) | wrong), 422)


def test_it_has_a_quota_of_its_own(register, made):
    with an_app(register.settings(limit_personal=2)) as spoken_to:
        auditor = register.teller(spoken_to, "另一审计机构", role="auditor")
        answers = [auditor.post(PATH, asked(made)) for _ in range(3)]
        assert [each.status_code for each in answers] == [201, 201, 429]
        assert answers[-1].json["violated_policies"] == ["personal"]
        assert auditor.get("/v1/access-events").status_code == 200
