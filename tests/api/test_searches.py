"""POST /v1/searches: what is found, what is told to whom, and the certificate of it."""

import json
from datetime import datetime

import pytest
from click.testing import CliRunner

from registry.cli import main
from registry.cli.keys import write_trust
from registry.domain import canon
from registry.domain.disclosure import Disclosure
from registry.signing.jws import read_compact
from registry.signing.trust import create_roots
from tests.api.problem import refused
from tests.register import PASSPHRASE, today
from tests.samples import a_body, a_citizen_id, a_parcel_body, a_parcel_code

PATH = "/v1/searches"
NAME = "慕容查询"


@pytest.fixture(scope="module")
def number_of_a_person():
    return a_citizen_id()


@pytest.fixture(scope="module")
def parcel():
    return a_parcel_body()


@pytest.fixture(scope="module")
def made(bank, rival, parcel, number_of_a_person):
    """One parcel given by one person to the bank and then to its rival."""
    body = a_body(parcel, today=today())
    body["grantors"][0] |= {"name": NAME, "identifier": {"scheme": "citizen_id", "value": number_of_a_person}}
    return [each.register(body | {"client_reference": f"ref-{at}"}).json for at, each in enumerate((bank, rival))]


@pytest.fixture
def search(exchange, made):
    return lambda by, **more: exchange.post(PATH, {"by": by, "purpose": "trade", **more})


def numbers(answer):
    assert answer.status_code == 201, answer.json
    return [each["registration"] for each in answer.json["data"]]


def contents(answer):
    return canon.loads(read_compact(answer.json["certificate"]["jws"]).payload)


class TestASearch:
    def test_finds_by_each_way_to_ask(self, search, made, parcel, number_of_a_person):
        both = sorted(each["number"] for each in made)
        key = made[0]["collateral"][0]["identity_keys"][0]
        for by in (
            {"asset": {"code": parcel["parcel_code"]}},
            {"asset": {"kind": parcel["kind"], "key": key}},
            {"asset": {"asset": parcel}},
            {"grantor_name": "慕 容查询"},
            {"grantor_identifier": {"scheme": "citizen_id", "value": number_of_a_person}},
        ):
            assert numbers(search(by)) == both, by
        assert numbers(search({"registration_number": made[1]["number"]})) == [made[1]["number"]]

    def test_finds_no_name_that_is_not_the_whole_one(self, search):
        assert numbers(search({"grantor_name": NAME[:3]})) == []

    def test_finds_no_creditor_as_a_grantor(self, search, bank):
        assert numbers(search({"grantor_identifier": {"scheme": "uscc", "value": bank.enrolled.uscc}})) == []

    def test_tells_of_others_who_and_what_and_rank(self, search, made, bank):
        first, second = search({"grantor_name": NAME}).json["data"]
        assert first["secured_creditor"] == bank.enrolled.name
        assert (first["status"], first["collateral"]) == ("active", [{"kind": "land_management_right", "rank": 1}])
        assert [each["collateral"][0]["rank"] for each in (first, second)] == [1, 2]
        assert (first["own"], second["own"]) == (None, None)

    def test_tells_of_ones_own_more(self, bank, made):
        mine, theirs = bank.post(PATH, {"by": {"grantor_name": NAME}, "purpose": "own_portfolio"}).json["data"]
        assert mine["own"]["client_reference"] == "ref-0"
        assert theirs["own"] is None

    def test_echoes_nothing_of_a_person(self, search, number_of_a_person):
        for by in (
            {"grantor_name": NAME},
            {"grantor_identifier": {"scheme": "citizen_id", "value": number_of_a_person}},
        ):
            answer = search(by, reference=NAME)
            assert NAME not in answer.get_data(as_text=True)
            assert NAME not in str(contents(answer))
            assert number_of_a_person not in str(contents(answer))

    def test_is_of_its_instant(self, search, made):
        answer = search({"grantor_name": NAME}, as_of=made[0]["registered_at"])
        assert numbers(answer) == [made[0]["number"]]
        assert answer.json["as_of"] == made[0]["registered_at"]
        refused(search({"grantor_name": NAME}, as_of="2199-01-01T00:00:00Z"), 422, code="not_settled")

    def test_finds_what_was_discharged_by_its_number_alone(self, bank, exchange):
        parcel = a_parcel_body()
        gone = bank.register(a_body(parcel, today=today())).json["number"]
        bank.discharge(gone)
        ask = lambda by: exchange.post(PATH, {"by": by, "purpose": "trade"})  # noqa: E731
        assert numbers(ask({"asset": {"code": parcel["parcel_code"]}})) == []
        (found,) = ask({"registration_number": gone}).json["data"]
        assert (found["status"], found["version"], found["collateral"][0]["rank"]) == ("discharged", 2, None)

    def test_of_more_than_one_answer_holds_is_refused(self, search, monkeypatch):
        monkeypatch.setattr("registry.domain.filings.search.MOST", 1)
        refused(search({"grantor_name": NAME}), 422, code="too_many_found")

    def test_is_recorded_with_who_and_why(self, search, register, exchange, number_of_a_person):
        answer = search({"grantor_name": NAME}, reference="案号 1")
        (row,) = register.rows(
            "SELECT e.payload FROM entry e JOIN certificate c ON c.entry = e.id WHERE c.number = :number",
            number=answer.json["number"],
        )
        entry = json.loads(row["payload"])
        assert entry["by"]["client"] == exchange.enrolled.client
        assert entry["filing"]["purpose"] == "trade"
        assert len(entry["filing"]["_sd"]) == 2
        assert "request" not in entry
        hashes = register.rows("SELECT name_hash FROM party WHERE name_hash IS NOT NULL")
        assert all(each["name_hash"] not in row["payload"] for each in hashes)


