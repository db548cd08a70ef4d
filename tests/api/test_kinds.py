"""Every kind of collateral, from the filing through its lien status to its discharge and the check of its certificate."""

import pytest

from registry.domain import canon
from registry.domain.collateral import CLASSES, Collateral
from registry.schemas.collateral import ITEMS
from tests.api.problem import refused
from tests.kinds import a_greenhouse_body, a_house_body, a_receivable_body, a_ticket_body, an_order_body
from tests.movables import (
    a_crop_body,
    a_float_body,
    a_herd_body,
    a_keeper,
    a_lot,
    a_machine_body,
    a_policy_of,
    a_serial_number,
    a_stock_body,
    a_supervisor,
    a_tagged_body,
    an_ear_tag,
)
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
    a_uscc,
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
    "a receivable by contract and invoice": a_receivable_body(
        invoice_number="26502000000012345678",
        debtor_notified_at="2026-11-20T10:00:00+08:00",
        parcel_code=a_parcel_code(),
    ),
    "a receivable a person is owed": a_receivable_body(
        creditor={"name": "张三"}, origin="land_transfer_fee", stage="future", special_account=True
    ),
    "an order's line": an_order_body(
        line_number="2",
        quantity={"value": "120.000", "unit": "t"},
        unit_price={"amount": "2700.00", "currency": "CNY"},
        filled_from={"keeper": a_keeper(), "lot": a_lot()},
        buyer_notified_at="2026-11-20T10:00:00+08:00",
    ),
    "a land ticket": a_ticket_body(sources=[a_unit_code("JC"), "村小学旧址"]),
    "a hillside": {
        **a_parcel_body("5002331042030200001"),
        "contract_code": "500233104203020012Q",
        "certificate_number": "渝(2018)忠县不动产权第000123456号",
        "contracted_by_outsider": True,
    },
    "a livestock house that can be moved": a_greenhouse_body(
        facility_type="livestock_house", nature="movable", count={"value": "3", "unit": "piece"}
    ),
    "stock under a supervisor": a_stock_body(
        interest="pledge",
        categories=["raw_material", "product"],
        storage={"keeper": a_keeper(), "lot": a_lot()},
        supervisor=a_supervisor(),
        floor_quantity={"value": "60.000", "unit": "t"},
        delivered_at="2026-11-20T10:00:00+08:00",
    ),
    "stock that floats": a_float_body(place={"address": "一号库", "parcel_code": a_parcel_code()}),
    "a crop": a_crop_body(place={"address": "一组", "parcel_code": a_parcel_code(), "unit_code": a_unit_code()}),
    "a herd": a_herd_body(floor_count=200, under_epidemic_control=False),
    "animals by their tags": a_tagged_body(an_ear_tag(), an_ear_tag()),
    "a machine": a_machine_body(engine_number="E-1", delivered_on="2026-11-20", secures_price=True),
}
CONSENTS = [{"kind": kind} for kind in ("collective_consent", "collective_resolution", "township_approval")]


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


class TestMovables:
    def asked(self, exchange, **asset):
        """What stands against one asset, by any of the ways to ask."""
        (found,) = exchange.post("/v1/lien-status", {"assets": [asset]}).json["data"]
        return [lien["registration"] for lien in found["liens"]]

    def found(self, bank, **asset):
        answer = bank.post("/v1/searches", {"by": {"asset": asset}, "purpose": "lending"})
        return [each["registration"] for each in answer.json["data"]]

    @pytest.mark.parametrize("item", [a_stock_body(), a_crop_body(), a_herd_body(), a_machine_body()])
    def test_are_found_as_they_are_described_and_under_their_keys(self, bank, exchange, item):
        made = bank.register(a_body(item, today=today())).json
        (key, *_) = made["collateral"][0]["identity_keys"]
        assert self.asked(exchange, asset=item) == self.asked(exchange, kind=item["kind"], key=key) == [made["number"]]
        assert self.found(bank, asset=item) == self.found(bank, kind=item["kind"], key=key) == [made["number"]]

    def test_are_found_by_what_a_person_types(self, bank, exchange):
        tag, serial, parcel = an_ear_tag(), a_serial_number(), a_parcel_code()
        herd, machine, crop = (
            bank.register(a_body(item, today=today())).json["number"]
            for item in (a_tagged_body(tag), a_machine_body(serial), a_crop_body(parcel))
        )
        assert self.asked(exchange, code=tag) == [herd]
        assert self.asked(exchange, code=serial.lower()) == self.found(bank, code=serial) == [machine]
        assert self.asked(exchange, kind="crop", key=parcel) == [crop]
        assert exchange.get("/v1/lien-status", kind="machinery", key=serial).json["recorded"] == "liens"

    def test_tell_of_the_policy_over_them_when_asked_in_full(self, bank, exchange):
        number = a_policy_body()["policy_number"]
        item = a_herd_body(policy=a_policy_of(number))
        herd, policy = (bank.register(a_body(each, today=today())).json for each in (item, a_policy_body(number)))
        (found,) = exchange.post("/v1/lien-status", {"assets": [{"asset": item}]}).json["data"]
        assert [lien["registration"] for lien in found["liens"]] == [herd["number"]]
        assert [each["registration"] for each in found["linked"]] == [policy["number"]]

    def test_of_one_holder_are_not_told_of_each_other_when_asked_in_full(self, bank, exchange):
        holder = a_uscc()
        company = {
            "type": "organization",
            "name": "重庆示例农业有限公司",
            "identifier": {"scheme": "uscc", "value": holder},
            "role": "holder",
        }
        one, other = (a_machine_body(holder_uscc=holder) for _ in range(2))
        made = [bank.register(a_body(each, today=today(), grantors=[company])).json["number"] for each in (one, other)]
        (found,) = exchange.post("/v1/lien-status", {"assets": [{"asset": one}]}).json["data"]
        assert ([lien["registration"] for lien in found["liens"]], found["linked"]) == (made[:1], [])
        assert sorted(self.asked(exchange, kind="machinery", key=holder)) == sorted(made)

    def test_float_only_where_the_grantor_may_give_it(self, bank):
        body = a_body(a_float_body(), today=today())
        assert bank.register(body).status_code == 201
        del body["grantors"][0]["category"]
        problem = refused(bank.register(body), 422)
        assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [("/grantors/0/category", "R-396")]


