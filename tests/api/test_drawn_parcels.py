"""The overlapping forest parcel, and the certificate whose area is not there: what a lender sends, and what is answered."""

import itertools
import json

import pytest

from registry.domain import canon
from registry.signing.jws import read_compact
from tests.api.problem import refused
from tests.parcels import CELL, polygon, rectangle, ring, stated_on_the_wire
from tests.register import today
from tests.samples import a_body, a_forest_body, a_parcel_body, a_receipt_body, a_unit_code

_places = itertools.count(0, 2 * CELL)
STATUS = "/v1/lien-status"
SQUARE = rectangle()


@pytest.fixture
def place():
    """Thousandths of a degree east of everything that was drawn before."""
    return next(_places)


def forest(made, **changes):
    return a_forest_body(**{"geometry": polygon(made), "area": stated_on_the_wire(polygon(made)), **changes})


def field(made, **changes):
    return a_parcel_body(**{"geometry": polygon(made), "area": stated_on_the_wire(polygon(made)), **changes})


def entered(teller, item):
    made = teller.register(a_body(item, today=today()))
    assert made.status_code == 201, made.json
    return made.json


def codes(answer):
    return {finding["code"]: finding for finding in answer["findings"]}


class TestTheOverlappingForest:
    @pytest.fixture
    def first(self, bank, place):
        return entered(bank, forest(rectangle(place, 1, wide=8, high=8)))

    @pytest.fixture
    def second(self, rival, place, first):
        return entered(rival, forest(rectangle(place + 6, 1, wide=8, high=8)))

    def test_is_entered_and_named(self, first, second):
        (item,) = second["collateral"]
        (shared,) = item["overlaps"]
        assert shared == {
            "registration": first["number"], "ahead": True, "percent_of_smaller": "25.00",
            "area": {"value": shared["area"]["value"], "unit": "m2"},
        }  # fmt: skip
        assert 170_000 < float(shared["area"]["value"]) < 173_000  # 193 m by 887 m
        assert (item["rank"], item["ahead"], item["linked"]) == (1, [], [first["number"]])
        warned = codes(second)["REG-OVERLAP"]
        assert (warned["severity"], warned["pointer"]) == ("warning", "/collateral/0")
        assert warned["related"] == [first["number"]]
        assert "overlaps" not in first["collateral"][0]

    def test_is_told_again_when_it_is_read(self, rival, second):
        read = rival.get(f"/v1/registrations/{second['number']}").json
        assert read["collateral"][0]["overlaps"] == second["collateral"][0]["overlaps"]

    def test_stands_on_the_certificate(self, rival, first, second):
        contents = canon.loads(read_compact(second["certificate"]["jws"]).payload)
        (item,) = contents["collateral"]
        assert [each["registration"] for each in item["overlaps"]] == [first["number"]]
        assert {"code": "REG-OVERLAP", "count": 1, "severity": "warning"} in contents["findings"]

    def test_is_linked_in_the_lien_status_of_either(self, exchange, first, second):
        for own, other in ((first, second), (second, first)):
            answer = exchange.get(STATUS, kind="forest_right", key=own["collateral"][0]["identity_keys"][0]).json
            assert [lien["registration"] for lien in answer["liens"]] == [own["number"]]
            (linked,) = answer["linked"]
            assert linked["registration"] == other["number"]
            assert linked["overlap"]["percent_of_smaller"] == "25.00"
            assert answer["flags"] == ["title_conflict"]
            assert answer["trade"] == {"verdict": "liens_follow", "reasons": ["liens_on_record", "overlapping_liens"]}

    def test_is_found_by_where_it_lies(self, exchange, place, first, second):
        asked = forest(rectangle(place + 13, 1, wide=4, high=8))
        (answer,) = exchange.post(STATUS, {"assets": [{"asset": asked}]}).json["data"]
        assert [each["registration"] for each in answer["linked"]] == [second["number"]]
        assert (answer["known"], answer["recorded"]) == (False, "none")
        assert answer["trade"] == {"verdict": "stop", "reasons": ["unknown_asset", "overlapping_liens"]}

    def test_burdens_a_parcel_whose_own_lien_is_gone(self, bank, exchange, first, second):
        assert bank.discharge(first["number"]).status_code == 201
        answer = exchange.get(STATUS, kind="forest_right", key=first["collateral"][0]["identity_keys"][0]).json
        assert (answer["recorded"], answer["trade"]["verdict"]) == ("none", "liens_follow")
        assert answer["trade"]["reasons"] == ["overlapping_liens"]

    def test_beside_its_neighbour_is_entered_without_a_word(self, bank, rival, place):
        entered(bank, forest(rectangle(place, 1)))
        (item,) = entered(rival, forest(rectangle(place + 2, 1)))["collateral"]
        assert "overlaps" not in item
        assert item["linked"] == []

    def test_over_a_field_is_told_of_it_and_ranks_with_forests_only(self, bank, rival, place):
        entered(bank, field(rectangle(place, 1)))
        answer = entered(rival, forest(rectangle(place, 1)))
        (shared,) = answer["collateral"][0]["overlaps"]
        assert (shared["ahead"], shared["percent_of_smaller"]) == (False, "100.00")
        assert "REG-OVERLAP" in codes(answer)

    def test_is_told_of_in_a_dry_run(self, bank, rival, place):
        first = entered(bank, forest(rectangle(place, 1)))
        body = a_body(forest(rectangle(place, 1)), today=today())
        rehearsed = rival.register(body, query="dry_run=true").json
        assert [each["registration"] for each in rehearsed["collateral"][0]["overlaps"]] == [first["number"]]


