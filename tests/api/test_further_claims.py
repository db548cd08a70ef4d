"""The same creditor lends again on what he has: at the end of the line, at an instant of its own, and nobody is hurt."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.api.problem import codes, refused
from tests.movables import a_stock_body
from tests.register import today
from tests.samples import a_body, a_citizen_id, a_parcel_body, a_policy_body, a_receipt_body, a_site_body, a_uscc
from tests.whole import a_company_body, a_person_body

PATH = "/v1/registrations"
STATUS = "/v1/lien-status"


def body(*collateral, **changes):
    return a_body(*collateral, today=today(), **changes)


def a_claim_body(**changes):
    return {**body()["secured_claim"], **changes}


def added(teller, made, *, version=1, claim=None, **options):
    said = {
        "secured_claim": claim or a_claim_body(),
        "collateral": [{"id": item["id"]} for item in made["collateral"]],
        **options.pop("said", {}),
    }
    return teller.file(f"{PATH}/{made['number']}/further-claims", said, if_match=f'"{version}"', **options)


def just_before(text):
    return (datetime.fromisoformat(text) - timedelta(microseconds=1)).isoformat()


def liens(teller, item, **asked):
    return teller.get(STATUS, kind=item["kind"], key=item["identity_keys"][0], **asked).json


class TestAFurtherClaim:
    def test_is_answered_with_its_place_and_certificate(self, bank, rival):
        filed = body(a_parcel_body())
        made = bank.register(filed).json
        between = rival.register(filed).json["number"]
        claim = a_claim_body()
        answer = added(bank, made, claim=claim, said={"client_reference": "LOAN-2"})
        assert answer.status_code == 201
        assert (answer.headers["ETag"], answer.headers["Location"]) == ('"2"', f"{PATH}/{made['number']}")
        assert (answer.json["object"], answer.json["client_reference"]) == ("further_claim", "LOAN-2")
        assert answer.json["contract_number"] == claim["contract_number"]
        (item,) = answer.json["collateral"]
        assert (item["item"], item["rank"]) == (made["collateral"][0]["id"], 3)
        assert item["ahead"] == [made["number"], between]
        assert "REG-AHEAD" in {found["code"] for found in answer.json["findings"]}
        assert answer.json["certificate"]["number"] == f"{made['number']}-2"

    def test_stands_in_the_registration_beside_the_first(self, bank, rival):
        filed = body(a_parcel_body())
        made = bank.register(filed).json
        between = rival.register(filed).json["number"]
        answer = added(bank, made).json
        seen = bank.get(f"{PATH}/{made['number']}").json
        (claim,) = seen["further_claims"]
        assert (claim["version"], claim["contract_number"]) == (2, answer["contract_number"])
        assert claim["registered_at"] == answer["recorded_at"]
        assert (seen["contract_number"], seen["collateral"]) == (made["contract_number"], made["collateral"])
        assert claim["collateral"] == answer["collateral"]
        before = bank.get(f"{PATH}/{made['number']}", as_of=just_before(answer["recorded_at"])).json
        assert ("further_claims" in before, before["version"]) == (False, 1)
        assert rival.discharge(between).status_code == 201
        (moved,) = bank.get(f"{PATH}/{made['number']}").json["further_claims"][0]["collateral"]
        assert (moved["rank"], moved["ahead"]) == (2, [made["number"]])

    def test_is_a_lien_of_its_own_from_its_instant_on(self, bank, rival, exchange):
        filed = body(a_parcel_body())
        made = bank.register(filed).json
        between = rival.register(filed).json["number"]
        at = added(bank, made).json["recorded_at"]
        last = rival.register(body(*filed["collateral"])).json
        (item,) = made["collateral"]
        told = [
            (lien["registration"], lien["rank"], lien.get("further_claim")) for lien in liens(exchange, item)["liens"]
        ]
        assert told == [
            (made["number"], 1, None),
            (between, 2, None),
            (made["number"], 3, 2),
            (last["number"], 4, None),
        ]
        (behind,) = last["collateral"]
        assert (behind["rank"], behind["ahead"]) == (4, [made["number"], between, made["number"]])
        earlier = liens(exchange, item, as_of=just_before(at))
        assert len(earlier["liens"]) == 2
        assert {"registration": made["number"], "event": "further_claim", "at": at} in earlier["newer"]
        again = rival.get(f"{PATH}/{last['number']}").json["collateral"][0]
        assert (again["rank"], again["ahead"]) == (behind["rank"], behind["ahead"])

    def test_is_taken_on_a_receipt_that_nobody_else_may_have(self, bank, rival, exchange):
        item = a_receipt_body()
        made = bank.register(body(item)).json
        assert added(bank, made).json["collateral"][0]["rank"] == 2
        document = refused(rival.register(body(item)), 409, code="collateral_already_pledged")
        assert document["prior_registrations"] == [made["number"]]
        assert len(liens(exchange, made["collateral"][0])["liens"]) == 2
        assert bank.discharge(made["number"], version=2).status_code == 201
        assert liens(exchange, made["collateral"][0])["recorded"] == "none"
        assert rival.register(body(item)).json["collateral"][0]["rank"] == 1

    def test_is_linked_once_to_what_lies_beside(self, bank, rival, exchange):
        item = a_receipt_body()
        made = bank.register(body(item)).json
        assert added(bank, made).status_code == 201
        beside = a_receipt_body(lot=item["lot"])
        assert rival.register(body(beside)).status_code == 201
        (found,) = exchange.post(STATUS, {"assets": [{"asset": beside}]}).json["data"]
        linked = found["linked"]
        assert [each["registration"] for each in linked] == [made["number"]]

    def test_goes_with_an_item_that_is_released(self, bank, exchange):
        made = bank.register(body(a_parcel_body(), a_receipt_body())).json
        assert added(bank, made).status_code == 201
        _, receipt = made["collateral"]
        said = {"collateral": [receipt["id"]], "reason": "waived"}
        answer = bank.file(f"{PATH}/{made['number']}/releases", said, if_match='"2"')
        assert (answer.status_code, len(answer.json["released"]), answer.json["left"]) == (201, 2, 1)
        seen = bank.get(f"{PATH}/{made['number']}").json
        assert [len(seen["collateral"]), len(seen["further_claims"][0]["collateral"])] == [1, 1]
        assert liens(exchange, receipt)["liens"] == []

    def test_is_found_by_its_contract_and_its_claim(self, bank, rival):
        made = bank.register(body(a_parcel_body())).json
        name = f"claim_01a20169-2e00-7646-bbe1-{uuid4().hex[:12]}"
        claim = a_claim_body(claim_id=name)
        at = added(bank, made, claim=claim).json["recorded_at"]
        for query in ({"contract_number": claim["contract_number"]}, {"claim_id": name}):
            assert [each["number"] for each in bank.get(PATH, **query).json["data"]] == [made["number"]]
            assert bank.get(PATH, **query, as_of=just_before(at)).json["data"] == []
        assert bank.get(f"{PATH}/{made['number']}").json["further_claims"][0]["claim_id"] == name
        stolen = body(secured_claim=a_claim_body(claim_id=name))
        assert codes(refused(rival.register(stolen), 422, code="invalid_particulars")) == {"unknown_claim"}

    def test_counts_in_the_rank_that_a_search_tells(self, bank, rival):
        filed = body(a_parcel_body())
        made = bank.register(filed).json
        added(bank, made)
        last = rival.register(filed).json["number"]
        asked = {"by": {"registration_number": last}, "purpose": "lending"}
        (found,) = rival.post("/v1/searches", asked).json["data"]
        assert [item["rank"] for item in found["collateral"]] == [3]
        asked["by"] = {"registration_number": made["number"]}
        (found,) = rival.post("/v1/searches", asked).json["data"]
        assert [item["rank"] for item in found["collateral"]] == [1]

    def test_of_the_same_contract_is_asked_about(self, bank):
        made = bank.register(body(a_parcel_body())).json
        claim = a_claim_body(contract_number=made["contract_number"])
        refused(added(bank, made, claim=claim), 422, code="acknowledgement_required")
        assert added(bank, made, claim=claim, said={"acknowledged": ["REG-SIMILAR"]}).status_code == 201
        later = added(bank, made, version=2, claim=claim)
        refused(later, 422, code="acknowledgement_required")

    def test_rehearsed_sees_who_stands_on_the_asset(self, bank, rival):
        filed = body(a_parcel_body())
        made = bank.register(filed).json
        rival.register(filed)
        answer = added(bank, made, query="dry_run=true")
        assert (answer.status_code, answer.json["collateral"][0]["rank"], answer.json["certificate"]) == (200, 3, None)
        entered = added(bank, made)
        assert entered.json["collateral"][0]["ahead"] == answer.json["collateral"][0]["ahead"]

    def test_verifies_and_supersedes_the_first(self, bank):
        made = bank.register(body(a_parcel_body())).json
        answer = added(bank, made).json
        first, last = (
            bank.anonymous("POST", "/v1/verifications", json={"jws": each["certificate"]["jws"]}).json
            for each in (made, answer)
        )
        assert (first["verdict"], first["newest"]) == ("superseded", f"{made['number']}-2")
        contents = last["contents"]
        assert (last["verdict"], contents["kind"]) == ("valid", "further_claim")
        assert [claim["contract_number"] for claim in contents["prior_claims"]] == [made["contract_number"]]
        assert contents["secured_claim"]["contract_number"] == answer["contract_number"]

    def test_of_anothers_of_a_passed_version_or_of_none_is_refused(self, bank, rival):
        made = bank.register(body(a_parcel_body())).json
        refused(added(rival, made), 404, code="unknown_registration")
        refused(added(bank, made, version=2), 412, code="stale_version")
        said = {"secured_claim": a_claim_body(), "collateral": [{"id": made["collateral"][0]["id"]}]}
        refused(bank.file(f"{PATH}/{made['number']}/further-claims", said), 428, code="version_required")

    @pytest.mark.parametrize(
        ("said", "at"),
        [
            ({"collateral": []}, "/collateral"),
            ({"collateral": [{}]}, "/collateral/0/id"),
            ({"collateral": [{"id": "col_1"}]}, "/collateral/0/id"),
            ({"secured_claim": {}}, "/secured_claim/kind"),
            ({"acknowledged": ["?"]}, "/acknowledged/0"),
            ({"expires_on": "2030-01-01"}, "/expires_on"),
        ],
    )
    def test_says_what_it_must(self, bank, said, at):
        made = bank.register(body(a_parcel_body())).json
        refused(added(bank, made, said=said), 422, code="invalid_particulars", at=at)


class TestTheRulesOfTheFirst:
    """What the register knew when it was given, it knows when it is given again."""

    def test_ask_again_about_a_payee_who_is_not_the_creditor(self, bank):
        made = bank.register(body(a_policy_body(loss_payee=a_uscc()), acknowledged=["R-42P"])).json
        assert refused(added(bank, made), 422, code="acknowledgement_required")["acknowledge"] == ["R-42P"]
        own = bank.register(body(a_policy_body(loss_payee=bank.enrolled.uscc))).json
        assert added(bank, own).status_code == 201

    def test_know_whose_the_goods_are(self, bank):
        company = a_company_body("重庆示例农业有限公司", a_uscc())
        for item, warned in ((a_stock_body(holder_uscc=company["identifier"]["value"]), False), (a_stock_body(), True)):
            made = bank.register(body(item, grantors=[company])).json
            told = {found["code"] for found in added(bank, made).json["findings"]}
            assert ("REG-HOLDER" in told) is warned

    def test_take_a_floating_mortgage_of_a_farmer_again(self, bank):
        floating = a_stock_body(interest="floating_mortgage")
        farmer = a_person_body("李四", a_citizen_id()) | {"category": "农户"}
        made = bank.register(body(floating, grantors=[farmer])).json
        assert "R-411" in {found["code"] for found in added(bank, made).json["findings"]}

    def test_ask_a_collective_for_its_resolution_and_for_whose_debt_it_gives(self, bank):
        village = a_company_body("示例村股份经济合作联合社", a_uscc("N2500233"))
        resolution = {"kind": "collective_resolution", "given_by": "成员大会", "given_on": "2026-11-01"}
        debtor = a_person_body("王五", a_citizen_id())
        said = {"grantors": [village], "consents": [resolution]}
        own = bank.register(body(a_site_body(), **said)).json
        assert refused(added(bank, own), 422)["acknowledge"] == ["R-CQ21"]
        assert added(bank, own, said={"consents": [resolution]}).status_code == 201
        known = {"acknowledged": ["R-JT58D"]}
        another = bank.register(body(a_site_body(), debtors=[debtor], **said, **known)).json
        asked = refused(added(bank, another, said={"consents": [resolution]}), 422)
        assert asked["acknowledge"] == ["R-JT58D"]
        same = bank.register(body(a_site_body(), debtors=[village], **said)).json
        assert added(bank, same, said={"consents": [resolution]}).status_code == 201
