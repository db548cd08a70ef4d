"""Keepers' and insurers' words at the API: how much there is, what is pledged of it, and receipts that are split."""

import itertools

import pytest

from registry.domain import canon
from registry.signing.jws import read_compact
from tests.acts import LIFTING, a_seizure_body, a_transfer_body
from tests.api.problem import refused
from tests.movables import a_stock_body
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_policy_body, a_policy_number, a_receipt_body

PATH = "/v1/attestations"
SERIAL = itertools.count(1)


def tonnes(value):
    return {"value": f"{value}.000", "unit": "t"}


def an_attestation(asset, statement="confirmed", **changes):
    return {"statement": statement, "asset": asset, "stated_on": today().isoformat()} | changes


class Kept:
    """A keeper with a lot of its own, and receipts over what lies there."""

    def __init__(self, teller, lot):
        self.teller, self.name = teller, lot
        self._keeper = {"name": teller.enrolled.name, "uscc": teller.enrolled.uscc}
        self._lot = {"warehouse": "一号库", "slot": "A-03", "lot": lot}

    @property
    def storage(self):
        return {"keeper": self._keeper, "lot": self._lot}

    def receipt(self, weight=100, **changes):
        given = {"keeper": self._keeper, "lot": self._lot, "quantity": tonnes(weight)}
        return a_receipt_body(**(given | changes))

    def says(self, *said, **changes):
        return self.teller.file(PATH, an_attestation(*said, **changes))

    def attests(self, *said, **changes):
        answer = self.says(*said, **changes)
        assert answer.status_code == 201, answer.json.get("errors")
        return answer.json


@pytest.fixture(scope="module")
def insurer(register, app):
    return register.teller(app, "示例保险", role="insurer")


@pytest.fixture
def lot(keeper):
    return Kept(keeper, f"LOT-{next(SERIAL)}")


def pledged(bank, *items, **changes):
    answer = bank.register(a_body(*items, today=today(), **changes))
    assert answer.status_code == 201, answer.json.get("errors")
    return answer.json


def status_of(teller, asset):
    (found,) = teller.post("/v1/lien-status", {"assets": [{"asset": asset}]}).json["data"]
    return found


def codes(made):
    return {each["code"] for each in made["findings"]}


def said_key(receipt):
    return f"receipt/v1:{receipt['keeper']['uscc']}:{receipt['receipt_number']}"