class TestTheCertificateWhoseAreaIsNotThere:
    def test_is_entered_with_a_warning_and_the_area_that_is(self, bank, place):
        ghost = forest(rectangle(place, 1, wide=8.56, high=8), area={"value": "1506.00", "unit": "mu"})
        answer = entered(bank, ghost)
        warned = codes(answer)["REG-AREA"]
        assert (warned["severity"], warned["pointer"]) == ("warning", "/collateral/0/area")
        measured = answer["collateral"][0]["measured_area"]
        assert measured["unit"] == "m2"
        assert float(measured["value"]) * 15 / 10_000 == pytest.approx(1_100, rel=0.01)

    def test_is_not_one_whose_area_is(self, bank, place):
        made = rectangle(place, 1)
        assert "REG-AREA" not in codes(entered(bank, forest(made)))


class TestWhatIsAnswered:
    def test_repeats_no_corner(self, bank, place):
        made = bank.register(a_body(forest(rectangle(place, 1)), today=today()))
        assert "coordinates" not in made.text
        assert "geometry" not in made.json["collateral"][0]

    def test_is_the_outline_s_digest_on_the_certificate(self, bank, place):
        corners = [(place + step / 1000, 1) for step in range(1800)]
        answer = entered(bank, forest(ring(*corners, (place, 2))))
        payload = read_compact(answer["certificate"]["jws"]).payload
        (item,) = canon.loads(payload)["collateral"]
        assert "geometry" not in item["asset"]
        assert len(item["geometry_digest"]) == 43
        assert len(payload) < 4_000

    def test_is_silent_on_what_nobody_drew(self, bank):
        (item,) = entered(bank, a_forest_body())["collateral"]
        assert not {"measured_area", "overlaps"} & item.keys()

    def test_is_one_outline_under_one_code_however_often_it_is_filed(self, bank, rival, place):
        unit = a_unit_code("JE", attachment="L00000001")
        first = entered(bank, forest(rectangle(place, 1), unit_code=unit))
        (item,) = entered(rival, forest(rectangle(place, 1), unit_code=unit))["collateral"]
        assert (item["rank"], item["ahead"]) == (2, [first["number"]])
        assert "overlaps" not in item


class TestABadOutline:
    @pytest.mark.parametrize(
        ("geometry", "pointer", "code"),
        [
            ("POLYGON", "geometry", "wrong_type"),
            (None, "geometry", "null"),
            ({"coordinates": [SQUARE]}, "geometry/type", "required"),
            ({"type": "Polygon"}, "geometry/coordinates", "required"),
            ({"type": "MultiPolygon", "coordinates": [SQUARE]}, "geometry/type", "not_in_enumeration"),
            ({**polygon(SQUARE), "crs": "EPSG:4490"}, "geometry/crs", "unknown_field"),
            (polygon(), "geometry/coordinates", "wrong_type"),
            (polygon(SQUARE, "x"), "geometry/coordinates/1", "wrong_type"),
            (polygon(SQUARE[:3]), "geometry/coordinates/0", "too_few_positions"),
            (polygon(SQUARE[:-1]), "geometry/coordinates/0/3", "ring_not_closed"),
            (polygon([[y, x] for x, y in SQUARE]), "geometry/coordinates/0/0", "outside_china"),
            (polygon([SQUARE[0], ["108", "30"], *SQUARE[2:]]), "geometry/coordinates/0/1", "bad_position"),
            (polygon([SQUARE[0], [*SQUARE[1], 400.0], *SQUARE[2:]]), "geometry/coordinates/0/1", "bad_position"),
            (polygon([SQUARE[0]] * 5), "geometry/coordinates/0", "no_area"),
            (polygon(SQUARE * 401), "geometry/coordinates", "too_many_positions"),
            (polygon(rectangle(wide=2000, high=2000)), "geometry/coordinates", "too_large"),
            (polygon(ring((0, 0), (2, 2), (2, 0), (0, 3))), "geometry/coordinates", "self_intersection"),
            (polygon(SQUARE, rectangle(9, 9)), "geometry/coordinates", "bad_holes"),
        ],
    )  # fmt: skip
    def test_is_named_by_its_pointer(self, bank, exchange, geometry, pointer, code):
        item = a_forest_body(geometry=geometry)
        filed = refused(bank.register(a_body(item, today=today())), 422, code="invalid_particulars")
        asked = refused(exchange.post(STATUS, {"assets": [{"code": a_unit_code("JE")}, {"asset": item}]}), 422)
        for document, at in ((filed, "/collateral/0"), (asked, "/assets/1/asset")):
            assert [(each["pointer"], each["code"]) for each in document["errors"]] == [(f"{at}/{pointer}", code)]

    @pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 4000, "1e-400", "true", "null", '"108"'])
    def test_is_refused_whatever_stands_for_a_number(self, bank, number):
        body = a_body(a_forest_body(geometry=polygon([[1234567, 30], *SQUARE[1:]])), today=today())
        body |= {"secured_creditor": bank.creditor()}
        sent = json.dumps(body, ensure_ascii=False).replace("1234567", number)
        document = refused(bank.file("/v1/registrations", sent.encode()), 422, code="invalid_particulars")
        (error,) = document["errors"]
        assert error["pointer"] == "/collateral/0/geometry/coordinates/0/0"
        assert error["code"] in ("outside_china", "bad_position")

    def test_is_none_of_a_kind_that_has_no_place(self, bank):
        item = a_receipt_body(geometry=polygon(SQUARE))
        refused(bank.register(a_body(item, today=today())), 422, at="/collateral/0/geometry")
