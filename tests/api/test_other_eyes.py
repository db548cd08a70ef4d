"""What others see of a registration: that it exists is nobody's business but those it names."""

import pytest

from registry.api.office import EXTENSION
from registry.domain import canon
from registry.domain.certificate import check_code
from registry.domain.disclosure import Disclosure, digests_in
from registry.domain.identifiers import registration_number
from registry.service import certificates
from registry.signing.jws import read_compact
from tests.api.problem import refused
from tests.register import today
from tests.samples import a_body, a_citizen_id
from tests.statements import heard

PATH = "/v1/registrations"
NAME = "绝密之名"


@pytest.fixture(scope="module")
def number_of_a_person():
    return a_citizen_id()


@pytest.fixture(scope="module")
def made(bank, number_of_a_person):
    """A registration of the bank's, against a grant of somebody whose name nobody else shall read."""
    body = a_body(today=today())
    body["grantors"][0] |= {"name": NAME, "identifier": {"scheme": "citizen_id", "value": number_of_a_person}}
    answer = bank.register(body)
    assert answer.status_code == 201
    return answer.json


@pytest.fixture(scope="module")
def unknown():
    """A number that checks and was never given out."""
    return registration_number(today(), 99_999_999)


def same_but_for_the_request(one, other):
    """Byte for byte, once each has its own request's id taken out."""
    ids = [answer.headers["Request-Id"].encode() for answer in (one, other)]
    return one.status_code == other.status_code and one.data.replace(ids[0], b"") == other.data.replace(ids[1], b"")


class TestAnothersRegistration:
    @pytest.mark.parametrize("address", ["", "/history"])
    @pytest.mark.parametrize("query", [{}, {"as_of": "2026-01-01T00:00:00Z"}, {"as_of": "2199-01-01T00:00:00Z"}])
    def test_reads_as_one_that_never_was(self, rival, made, unknown, address, query):
        foreign, never = (rival.get(f"{PATH}/{number}{address}", **query) for number in (made["number"], unknown))
        refused(foreign, 404, code="unknown_registration")
        assert same_but_for_the_request(foreign, never)
        assert set(foreign.headers.keys()) == set(never.headers.keys())

    @pytest.mark.parametrize("options", [{}, {"version": 7}, {"query": "dry_run=true"}])
    def test_is_discharged_as_one_that_never_was(self, bank, rival, made, unknown, options):
        foreign, never = (rival.discharge(number, **options) for number in (made["number"], unknown))
        refused(foreign, 404, code="unknown_registration")
        assert same_but_for_the_request(foreign, never)
        assert bank.get(f"{PATH}/{made['number']}").json["status"] == "active"

    def test_is_not_listed(self, bank, rival, made):
        assert made["number"] in {each["number"] for each in bank.get(PATH).json["data"]}
        assert made["number"] not in {each["number"] for each in rival.get(PATH).json["data"]}
        assert rival.get(PATH, client_reference=made["client_reference"]).json["data"] == []

    def test_that_is_in_the_way_is_named_without_its_person(self, rival, made, bank, number_of_a_person):
        body = a_body(today=today())
        first = bank.register(body)
        refusal = rival.register(body)
        assert refused(refusal, 409)["prior_registrations"] == [first.json["number"]]
        assert NAME not in refusal.get_data(as_text=True)
        assert number_of_a_person not in refusal.get_data(as_text=True)