def policies(insurer):
    """The wire forms of a new policy of the insurer's, whole and by line."""
    number = a_policy_number()
    issued = {"insurer": {"name": insurer.enrolled.name, "uscc": insurer.enrolled.uscc}}

    def of(amount, **changes):
        return a_policy_body(number, **issued, sum_insured={"amount": amount, "currency": "CNY"}, **changes)

    return of, lambda line, amount: of(amount, line_number=line)


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

    def test_has_room_again_once_a_pledge_is_discharged(self, bank, rival, lot):
        lot.attests(lot.receipt(), quantity=tonnes(150))
        first = pledged(bank, lot.receipt(100))
        refused(rival.register(a_body(lot.receipt(60), today=today())), 409, code="quantity_exceeded")
        assert bank.discharge(first["number"]).status_code == 201
        pledged(rival, lot.receipt(60))

    def test_that_nobody_counted_is_a_finding_beside_other_receipts(self, bank, rival, lot):
        assert "REG-CAPACITY" not in codes(pledged(bank, lot.receipt()))
        made = pledged(rival, lot.receipt())
        assert {"REG-CAPACITY", "R-59"} <= codes(made)
        assert [(each["capacity"], each["pledged"]) for each in made["quantities"]] == [(None, "200.000")]

    def test_found_to_hold_less_than_is_pledged_is_recorded_and_both_are_told(self, bank, rival, lot, exchange):
        receipts = [lot.receipt(100), lot.receipt(80)]
        numbers = [pledged(bank, receipts[0])["number"], pledged(rival, receipts[1])["number"]]
        said = lot.attests(lot.receipt(), quantity=tonnes(120))
        assert said["asset"]["concerns"] == numbers
        assert [(found["code"], found["related"]) for found in said["findings"]] == [("REG-OVERPLEDGED", numbers)]
        for teller, receipt in ((bank, receipts[0]), (rival, receipts[1])):
            found = status_of(teller, receipt)
            assert found["flags"] == ["overpledged"]
            assert found["trade"] == {"verdict": "stop", "reasons": ["overpledged", "liens_on_record"]}
        assert status_of(exchange, lot.receipt())["flags"] == ["overpledged"]
        by_key = exchange.get("/v1/lien-status", kind="warehouse_receipt", key=said_key(receipts[0])).json
        assert "overpledged" in by_key["flags"]
        refused(bank.register(a_body(lot.receipt(1), today=today())), 409, code="quantity_exceeded")
        bank.discharge(numbers[0])
        assert "overpledged" not in status_of(exchange, receipts[1])["flags"]
        pledged(bank, lot.receipt(40))

    def test_is_reduced_by_what_is_delivered_out(self, bank, lot):
        lot.attests(lot.receipt(), quantity=tonnes(150))
        said = lot.attests(lot.receipt(), "delivered", quantity=tonnes(60))
        assert [each["capacity"] for each in said["quantities"]] == ["90.000"]
        refused(bank.register(a_body(lot.receipt(100), today=today())), 409, code="quantity_exceeded")

    def test_is_compared_in_one_measure(self, bank, lot):
        lot.attests(lot.receipt(), quantity=tonnes(150))
        answer = bank.register(a_body(lot.receipt(quantity={"value": "10", "unit": "piece"}), today=today()))
        refused(answer, 422, code="prohibited_by_law")
        assert answer.json["rule"]["code"] == "REG-MEASURE"
        pledged(bank, lot.receipt(quantity={"value": "90000.000", "unit": "kg"}))

    def test_counts_several_receipts_of_one_filing_together(self, bank, lot):
        lot.attests(lot.receipt(), quantity=tonnes(150))
        answer = bank.register(a_body(lot.receipt(100), lot.receipt(60), today=today()))
        document = refused(answer, 409, code="quantity_exceeded")
        assert [error["pointer"] for error in document["errors"]] == ["/collateral/0", "/collateral/1"]
        assert [each["offered"] for each in document["quantities"]] == ["160.000"]

    def test_holds_goods_themselves_and_receipts_over_them_to_one_sum(self, bank, rival, lot):
        lot.attests(lot.receipt(), quantity=tonnes(150))
        pledged(bank, lot.receipt(100))
        stock = a_stock_body(storage=lot.storage, quantity=tonnes(60))
        refused(rival.register(a_body(stock, today=today())), 409, code="quantity_exceeded")

    def test_takes_more_than_can_be_written_from_nobody(self, bank, lot):
        huge = {"value": "9007199254.740991", "unit": "t"}
        pledged(bank, lot.receipt(quantity=huge))
        answer = bank.register(a_body(lot.receipt(quantity=huge), today=today()))
        refused(answer, 422, code="invalid_particulars")


class TestTheSameMetal:
    """Qingdao, 2014: one pile, receipts of several keepers, and a lender for each."""

    def test_under_two_keepers_receipts_is_caught(self, register, app, bank, rival, lot):
        other = Kept(register.teller(app, "另一仓储", role="keeper"), lot.name)
        first = pledged(bank, lot.receipt())
        answer = rival.register(a_body(other.receipt(), today=today()))
        document = refused(answer, 422, code="acknowledgement_required")
        assert document["acknowledge"] == ["REG-KEEPER"]
        made = pledged(rival, other.receipt(), acknowledged=["REG-KEEPER"])
        assert ("REG-KEEPER", [first["number"]]) in [(each["code"], each["related"]) for each in made["findings"]]

    def test_under_two_keepers_is_caught_as_goods_too(self, register, app, bank, rival, lot):
        other = Kept(register.teller(app, "第三仓储", role="keeper"), lot.name)
        pledged(bank, a_stock_body(storage=lot.storage))
        answer = rival.register(a_body(other.receipt(), today=today()))
        assert refused(answer, 422, code="acknowledgement_required")["acknowledge"] == ["REG-KEEPER"]


class TestAPolicy:
    def test_is_pledged_line_by_line_up_to_the_sum_its_insurer_attests(self, insurer, bank, rival):
        whole, line = policies(insurer)
        said = insurer.file(PATH, an_attestation(whole("100000.00"))).json
        assert [(each["capacity"], each["unit"]) for each in said["quantities"]] == [("100000.00", "CNY")]
        pledged(bank, line("1", "60000.00"))
        refused(rival.register(a_body(line("2", "50000.00"), today=today())), 409, code="quantity_exceeded")
        pledged(rival, line("2", "40000.00"))

    def test_given_twice_takes_its_sum_once(self, insurer, bank, rival):
        whole, _ = policies(insurer)
        insurer.file(PATH, an_attestation(whole("100000.00")))
        pledged(bank, whole("100000.00"))
        assert pledged(rival, whole("100000.00"))["collateral"][0]["rank"] == 2

    def test_stated_higher_than_its_insurer_says_is_refused(self, insurer, bank):
        whole, _ = policies(insurer)
        insurer.file(PATH, an_attestation(whole("100000.00")))
        refused(bank.register(a_body(whole("120000.00"), today=today())), 409, code="quantity_exceeded")


