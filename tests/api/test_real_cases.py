"""The real cases (law.md section 6): each fraud, clash or slip as it comes in, through the API, with those it touches."""

import itertools

import pytest

from registry.domain import canon
from registry.signing.jws import read_compact
from tests.acts import a_person_body, a_seizure_body, a_transfer_body
from tests.api.problem import refused
from tests.api.test_drawn_parcels import field, forest
from tests.api.test_seizures import body, status_of
from tests.kinds import a_ticket_body
from tests.movables import a_crop_body
from tests.parcels import CELL, rectangle
from tests.samples import (
    a_citizen_id,
    a_forest_body,
    a_parcel_body,
    a_parcel_code,
    a_receipt_body,
    a_unit_code,
    a_uscc,
)
from tests.whole import a_company_body

STATUS = "/v1/lien-status"
KIND = a_parcel_body()["kind"]
BY_ANOTHER = {"acknowledged": ["REG-TITLE"]}
_places = itertools.count(1000, 2 * CELL)


@pytest.fixture(scope="module")
def third(register, app):
    return register.teller(app, "第三银行")


@pytest.fixture
def place():
    """Thousandths of a degree east of everything that was drawn before."""
    return next(_places)


def entered(teller, *items, **changes):
    made = teller.register(body(*items, **changes))
    assert made.status_code == 201, made.json
    return made.json


def asked_to_acknowledge(teller, *items, **changes):
    return refused(teller.register(body(*items, **changes)), 422, code="acknowledgement_required")["acknowledge"]


def by(*people, **changes):
    return {"grantors": list(people), **changes}


def finding(answer, code):
    (found,) = [each for each in answer["findings"] if each["code"] == code]
    return found


def codes(answer):
    return {each["code"] for each in answer["findings"]}


def under(exchange, key):
    return exchange.get(STATUS, kind=KIND, key=key).json


class TestTheReceiptPledgedThreeTimes:
    def test_is_entered_once_however_it_is_written_and_whoever_gives_it(self, bank, rival, third):
        first = entered(bank, a_receipt_body("CD-2026-88A"))
        other = by(a_person_body("李四"), **BY_ANOTHER)
        for teller, number, changes in (
            (rival, "ｃｄ-2026-88a", {}),
            (third, "CD-2026-88A", {}),
            (third, "CD-2026-88A", other),
        ):
            document = refused(
                teller.register(body(a_receipt_body(number), **changes)), 409, code="collateral_already_pledged"
            )
            assert document["prior_registrations"] == [first["number"]]
            assert "acknowledge" not in document


