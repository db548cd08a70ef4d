"""Courts' seizures at the API: the queue, what comes behind it, what a trade is told, and who may lift it."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.domain import canon
from registry.signing.jws import read_compact
from tests.acts import LIFTING, a_seizure_body
from tests.api.problem import codes, refused
from tests.api.test_discharge import counts
from tests.register import today
from tests.samples import a_body, a_forest_body, a_parcel_body, a_parcel_code, a_receipt_body

PATH = "/v1/seizures"
NEVER = "seiz_01a20169-2e00-7646-bbe1-8ceb2c083650"


@pytest.fixture(scope="module")
def other_court(register, app):
    return register.teller(app, "另一示例法院", role="court")


@pytest.fixture
def parcel():
    return a_parcel_body()


@pytest.fixture
def seize(court):
    return lambda *assets, **changes: made(court, *assets, **changes)


def hours_ago(hours):
    return datetime.now(UTC) - timedelta(hours=hours)  # noqa: TID251


def made(court, *assets, **changes):
    answer = court.file(PATH, a_seizure_body(*assets, **changes))
    assert answer.status_code == 201, answer.json
    return answer.json


def body(*items, **changes):
    return a_body(*items, today=today(), **changes)


def status_of(teller, asset, **query):
    found = teller.post("/v1/lien-status", {"assets": [{"asset": asset}], **query}).json["data"]
    return found[0]


def lift(court, seizure, **options):
    return court.file(f"{PATH}/{seizure}/lift", LIFTING, **options)


class TestASeizure:
    def test_is_answered_with_its_place_and_a_receipt(self, court, bank, parcel, seize):
        first = bank.register(body(parcel)).json["number"]
        seized = seize(parcel, served_at=datetime.now(UTC))  # noqa: TID251
        (asset,) = seized["assets"]
        assert (seized["object"], seized["status"], seized["livemode"]) == ("seizure", "active", False)
        assert (asset["position"], asset["behind"], asset["precedes"]) == (0, [], [first])
        receipt = canon.loads(read_compact(seized["certificate"]["jws"]).payload)
        assert (receipt["kind"], receipt["number"], receipt["measure"]) == ("seizure", seized["id"], "seal")
        assert receipt["case_number"] == seized["case_number"]
        (signed,) = receipt["assets"]
        assert (signed["position"], signed["precedes"]) == (0, [first])

    def test_has_a_receipt_the_court_can_fetch_and_anybody_check(self, court, seize, bank, parcel):
        certificate = seize(parcel)["certificate"]
        assert court.get(certificate["bundle"]).json["jws"] == certificate["jws"]
        refused(bank.get(certificate["bundle"]), 404, code="unknown_registration")
        said = bank.anonymous("POST", "/v1/verifications", json={"jws": certificate["jws"]}).json
        assert (said["verdict"], said["reasons"]) == ("valid", ["of_its_instant"])

    def test_stops_a_trade(self, exchange, bank, parcel, seize):
        bank.register(body(parcel))
        seized = seize(parcel)
        found = status_of(exchange, parcel)
        assert (found["flags"], found["waiting_seizures"]) == (["seized"], 0)
        assert found["trade"] == {"verdict": "stop", "reasons": ["seized"]}
        (shown,) = found["seizures"]
        assert (shown["id"], shown["position"], shown["case_number"]) == (seized["id"], 0, seized["case_number"])
        assert len(found["liens"]) == 1

    def test_makes_an_asset_known_that_has_no_lien(self, exchange, parcel, seize):
        seize(parcel)
        found = status_of(exchange, parcel)
        assert (found["known"], found["recorded"], found["trade"]["verdict"]) == (True, "none", "stop")

    def test_is_seen_as_of_the_instant_asked_about_and_counts_against_a_trade_when_newer(
        self, exchange, bank, parcel, seize
    ):
        before = bank.register(body(parcel)).json["registered_at"]
        seized = seize(parcel)
        found = status_of(exchange, parcel, as_of=before)
        assert (found["flags"], found["seizures"]) == ([], [])
        (newer,) = found["newer"]
        assert (newer["event"], newer["act"], newer["registration"]) == ("seize", seized["id"], None)
        assert found["trade"] == {"verdict": "stop", "reasons": ["seized", "newer_entries"]}

    def test_rehearsed_leaves_nothing(self, register, court, parcel):
        before = counts(register)
        answer = court.file(PATH, a_seizure_body(parcel), query="dry_run=true")
        assert (answer.status_code, answer.json["dry_run"], answer.json["certificate"]) == (200, True, None)
        assert counts(register) == before

    def test_repeated_is_the_same(self, court, parcel):
        filed = a_seizure_body(parcel)
        one, two = (court.file(PATH, filed, key=f"again-{parcel['parcel_code']}") for _ in range(2))
        assert (one.status_code, one.data) == (two.status_code, two.data)

    @pytest.mark.parametrize(
        ("changes", "pointer", "code"),
        [
            ({"until": "2199-01-01"}, "/until", "seizure_too_long"),
            ({"served_at": "2199-01-01T00:00:00Z"}, "/until", "seizure_ends_before_it_begins"),
            ({"kind": "arrest"}, "/kind", "not_in_enumeration"),
            ({"assets": []}, "/assets", "wrong_count"),
            ({"amount": {"amount": "0", "currency": "CNY"}}, "/amount/amount", "bad_amount"),
            ({"bogus": 1}, "/bogus", "unknown_field"),
        ],
    )
    def test_that_cannot_be_is_named(self, court, parcel, changes, pointer, code):
        answer = court.file(PATH, a_seizure_body(parcel) | changes)
        document = refused(answer, 422, code="invalid_particulars", at=pointer)
        assert code in codes(document)

    def test_is_a_courts_to_file(self, bank, exchange, parcel):
        for teller in (bank, exchange):
            refused(teller.file(PATH, a_seizure_body(parcel)), 403, code="not_permitted")


class TestAQueue:
    def test_waits_in_order_of_service_and_moves_up_by_itself(self, court, other_court, exchange, parcel):
        first = made(court, parcel, served_at=hours_ago(3))
        second = made(other_court, parcel, served_at=hours_ago(2))
        assert (second["assets"][0]["position"], second["assets"][0]["behind"]) == (1, [first["id"]])
        late = made(other_court, parcel, served_at=hours_ago(4))
        assert late["assets"][0]["position"] == 0

        found = status_of(exchange, parcel)
        assert found["waiting_seizures"] == 2
        assert [each["id"] for each in found["seizures"]] == [late["id"], first["id"], second["id"]]
        lifted = lift(other_court, late["id"])
        assert (lifted.status_code, lifted.json["next"]) == (201, [first["id"]])
        assert lift(court, first["id"]).json["next"] == [second["id"]]
        found = status_of(exchange, parcel)
        assert [(each["id"], each["position"]) for each in found["seizures"]] == [(second["id"], 0)]

    def test_of_a_whole_parcel_counts_each_right_over_it(self, exchange, seize):
        code = a_parcel_code()
        contractor = a_parcel_body(code)
        transferee = a_parcel_body(
            code, layer="transferee", transferee_contract_number="LZ-9", right_starts_on="2020-01-01"
        )
        seize(contractor, transferee)
        found = exchange.get("/v1/lien-status", kind="land_management_right", key=code).json
        assert ([each["position"] for each in found["seizures"]], found["waiting_seizures"]) == ([0, 0], 0)


class TestAPledgeAfterASeizure:
    def test_is_refused_where_registration_would_create_the_right(self, bank, seize):
        forest = a_forest_body()
        seize(forest)
        document = refused(bank.register(body(forest)), 422, code="prohibited_by_law", at="/collateral/0")
        assert document["rule"]["code"] == "R-399.5"

    def test_of_land_comes_behind_it_once_the_lender_says_so(self, bank, seize, parcel):
        seized, filed = seize(parcel), body(parcel)
        document = refused(bank.register(filed), 422, code="acknowledgement_required", at="/collateral/0")
        assert document["acknowledge"] == ["ACCEPT_SUBJECT_TO_SEIZURE"]
        entered = bank.register({**filed, "acknowledged": document["acknowledge"]})
        assert (entered.status_code, entered.json["collateral"][0]["seizures"]) == (201, [seized["id"]])
        signed = canon.loads(read_compact(entered.json["certificate"]["jws"]).payload)
        assert signed["collateral"][0]["seizures"] == [seized["id"]]

    def test_is_read_without_the_seizure_among_those_ahead(self, bank, seize, parcel):
        """Rank is the order of registrations; a seizure is none."""
        seize(parcel)
        number = bank.register(body(parcel, acknowledged=["ACCEPT_SUBJECT_TO_SEIZURE"])).json["number"]
        (item,) = bank.get(f"/v1/registrations/{number}").json["collateral"]
        assert (item["rank"], item["ahead"]) == (1, [])
        asked = {"by": {"registration_number": number}, "purpose": "own_portfolio"}
        (found,) = bank.post("/v1/searches", asked).json["data"]
        assert found["collateral"] == [{"kind": "land_management_right", "rank": 1}]

    def test_is_as_any_other_once_it_is_lifted(self, court, bank, seize):
        forest = a_forest_body()
        seized = seize(forest)
        assert lift(court, seized["id"]).status_code == 201
        entered = bank.register(body(forest))
        assert (entered.status_code, "seizures" in entered.json["collateral"][0]) == (201, False)

    def test_served_earlier_is_named_to_the_court(self, bank, seize, parcel):
        number = bank.register(body(parcel)).json["number"]
        seized = seize(parcel, served_at=hours_ago(1))
        assert (seized["assets"][0]["precedes"], seized["assets"][0]["since_service"]) == ([], [number])
        assert [each["code"] for each in seized["findings"]] == ["REG-SERVED"]

    def test_leaves_a_receipt_exclusive_as_it_was(self, bank, rival, seize):
        receipt = a_receipt_body()
        first = bank.register(body(receipt)).json["number"]
        seize(receipt)
        knowing = body(receipt, acknowledged=["ACCEPT_SUBJECT_TO_SEIZURE"])
        assert refused(rival.register(knowing), 409)["prior_registrations"] == [first]


class TestAMaximumAmount:
    def test_is_fixed_by_a_seizure_and_stays_so(self, court, bank, exchange, seize, parcel):
        filed = body(parcel)
        filed["secured_claim"]["maximum_amount"] = {"amount": "600000.00", "currency": "CNY"}
        number = bank.register(filed).json["number"]
        seized = seize(parcel)
        assert seized["assets"][0]["determined"] == [number]
        assert status_of(exchange, parcel)["liens"][0]["determined_at"] == seized["recorded_at"]
        assert lift(court, seized["id"]).status_code == 201
        assert status_of(exchange, parcel)["liens"][0]["determined_at"] == seized["recorded_at"]
        assert "determined_at" not in status_of(exchange, parcel, as_of=filed_at(bank, number))["liens"][0]


def filed_at(bank, number):
    return bank.get(f"/v1/registrations/{number}").json["registered_at"]


class TestALifting:
    def test_is_made_once(self, court, seize, parcel, register):
        seized = seize(parcel)
        assert lift(court, seized["id"]).status_code == 201
        before = counts(register)
        refused(lift(court, seized["id"]), 409, code="act_ended")
        assert counts(register) == before

    def test_of_anothers_seizure_reads_as_of_one_that_never_was(self, court, other_court, seize, parcel):
        seized = seize(parcel)
        for address in (seized["id"], NEVER, "seiz_1", "CQ202611220000012353", "x" * 300):
            refused(lift(other_court, address), 404, code="unknown_registration")
        assert lift(court, seized["id"]).status_code == 201
        refused(lift(other_court, seized["id"]), 404, code="unknown_registration")

    def test_rehearsed_says_who_is_next_and_leaves_it(self, court, seize, parcel):
        first, second = seize(parcel, served_at=hours_ago(2)), seize(parcel)
        answer = lift(court, first["id"], query="dry_run=true")
        assert (answer.status_code, answer.json["next"], answer.json["certificate"]) == (200, [second["id"]], None)
        assert lift(court, first["id"]).status_code == 201

    def test_has_a_certificate(self, court, seize, parcel):
        seized = seize(parcel)
        answer = lift(court, seized["id"])
        signed = canon.loads(read_compact(answer.json["certificate"]["jws"]).payload)
        assert (signed["kind"], signed["seizure"], signed["released"]) == ("seizure_lifting", seized["id"], 1)
        assert answer.headers["Location"] == f"/v1/certificates/{answer.json['id']}"
        assert court.get(answer.headers["Location"]).status_code == 200
