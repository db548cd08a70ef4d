"""Taking a registration off the register: by its own creditor, on the version he read, once."""

import pytest

from tests.api.problem import codes, refused
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_receipt_body, a_receipt_number

PATH = "/v1/registrations"
DISCHARGE = {"reason": "claim_extinguished"}
TABLES = (
    "entry", "evidence", "certificate", "disclosure", "idempotency", "registration", "registration_version",
    "encumbrance", "encumbrance_key", "asset_key", "log_queue", "outbox",
)  # fmt: skip


def body(*collateral, **changes):
    return a_body(*collateral, today=today(), **changes)


def counts(register):
    return {table: register.rows(f"SELECT count(*) FROM {table}")[0]["count"] for table in TABLES}


def searches(register, purpose="dry_run"):
    return register.rows("SELECT client, keys FROM search WHERE purpose = :p ORDER BY at", p=purpose)


@pytest.fixture
def number(bank):
    return bank.register(body()).json["number"]


class TestADischarge:
    def test_names_the_version_it_is_based_on(self, bank, number):
        answer = bank.file(f"{PATH}/{number}/discharge", DISCHARGE)
        refused(answer, 428, code="version_required")

    def test_of_a_version_that_has_passed_is_stale(self, bank, number):
        document = refused(bank.discharge(number, version=2), 412, code="stale_version")
        assert document["current_version"] == 1

    @pytest.mark.parametrize(
        "version", ["1", '"0"', '"01"', '"-1"', '"1.0"', 'W/"1"', "*", '"1", "2"', '"x"', '"' + "9" * 10 + '"']
    )
    def test_of_a_version_that_is_none_is_refused(self, bank, number, version):
        answer = bank.file(f"{PATH}/{number}/discharge", DISCHARGE, if_match=version)
        document = refused(answer, 422, code="invalid_particulars", at="/headers/If-Match")
        assert codes(document) == {"bad_version"}

    def test_is_answered_with_the_new_version_and_its_certificate(self, bank, number):
        answer = bank.discharge(number)
        assert answer.status_code == 201
        assert (answer.headers["ETag"], answer.headers["Location"]) == ('"2"', f"{PATH}/{number}")
        assert (answer.json["status"], answer.json["version"], answer.json["number"]) == ("discharged", 2, number)
        assert answer.json["certificate"]["number"] == f"{number}-2"
        assert bank.get(f"{PATH}/{number}").json["status"] == "discharged"

    def test_is_made_once(self, bank, number, register):
        assert bank.discharge(number).status_code == 201
        before = counts(register)
        for version in (1, 2, 3):
            refused(bank.discharge(number, version=version), 409, code="registration_ended")
        assert counts(register) == before

    def test_frees_the_receipt_for_another_pledge(self, bank, rival):
        filed = body(a_receipt_body(a_receipt_number()))
        first = bank.register(filed).json["number"]
        refused(rival.register(filed), 409, code="collateral_already_pledged")
        assert bank.discharge(first).status_code == 201
        assert rival.register(filed).json["collateral"][0]["rank"] == 1

    def test_lets_who_stood_behind_move_up(self, bank, rival):
        filed = body(a_parcel_body())
        first, second = bank.register(filed).json["number"], rival.register(filed).json["number"]
        assert rival.get(f"{PATH}/{second}").json["collateral"][0]["ahead"] == [first]
        assert bank.discharge(first).status_code == 201
        (item,) = rival.get(f"{PATH}/{second}").json["collateral"]
        assert (item["rank"], item["ahead"]) == (1, [])

    def test_supersedes_the_certificate_of_the_registration(self, bank):
        made = bank.register(body()).json
        ended = bank.discharge(made["number"]).json

        first, last = (verified(bank, each["certificate"]["jws"]) for each in (made, ended))

        assert (first["verdict"], first["reasons"]) == ("superseded", ["discharged"])
        assert first["newest"] == ended["certificate"]["number"]
        assert (last["verdict"], last["status"]) == ("valid", "discharged")
        assert last["contents"]["supersedes"] == made["certificate"]["number"]

    def test_may_give_every_particular_it_has(self, bank, number):
        full = {
            "reason": "realised", "ended_on": today().isoformat(), "client_reference": "END-1",
            "documents": [{"kind": "release", "reference": "R-1", "original_seen_by": "王五"}],
        }  # fmt: skip
        answer = bank.file(f"{PATH}/{number}/discharge", full, if_match='"1"')
        assert (answer.status_code, answer.json["reason"]) == (201, "realised")
        assert "王五" not in answer.get_data(as_text=True)


def verified(bank, jws):
    answer = bank.anonymous("POST", "/v1/verifications", json={"jws": jws})
    assert answer.status_code == 200
    return answer.json


class TestADryRun:
    def test_of_a_registration_stores_a_search_and_nothing_else(self, bank, register):
        before, asked = counts(register), len(searches(register))
        answer = bank.register(body(a_parcel_body()), query="dry_run=true")
        assert answer.status_code == 200
        promised = {name: answer.json[name] for name in ("dry_run", "number", "version", "certificate")}
        assert promised == {"dry_run": True, "number": None, "version": None, "certificate": None}
        assert counts(register) == before
        (search,) = searches(register)[asked:]
        assert search["client"] == bank.enrolled.client
        assert set(answer.json["collateral"][0]["identity_keys"]) <= set(search["keys"])

    def test_of_a_discharge_stores_a_search_and_nothing_else(self, bank, register, number):
        before, asked = counts(register), len(searches(register))
        answer = bank.discharge(number, query="dry_run=true")
        assert (answer.status_code, answer.json["status"]) == (200, "discharged")
        assert (answer.json["dry_run"], answer.json["certificate"]) == (True, None)
        assert counts(register) == before
        assert [search["client"] for search in searches(register)[asked:]] == [bank.enrolled.client]
        assert bank.get(f"{PATH}/{number}").json["status"] == "active"

    def test_refuses_what_a_filing_would_be_refused_for(self, bank, rival, number, register):
        taken = body()
        assert bank.register(taken).status_code == 201
        before = counts(register)
        refused(rival.register(taken, query="dry_run=true"), 409, code="collateral_already_pledged")
        refused(bank.register(body(expires_on="2026-01-01"), query="dry_run=true"), 422, code="prohibited_by_law")
        refused(bank.discharge(number, version=9, query="dry_run=true"), 412, code="stale_version")
        refused(rival.discharge(number, query="dry_run=true"), 404, code="unknown_registration")
        assert counts(register) == before

    def test_says_the_rank_the_filing_then_gets(self, bank, rival):
        filed = body(a_parcel_body())
        bank.register(filed)
        foreseen = rival.register(filed, query="dry_run=true").json["collateral"][0]
        entered = rival.register(filed).json["collateral"][0]
        for name in ("rank", "ahead", "identity_keys", "priority", "effect"):
            assert foreseen[name] == entered[name]

    def test_leaves_its_idempotency_key_to_the_filing(self, bank):
        filed = body()
        assert bank.register(filed, key="rehearsed", query="dry_run=true").status_code == 200
        assert bank.register(filed, key="rehearsed").status_code == 201
