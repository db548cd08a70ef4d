"""A grantor asks what is registered against him and who looked, with the code on his copy and with no other."""

import subprocess

import pytest

from registry.domain.identifiers import registration_number
from registry.service import subject_report
from tests.api.problem import refused
from tests.lender import erased
from tests.register import an_app, today
from tests.samples import a_body, a_citizen_id, a_parcel_body
from tests.statements import heard

PATH = "/v1/subject-reports"
NAME = "令狐本人"


@pytest.fixture(scope="module")
def person():
    return a_citizen_id()


def against(person, parcel, **claim):
    body = a_body(parcel, today=today())
    body["grantors"][0] |= {"name": NAME, "identifier": {"scheme": "citizen_id", "value": person}}
    body["secured_claim"] |= claim
    return body


@pytest.fixture(scope="module")
def parcel():
    return a_parcel_body()


@pytest.fixture(scope="module")
def made(bank, person, parcel):
    answer = bank.register(against(person, parcel))
    assert answer.status_code == 201, answer.json
    return answer.json


@pytest.fixture(scope="module")
def code(register, made):
    ((grantor, code),) = subject_report.copies(register.store, register.authority, number=made["number"])
    assert grantor.name == NAME
    return code


def asked(teller, number, *, code):
    return teller.anonymous("POST", PATH, json={"registration": number, "access_code": code})


@pytest.fixture
def report(bank, made, code):
    def now():
        answer = asked(bank, made["number"], code=code)
        assert answer.status_code == 200, answer.json
        return answer.json

    return now


class TestTheReport:
    def test_names_every_registration_under_his_number_whoever_filed_it(self, report, rival, person, made):
        second = rival.register(against(person, a_parcel_body(), principal={"amount": "7654321.00", "currency": "CNY"}))
        rival.register(against(a_citizen_id(), a_parcel_body()))
        found = report()["registrations"]
        assert [each["registration"] for each in found] == [second.json["number"], made["number"]]
        assert found[0]["amount"] == {"amount": "7654321.00", "currency": "CNY"}
        assert (found[0]["secured_creditor"], found[0]["parts"]) == (rival.enrolled.name, ["grantor"])

    def test_says_how_each_stands(self, report, bank, person):
        ended = bank.register(against(person, a_parcel_body())).json["number"]
        bank.discharge(ended)
        (one,) = [each for each in report()["registrations"] if each["registration"] == ended]
        assert one["status"] == "discharged"

    def test_names_who_searched_for_him_for_his_land_and_for_the_registration(self, report, exchange, made, person):
        searches = (
            {"grantor_identifier": {"scheme": "citizen_id", "value": person}},
            {"registration_number": made["number"]},
            {"asset": {"code": made["collateral"][0]["identity_keys"][0].split(":")[1]}},
        )
        for by in searches:
            assert exchange.post("/v1/searches", {"by": by, "purpose": "trade"}).status_code == 201
        looks = report()["looks"]
        assert [each["by"] for each in looks[:3]] == ["asset", "registration_number", "grantor_identifier"]
        assert {(each["institution"], each["purpose"]) for each in looks[:3]} == {(exchange.enrolled.name, "trade")}

    def test_names_who_was_shown_his_values(self, register, app, report, made):
        auditor = register.teller(app, "示例审计机构", role="auditor")
        body = {"registration": made["number"], "reason": "complaint", "case_number": "TS-7"}
        assert auditor.post("/v1/unmaskings", body).status_code == 201
        newest = report()["looks"][0]
        assert (newest["look"], newest["institution"]) == ("unmasking", "示例审计机构")
        assert (newest["reason"], newest["case_number"]) == ("complaint", "TS-7")

    def test_tells_nothing_of_who_looked_at_somebody_else(self, report, exchange, bank):
        before = report()["looks"]
        other = a_citizen_id()
        bank.register(against(other, a_parcel_body()))
        by = {"grantor_identifier": {"scheme": "citizen_id", "value": other}}
        exchange.post("/v1/searches", {"by": by, "purpose": "trade"})
        assert report()["looks"] == before

    def test_echoes_no_personal_value(self, bank, made, code, person):
        text = asked(bank, made["number"], code=code).get_data(as_text=True)
        assert person not in text
        assert NAME not in text

    def test_leaves_no_entry(self, register, report):
        before = register.rows("SELECT count(*) AS n FROM entry")
        report()
        assert register.rows("SELECT count(*) AS n FROM entry") == before