class TestABadSearch:
    @pytest.mark.parametrize(
        ("body", "pointer", "code"),
        [
            ({"by": {"grantor_name": "x"}}, "/purpose", "required"),
            ({"by": {"grantor_name": "x"}, "purpose": "curiosity"}, "/purpose", "not_in_enumeration"),
            ({"purpose": "trade"}, "/by", "required"),
            ({"by": {}, "purpose": "trade"}, "/by", "one_way_to_ask"),
            ({"by": {"grantor_name": "x", "registration_number": "y"}, "purpose": "trade"}, "/by", "one_way_to_ask"),
            ({"by": {"grantor_name": " "}, "purpose": "trade"}, "/by/grantor_name", "blank"),
            ({"by": {"asset": {"code": "x"}}, "purpose": "trade"}, "/by/asset/code", "bad_key"),
            ({"by": {"asset": {"asset": a_parcel_body(contract_code="500233104203990012J")}}, "purpose": "trade"},
             "/by/asset/asset/contract_code", "issuing_party_mismatch"),
            ({"by": {"grantor_identifier": {"scheme": "citizen_id", "value": "1"}}, "purpose": "trade"},
             "/by/grantor_identifier/value", None),
            ({"by": {"registration_number": "CQ1"}, "purpose": "trade"}, "/by/registration_number", None),
        ],
    )  # fmt: skip
    def test_is_told_where(self, exchange, body, pointer, code):
        document = refused(exchange.post(PATH, body), 422, code="invalid_particulars")
        (error,) = document["errors"]
        assert error["pointer"] == pointer
        assert code is None or error["code"] == code

    def test_is_one_without_the_right_to(self, register, app, bank):
        keeper = register.teller(app, "示例仓储", role="keeper")
        body = {"by": {"grantor_name": NAME}, "purpose": "other"}
        refused(keeper.post(PATH, body), 403, code="not_permitted")
        refused(bank.anonymous("POST", PATH, json=body), 401, code="unauthenticated")

    def test_is_one_by_a_client_whose_keys_are_revoked(self, register, app):
        leaver = register.teller(app, "离任交易所", role="exchange")
        leaver.token()
        register.revoke(leaver.enrolled)
        refused(leaver.post(PATH, {"by": {"grantor_name": NAME}, "purpose": "trade"}), 401, code="key_revoked")