class TestTheUnitGivenByAnotherHolder:
    @pytest.fixture
    def parcel(self):
        return a_parcel_body()

    @pytest.fixture
    def first(self, bank, parcel):
        return entered(bank, parcel, **by(a_person_body("冒名者")))

    def test_is_entered_once_its_filer_knows_and_both_sides_and_a_trade_are_told(
        self, bank, rival, exchange, parcel, first
    ):
        owner = a_person_body("真权利人")
        assert asked_to_acknowledge(rival, parcel, **by(owner)) == ["REG-TITLE"]
        second = entered(rival, parcel, **by(owner, **BY_ANOTHER))
        said = finding(second, "REG-TITLE")
        assert (said["pointer"], said["related"], said["severity"]) == (
            "/collateral/0",
            [first["number"]],
            "acknowledge",
        )
        assert (second["collateral"][0]["contests"], second["flags"]) == ([first["number"]], ["title_conflict"])
        for teller, number in ((bank, first["number"]), (rival, second["number"])):
            assert teller.get(f"/v1/registrations/{number}").json["flags"] == ["title_conflict"]
        before = bank.get(f"/v1/registrations/{first['number']}", as_of=first["registered_at"]).json
        assert before["flags"] == []
        found = status_of(exchange, parcel)
        assert (found["flags"], found["trade"]) == (
            ["title_conflict"], {"verdict": "stop", "reasons": ["title_conflict"]},
        )  # fmt: skip
        assert under(exchange, parcel["parcel_code"])["trade"]["verdict"] == "stop"

    def test_stands_on_the_certificate_with_whom_it_contests(self, rival, parcel, first):
        second = entered(rival, parcel, **by(a_person_body(), **BY_ANOTHER))
        signed = canon.loads(read_compact(second["certificate"]["jws"]).payload)
        assert signed["collateral"][0]["contests"] == [first["number"]]
        assert {"code": "REG-TITLE", "count": 1, "severity": "acknowledge"} in signed["findings"]

    @pytest.mark.parametrize("leaves", ["first", "second"])
    def test_ends_when_either_is_discharged(self, bank, rival, parcel, leaves):
        first = entered(bank, parcel)
        second = entered(rival, parcel, **by(a_person_body(), **BY_ANOTHER))
        then = bank.register_under_test.settle().isoformat()
        sides = [(bank, first["number"]), (rival, second["number"])]
        (leaver, gone), (stayer, left) = sides if leaves == "first" else reversed(sides)
        assert leaver.discharge(gone).status_code == 201
        found = status_of(stayer, parcel)
        assert (found["flags"], found["trade"]["verdict"]) == ([], "liens_follow")
        address = f"/v1/registrations/{left}"
        assert stayer.get(address).json["flags"] == []
        assert stayer.get(address, as_of=then).json["flags"] == ["title_conflict"]

    def test_is_not_that_of_one_co_owner_or_of_the_same_man_under_a_new_name(self, bank, rival, third):
        parcel, man, wife = a_parcel_body(), a_person_body("王五"), a_person_body("赵六")
        entered(bank, parcel, **by(man, wife))
        assert "REG-TITLE" not in codes(entered(rival, parcel, **by(wife)))
        renamed = man | {"name": "王伍"}
        assert "REG-TITLE" not in codes(entered(third, parcel, **by(renamed)))
        assert status_of(bank, parcel)["flags"] == []

    def test_is_seen_though_one_bank_lent_to_both(self, bank, rival, parcel, first):
        owner = a_person_body("真权利人")
        entered(bank, parcel, **by(owner, **BY_ANOTHER))
        third = entered(rival, parcel, **by(owner, **BY_ANOTHER))
        assert third["collateral"][0]["contests"] == [first["number"]]

    def test_is_none_where_a_transfer_moved_it_from_the_one_to_the_other(self, bank, rival, exchange, parcel):
        seller, buyer = a_person_body("张三"), a_person_body("李四")
        entered(bank, parcel, **by(seller))
        assert exchange.file("/v1/transfers", a_transfer_body(parcel, former=seller, holder=buyer)).status_code == 201
        second = entered(rival, parcel, **by(buyer))
        assert "REG-TITLE" not in codes(second)
        assert (second["flags"], status_of(exchange, parcel)["trade"]["verdict"]) == ([], "liens_follow")

    def test_is_seen_though_the_transfer_went_to_the_second_from_somebody_else(self, rival, exchange, parcel, first):
        buyer = a_person_body("李四")
        moved = exchange.file("/v1/transfers", a_transfer_body(parcel, former=a_person_body(), holder=buyer))
        assert moved.status_code == 201
        assert asked_to_acknowledge(rival, parcel, **by(buyer)) == ["REG-TITLE"]

    def test_names_the_transfer_where_a_stranger_gives_what_another_bought(self, bank, rival, exchange, parcel):
        buyer = a_person_body("李四")
        moved = exchange.file("/v1/transfers", a_transfer_body(parcel, holder=buyer)).json
        stranger = entered(bank, parcel, **by(a_person_body(), **BY_ANOTHER))
        assert finding(stranger, "REG-TITLE")["related"] == [moved["id"]]
        mine = entered(rival, parcel, **by(buyer))
        assert "REG-TITLE" not in codes(mine), "the holder on the register need not answer for it"
        assert rival.get(f"/v1/registrations/{mine['number']}").json["flags"] == ["title_conflict"]
        assert status_of(exchange, parcel)["trade"]["reasons"] == ["title_conflict"]


class TestTheTicketGivenByAnotherHolder:
    """A land ticket takes one registration; whoever files first does not keep its true owner out."""

    def test_is_refused_until_the_filer_knows_and_then_locks_nobody_out(self, bank, rival, third, exchange):
        ticket, owner = a_ticket_body(), a_person_body("真权利人")
        first = entered(bank, ticket, **by(a_person_body("冒名者")))
        document = refused(rival.register(body(ticket, **by(owner))), 409, code="collateral_already_pledged")
        assert (document["prior_registrations"], document["acknowledge"]) == ([first["number"]], ["REG-TITLE"])
        second = entered(rival, ticket, **by(owner, **BY_ANOTHER))
        assert second["collateral"][0]["contests"] == [first["number"]]
        assert status_of(exchange, ticket)["trade"] == {"verdict": "stop", "reasons": ["title_conflict"]}
        again = refused(third.register(body(ticket, **by(owner, **BY_ANOTHER))), 409)
        assert "acknowledge" not in again, "his own second pledge stays refused"

    def test_is_his_who_bought_it_whatever_a_stranger_filed_since(self, bank, rival, exchange):
        ticket, buyer = a_ticket_body(), a_person_body("李四")
        assert exchange.file("/v1/transfers", a_transfer_body(ticket, holder=buyer)).status_code == 201
        entered(bank, ticket, **by(a_person_body(), **BY_ANOTHER))
        assert entered(rival, ticket, **by(buyer))["collateral"][0]["rank"] == 2


