"""How much is secured: its own institution reads the amount, other lenders a band, an exchange nothing of it."""

import pytest

from tests.register import today
from tests.samples import a_body, a_parcel_body, a_receipt_body


@pytest.fixture(scope="module")
def parcel():
    return a_parcel_body()


@pytest.fixture(scope="module")
def made(bank, parcel):
    body = a_body(parcel, today=today())
    body["secured_claim"]["principal"]["amount"] = "731234.56"
    answer = bank.register(body)
    assert answer.status_code == 201, answer.json
    return answer.json


def lien(teller, parcel):
    found = teller.post("/v1/lien-status", {"assets": [{"asset": parcel}]})
    assert found.status_code == 200, found.json
    (answer,) = found.json["data"]
    return answer["liens"][0], found.get_data(as_text=True)


def test_whose_it_is_reads_the_amount(made, bank, parcel):
    seen, _ = lien(bank, parcel)
    assert (seen["amount"], seen["amount_band"]) == ({"amount": "731234.56", "currency": "CNY"}, "500k_to_1m")


def test_another_lender_reads_the_band_and_no_figure_of_it(made, rival, court, parcel):
    for other in (rival, court):
        seen, whole = lien(other, parcel)
        assert (seen["amount"], seen["amount_band"]) == (None, "500k_to_1m")
        assert "731234" not in whole


def test_an_exchange_reads_neither(made, exchange, parcel):
    seen, whole = lien(exchange, parcel)
    assert (seen["amount"], seen["amount_band"]) == (None, None)
    assert "731234" not in whole


def test_nor_does_a_keeper_of_what_stands_on_his_own_receipt(bank, keeper):
    receipt = a_receipt_body(keeper={"name": keeper.enrolled.name, "uscc": keeper.enrolled.uscc})
    assert bank.register(a_body(receipt, today=today())).status_code == 201
    seen, _ = lien(keeper, receipt)
    assert (seen["amount"], seen["amount_band"]) == (None, None)


def test_up_to_a_maximum_it_is_the_maximum(bank, rival):
    parcel = a_parcel_body()
    body = a_body(parcel, today=today())
    claim = body["secured_claim"]
    claim["maximum_amount"] = {"amount": "20000000.00", "currency": "CNY"}
    claim["determination"] = {"from": today().isoformat(), "until": body["expires_on"]}
    made = bank.register(body)
    assert made.status_code == 201, made.json
    assert lien(bank, parcel)[0]["amount"]["amount"] == "20000000.00"
    assert lien(rival, parcel)[0]["amount_band"] == "10m_and_above"


def test_a_further_claim_has_its_own(bank, rival):
    parcel = a_parcel_body()
    first = bank.register(a_body(parcel, today=today())).json
    claim = a_body(today=today())["secured_claim"] | {"principal": {"amount": "90000.00", "currency": "CNY"}}
    body = {"secured_claim": claim, "collateral": [{"id": first["collateral"][0]["id"]}]}
    made = bank.file(f"/v1/registrations/{first['number']}/further-claims", body, if_match='"1"')
    assert made.status_code in (200, 201), made.json
    found = rival.post("/v1/lien-status", {"assets": [{"asset": parcel}]}).json["data"][0]["liens"]
    assert {each["amount_band"] for each in found if each.get("further_claim")} == {"below_100k"}