class TestWhatItsIssuerDisowns:
    def test_is_entered_only_by_whoever_knows_and_stops_a_trade(self, bank, lot, exchange):
        receipt = lot.receipt()
        lot.attests(receipt, "refused")
        answer = bank.register(a_body(receipt, today=today()))
        assert refused(answer, 422, code="acknowledgement_required")["acknowledge"] == ["REG-DISOWNED"]
        pledged(bank, receipt, acknowledged=["REG-DISOWNED"])
        found = status_of(exchange, receipt)
        assert ("disowned" in found["flags"], found["trade"]["verdict"]) == (True, "stop")
        lot.attests(receipt)
        assert "disowned" not in status_of(exchange, receipt)["flags"]

    def test_is_entered_no_more_once_cancelled(self, bank, lot):
        receipt = lot.receipt()
        lot.attests(receipt, "cancelled")
        answer = bank.register(a_body(receipt, today=today()))
        refused(answer, 422, code="prohibited_by_law")
        assert answer.json["rule"]["code"] == "REG-ENDED"

    def test_keeps_the_pledge_that_stands_and_says_on_which(self, bank, lot):
        receipt = lot.receipt()
        number = pledged(bank, receipt)["number"]
        said = lot.attests(receipt, "cancelled")
        assert [(each["code"], each["related"]) for each in said["findings"]] == [("REG-ATTESTED", [number])]
        assert bank.get(f"/v1/registrations/{number}").json["version"] == 1


