"""Who would be paid what, from what is on record and what the asker says is owed; and who stands where, and why."""

import pytest

from tests.api.problem import refused
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_parcel_code

PATH = "/v1/waterfalls"
REGISTERED = "2026-11-0{day}T09:00:00+08:00"


def yuan(amount):
    return {"amount": f"{amount}.00", "currency": "CNY"}


def registered_on(day, number):
    """A mortgage that the legal registry entered on that day."""
    at = REGISTERED.format(day=day)
    return {"registry": "忠县不动产登记中心", "number": number, "registered_at": at}


@pytest.fixture(scope="module")
def parcel(bank, rival, register):
    """One parcel, two mortgages: the second entered here was the first at the legal registry."""
    item = a_parcel_body(parcel_code=a_parcel_code())
    first = bank.register(a_body({**item, "statutory_registration": registered_on(9, "B")}, today=today())).json
    second = rival.register(a_body({**item, "statutory_registration": registered_on(5, "A")}, today=today())).json
    register.settle()
    return {"code": item["parcel_code"], "first": first["number"], "second": second["number"]}


def ask(teller, parcel, *, proceeds, **owed):
    said = [{"registration": parcel[name], "amount": yuan(amount)} for name, amount in owed.items()]
    return teller.post(PATH, {"asset": {"code": parcel["code"]}, "proceeds": yuan(proceeds), "owed": said})


class TestAWaterfall:
    def test_pays_by_publicity_and_not_by_entry_here(self, bank, parcel):
        """Vector E1: the older at the legal registry is paid whole, the other gets the rest."""
        body = ask(bank, parcel, proceeds=100, first=60, second=50).json
        paid = {share["registration"]: share["amount"]["amount"] for share in body["shares"]}
        assert paid == {parcel["second"]: "50.00", parcel["first"]: "50.00"}
        assert [share["position"] for share in body["shares"]] == [1, 2]
        assert [share["rank"] for share in body["shares"]] == [2, 1], "rank is the order of entry here, and stays so"
        assert body["shares"][1]["unpaid"] == yuan(10)
        assert body["left_over"] == yuan(0)
        assert body["proceeds"] == yuan(100)

    def test_says_by_which_article(self, bank, parcel):
        shares = ask(bank, parcel, proceeds=100, first=60, second=50).json["shares"]
        assert {reason["code"] for share in shares for reason in share["reasons"]} >= {"R-414"}
        assert all(reason["text"]["zh"] and reason["article"] for share in shares for reason in share["reasons"])

    def test_leaves_over_what_nobody_is_owed(self, exchange, parcel):
        body = ask(exchange, parcel, proceeds=200, first=60, second=50).json
        assert body["left_over"] == yuan(90)
        assert not any(share["own"] for share in body["shares"])

    def test_takes_a_further_claim_apart_and_heeds_who_agreed_to_stand_behind_whom(self, bank, rival, register):
        """The first claim goes behind the rival's; the further one stays last and is owed what is said of it alone."""
        item = a_parcel_body(parcel_code=a_parcel_code())
        made, other = (
            teller.register(a_body({**item, "statutory_registration": registered_on(day, number)}, today=today())).json
            for teller, day, number in ((bank, 5, "A"), (rival, 9, "B"))
        )
        address, own = f"/v1/registrations/{made['number']}", made["collateral"][0]["id"]
        claim = {**a_body(today=today())["secured_claim"], "contract_number": "HT-2"}
        further = {"secured_claim": claim, "collateral": [{"id": own}]}
        assert bank.file(f"{address}/further-claims", further, if_match='"1"').status_code == 201
        behind = {"behind": other["number"], "collateral": [own]}
        assert bank.file(f"{address}/subordinations", behind, if_match='"2"').status_code == 201
        register.settle()
        said = [
            {"registration": made["number"], "amount": yuan(60)},
            {"registration": made["number"], "further_claim": 2, "amount": yuan(30)},
            {"registration": other["number"], "amount": yuan(50)},
        ]
        question = {"asset": {"code": item["parcel_code"]}, "proceeds": yuan(100)}
        shares = bank.post(PATH, {**question, "owed": said}).json["shares"]
        paid = {(each["registration"], each.get("further_claim")): each["amount"]["amount"] for each in shares}
        assert paid == {
            (other["number"], None): "50.00", (made["number"], None): "50.00", (made["number"], 2): "0.00",
        }  # fmt: skip
        refused(bank.post(PATH, {**question, "owed": said[::2]}), 422, code="invalid_particulars")

    def test_learns_nobodys_amount(self, bank, parcel):
        """What is owed under another's registration the asker must know; the register does not tell him."""
        answer = ask(bank, parcel, proceeds=100, first=60)
        refused(answer, 422, code="invalid_particulars")
        (fault,) = answer.json["errors"]
        assert (fault["pointer"], fault["code"]) == ("/owed", "owed_missing")
        assert parcel["second"] in fault["text"]["zh"]
        assert "500000" not in answer.get_data(as_text=True).replace(parcel["second"], "").replace(
            answer.json["request_id"], ""
        )

    def test_takes_nothing_owed_under_what_is_not_on_record(self, bank, parcel):
        other = bank.register(a_body(a_parcel_body(parcel_code=a_parcel_code()), today=today())).json["number"]
        answer = ask(bank, {**parcel, "other": other}, proceeds=100, first=60, second=50, other=1)
        refused(answer, 422, code="invalid_particulars")
        assert answer.json["errors"][0]["code"] == "not_on_record"

    def test_of_what_was_never_seen_leaves_all_of_it(self, bank):
        body = ask(bank, {"code": a_parcel_code()}, proceeds=100).json
        assert (body["known"], body["shares"], body["left_over"]) == (False, [], yuan(100))

    @pytest.mark.parametrize(
        ("changed", "pointer"),
        [
            ({"proceeds": {"amount": 100, "currency": "CNY"}}, "/proceeds/amount"),
            ({"proceeds": None}, "/proceeds"),
            ({"owed": [{"registration": "CQ1", "amount": yuan(1)}]}, "/owed/0/registration"),
            ({"asset": {}}, "/asset"),
        ],
    )
    def test_names_what_is_wrong_with_the_question(self, bank, parcel, changed, pointer):
        asked = {"asset": {"code": parcel["code"]}, "proceeds": yuan(1)} | changed
        answer = bank.post(PATH, asked)
        refused(answer, 422, code="invalid_particulars")
        assert pointer in {error["pointer"] for error in answer.json["errors"]}

    def test_names_no_registration_twice(self, bank, parcel):
        said = {"registration": parcel["first"], "amount": yuan(1)}
        answer = bank.post(PATH, {"asset": {"code": parcel["code"]}, "proceeds": yuan(1), "owed": [said, said]})
        refused(answer, 422, code="invalid_particulars")