class TestACertificate:
    def address(self, made):
        return f"/v1/certificates/{made['certificate']['number']}"

    def test_is_nobodys_without_its_code(self, bank, rival, exchange, made, unknown):
        address = self.address(made)
        never = bank.anonymous("GET", f"/v1/certificates/{unknown}-1")
        for answer in (
            bank.anonymous("GET", address),
            bank.anonymous("GET", address, query_string={"code": "AAAA-AAAA-AAAA-AAAA"}),
            bank.anonymous("GET", address, query_string={"code": "é"}),
            bank.anonymous("GET", f"{address}1"),
            bank.anonymous("GET", f"/v1/certificates/{unknown}-1", query_string={"code": "AAAA-AAAA-AAAA-AAAA"}),
            rival.get(address),
            exchange.get(address),
        ):
            refused(answer, 404, code="unknown_registration")
            assert same_but_for_the_request(answer, never)

    @pytest.mark.parametrize(
        "form", ["application/json", "application/jose", "application/pdf", "image/svg+xml", "x/y"]
    )
    def test_is_nobodys_without_its_code_in_no_form(self, bank, made, unknown, form):
        asked = {"headers": {"Accept": form}, "query_string": {"code": "AAAA-AAAA-AAAA-AAAA"}}
        there, nowhere = (
            bank.anonymous("GET", address, **asked) for address in (self.address(made), f"/v1/certificates/{unknown}-1")
        )
        refused(there, 404, code="unknown_registration")
        assert same_but_for_the_request(there, nowhere)

    def test_costs_as_much_where_there_is_none(self, bank, made, unknown, app, monkeypatch):
        """Whoever tries numbers learns nothing by the clock either: the same is read and the same is worked out."""

        def steps(address):
            said, codes = [], []
            worked_out = certificates.check_code
            with monkeypatch.context() as patched, heard(app.extensions[EXTENSION].store, said.append):
                patched.setattr(certificates, "check_code", lambda payload: codes.append(1) or worked_out(payload))
                refused(bank.anonymous("GET", address, query_string={"code": "A"}), 404)
            return said, codes

        assert steps(self.address(made)) == steps(f"/v1/certificates/{unknown}-1") != ([], [])
        assert len(steps(f"/v1/certificates/{unknown}-1")[1]) == 1

    def test_that_stands_in_for_none_is_never_handed_out(self, bank, register, unknown):
        """Not even to whoever has that one's code, or is named on it."""
        (first,) = register.rows("SELECT number, jws FROM certificate ORDER BY number LIMIT 1")
        code = check_code(read_compact(first["jws"]).payload)
        for answer in (
            bank.anonymous("GET", f"/v1/certificates/{unknown}-1", query_string={"code": code}),
            bank.get(f"/v1/certificates/{unknown}-1"),
        ):
            refused(answer, 404, code="unknown_registration")

    @pytest.mark.parametrize("write", [str, str.lower, lambda code: code.replace("-", "")])
    def test_with_its_code_has_no_disclosures(self, bank, made, write):
        code = write(made["certificate"]["check_code"])
        answer = bank.anonymous("GET", self.address(made), query_string={"code": code})
        assert answer.status_code == 200
        assert answer.json["jws"] == made["certificate"]["jws"]
        assert answer.json["disclosures"] == []
        assert answer.json["status"] == bank.get(self.address(made)).json["status"], "how it stands is no secret"
        assert NAME not in answer.get_data(as_text=True)

    def test_has_disclosures_for_the_institution_it_names(self, bank, made, number_of_a_person):
        bundle = bank.get(self.address(made)).json
        signed = digests_in(read_json(bundle["jws"]))
        opened = [Disclosure(text) for text in bundle["disclosures"]]
        assert opened
        assert {each.digest for each in opened} <= set(signed)
        values = dict(each.read() for each in opened)
        assert values["name"] == NAME
        assert number_of_a_person in str(values)
        assert "request" not in values

    def test_says_nothing_of_a_person_by_itself(self, made, number_of_a_person):
        payload = read_compact(made["certificate"]["jws"]).payload.decode()
        assert NAME not in payload
        assert number_of_a_person not in payload
        assert "示例村" not in payload.split('"grantors"')[1].split("]")[0]

    def test_has_a_code_of_its_own_contents(self, made):
        assert check_code(read_compact(made["certificate"]["jws"]).payload) == made["certificate"]["check_code"]

    def test_is_the_token_alone_for_who_asks_so(self, bank, made):
        answer = bank.anonymous(
            "GET", self.address(made), headers={"Accept": "application/jose"},
            query_string={"code": made["certificate"]["check_code"]},
        )  # fmt: skip
        assert (answer.content_type, answer.get_data(as_text=True)) == ("application/jose", made["certificate"]["jws"])

    def test_in_another_form_is_not_acceptable(self, bank, made):
        answer = bank.anonymous(
            "GET", self.address(made), headers={"Accept": "text/html"},
            query_string={"code": made["certificate"]["check_code"]},
        )  # fmt: skip
        refused(answer, 406, code="not_acceptable")

    def test_is_not_opened_by_a_token_that_is_none(self, bank, made):
        answer = bank.anonymous("GET", self.address(made), headers={"Authorization": "Bearer x"})
        refused(answer, 401, code="unauthenticated")


def read_json(jws):
    return canon.loads(read_compact(jws).payload)


class TestAVerification:
    def ask(self, bank, jws):
        return bank.anonymous("POST", "/v1/verifications", json={"jws": jws})

    def test_of_a_standing_certificate_says_valid(self, bank, made):
        answer = self.ask(bank, made["certificate"]["jws"]).json
        assert (answer["verdict"], answer["status"], answer["reasons"]) == ("valid", "active", [])
        assert answer["contents"]["registration"] == made["number"]
        assert NAME not in str(answer)

    def test_of_an_altered_one_says_invalid(self, bank, made):
        head, payload, signature = made["certificate"]["jws"].split(".")
        swapped = "B" if signature[5] == "A" else "A"
        answer = self.ask(bank, f"{head}.{payload}.{signature[:5]}{swapped}{signature[6:]}").json
        assert (answer["verdict"], answer["contents"]) == ("invalid", None)

    @pytest.mark.parametrize("text", ["x", "..", "a.b.c", "e30.e30.", "证明", "x" * 60_000])
    def test_of_something_else_says_unreadable(self, bank, text):
        answer = self.ask(bank, text)
        assert (answer.status_code, answer.json["verdict"]) == (200, "unreadable")
