"""A forest with a unit code and an old certificate, at the API: whoever asks or files by one is told of the other."""

import itertools

import pytest

from tests.acts import a_seizure_body
from tests.api.problem import refused
from tests.api.test_seizures import body, status_of
from tests.samples import a_forest_body, a_parcel_body, a_policy_body, a_receipt_body, a_unit_code

_serial = itertools.count(100)


@pytest.fixture
def forest():
    """By its unit, by its certificate, and by both."""
    certificate = {"certificate_number": f"渝忠林证字(2009)第000{next(_serial)}号", "subcompartment": "7"}
    by_unit = a_forest_body()
    by_both = by_unit | certificate
    return by_unit, {name: value for name, value in by_both.items() if name != "unit_code"}, by_both


def given(teller, item, **changes):
    answer = teller.register(body(item, **changes))
    assert answer.status_code == 201, answer.json
    return answer.json


def liens(teller, item, **asked):
    return [(lien["registration"], lien["rank"]) for lien in status_of(teller, item, **asked)["liens"]]


def found(teller, item):
    answer = teller.post("/v1/searches", {"by": {"asset": {"asset": item}}, "purpose": "lending"}).json
    return {each["registration"]: each["collateral"][0]["rank"] for each in answer["data"]}


class TestAForestOfTwoNames:
    def test_is_one_wherever_it_is_asked_about_filed_on_read_or_searched(self, bank, rival, exchange, forest):
        by_unit, by_certificate, by_both = forest
        first = given(rival, by_unit)
        then = bank.register_under_test.settle().isoformat()
        assert liens(exchange, by_certificate) == []
        tie = given(bank, by_both)
        last = given(rival, by_certificate)
        numbers = [each["number"] for each in (first, tie, last)]
        assert last["collateral"][0]["ahead"] == numbers[:2]
        for item in forest:
            assert liens(exchange, item) == list(zip(numbers, (1, 2, 3), strict=True))
            assert found(exchange, item) == dict(zip(numbers, (1, 2, 3), strict=True))
        key = last["collateral"][0]["identity_keys"][0]
        by_key = exchange.get("/v1/lien-status", kind="forest_right", key=key).json
        assert [lien["registration"] for lien in by_key["liens"]] == numbers
        seen = rival.get(f"/v1/registrations/{last['number']}").json["collateral"][0]
        assert (seen["rank"], seen["ahead"]) == (3, numbers[:2])
        priority = rival.get(f"/v1/registrations/{first['number']}/priority").json["collateral"][0]
        assert [place["registration"] for place in priority["places"]] == numbers
        assert liens(exchange, by_certificate, as_of=then) == []
        assert liens(exchange, by_unit, as_of=then) == [(first["number"], 1)]

    def test_stays_one_when_what_tied_its_names_is_discharged(self, bank, rival, exchange, forest):
        by_unit, by_certificate, by_both = forest
        other = given(rival, by_unit)["number"]
        tie = given(bank, by_both)["number"]
        assert bank.discharge(tie).status_code == 201
        assert liens(exchange, by_certificate) == [(other, 1)]
        assert given(bank, by_certificate)["collateral"][0]["ahead"] == [other]

    def test_is_tied_by_a_court_and_its_seizure_stops_what_is_filed_by_either(self, bank, court, exchange, forest):
        by_unit, by_certificate, by_both = forest
        mine = given(bank, by_certificate)["number"]
        assert court.file("/v1/seizures", a_seizure_body(by_both)).status_code == 201
        assert "seized" in status_of(exchange, by_unit)["flags"]
        assert liens(exchange, by_unit) == [(mine, 1)]
        for item in (by_unit, by_certificate):
            assert refused(bank.register(body(item)), 422)["rule"]["code"] == "R-399.5"

    def test_is_followed_up_beside_what_stands_under_its_other_name(self, bank, rival, forest):
        by_unit, by_certificate, by_both = forest
        mine = given(bank, by_certificate)
        other = given(rival, by_unit)["number"]
        given(rival, by_both)
        path = f"/v1/registrations/{mine['number']}/subordinations"
        said = {"collateral": [mine["collateral"][0]["id"]], "behind": other}
        assert bank.file(path, said, if_match='"1"').status_code == 201
        assert status_of(bank, by_certificate)["liens"][0]["subordinated_to"] == [other]

    def test_rehearsed_is_told_of_the_same(self, bank, rival, forest):
        by_unit, by_certificate, by_both = forest
        given(rival, by_both)
        other = given(rival, by_unit)["number"]
        (item,) = bank.register(body(by_certificate), query="dry_run=true").json["collateral"]
        assert other in item["ahead"]


def test_a_parcel_asked_about_by_its_unit_code_has_the_liens_entered_by_its_parcel_code(bank, rival, exchange):
    bare = a_parcel_body()
    unit = a_unit_code()
    first, tie = given(rival, bare)["number"], given(bank, bare | {"unit_code": unit})["number"]
    answer = exchange.get("/v1/lien-status", kind="land_management_right", key=unit).json
    assert [lien["registration"] for lien in answer["liens"]] == [first, tie]
    (told,) = exchange.post("/v1/lien-status", {"assets": [{"code": unit}]}).json["data"]
    assert [lien["registration"] for lien in told["liens"]] == [first, tie]


@pytest.mark.parametrize(
    "parts",
    [
        [a_policy_body("PZ-LINES") | {"line_number": line} for line in "12"],
        [a_receipt_body("CD-PLATFORMS") | {"platform": name} for name in ("一号平台", "二号平台")],
    ],
    ids=["lines of a policy", "platforms of a receipt"],
)
def test_what_shares_a_number_and_is_another_asset_is_not_counted_before_it(bank, rival, parts):
    one, other = parts
    given(bank, one)
    number = given(rival, other)["number"]
    (item,) = rival.get(f"/v1/registrations/{number}").json["collateral"]
    assert (item["rank"], item["ahead"]) == (1, [])
    assert found(rival, other)[number] == 1
