"""The first filing, as a lender's system sees it."""

from tests.register import Teller, today
from tests.samples import a_body, a_parcel_body


def test_a_receipt_is_registered_certified_and_then_refused_to_another_creditor(bank: Teller, rival: Teller):
    body = a_body(today=today())
    first = bank.register(body)
    second = rival.register(body)

    assert first.status_code == 201, first.json
    assert second.status_code == 409
    assert second.json["prior_registrations"] == [first.json["number"]]


def test_a_second_mortgage_of_a_parcel_is_entered_at_rank_2_with_its_reason(bank: Teller, rival: Teller):
    body = a_body(a_parcel_body(), today=today())
    first = bank.register(body)
    second = rival.register(body)

    assert (first.status_code, second.status_code) == (201, 201), (first.json, second.json)
    (item,) = second.json["collateral"]
    assert item["rank"] == 2
    assert item["ahead"] == [first.json["number"]]
    assert "REG-AHEAD" in {finding["code"] for finding in second.json["findings"]}


def test_a_repeat_gets_the_same_bytes(bank: Teller):
    body = a_body(today=today())
    first = bank.register(body, key="once-only")
    again = bank.register(body, key="once-only")

    assert first.status_code == again.status_code == 201
    assert first.data == again.data


def test_lien_status_sees_the_lien_and_then_its_discharge(bank: Teller, exchange: Teller):
    made = bank.register(a_body(today=today())).json
    (item,) = made["collateral"]
    asked = {"kind": item["kind"], "key": item["identity_keys"][0]}

    before = exchange.get("/v1/lien-status", **asked).json
    assert bank.discharge(made["number"]).status_code == 201
    after = exchange.get("/v1/lien-status", **asked).json

    assert (before["recorded"], before["trade"]["verdict"]) == ("liens", "liens_follow")
    assert (after["recorded"], after["trade"]["verdict"]) == ("none", "nothing_found")
