"""Keepers' and insurers' words at the API: how much there is, what is pledged of it, and receipts that are split."""

import pytest

from tests.api.problem import refused
from tests.register import today
from tests.samples import a_body, a_receipt_body

PATH = "/v1/attestations"


def tonnes(value):
    return {"value": f"{value}.000", "unit": "t"}


def an_attestation(asset, statement="confirmed", **changes):
    return {"statement": statement, "asset": asset, "stated_on": today().isoformat()} | changes


class Kept:
    """A keeper with a lot of its own, and receipts over what lies there."""

    def __init__(self, teller, lot):
        self.teller = teller
        self._keeper = {"name": teller.enrolled.name, "uscc": teller.enrolled.uscc}
        self._lot = {"warehouse": "一号库", "slot": "A-03", "lot": lot}

    def receipt(self, quantity=100, **changes):
        given = {"keeper": self._keeper, "lot": self._lot, "quantity": tonnes(quantity)}
        return a_receipt_body(**(given | changes))

    def says(self, *said, **changes):
        return self.teller.file(PATH, an_attestation(*said, **changes))

    def attests(self, *said, **changes):
        answer = self.says(*said, **changes)
        assert answer.status_code == 201, answer.json
        return answer.json


@pytest.fixture(scope="module")
def keeper(register, app):
    return register.teller(app, "示例仓储", role="keeper")


@pytest.fixture(scope="module")
def insurer(register, app):
    return register.teller(app, "示例保险", role="insurer")


@pytest.fixture
def lot(keeper, request):
    return Kept(keeper, request.node.name)


def pledged(bank, *items, **changes):
    answer = bank.register(a_body(*items, today=today(), **changes))
    assert answer.status_code == 201, answer.json
    return answer.json


def status_of(teller, asset):
    (found,) = teller.post("/v1/lien-status", {"assets": [{"asset": asset}]}).json["data"]
    return found


class TestALot:
    def test_takes_pledges_up_to_what_its_keeper_attested(self, bank, rival, lot):
        said = lot.attests(lot.receipt(), quantity=tonnes(150))
        assert [(each["capacity"], each["pledged"]) for each in said["quantities"]] == [("150.000", "0.000")]
        made = pledged(bank, lot.receipt(100))
        assert [(each["capacity"], each["pledged"]) for each in made["quantities"]] == [("150.000", "100.000")]
        made = pledged(rival, lot.receipt(50))
        assert [(each["capacity"], each["pledged"]) for each in made["quantities"]] == [("150.000", "150.000")]

    def test_refuses_the_sum_of_receipts_above_it_and_says_the_numbers(self, bank, rival, lot):
        lot.attests(lot.receipt(), quantity=tonnes(150))
        pledged(bank, lot.receipt(100))
        answer = rival.register(a_body(lot.receipt(60), today=today()))
        refused(answer, 409, code="quantity_exceeded")
        (told,) = answer.json["quantities"]
        del told["key"]
        assert told == {"unit": "t", "capacity": "150.000", "pledged": "100.000", "offered": "60.000"}
        assert answer.json["rule"]["code"] == "REG-QUANTITY"