class TestThePriorityOfARegistration:
    def test_lists_everybody_on_the_asset_in_the_order_of_payment(self, bank, parcel):
        body = bank.get(f"/v1/registrations/{parcel['first']}/priority").json
        (item,) = body["collateral"]
        told = [(place["registration"], place["position"], place["rank"], place["own"]) for place in item["places"]]
        assert told == [(parcel["second"], 1, 2, False), (parcel["first"], 2, 1, True)]
        assert {place["basis"] for place in item["places"]} == {"statutory_registration"}
        assert item["places"][0]["instant"].startswith("2026-11-05T09:00:00")

    def test_is_told_to_nobody_else(self, rival, parcel):
        refused(rival.get(f"/v1/registrations/{parcel['first']}/priority"), 404, code="unknown_registration")

    def test_as_of_an_instant_is_what_it_was_then(self, bank, rival, register):
        item = a_parcel_body(parcel_code=a_parcel_code())
        number = bank.register(a_body(item, today=today())).json["number"]
        path, then = f"/v1/registrations/{number}/priority", register.settle().isoformat()
        before = bank.get(path, as_of=then).json
        rival.register(a_body(item, today=today()))
        register.settle()
        assert bank.get(path, as_of=then).json["collateral"][0]["places"] == before["collateral"][0]["places"]
        assert len(bank.get(path).json["collateral"][0]["places"]) == 2
