"""Transfers at the API: security follows and is found under the new holder; a former holder mortgages no more."""

import itertools

import pytest

from registry.domain import canon
from registry.domain.disclosure import Disclosure, digests_in
from registry.signing.jws import read_compact
from tests.acts import a_hold_body, a_person_body, a_seizure_body, a_transfer_body
from tests.api.problem import codes, refused
from tests.api.test_discharge import counts
from tests.api.test_seizures import body, lift, status_of
from tests.lender import erased
from tests.samples import a_citizen_id, a_parcel_body, a_receipt_body

PATH = "/v1/transfers"
BUYER = "绝密买受人"


@pytest.fixture
def parcel():
    return a_parcel_body()


@pytest.fixture
def transfer(exchange):
    return lambda *assets, **changes: made(exchange, *assets, **changes)


def made(exchange, *assets, **changes):
    answer = exchange.file(PATH, a_transfer_body(*assets, **changes))
    assert answer.status_code == 201, answer.json
    return answer.json


def found(bank, by, **asked):
    answer = bank.post("/v1/searches", {"by": by, "purpose": "lending", **asked})
    assert answer.status_code == 201, answer.json
    return [each["registration"] for each in answer.json["data"]]


def given_by(person, *items, **changes):
    return body(*items, grantors=[person], **changes)


class TestATransfer:
    def test_is_answered_with_what_follows_and_echoes_no_person(self, bank, exchange, transfer, parcel):
        number = bank.register(body(parcel)).json["number"]
        buyer = a_person_body(BUYER)
        moved = transfer(parcel, holder=buyer)
        assert (moved["object"], moved["assets"][0]["follows"]) == ("transfer", [number])
        assert [each["code"] for each in moved["findings"]] == ["R-406"]
        assert BUYER not in str(moved)
        assert buyer["identifier"]["value"] not in str(moved)

        payload = read_compact(moved["certificate"]["jws"]).payload
        signed = canon.loads(payload)
        assert (signed["kind"], signed["number"], signed["assets"][0]["follows"]) == ("transfer", moved["id"], [number])
        assert BUYER not in payload.decode()
        bundle = exchange.get(moved["certificate"]["bundle"]).json
        opened = [Disclosure(text) for text in bundle["disclosures"]]
        assert {each.digest for each in opened} == set(digests_in(signed))
        assert BUYER in {each.read()[1] for each in opened if each.read()[0] == "name"}
        refused(bank.get(moved["certificate"]["bundle"]), 404, code="unknown_registration")

    def test_leaves_the_liens_where_they_were(self, bank, exchange, transfer, parcel):
        bank.register(body(parcel))
        before = status_of(exchange, parcel)["liens"]
        transfer(parcel)
        assert status_of(exchange, parcel)["liens"] == before

    def test_makes_an_asset_known_and_counts_as_newer(self, exchange, transfer, parcel):
        moved = transfer(parcel)
        now = status_of(exchange, parcel)
        assert (now["known"], now["recorded"], now["trade"]["verdict"]) == (True, "none", "nothing_found")
        before = status_of(exchange, parcel, as_of="2026-01-01T00:00:00Z")
        (newer,) = before["newer"]
        assert (newer["event"], newer["act"]) == ("transfer", moved["id"])
        assert before["trade"]["reasons"] == ["newer_entries"]

    def test_completes_a_hold_without_disturbing_it(self, exchange, transfer, parcel):
        assert exchange.file("/v1/holds", a_hold_body(parcel)).status_code == 201
        assert transfer(parcel)["findings"] == []
        assert [each["disturbed"] for each in status_of(exchange, parcel)["holds"]] == [False]

    def test_rehearsed_leaves_nothing(self, register, exchange, parcel):
        before = counts(register)
        answer = exchange.file(PATH, a_transfer_body(parcel), query="dry_run=true")
        assert (answer.status_code, answer.json["dry_run"], answer.json["certificate"]) == (200, True, None)
        assert counts(register) == before

    def test_is_an_exchanges_to_file(self, bank, court, parcel):
        for teller in (bank, court):
            refused(teller.file(PATH, a_transfer_body(parcel)), 403, code="not_permitted")

    @pytest.mark.parametrize(
        ("changes", "pointer", "code"),
        [
            ({"from": []}, "/from", "wrong_count"),
            ({"to": [{"type": "natural_person"}]}, "/to/0/name", "required"),
            ({"transferred_on": "2199-01-01"}, "/transferred_on", "transferred_in_the_future"),
            ({"former_holders": []}, "/former_holders", "unknown_field"),
        ],
    )
    def test_that_cannot_be_is_named(self, exchange, parcel, changes, pointer, code):
        document = refused(
            exchange.file(PATH, a_transfer_body(parcel) | changes), 422, code="invalid_particulars", at=pointer
        )
        assert code in codes(document)