class TestItsCertificate:
    def test_says_what_was_asked_and_found(self, search, made, parcel):
        answer = search({"asset": {"code": parcel["parcel_code"]}})
        said = contents(answer)
        assert (said["kind"], said["by"], said["purpose"], said["count"]) == ("search", "asset", "trade", 2)
        assert said["found"] == [each["number"] for each in made]
        assert said["keys"] == answer.json["searched_keys"]
        assert said["number"] == answer.json["number"]
        assert canon.instant(said_as_of(answer)) == said["as_of"]
        assert not {"registration", "version"} & said.keys()

    def test_is_valid_for_ever_and_says_of_which_instant(self, search, bank, exchange):
        parcel = a_parcel_body()
        answer = search({"asset": {"code": parcel["parcel_code"]}})
        for _ in range(2):
            verdict = bank.anonymous("POST", "/v1/verifications", json={"jws": answer.json["certificate"]["jws"]}).json
            assert (verdict["verdict"], verdict["reasons"]) == ("valid", ["of_its_instant"])
            assert (verdict["status"], verdict["newest"]) == (None, None)
            assert verdict["contents"]["as_of"]
            bank.register(a_body(parcel, today=today()))

    def test_altered_is_invalid(self, search, bank):
        head, _, signature = search({"grantor_name": NAME}).json["certificate"]["jws"].split(".")
        _, payload, _ = search({"grantor_name": "无此人"}).json["certificate"]["jws"].split(".")
        verdict = bank.anonymous("POST", "/v1/verifications", json={"jws": f"{head}.{payload}.{signature}"}).json
        assert verdict["verdict"] == "invalid"

    def test_discloses_what_was_asked_to_the_searcher_alone(self, bank, search):
        found = bank.post(PATH, {"by": {"grantor_name": NAME}, "purpose": "lending", "reference": "甲"}).json
        bundle = bank.get(found["certificate"]["bundle"]).json
        assert dict(Disclosure(each).read() for each in bundle["disclosures"]) == {
            "grantor_name": NAME,
            "reference": "甲",
        }
        assert bundle["status"] is None, "it is of its instant"
        address, code = found["certificate"]["bundle"], found["certificate"]["check_code"]
        assert bank.anonymous("GET", address, query_string={"code": code}).json["disclosures"] == []
        refused(bank.anonymous("GET", address), 404, code="unknown_registration")

    def test_of_many_holds_a_count_and_a_digest(self, bank, exchange):
        body = a_body(a_parcel_body(), today=today())
        body["grantors"][0] |= {"name": "众多登记"}
        for _ in range(9):
            body["collateral"] = [a_parcel_body()]
            assert bank.register(body).status_code == 201
        answer = exchange.post(PATH, {"by": {"grantor_name": "众多登记"}, "purpose": "trade"})
        assert len(numbers(answer)) == contents(answer)["count"] == 9
        assert "found" not in contents(answer)
        assert len(contents(answer)["found_digest"]) == 43

    @pytest.mark.parametrize("by", [{"grantor_name": NAME}, {"asset": {"code": a_parcel_code()}}])
    def test_is_read_by_the_command_line(self, search, register, folder, by):
        (folder / "certificate.json").write_text(json.dumps(search(by).json), encoding="utf-8")
        create_roots(folder / "roots", 1, passphrase=PASSPHRASE, name="dull")
        write_trust(
            register.cluster.keys, PASSPHRASE, roots=folder / "roots", signers=1, out=folder / "trust.note", version=1
        )
        said = CliRunner().invoke(
            main, ["verify", str(folder / "certificate.json"), "--trust", str(folder / "trust.note")],
            env={"XDG_STATE_HOME": str(folder)},
        )  # fmt: skip
        assert said.exit_code == 15, said.output
        assert "产权交易" in said.output
        assert ("未见有效担保记载" in "".join(said.output.split())) == ("asset" in by)
        assert "2026" in said.output


def said_as_of(answer):
    return datetime.fromisoformat(answer.json["as_of"])