class TestTheOverlappingForest:
    def test_and_the_certificate_whose_area_is_not_there_are_entered_and_named(self, bank, rival, exchange, place):
        first = entered(bank, forest(rectangle(place, 1, wide=8, high=8)))
        ghost = forest(rectangle(place + 6, 1, wide=8, high=8), area={"value": "1506.00", "unit": "mu"})
        second = entered(rival, ghost)
        assert {"REG-OVERLAP", "REG-AREA"} <= codes(second)
        (shared,) = second["collateral"][0]["overlaps"]
        assert (shared["registration"], shared["ahead"], shared["percent_of_smaller"]) == (
            first["number"], True, "25.00",
        )  # fmt: skip
        assert status_of(exchange, ghost)["flags"] == ["title_conflict"]

    def test_is_told_of_inside_one_filing(self, bank, place):
        west = (place, place + 1, place + 3, place + 4.999)  # the third touches the second, the fourth all but touches
        made = entered(bank, *(field(rectangle(each, 1)) for each in west))
        assert finding(made, "REG-OVERLAP-OWN")["pointer"] == "/collateral/1"

    def test_is_none_inside_one_filing_where_two_layers_of_one_parcel_lie_on_each_other(self, bank, place):
        own = field(rectangle(place, 1))
        let = own | {"layer": "transferee", "transferee_contract_number": "LZ-1", "right_starts_on": "2020-01-01"}
        made = entered(bank, own, let, acknowledged=["R-47b"])
        assert "REG-OVERLAP-OWN" not in codes(made)

    @pytest.mark.parametrize(("moved", "told"), [(0, False), (0.001, False), (1, True), (5, True)])
    def test_drawn_elsewhere_under_the_same_code_is_told_of(self, bank, rival, place, moved, told):
        unit = a_unit_code("JE", attachment="L00000001")
        first = entered(bank, forest(rectangle(place, 1), unit_code=unit))
        second = entered(rival, forest(rectangle(place + moved, 1), unit_code=unit))
        said = [each["related"] for each in second["findings"] if each["code"] == "REG-OUTLINE"]
        assert said == ([[first["number"]]] if told else [])


class TestTheRightMortgagedAfterItWasTransferred:
    def test_is_told_to_whoever_takes_it_and_stops_a_trade(self, bank, exchange):
        parcel, seller, buyer = a_parcel_body(), a_person_body(), a_person_body("李四")
        moved = exchange.file("/v1/transfers", a_transfer_body(parcel, former=seller, holder=buyer)).json
        assert asked_to_acknowledge(bank, parcel, **by(seller)) == ["R-JS37"]
        knowing = entered(bank, parcel, **by(seller, acknowledged=["R-JS37"]))
        assert (finding(knowing, "R-JS37")["related"], knowing["flags"]) == ([moved["id"]], ["title_conflict"])
        assert status_of(exchange, parcel)["trade"] == {"verdict": "stop", "reasons": ["title_conflict"]}


class TestCropsOnAMortgagedParcel:
    def test_are_entered_and_each_side_sees_the_other(self, bank, rival, exchange):
        code = a_parcel_code()
        land = entered(bank, a_parcel_body(code))
        crop = a_crop_body(code)
        made = entered(rival, crop)
        assert made["collateral"][0]["linked"] == [land["number"]]
        assert land["number"] in {number for each in made["findings"] for number in each.get("related", ())}
        for asset, other in ((a_parcel_body(code), made), (crop, land)):
            assert other["number"] in [each["registration"] for each in status_of(exchange, asset)["linked"]]


class TestTheFamilyAndTheTransferee:
    def test_securing_one_parcel_are_two_layers_told_of_each_other_and_no_conflict_of_titles(
        self, bank, rival, exchange
    ):
        code = a_parcel_code()
        family = entered(bank, a_parcel_body(code), **by(a_person_body("户主")))
        let = a_parcel_body(
            code, layer="transferee", transferee_contract_number="LZ-2020-1", right_starts_on="2020-01-01"
        )
        company = entered(rival, let, **by(a_company_body("示例农业公司"), acknowledged=["R-47b"]))
        assert finding(company, "REG-LAYER")["related"] == [family["number"]]
        assert "REG-TITLE" not in codes(company)
        found = under(exchange, code)
        assert [layer["liens"] for layer in found["layers"]] == [[family["number"]], [company["number"]]]
        assert (found["flags"], found["trade"]["verdict"]) == ([], "liens_follow")

    def test_a_cooperatives_two_parcels_with_one_consent_missing_point_at_the_one(self, bank):
        let = {"layer": "transferee", "transferee_contract_number": "LZ-2020-1", "right_starts_on": "2020-01-01"}
        items = [a_parcel_body(**let), a_parcel_body(**let)]
        consent = {"kind": "contractor_consent", "collateral": [0], "given_by": "户主甲", "given_on": "2026-11-01"}
        coop = by(a_company_body("示例合作社", a_uscc("93500233")), consents=[consent])
        document = refused(bank.register(body(*items, **coop)), 422, code="acknowledgement_required")
        assert document["acknowledge"] == ["R-47b"]
        assert [each["pointer"] for each in document["errors"]] == ["/collateral/1"]
        both = coop | {"consents": [consent | {"collateral": [0, 1]}]}
        assert bank.register(body(*items, **both)).status_code == 201