class TestWhatOneDealingGives:
    def test_is_told_from_the_order_and_from_the_debt_it_became(self, bank, rival, exchange):
        order, owed = an_order_body("DD-2026-777"), a_receivable_body("DD-2026-777")
        first = bank.register(a_body(order, today=today())).json
        second = rival.register(a_body(owed, today=today())).json
        assert "REG-TRADE" in {finding["code"] for finding in second["findings"]}
        for asked, own, other in ((order, first, second), (owed, second, first)):
            (answer,) = exchange.post("/v1/lien-status", {"assets": [{"asset": asked}]}).json["data"]
            assert [lien["registration"] for lien in answer["liens"]] == [own["number"]]
            assert [each["registration"] for each in answer["linked"]] == [other["number"]]

    def test_is_found_by_a_search_that_names_it(self, bank):
        owed = a_receivable_body(invoice_number="7")
        made = bank.register(a_body(owed, today=today())).json
        found = bank.post("/v1/searches", {"by": {"asset": {"asset": owed}}, "purpose": "lending"})
        assert found.status_code == 201, found.json
        assert made["number"] in [each["registration"] for each in found.json["data"]]


class TestAHouse:
    def test_outside_a_pilot_is_refused_with_its_article(self, bank):
        house = a_house_body(pilot_authorisation="别处授权〔2026〕9号")
        problem = refused(bank.register(a_body(house, today=today(), consents=CONSENTS)), 422)
        assert (problem["rule"]["code"], problem["rule"]["article"]) == ("R-399.2", "民法典第399条第二项")
        assert [each["pointer"] for each in problem["errors"]] == ["/collateral/0/pilot_authorisation"]

    def test_excludes_the_ticket_of_its_homestead(self, bank, rival):
        unit = a_unit_code("JC", attachment="F00010001")
        first = bank.register(a_body(a_house_body(unit), today=today(), consents=CONSENTS)).json
        ticket = a_body(a_ticket_body(sources=[f"{unit[:19]}W00000000"]), today=today())
        problem = refused(rival.register(ticket), 422)
        assert [each["code"] for each in problem["errors"]] == ["R-DP-SOURCE"]
        entered = rival.register({**ticket, "acknowledged": ["R-DP-SOURCE"]})
        assert entered.status_code == 201
        (told,) = [each for each in entered.json["findings"] if each["code"] == "R-DP-SOURCE"]
        assert told["related"] == [first["number"]]


class TestABadParticular:
    @pytest.mark.parametrize(
        ("item", "pointer", "code"),
        [
            (a_forest_body(includes_land="yes"), "includes_land", "wrong_type"),
            (a_forest_body(stand_age_years=-1), "stand_age_years", "wrong_type"),
            (a_forest_body(stand_age_years=True), "stand_age_years", "wrong_type"),
            (a_forest_body(stand_age_years=2001), "stand_age_years", "wrong_type"),
            (a_forest_body(stand_age_years=18.5), "stand_age_years", "wrong_type"),
            (a_forest_body(stand_age_years=1e300), "stand_age_years", "wrong_type"),
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
            (a_stock_body(categories=["goods"]), "categories/0", "not_in_enumeration"),
            (a_stock_body(categories=["product"] * 5), "categories", "wrong_count"),
            (a_stock_body(holder_uscc="92500102MA5WXY120F"), "holder_uscc", "bad_structure"),
            (a_crop_body(season_year="2027"), "season_year", "wrong_type"),
            (a_herd_body(ear_tags=["15002330000001"]), "ear_tags/0", "bad_length"),
            (a_machine_body("A\u200b1"), "serial_number", "control_character"),
        ],
    )
    def test_is_named_by_its_pointer(self, bank, item, pointer, code):
        problem = refused(bank.register(a_body(item, today=today())), 422)
        assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [(f"/collateral/0/{pointer}", code)]
        assert all(problem["errors"][0]["text"].values())


def test_a_whole_number_may_be_written_with_a_point_as_json_schema_has_it(bank, exchange):
    body = a_body(
        a_forest_body(stand_age_years=18.0), today=today(), consents=[{"kind": "keeper", "collateral": [0.0]}]
    )
    assert bank.register(body).status_code == 201
    assert ITEMS["forest_right"].load(body["collateral"][0]).asset.stand_age_years.__class__ is int
    asked = {"assets": [{"asset": a_forest_body(stand_age_years=18.0)}]}
    assert exchange.post("/v1/lien-status", asked).status_code == 200
