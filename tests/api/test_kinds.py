"""Every kind of collateral, from the filing through its lien status to its discharge and the check of its certificate."""

import pytest

from registry.domain import canon
from registry.domain.collateral import CLASSES, Collateral
from registry.schemas.collateral import ITEMS
from tests.api.problem import refused
from tests.kinds import a_greenhouse_body, a_house_body
from tests.register import today
from tests.samples import (
    a_body,
    a_forest_body,
    a_parcel_body,
    a_parcel_code,
    a_policy_body,
    a_receipt_body,
    a_site_body,
    a_unit_code,
)

BODIES = {
    "a parcel": a_parcel_body(unit_code=a_unit_code()),
    "a receipt": a_receipt_body(platform="平台", floor_quantity={"value": "60.000", "unit": "t"}),
    "a forest by both names": a_forest_body(certificate_number="渝忠林证字（2009）第000123号", subcompartment="12"),
    "a site": a_site_body(),
    "a site without a list": {name: each for name, each in a_site_body().items() if name != "notice_to_owner_on"},
    "a policy": a_policy_body(line_number="7", pays_on_death=False),
    "a house": a_house_body(certificate_number="201房地证2010字第00001号", location="忠县示例镇示例村一组17号"),
    "a greenhouse by every name": a_greenhouse_body(
        unit_code=a_unit_code("JD", attachment="Q00000001"),
        facility_certificate="忠农设2026-1",
        facility_code="CQ-SS-1",
    ),
    "a livestock house that can be moved": a_greenhouse_body(
        facility_type="livestock_house", nature="movable", count={"value": "3", "unit": "piece"}
    ),
}
CONSENTS = [{"kind": kind} for kind in ("collective_consent",)]


@pytest.mark.parametrize("item", BODIES.values(), ids=list(BODIES))
class TestAnItemOfAnyKind:
    def test_is_built_again_from_what_the_journal_says_of_it(self, item):
        asset = ITEMS[item["kind"]].load(item).asset
        assert canon.build(Collateral, canon.loads(canon.dumps(asset))) == asset

    def test_is_entered_found_under_every_identity_and_ended(self, bank, exchange, item):
        made = bank.register(a_body(item, today=today(), consents=CONSENTS))
        assert made.status_code == 201, made.json
        (entered,) = made.json["collateral"]
        asked = [{"kind": item["kind"], "key": key} for key in entered["identity_keys"]]

        for each in asked:
            assert [lien["registration"] for lien in exchange.get("/v1/lien-status", **each).json["liens"]] == [
                made.json["number"]
            ]
        assert bank.discharge(made.json["number"]).status_code == 201
        for each in asked:
            assert exchange.get("/v1/lien-status", **each).json["recorded"] == "none"
        verified = bank.anonymous("POST", "/v1/verifications", json={"jws": made.json["certificate"]["jws"]})
        assert (verified.json["verdict"], verified.json["status"]) == ("superseded", "discharged")


def test_every_kind_is_among_them():
    assert {item["kind"] for item in BODIES.values()} == set(CLASSES)


class TestAnAnswer:
    def test_tells_the_field_s_liens_from_the_policy_over_it(self, bank, exchange):
        code = a_parcel_code()
        policy = a_policy_body(insured_object={"description": "柑橘", "parcel_code": code})
        field, insured = (bank.register(a_body(each, today=today())).json for each in (a_parcel_body(code), policy))

        answer = exchange.get("/v1/lien-status", kind="land_management_right", key=code).json

        assert [lien["registration"] for lien in answer["liens"]] == [field["number"]]
        assert [each["registration"] for each in answer["linked"]] == [insured["number"]]
        assert "R-390" in {finding["code"] for finding in insured["findings"]}

    def test_does_not_know_a_forest_of_which_only_a_policy_speaks(self, bank, exchange):
        unit = a_unit_code("JE")
        bank.register(a_body(a_policy_body(insured_object={"description": "马尾松", "unit_code": unit}), today=today()))
        answer = exchange.get("/v1/lien-status", kind="forest_right", key=unit).json
        assert (answer["known"], answer["trade"]["verdict"], len(answer["linked"])) == (False, "stop", 1)

    def test_ranks_a_line_behind_the_whole_policy(self, bank, rival, exchange):
        whole = a_policy_body()
        first = bank.register(a_body(whole, today=today())).json
        second = rival.register(a_body({**whole, "line_number": "7"}, today=today())).json
        (line,) = second["collateral"]
        answer = exchange.get("/v1/lien-status", kind="insurance_policy", key=line["identity_keys"][0]).json
        ranks = {lien["registration"]: lien["rank"] for lien in answer["liens"]}
        assert (
            ranks == {first["number"]: 1, second["number"]: line["rank"]} == {first["number"]: 1, second["number"]: 2}
        )


class TestABadParticular:
    @pytest.mark.parametrize(
        ("item", "pointer", "code"),
        [
            (a_forest_body(includes_land="yes"), "includes_land", "wrong_type"),
            (a_forest_body(stand_age_years=-1), "stand_age_years", "wrong_type"),
            (a_forest_body(stand_age_years=True), "stand_age_years", "wrong_type"),
            (a_forest_body(stand_age_years=2001), "stand_age_years", "wrong_type"),
            (a_forest_body(volume={"value": "1", "unit": "mu"}), "volume/unit", "not_in_enumeration"),
            (a_site_body(buildings="冷库"), "buildings", "wrong_type"),
            (a_site_body(buildings=["冷库", 7]), "buildings/1", "wrong_type"),
            (a_site_body(buildings=["冷库"] * 101), "buildings", "wrong_count"),
            (
                a_policy_body(sum_insured={"amount": 5, "currency": "CNY"}),
                "sum_insured/amount",
                "number_must_be_string",
            ),
            (a_policy_body(period={"from": "2026-10-01"}), "period/until", "required"),
            (a_policy_body("PZ\u200b1"), "policy_number", "control_character"),
        ],
    )
    def test_is_named_by_its_pointer(self, bank, item, pointer, code):
        problem = refused(bank.register(a_body(item, today=today())), 422)
        assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [(f"/collateral/0/{pointer}", code)]
        assert all(problem["errors"][0]["text"].values())