class TestWhatStopsIt:
    def test_is_a_seizure_until_it_is_lifted(self, court, exchange, parcel):
        seizure = court.file("/v1/seizures", a_seizure_body(parcel)).json["id"]
        document = refused(exchange.file(PATH, a_transfer_body(parcel)), 422, code="prohibited_by_law", at="/assets/0")
        assert document["rule"]["code"] == "REG-SEIZED"
        assert lift(court, seizure).status_code == 201
        assert exchange.file(PATH, a_transfer_body(parcel)).status_code == 201

    def test_is_a_registered_prohibition_until_it_is_discharged(self, bank, exchange, parcel):
        number = bank.register(body(parcel | {"transfer_restriction": "prohibited"})).json["number"]
        document = refused(exchange.file(PATH, a_transfer_body(parcel)), 422, code="prohibited_by_law", at="/assets/0")
        assert document["rule"]["code"] == "R-JS43"
        assert bank.discharge(number).status_code == 201
        assert exchange.file(PATH, a_transfer_body(parcel)).status_code == 201

    def test_is_a_consent_until_it_is_spoken_of(self, bank, exchange, transfer, parcel):
        bank.register(body(parcel | {"transfer_restriction": "consent"}))
        asked = exchange.file(PATH, a_transfer_body(parcel))
        assert refused(asked, 422, code="acknowledgement_required")["acknowledge"] == ["R-JS43C"]
        assert transfer(parcel, acknowledged=["R-JS43C"])["assets"]


class TestASearchUnderTheNewHolder:
    def test_finds_what_followed_from_the_transfer_on(self, bank, rival, transfer, parcel):
        seller, buyer = a_person_body(), a_person_body("买受人甲", a_citizen_id())
        mine = bank.register(given_by(seller, parcel)).json
        ended = rival.register(given_by(seller, parcel)).json["number"]
        assert rival.discharge(ended).status_code == 201
        transfer(parcel, former=seller, holder=buyer)
        for by in ({"grantor_identifier": buyer["identifier"]}, {"grantor_name": "买受人甲"}):
            assert found(rival, by) == [mine["number"]]
            assert found(rival, by, as_of=mine["registered_at"]) == []
        assert found(rival, {"grantor_identifier": seller["identifier"]}) == [mine["number"]]

    def test_finds_it_under_each_of_a_chain(self, bank, transfer, parcel):
        people = [a_person_body(f"第{index}手") for index in range(3)]
        number = bank.register(given_by(people[0], parcel)).json["number"]
        for seller, buyer in itertools.pairwise(people):
            transfer(parcel, former=seller, holder=buyer)
        for person in people:
            assert found(bank, {"grantor_identifier": person["identifier"]}) == [number]


class TestARightMortgagedAfterItWasTransferred:
    def test_is_told_to_who_takes_it_from_the_former_holder(self, bank, transfer, parcel):
        seller, buyer = a_person_body(), a_person_body("李四")
        moved = transfer(parcel, former=seller, holder=buyer)
        document = refused(bank.register(given_by(seller, parcel)), 422, code="acknowledgement_required")
        assert document["acknowledge"] == ["R-JS37"]
        knowing = bank.register(given_by(seller, parcel, acknowledged=["R-JS37"])).json
        (said,) = [each for each in knowing["findings"] if each["code"] == "R-JS37"]
        assert (said["pointer"], said["related"]) == ("/collateral/0", [moved["id"]])
        assert bank.register(given_by(buyer, parcel)).status_code == 201

    def test_rehearsed_says_so_too(self, bank, transfer):
        receipt, seller = a_receipt_body(), a_person_body()
        transfer(receipt, former=seller)
        asked = bank.register(given_by(seller, receipt), query="dry_run=true")
        assert refused(asked, 422)["acknowledge"] == ["R-JS37"]

    def test_is_no_longer_known_once_the_seller_is_erased(self, register, bank, transfer, parcel):
        seller = a_person_body()
        moved = transfer(parcel, former=seller)
        entry = register.rows("SELECT entry FROM certificate WHERE number = :id", id=moved["id"])[0]["entry"]
        digests = [row["digest"] for row in register.rows("SELECT digest FROM disclosure WHERE entry = :e", e=entry)]
        erased(register, digests)
        assert bank.register(given_by(seller, parcel)).status_code == 201
