"""POST /v1/lien-status: many assets in one question, each answered as if it had been asked alone."""

import pytest

from tests.api.problem import refused
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_parcel_code, a_receipt_body

STATUS = "/v1/lien-status"


def own(item):
    """The key by which the item's first filing is found again."""
    return {"kind": item["kind"], "key": item["identity_keys"][0]}


@pytest.fixture(scope="module")
def lot():
    return {"warehouse": "二号库", "slot": "B-01", "lot": "2026-稻-同批"}


@pytest.fixture(scope="module")
def parcel():
    return a_parcel_body()


@pytest.fixture(scope="module")
def receipt(lot):
    return a_receipt_body(lot=lot)


@pytest.fixture(scope="module")
def made(bank, rival, parcel, receipt):
    """A receipt and a parcel given to the bank, the parcel to its rival too."""
    answers = [bank.register(a_body(receipt, parcel, today=today())), rival.register(a_body(parcel, today=today()))]
    assert [answer.status_code for answer in answers] == [201, 201]
    return [answer.json for answer in answers]


@pytest.fixture
def ask(exchange, made):
    return lambda *assets, **more: exchange.post(STATUS, {"assets": list(assets), **more})


class TestEachAsset:
    def test_is_answered_as_if_it_had_been_asked_alone(self, exchange, ask, made, parcel):
        alone = [own(each) for each in made[0]["collateral"]]
        alone += [
            {"kind": "land_management_right", "key": parcel["parcel_code"]},
            {"kind": "land_management_right", "key": a_parcel_code()},
        ]
        together = ask(*alone).json
        singly = [exchange.get(STATUS, settled=False, as_of=together["as_of"], **each).json for each in alone]
        assert together["data"] == singly

    def test_is_answered_in_its_place(self, ask, made):
        receipt, parcel = made[0]["collateral"]
        found = ask(own(parcel), own(receipt), own(parcel)).json["data"]
        assert [each["asset"]["kind"] for each in found] == [parcel["kind"], receipt["kind"], parcel["kind"]]
        assert [len(each["liens"]) for each in found] == [2, 1, 2]

    def test_may_be_described_as_in_a_filing(self, ask, made, parcel):
        (found,) = ask({"asset": parcel}).json["data"]
        assert [lien["registration"] for lien in found["liens"]] == [each["number"] for each in made]
        assert found["trade"]["verdict"] == "liens_follow"

    def test_described_tells_what_is_linked_from_what_burdens_it(self, ask, made, lot):
        (found,) = ask({"asset": a_receipt_body(lot=lot)}).json["data"]
        assert (found["known"], found["liens"]) == (False, [])
        assert found["trade"] == {"verdict": "stop", "reasons": ["unknown_asset"]}
        assert [each["registration"] for each in found["linked"]] == [made[0]["number"]]

    def test_described_is_not_another_platforms(self, ask, bank):
        first = a_receipt_body(form="electronic", platform="甲平台")
        assert bank.register(a_body(first, today=today())).status_code == 201
        here, there, unnamed = ask(
            {"asset": first}, {"asset": first | {"platform": "乙平台"}},
            {"asset": {name: value for name, value in first.items() if name != "platform"}},
        ).json["data"]  # fmt: skip
        assert [len(each["liens"]) for each in (here, there, unnamed)] == [1, 0, 1]

    def test_may_be_a_bare_code_of_any_kind(self, ask, made, parcel):
        keys = [item["identity_keys"][0] for item in made[0]["collateral"]]
        found = ask({"code": parcel["parcel_code"]}, *({"code": key} for key in keys)).json["data"]
        assert [len(each["liens"]) for each in found] == [2, 1, 2]
        assert found[1]["asset"]["kind"] == "warehouse_receipt"

    def test_is_known_to_the_asker_as_his_own(self, bank, made):
        (found,) = bank.post(STATUS, {"assets": [own(made[0]["collateral"][1])]}).json["data"]
        assert [lien["own"] for lien in found["liens"]] == [True, False]


class TestTheAnswer:
    def test_has_one_instant(self, ask, made):
        answer = ask(own(made[0]["collateral"][0]), {"code": a_parcel_code()}).json
        assert {each["as_of"] for each in answer["data"]} == {answer["as_of"]}

    def test_is_of_the_instant_asked_about(self, ask, made):
        (found,) = ask(own(made[0]["collateral"][1]), as_of=made[0]["registered_at"]).json["data"]
        assert [lien["registration"] for lien in found["liens"]] == [made[0]["number"]]
        assert [each["registration"] for each in found["newer"]] == [made[1]["number"]]

    def test_of_an_instant_not_settled_is_none(self, ask, made):
        refused(ask(own(made[0]["collateral"][0]), as_of="2199-01-01T00:00:00Z"), 422, code="not_settled")

    def test_holds_a_thousand_assets_and_no_more(self, ask):
        codes = [{"code": a_parcel_code()} for _ in range(1000)]
        assert [each["known"] for each in ask(*codes).json["data"]] == [False] * 1000
        refused(ask(*codes, {"code": a_parcel_code()}), 422, code="invalid_particulars", at="/assets")


class TestABadEntry:
    @pytest.mark.parametrize(
        ("entry", "pointer", "code"),
        [
            ({}, "/assets/1", "one_way_to_ask"),
            ({"kind": "warehouse_receipt"}, "/assets/1", "one_way_to_ask"),
            ({"code": "x", "kind": "warehouse_receipt"}, "/assets/1", "one_way_to_ask"),
            ({"code": "x"}, "/assets/1/code", "bad_key"),
            ({"kind": "warehouse_receipt", "key": "x"}, "/assets/1/key", "bad_key"),
            ({"kind": "ship", "key": "x"}, "/assets/1/kind", "unknown_kind"),
            ({"asset": {"kind": "ship"}}, "/assets/1/asset/kind", "unknown_kind"),
            ({"asset": {"kind": "warehouse_receipt", "bogus": 1}}, "/assets/1/asset/bogus", "unknown_field"),
            ({"code": 7}, "/assets/1/code", "wrong_type"),
            ({"bogus": "x"}, "/assets/1/bogus", "unknown_field"),
            ({"asset": a_parcel_body(contract_code="500233104203990012J")}, "/assets/1/asset/contract_code",
             "issuing_party_mismatch"),
        ],
    )  # fmt: skip
    def test_is_named_and_nothing_is_answered(self, ask, parcel, entry, pointer, code):
        document = refused(ask({"code": parcel["parcel_code"]}, entry), 422, code="invalid_particulars")
        assert {"pointer": pointer, "code": code} in [
            {name: each[name] for name in ("pointer", "code")} for each in document["errors"]
        ]
        assert all(each["text"]["zh"] and each["text"]["en"] for each in document["errors"])

    def test_of_no_assets_is_one_too(self, ask):
        refused(ask(), 422, code="invalid_particulars", at="/assets")


def test_whoever_may_not_read_is_not_told(bank, parcel):
    body = {"assets": [{"code": parcel["parcel_code"]}]}
    refused(bank.anonymous("POST", STATUS, json=body), 401, code="unauthenticated")