class TestASplit:
    def test_carries_the_lien_to_every_receipt(self, bank, rival, lot, exchange):
        receipt, one, two = lot.receipt(100), lot.receipt(70), lot.receipt(30)
        made = pledged(bank, receipt)
        said = lot.attests(receipt, "split", into=[one, two])
        assert (said["carried"]["registration"], said["carried"]["version"]) == (made["number"], 2)
        now = bank.get(f"/v1/registrations/{made['number']}").json
        assert [item["instead_of"] for item in now["collateral"]] == [made["collateral"][0]["id"]] * 2
        assert (now["version"], [item["rank"] for item in now["collateral"]]) == (2, [1, 1])
        for each in (one, two):
            (lien,) = status_of(exchange, each)["liens"]
            assert (lien["registration"], lien["rank"]) == (made["number"], 1)
            refused(rival.register(a_body(each, today=today())), 409, code="collateral_already_pledged")
        assert (status_of(exchange, receipt)["liens"], status_of(exchange, receipt)["flags"]) == ([], ["disowned"])
        refused(rival.register(a_body(receipt, today=today())), 422, code="prohibited_by_law")

    def test_is_what_the_order_of_payment_speaks_of_from_then_on(self, bank, lot, register):
        receipt, other = lot.receipt(100), lot.receipt(50)
        made = pledged(bank, receipt, other)
        path, then = f"/v1/registrations/{made['number']}/priority", register.settle().isoformat()
        one, two = lot.receipt(70), lot.receipt(30)
        split = lot.attests(receipt, "split", into=[one, two])["carried"]["collateral"]
        not_settled_yet = bank.get(path, settled=False).json["collateral"]
        (last,) = lot.attests(two, "reissued", into=[lot.receipt(30)])["carried"]["collateral"]
        first, kept = (item["id"] for item in made["collateral"])
        now = bank.get(path).json["collateral"]
        assert [item["id"] for item in now] == [split[0]["id"], last["id"], kept]
        assert [[place["registration"] for place in item["places"]] for item in now] == [[made["number"]]] * 3
        for before in (not_settled_yet, bank.get(path, as_of=then).json["collateral"]):
            assert [(item["id"], len(item["places"])) for item in before] == [(first, 1), (kept, 1)]

    def test_is_on_the_certificate_that_supersedes_the_first(self, bank, lot):
        receipt = lot.receipt(100)
        made = pledged(bank, receipt)
        said = lot.attests(receipt, "split", into=[lot.receipt(70), lot.receipt(30)])
        signed = canon.loads(read_compact(said["certificate"]["jws"]).payload)
        assert (signed["kind"], signed["supersedes"]) == ("attestation", made["certificate"]["number"])
        assert (signed["number"], len(signed["collateral"])) == (f"{made['number']}-2", 2)
        verdict = bank.anonymous("POST", "/v1/verifications", json={"jws": made["certificate"]["jws"]}).json
        assert verdict["verdict"] == "superseded"
        assert bank.get(said["certificate"]["bundle"]).json["jws"] == said["certificate"]["jws"]
        events = [each["event"] for each in bank.get(f"/v1/registrations/{made['number']}/history").json["data"]]
        assert events == ["register", "attest"]

    def test_lets_the_creditor_release_a_part(self, bank, rival, lot):
        lot.attests(lot.receipt(), quantity=tonnes(100))
        receipt, one, two = lot.receipt(100), lot.receipt(70), lot.receipt(30)
        made = pledged(bank, receipt)
        carried = lot.attests(receipt, "split", into=[one, two])["carried"]
        first, second = (item["id"] for item in carried["collateral"])
        body = {"collateral": [second], "reason": "waived"}
        path = f"/v1/registrations/{made['number']}/releases"
        refused(bank.file(path, body, if_match='"1"'), 412, code="stale_version")
        assert bank.file(path, body, if_match='"2"').status_code == 201
        pledged(rival, two)
        refused(rival.register(a_body(one, today=today())), 409, code="collateral_already_pledged")
        now = bank.get(f"/v1/registrations/{made['number']}").json
        assert [item["id"] for item in now["collateral"]] == [first]

    def test_carries_a_further_claim_behind_the_first(self, bank, lot, exchange):
        receipt, one, two = lot.receipt(100), lot.receipt(70), lot.receipt(30)
        made = pledged(bank, receipt)
        further = {
            "secured_claim": a_body(today=today())["secured_claim"],
            "collateral": [{"id": made["collateral"][0]["id"]}],
        }
        answer = bank.file(f"/v1/registrations/{made['number']}/further-claims", further, if_match='"1"')
        assert answer.status_code == 201, answer.json.get("errors")
        carried = lot.attests(receipt, "split", into=[one, two])["carried"]
        assert (carried["version"], [item["rank"] for item in carried["collateral"]]) == (3, [1, 2, 1, 2])
        for each in (one, two):
            liens = status_of(exchange, each)["liens"]
            assert [(lien["rank"], lien.get("further_claim")) for lien in liens] == [(1, None), (2, 2)]
        now = bank.get(f"/v1/registrations/{made['number']}").json
        assert len(now["further_claims"][0]["collateral"]) == 2
        assert bank.discharge(made["number"], version=3).status_code == 201
        assert status_of(exchange, one)["liens"] == []

    def test_into_a_receipt_pledged_elsewhere_is_refused(self, bank, rival, lot):
        receipt, one, two = lot.receipt(100), lot.receipt(70), lot.receipt(30)
        pledged(bank, receipt)
        other = pledged(rival, two)
        answer = lot.says(receipt, "split", into=[one, two])
        document = refused(answer, 409, code="collateral_already_pledged", at="/into/1")
        assert document["prior_registrations"] == [other["number"]]

    def test_of_a_receipt_that_is_not_pledged_ends_it_all_the_same(self, bank, lot):
        receipt, one = lot.receipt(100), lot.receipt(100)
        said = lot.attests(receipt, "reissued", into=[one])
        assert said["carried"] is None
        refused(bank.register(a_body(receipt, today=today())), 422, code="prohibited_by_law")
        refused(lot.says(receipt, "reissued", into=[lot.receipt(100)]), 422, at="/asset")
        pledged(bank, one)

    def test_of_a_seized_receipt_waits_for_the_court(self, bank, court, lot):
        receipt = lot.receipt(100)
        pledged(bank, receipt)
        assert court.file("/v1/seizures", a_seizure_body(receipt)).status_code == 201
        answer = lot.says(receipt, "split", into=[lot.receipt(70), lot.receipt(30)])
        refused(answer, 422, code="prohibited_by_law")
        assert answer.json["rule"]["code"] == "REG-SPLIT-SEIZED"

    def test_comes_to_the_same_quantity_of_the_same_lot(self, lot):
        refused(lot.says(lot.receipt(100), "split", into=[lot.receipt(70), lot.receipt(40)]), 422, at="/into")
        elsewhere = lot.receipt(30, lot={"warehouse": "二号库", "slot": "B-01", "lot": "1"})
        refused(lot.says(lot.receipt(100), "split", into=[lot.receipt(70), elsewhere]), 422, at="/into")
        refused(lot.says(lot.receipt(100), "split", into=[lot.receipt(100)]), 422, at="/into")


