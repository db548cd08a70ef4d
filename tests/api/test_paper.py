"""GET /v1/certificates/{number} as PDF and as QR: for whom it names with names, for whoever has the code without."""

import subprocess

import pytest

from registry.client import Verdict, verify
from registry.domain import canon
from registry.domain.disclosure import digests_in
from registry.service import press_process
from registry.signing.client_keys import generate_client_key
from registry.signing.jws import read_compact
from registry.signing.keys import PrivateKey
from registry.signing.trust import RootKey, make_trust_note, open_trust_note
from tests.api.problem import refused
from tests.lender import erased
from tests.paper.tsa import an_authority
from tests.register import an_app, today
from tests.samples import a_body

NAME = "张䶮"


@pytest.fixture(scope="module")
def trust(register):
    officer = RootKey("log.register.test/1", PrivateKey(generate_client_key()._key))
    listing = register.authority.ring.listing()
    return open_trust_note(make_trust_note(listing, signers=[officer], threshold=1, version=1), pinned=None)


@pytest.fixture(scope="module")
def made(bank):
    body = a_body(today=today())
    body["grantors"][0]["name"] = NAME
    return bank.register(body).json


@pytest.fixture(scope="module")
def address(made):
    return f"/v1/certificates/{made['certificate']['number']}"


def asked(teller, address, *, form, code=None):
    return teller.anonymous("GET", address, query_string={"code": code}, headers={"Accept": form})


def named(bank, address, *, form):
    return bank.anonymous("GET", address, headers={"Accept": form, "Authorization": f"Bearer {bank.token()}"})


def read(pdf):
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


class TestThePdf:
    def test_names_everybody_to_the_institution_it_names(self, bank, address, trust, made):
        answer = named(bank, address, form="application/pdf")
        assert (answer.status_code, answer.content_type) == (200, "application/pdf")
        assert answer.headers["Cache-Control"] == "no-store"
        assert made["number"] in answer.headers["Content-Disposition"]
        found = verify(answer.data, trust=trust)
        assert found.verdict is Verdict.UNPROVEN
        assert found.contents["grantors"][0]["name"] == NAME
        assert NAME in read(answer.data)

    def test_names_no_person_to_whoever_has_the_code(self, bank, address, trust, made):
        answer = asked(bank, address, form="application/pdf", code=made["certificate"]["check_code"])
        assert answer.status_code == 200
        found = verify(answer.data, trust=trust)
        assert found.verdict is Verdict.UNPROVEN
        assert "name" not in found.contents["grantors"][0]
        assert NAME not in read(answer.data)
        assert "〔未披露〕" in read(answer.data)

    def test_is_nobodys_without_the_code(self, bank, rival, address):
        for form in ("application/pdf", "image/svg+xml"):
            refused(asked(bank, address, form=form), 404, code="unknown_registration")
            refused(named(rival, address, form=form), 404, code="unknown_registration")

    def test_is_printed_once_for_those_who_see_the_same(self, bank, address, made):
        again = [named(bank, address, form="application/pdf").data for _ in range(2)]
        assert again[0] == again[1]
        assert again[0] != asked(bank, address, form="application/pdf", code=made["certificate"]["check_code"]).data

    def test_of_a_search_and_of_a_discharge_is_printed_too(self, bank, trust):
        ended = bank.register(a_body(today=today())).json
        bank.discharge(ended["number"])
        searched = bank.post(
            "/v1/searches", {"by": {"registration_number": ended["number"]}, "purpose": "lending"}
        ).json
        for number in (f"{ended['number']}-2", searched["certificate"]["number"]):
            answer = named(bank, f"/v1/certificates/{number}", form="application/pdf")
            assert answer.status_code == 200
            assert verify(answer.data, trust=trust).verdict is Verdict.UNPROVEN

    def test_shows_nothing_of_what_was_erased_although_it_was_printed_before(self, bank, register, trust):
        body = a_body(today=today())
        body["grantors"][0]["name"] = "皇甫删除"
        certificate = bank.register(body).json["certificate"]
        address = f"/v1/certificates/{certificate['number']}"
        assert "皇甫删除" in read(named(bank, address, form="application/pdf").data)

        erased(register, digests_in(canon.loads(read_compact(certificate["jws"]).payload)))

        answer = named(bank, address, form="application/pdf")
        assert "皇甫删除" not in read(answer.data)
        assert verify(answer.data, trust=trust).verdict is Verdict.UNPROVEN

    def test_carries_a_time_stamp_where_an_authority_is_named(self, register, bank, address, trust):
        with (
            an_authority() as (url, requests),
            an_app(register.settings(tsa_url=url)) as app,
            app.test_client() as client,
        ):
            headers = {"Accept": "application/pdf", "Authorization": f"Bearer {bank.token()}"}
            answer = client.get(address, headers=headers)
        assert requests
        assert verify(answer.data, trust=trust).verdict is Verdict.UNPROVEN

    def test_is_not_issued_without_the_time_stamp_that_is_configured(self, register, bank, address):
        with an_app(register.settings(tsa_url="http://127.0.0.1:9")) as app, app.test_client() as client:
            headers = {"Accept": "application/pdf", "Authorization": f"Bearer {bank.token()}"}
            refused(client.get(address, headers=headers), 503, code="unavailable")

    def test_that_takes_too_long_is_asked_for_again(self, register, bank, address, monkeypatch):
        with an_app(register.settings()) as app, app.test_client() as client:
            headers = {"Accept": "application/pdf", "Authorization": f"Bearer {bank.token()}"}
            with monkeypatch.context() as patched:
                patched.setattr(press_process, "PATIENCE", 0)
                problem = client.get(address, headers=headers)
            refused(problem, 503, code="unavailable")
            assert int(problem.headers["Retry-After"]) > 0
            assert client.get(address, headers=headers).status_code == 200


class TestTheCode:
    def test_is_drawn_for_those_who_may_read_it(self, bank, address, made):
        for answer in (
            named(bank, address, form="image/svg+xml"),
            asked(bank, address, form="image/svg+xml", code=made["certificate"]["check_code"]),
        ):
            assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
            assert answer.get_data(as_text=True).startswith("<svg ")

    def test_is_the_same_for_both_and_names_nobody(self, bank, address, made):
        code = made["certificate"]["check_code"]
        assert (
            named(bank, address, form="image/svg+xml").data
            == asked(bank, address, form="image/svg+xml", code=code).data
        )


def test_json_is_what_is_given_where_nothing_is_asked_for(bank, address):
    for form in ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"):
        assert named(bank, address, form=form).mimetype == "application/json"
    assert named(bank, address, form="text/html").status_code == 406
