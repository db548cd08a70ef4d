"""Exchanges' holds at the API: a hold reserves nothing, and is disturbed by whoever files meanwhile."""

from datetime import timedelta

import pytest

from registry.domain import canon
from registry.signing.jws import read_compact
from tests.acts import RELEASE, a_hold_body, a_seizure_body
from tests.api.problem import codes, refused
from tests.api.test_discharge import counts
from tests.api.test_seizures import body, status_of
from tests.register import today
from tests.samples import a_parcel_body, a_receipt_body

PATH = "/v1/holds"
NEVER = "hold_01a20169-2e00-7646-bbe1-8ceb2c083650"


@pytest.fixture(scope="module")
def other_exchange(register, app):
    return register.teller(app, "另一示例交易所", role="exchange")


@pytest.fixture
def parcel():
    return a_parcel_body()


@pytest.fixture
def hold(exchange):
    return lambda *assets, **changes: made(exchange, *assets, **changes)


def made(exchange, *assets, **changes):
    answer = exchange.file(PATH, a_hold_body(*assets, **changes))
    assert answer.status_code == 201, answer.json
    return answer.json


def release(exchange, number, **options):
    return exchange.file(f"{PATH}/{number}/release", RELEASE, **options)


class TestAHold:
    def test_is_answered_with_what_stands_and_a_slip_that_is_notice_only(self, bank, exchange, hold, parcel):
        number = bank.register(body(parcel)).json["number"]
        placed = hold(parcel)
        assert (placed["object"], placed["status"], placed["assets"][0]["precedes"]) == ("hold", "active", [number])
        slip = canon.loads(read_compact(placed["certificate"]["jws"]).payload)
        assert (slip["kind"], slip["number"], slip["effect"]) == ("hold", placed["id"], "notice")
        assert exchange.get(placed["certificate"]["bundle"]).status_code == 200

    def test_is_shown_and_changes_no_verdict(self, exchange, bank, hold, parcel):
        bank.register(body(parcel))
        placed = hold(parcel)
        found = status_of(exchange, parcel)
        assert (found["flags"], found["trade"]) == (
            ["held"],
            {"verdict": "liens_follow", "reasons": ["liens_on_record", "held"]},
        )
        assert found["holds"] == [
            {name: placed[name] for name in ("id", "case_number", "recorded_at", "until")} | {"disturbed": False}
        ]

    def test_of_an_asset_without_liens_leaves_nothing_found(self, exchange, hold, parcel):
        hold(parcel)
        assert status_of(exchange, parcel)["trade"] == {"verdict": "nothing_found", "reasons": ["held"]}

    def test_is_disturbed_by_a_lien_that_is_entered_at_once(self, exchange, bank, hold, parcel):
        placed = hold(parcel)
        entered = bank.register(body(parcel))
        assert (entered.status_code, entered.json["collateral"][0]["rank"]) == (201, 1)
        (found,) = [each for each in entered.json["findings"] if each["code"] == "R-HOLD"]
        assert found["related"] == [placed["id"]]
        assert [each["disturbed"] for each in status_of(exchange, parcel)["holds"]] == [True]
        assert bank.discharge(entered.json["number"]).status_code == 201
        assert [each["disturbed"] for each in status_of(exchange, parcel)["holds"]] == [True]
        before = status_of(exchange, parcel, as_of=placed["recorded_at"])
        assert [each["disturbed"] for each in before["holds"]] == [False]

    def test_never_holds_back_a_seizure(self, exchange, court, hold, parcel):
        hold(parcel)
        seized = court.file("/v1/seizures", a_seizure_body(parcel))
        assert (seized.status_code, seized.json["assets"][0]["position"]) == (201, 0)
        found = status_of(exchange, parcel)
        assert (found["flags"], [each["disturbed"] for each in found["holds"]]) == (["seized", "held"], [True])
        assert found["trade"] == {"verdict": "stop", "reasons": ["seized", "held"]}

    def test_leaves_a_receipt_to_whoever_pledges_it(self, bank, hold):
        receipt = a_receipt_body()
        hold(receipt)
        assert bank.register(body(receipt)).status_code == 201

    def test_is_placed_once_in_thirty_days(self, exchange, other_exchange, hold, parcel):
        placed = hold(parcel)
        refusal = exchange.file(PATH, a_hold_body(parcel))
        assert refused(refusal, 422, code="prohibited_by_law", at="/assets/0")["rule"]["code"] == "REG-HOLD-AGAIN"
        assert release(exchange, placed["id"]).status_code == 201
        assert refused(exchange.file(PATH, a_hold_body(parcel)), 422)["rule"]["code"] == "REG-HOLD-AGAIN"
        assert made(other_exchange, parcel)["assets"]

    def test_lasts_five_working_days_at_most(self, exchange, parcel):
        too_long = a_hold_body(parcel, until=(today() + timedelta(days=9)).isoformat())
        document = refused(exchange.file(PATH, too_long), 422, code="prohibited_by_law", at="/until")
        assert document["rule"]["code"] == "REG-HOLD-TERM"
        over = exchange.file(PATH, a_hold_body(parcel, until="2026-01-01"))
        assert "hold_over" in codes(refused(over, 422, code="invalid_particulars", at="/until"))

    def test_is_an_exchanges_to_file(self, bank, court, parcel):
        for teller in (bank, court):
            refused(teller.file(PATH, a_hold_body(parcel)), 403, code="not_permitted")

    def test_rehearsed_leaves_nothing(self, register, exchange, parcel):
        before = counts(register)
        answer = exchange.file(PATH, a_hold_body(parcel), query="dry_run=true")
        assert (answer.status_code, answer.json["dry_run"], answer.json["certificate"]) == (200, True, None)
        assert counts(register) == before


class TestARelease:
    def test_ends_the_hold_once(self, exchange, hold, parcel):
        placed = hold(parcel)
        answer = release(exchange, placed["id"])
        assert (answer.status_code, answer.json["status"], answer.json["hold"]) == (201, "released", placed["id"])
        assert status_of(exchange, parcel)["holds"] == []
        refused(release(exchange, placed["id"]), 409, code="act_ended")

    def test_of_anothers_hold_reads_as_of_one_that_never_was(self, exchange, other_exchange, court, hold, parcel):
        placed = hold(parcel)
        seizure = court.file("/v1/seizures", a_seizure_body(parcel)).json["id"]
        for address in (placed["id"], NEVER, "hold_1", seizure):
            refused(release(other_exchange, address), 404, code="unknown_registration")
        assert release(exchange, placed["id"]).status_code == 201