class TestASplitOfWhatWasSold:
    """The lien goes on as what it was: no younger for the split."""

    def test_leaves_what_was_given_before_the_transfer_before_it(self, bank, lot, exchange):
        receipt, one, two = lot.receipt(100), lot.receipt(70), lot.receipt(30)
        pledged(bank, receipt | {"delivered_at": "2026-11-10T09:00:00+08:00"})
        before = as_reckoned(exchange, receipt)
        assert "R-406P" not in before["reasons"]
        assert exchange.file("/v1/transfers", a_transfer_body(receipt)).status_code == 201
        sold = as_reckoned(exchange, receipt)
        assert "R-406P" in sold["reasons"]
        lot.attests(receipt, "split", into=[one, two])
        assert [as_reckoned(exchange, each) for each in (one, two)] == [sold, sold]
        (last,) = lot.attests(two, "reissued", into=[lot.receipt(30)])["carried"]["collateral"]
        assert "R-406P" in {each["code"] for each in last["priority"]["reasons"]}

    def test_leaves_a_maximum_where_a_seizure_that_was_lifted_fixed_it(self, bank, lot, court, exchange):
        receipt, one, two = lot.receipt(100), lot.receipt(70), lot.receipt(30)
        claim = a_body(today=today())["secured_claim"] | {"maximum_amount": {"amount": "900000.00", "currency": "CNY"}}
        pledged(bank, receipt, secured_claim=claim)
        seized = court.file("/v1/seizures", a_seizure_body(receipt)).json
        assert court.file(f"/v1/seizures/{seized['id']}/lift", LIFTING).status_code == 201
        lot.attests(receipt, "split", into=[one, two])
        for each in (one, two):
            assert status_of(exchange, each)["liens"][0]["determined_at"] == seized["recorded_at"]


def as_reckoned(teller, receipt):
    """Where the one lien on a receipt stands in the order of payment, and by which rules."""
    (lien,) = status_of(teller, receipt)["liens"]
    return lien["priority"] | {"reasons": [each["code"] for each in lien["priority"]["reasons"]]}


class TestAnAttestation:
    def test_is_the_issuers_own(self, bank, insurer, lot, register, app):
        stranger = register.teller(app, "他人仓储", role="keeper")
        answer = stranger.file(PATH, an_attestation(lot.receipt()))
        refused(answer, 422, code="not_the_issuer", at="/asset")
        refused(insurer.file(PATH, an_attestation(lot.receipt())), 422, code="not_the_issuer")
        refused(bank.file(PATH, an_attestation(lot.receipt())), 403, code="not_permitted")

    def test_is_of_what_somebody_issues(self, lot):
        refused(lot.says(a_parcel_body()), 422, at="/statement")
        refused(lot.says(a_stock_body(storage=lot.storage), "cancelled"), 422, at="/statement")

    @pytest.mark.parametrize(
        ("statement", "changes", "at"),
        [
            ("delivered", {}, "/quantity"),
            ("cancelled", {"quantity": {"value": "1.000", "unit": "t"}}, "/quantity"),
            ("confirmed", {"quantity": {"value": "1", "unit": "piece"}}, "/quantity/unit"),
            ("confirmed", {"stated_on": "2100-01-01"}, "/stated_on"),
            ("confirmed", {"into": [a_receipt_body()]}, "/into"),
        ],
    )
    def test_says_what_goes_with_it(self, lot, statement, changes, at):
        refused(lot.says(lot.receipt(), statement, **changes), 422, at=at)

    def test_repeated_is_answered_with_the_same_bytes(self, lot):
        body = an_attestation(lot.receipt(), quantity=tonnes(10))
        first, again = (lot.teller.file(PATH, body, key=lot.name) for _ in range(2))
        assert (first.status_code, first.data) == (201, again.data)

    def test_has_a_certificate_its_keeper_can_fetch_and_anybody_check(self, bank, lot):
        certificate = lot.attests(lot.receipt(), quantity=tonnes(10))["certificate"]
        assert lot.teller.get(certificate["bundle"]).json["jws"] == certificate["jws"]
        said = bank.anonymous("POST", "/v1/verifications", json={"jws": certificate["jws"]}).json
        assert (said["verdict"], said["reasons"]) == ("valid", ["of_its_instant"])

    def test_rehearsed_leaves_nothing(self, bank, lot):
        answer = lot.teller.file(PATH, an_attestation(lot.receipt(), quantity=tonnes(1)), query="dry_run=true")
        assert (answer.status_code, answer.json["dry_run"], answer.json["certificate"]) == (200, True, None)
        pledged(bank, lot.receipt())