class TestTheCode:
    def test_is_read_however_it_is_typed(self, bank, made, code):
        for typed in (code.lower(), code.replace("-", ""), code.replace("-", " ")):
            assert asked(bank, made["number"], code=typed).status_code == 200

    def test_of_another_registration_or_made_up_is_refused_like_a_number_nobody_has(self, bank, rival, made, code):
        other = rival.register(a_body(today=today())).json["number"]
        nobody = registration_number(today(), 99_999_999)
        answers = [
            asked(bank, number, code=shown)
            for number, shown in ((made["number"], "AAAA-BBBB-CCCC-DDDD"), (other, code), (nobody, code))
        ]
        told = [refused(each, 404, code="unknown_registration") for each in answers]
        assert len({str({**each, "request_id": ""}) for each in told}) == 1

    def test_costs_as_much_where_there_is_no_such_number(self, bank, app, made, monkeypatch):
        """Whoever tries numbers learns nothing by the clock: the same is asked and the same is worked out."""
        worked_out = subject_report.codes_of

        def steps(number):
            said, made_up = [], []
            with monkeypatch.context() as patched, heard(app.extensions["registry"].store, said.append):
                patched.setattr(
                    subject_report, "codes_of", lambda *given, **named: made_up.append(1) or worked_out(*given, **named)
                )  # fmt: skip
                refused(asked(bank, number, code="AAAA-BBBB-CCCC-DDDD"), 404)
            return said, made_up

        assert steps(made["number"]) == steps(registration_number(today(), 99_999_999)) != ([], [])

    def test_is_eighty_bits_and_stored_nowhere(self, register, code):
        assert len(code.replace("-", "")) * 5 == 80
        columns = register.rows(
            "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = 'public'"
        )
        for each in columns:
            found = register.rows(f'SELECT count(*) AS n FROM "{each["t"]}" WHERE CAST("{each["c"]}" AS text) LIKE :code',
                                  code=f"%{code}%")  # fmt: skip
            assert found[0]["n"] == 0, each

    def test_of_a_grantor_whose_number_was_erased_tells_nothing_any_more(self, register, bank):
        gone = bank.register(against(a_citizen_id(), a_parcel_body())).json["number"]
        ((_, code),) = subject_report.copies(register.store, register.authority, number=gone)
        assert asked(bank, gone, code=code).status_code == 200
        digests = register.rows(
            "SELECT d.digest FROM disclosure d JOIN registration r ON r.entry = d.entry WHERE r.number = :n", n=gone
        )
        erased(register, [each["digest"] for each in digests])
        refused(asked(bank, gone, code=code), 404, code="unknown_registration")

    def test_that_is_tried_is_noted(self, register, bank, app, made):
        asked(bank, made["number"], code="AAAA-BBBB-CCCC-DDDD")
        app.extensions["registry"].trail.flush()
        route = "POST /v1/subject-reports"
        assert register.rows("SELECT FROM access_event WHERE kind = 'code_refused' AND route = :route", route=route)


class TestTheCopy:
    def page(self, teller, made, **query):
        headers = {"Accept": "application/pdf", "Authorization": f"Bearer {teller.token()}"}
        address = f"/v1/certificates/{made['certificate']['number']}"
        answer = teller.anonymous("GET", address, headers=headers, query_string=query)
        if answer.status_code != 200:
            return answer
        printed = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.data, capture_output=True, check=True)
        return printed.stdout.decode()

    def test_bears_the_code_of_its_grantor_and_the_filer_s_own_page_does_not(self, bank, made, code):
        copied, own = self.page(bank, made, copy="grantor"), self.page(bank, made)
        assert code in copied
        assert "担保人留存联" in copied
        assert code not in own
        assert "担保人留存联" not in own

    def test_is_for_the_filer_alone(self, bank, rival, made):
        refused(self.page(rival, made, copy="grantor"), 404, code="unknown_registration")
        with_code = bank.anonymous(
            "GET",
            f"/v1/certificates/{made['certificate']['number']}",
            headers={"Accept": "application/pdf"},
            query_string={"code": made["certificate"]["check_code"], "copy": "grantor"},
        )
        refused(with_code, 404, code="unknown_registration")

    def test_is_of_a_grantor_there_is(self, bank, made):
        refused(self.page(bank, made, copy="grantor", grantor="2"), 404, code="unknown_registration")
        refused(self.page(bank, made, copy="grantor", grantor="0"), 422)


def test_it_has_a_quota_of_its_own(register, made, code):
    with an_app(register.settings(limit_personal=2)) as spoken_to:
        teller = register.teller(spoken_to, "示例银行之二")
        answers = [asked(teller, made["number"], code=code) for _ in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 429]
        assert answers[-1].json["violated_policies"] == ["personal"]
