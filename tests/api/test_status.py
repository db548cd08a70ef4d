"""/status as anybody fetches it, and the list that is stapled to a bundle."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.domain.status_list import Standing
from tests.register import today
from tests.samples import a_body, a_receipt_body
from tests.standings import claim_of, list_at

PATH = "/status/0"


@pytest.fixture(scope="module")
def made(register, bank):
    filed = bank.register(a_body(a_receipt_body(), today=today())).json
    register.sequence()
    register.tell()
    return filed


def bundle_of(bank, made, *, version=1):
    return bank.get(f"/v1/certificates/{made['number']}-{version}").json


def standing_of(register, jws):
    claim = claim_of(jws)
    return list_at(register, claim["uri"])[1][claim["idx"]]


class TestAList:
    def test_is_anybody_s_and_may_be_kept_for_a_minute(self, bank, made):
        answer = bank.anonymous("GET", PATH)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/statuslist+jwt"
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.data.count(b".") == 2

    def test_is_sent_once_to_whoever_has_it(self, register, bank, made):
        tag = bank.anonymous("GET", PATH).headers["ETag"]
        again = bank.anonymous("GET", PATH, headers={"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == "public, max-age=60"
        register.tell(datetime.now(UTC) + timedelta(minutes=1))  # noqa: TID251
        renewed = bank.anonymous("GET", PATH, headers={"If-None-Match": tag})
        assert (renewed.status_code, renewed.headers["ETag"] != tag) == (200, True)
        register.tell()

    @pytest.mark.parametrize(
        "path", ["1", "00", "-1", "+0", "0x0", "１", "999999999", "99999999999999999999", "0/1", "%00"]
    )
    def test_has_one_address_and_others_have_none(self, bank, made, path):
        answer = bank.anonymous("GET", f"/status/{path}")
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
        assert "max-age" not in answer.headers.get("Cache-Control", "")

    def test_says_that_it_ended_once_the_worker_has_run(self, register, bank):
        filed = bank.register(a_body(a_receipt_body(), today=today())).json
        jws = filed["certificate"]["jws"]
        register.sequence()
        register.tell()
        assert standing_of(register, jws) is Standing.VALID
        last = bank.discharge(filed["number"]).json["certificate"]["jws"]
        register.sequence()
        register.tell()
        assert (standing_of(register, jws), standing_of(register, last)) == (Standing.ENDED, Standing.VALID)


class TestABundle:
    def test_has_exactly_its_four_parts(self, bank, made):
        assert set(bundle_of(bank, made)) == {"jws", "disclosures", "proof", "status"}

    def test_has_the_list_that_its_certificate_names(self, bank, made):
        bundle = bundle_of(bank, made)
        assert bundle["status"] == bank.anonymous("GET", PATH).get_data(as_text=True)
        assert claim_of(bundle["jws"])["uri"].endswith(PATH)
        code = made["certificate"]["check_code"]
        shown = bank.anonymous("GET", f"/v1/certificates/{made['number']}-1?code={code}").json
        assert shown["status"] == bundle["status"]

    def test_on_paper_has_none_so_that_the_page_stays_what_it_was(self, register, bank, made):
        accept = {"Accept": "application/pdf"}
        code = {"code": made["certificate"]["check_code"]}
        address = f"/v1/certificates/{made['number']}-1"
        first = bank.anonymous("GET", address, query_string=code, headers=accept)
        status = bundle_of(bank, made)["status"]
        register.tell(datetime.now(UTC) + timedelta(minutes=1))  # noqa: TID251
        assert bundle_of(bank, made)["status"] != status
        assert bank.anonymous("GET", address, query_string=code, headers=accept).data == first.data
        register.tell()


def test_a_register_that_has_no_list_yet_has_none_to_give(cluster, register, bank):
    """Of a certificate that names a list nobody has signed: the bundle says null."""
    with register.superuser().connect() as owner:
        owner.exec_driver_sql("SELECT setval('registration_serial', 200000)")
    filed = bank.register(a_body(a_receipt_body(), today=today())).json
    assert claim_of(filed["certificate"]["jws"])["uri"].endswith("/status/3")
    assert bundle_of(bank, filed)["status"] is None
    assert bank.anonymous("GET", "/status/3").status_code == 404
    register.sequence()
    register.tell()
    assert bundle_of(bank, filed)["status"]