class TestThePledgeAfterSeizure:
    def test_is_refused_where_registration_creates_the_right_and_comes_behind_elsewhere(self, bank, court, exchange):
        wood, receipt = a_forest_body(), a_receipt_body()
        seizure = court.file("/v1/seizures", a_seizure_body(wood, receipt)).json["id"]
        document = refused(bank.register(body(wood)), 422, code="prohibited_by_law", at="/collateral/0")
        assert document["rule"]["code"] == "R-399.5"
        (code,) = asked_to_acknowledge(bank, receipt)
        made = entered(bank, receipt, acknowledged=[code])
        assert made["collateral"][0]["seizures"] == [seizure]
        for asset in (wood, receipt):
            found = status_of(exchange, asset)["trade"]
            assert (found["verdict"], "seized" in found["reasons"]) == ("stop", True)


class TestAnIdentityChangedToDodgeASearch:
    def test_is_caught_by_the_land_and_by_the_name(self, bank, rival, exchange):
        parcel, number = a_parcel_body(), a_citizen_id()
        first = entered(bank, parcel, **by(a_person_body("欧阳躲避", number)))
        under_a_passport = a_person_body("欧阳 躲避") | {"identifier": {"scheme": "passport", "value": "E12345678"}}
        assert asked_to_acknowledge(rival, parcel, **by(under_a_passport)) == ["REG-TITLE"]
        second = entered(rival, parcel, **by(under_a_passport, **BY_ANOTHER))
        for asked in ({"asset": {"asset": parcel}}, {"grantor_name": "欧阳躲避"}):
            found = exchange.post("/v1/searches", {"by": asked, "purpose": "trade"}).json["data"]
            assert [each["registration"] for each in found] == [first["number"], second["number"]], asked

    def test_is_none_where_the_same_number_is_written_otherwise(self, bank, rival):
        parcel, number = a_parcel_body(), a_citizen_id()
        entered(bank, parcel, **by(a_person_body("欧阳躲避", number)))
        wide = "".join(chr(ord(each) + 0xFEE0) for each in number)
        assert "REG-TITLE" not in codes(entered(rival, parcel, **by(a_person_body("欧阳换名", wide))))
        asked = {"grantor_identifier": {"scheme": "citizen_id", "value": number}}
        assert len(bank.post("/v1/searches", {"by": asked, "purpose": "lending"}).json["data"]) == 2


class TestOneLoanSubmittedTwice:
    def test_is_one_entry_under_one_key_and_a_question_under_another(self, bank):
        parcel = a_parcel_body()
        sent = body(parcel)
        first, again = (bank.register(sent, key="loan-once") for _ in range(2))
        assert (first.status_code, first.data) == (201, again.data)
        document = refused(bank.register(sent), 422, code="acknowledgement_required")
        assert document["acknowledge"] == ["REG-SIMILAR"]
        changed = body(parcel, secured_claim=sent["secured_claim"])
        refused(bank.register(changed, key="loan-once"), 422, code="idempotency_key_reused")


class TestACodeMistypedByTheExchange:
    """Whatever is asked that the register has not seen is never ``nothing_found``."""

    def test_stops_the_trade_and_a_code_that_is_none_is_refused(self, bank, exchange):
        parcel, wood, receipt = a_parcel_body(), a_forest_body(), a_receipt_body()
        entered(bank, parcel, wood, receipt)
        slipped = parcel["parcel_code"][:-2] + "99"
        asked = [{"code": slipped}, {"asset": parcel | {"parcel_code": slipped}},
                 {"asset": wood | {"unit_code": a_unit_code("JE", attachment="L00000002")}},
                 {"asset": receipt | {"receipt_number": "CD-2026-O00001"}}]  # fmt: skip
        found = exchange.post(STATUS, {"assets": asked}).json["data"]
        for each in found:
            assert (each["known"], each["trade"]["verdict"]) == (False, "stop")
            assert "unknown_asset" in each["trade"]["reasons"]
        for wrong in (slipped[:-1], slipped[:-1] + "O", "5002331042030"):
            refused(exchange.get(STATUS, kind=parcel["kind"], key=wrong), 422)
        spaced = f" {parcel['parcel_code'][:9]} {parcel['parcel_code'][9:]} "
        assert under(exchange, spaced)["known"] is True
