"""The real cases (law.md section 6) about money and promises: policies, purchase money, and a collective's officers."""

from datetime import timedelta

import pytest

from tests.api.test_real_cases import asked_to_acknowledge, by, codes, entered, finding
from tests.api.test_seizures import status_of
from tests.api.test_waterfalls import yuan
from tests.movables import a_machine_body
from tests.register import today
from tests.samples import a_citizen_id, a_policy_body, a_site_body, a_uscc
from tests.whole import a_company_body, a_person_body

PAYEE = a_uscc()


class TestThePolicyPledgedTwice:
    def test_is_ranked_and_the_second_is_told_of_the_first(self, bank, rival, exchange):
        policy = a_policy_body()
        first = entered(bank, policy)
        second = entered(rival, policy)
        assert (second["collateral"][0]["rank"], second["collateral"][0]["ahead"]) == (2, [first["number"]])
        assert finding(second, "REG-AHEAD")["related"] == [first["number"]]
        assert "R-42" not in codes(second)
        assert [each["registration"] for each in status_of(exchange, policy)["liens"]] == [
            first["number"], second["number"],
        ]  # fmt: skip

    def test_that_its_insurer_has_not_acknowledged_is_entered_with_a_warning(self, bank, rival):
        policy = a_policy_body()
        entered(bank, policy)
        unseen = {name: each for name, each in policy.items() if name != "insurer_acknowledged_at"}
        assert {"R-42", "REG-AHEAD"} <= codes(entered(rival, unseen))

    def test_is_found_though_the_second_names_one_line_of_it(self, bank, rival):
        policy = a_policy_body()
        first = entered(bank, policy)
        assert entered(rival, policy | {"line_number": "17"})["collateral"][0]["ahead"] == [first["number"]]


class TestThePolicyPromisedToAPayee:
    def test_is_acknowledged_by_whoever_is_not_the_payee(self, bank):
        assert asked_to_acknowledge(bank, a_policy_body(loss_payee=PAYEE)) == ["R-42P"]
        made = entered(bank, a_policy_body(loss_payee=PAYEE), acknowledged=["R-42P"])
        assert finding(made, "R-42P")["pointer"] == "/collateral/0/loss_payee"

    def test_is_nothing_to_the_payee_himself(self, bank):
        assert "R-42P" not in codes(entered(bank, a_policy_body(loss_payee=bank.enrolled.uscc)))

    def test_is_told_to_who_pledges_it_again_and_keeps_silent_about_the_payee(self, bank, rival):
        policy = a_policy_body()
        entered(bank, policy | {"loss_payee": bank.enrolled.uscc})
        assert asked_to_acknowledge(rival, policy) == ["R-42P"]
        assert asked_to_acknowledge(rival, policy | {"loss_payee": rival.enrolled.uscc}) == ["R-42P"]


class TestTheLatePurchaseMoneyFiling:
    """A machine sold on credit and mortgaged by its buyer: the seller's ten days (民法典第416条)."""

    @pytest.mark.parametrize("way", [{"interest": "retention_of_title"}, {"secures_price": True}], ids=str)
    @pytest.mark.parametrize(("days", "first_paid"), [(9, "seller"), (31, "bank")])
    def test_is_warned_of_and_loses_its_place_in_the_order_of_payment(self, bank, rival, way, days, first_paid):
        registered = today() - timedelta(days=1)
        delivered = registered - timedelta(days=days)
        machine = a_machine_body()
        mortgage = entered(bank, machine | {"statutory_registration": _registered(delivered, "A")})
        sale = {
            **way,
            "delivered_at": f"{delivered}T09:00:00+08:00",
            "statutory_registration": _registered(registered, "B"),
        }
        sold = entered(rival, machine | sale)
        assert ("R-416" in codes(sold)) is (first_paid == "bank")
        numbers = {"bank": mortgage["number"], "seller": sold["number"]}
        owed = [{"registration": number, "amount": yuan(60)} for number in numbers.values()]
        asked = {"asset": {"asset": machine}, "proceeds": yuan(60), "owed": owed}
        bank.register_under_test.settle()
        shares = bank.post("/v1/waterfalls", asked).json["shares"]
        assert shares[0]["registration"] == numbers[first_paid]
        assert [share["amount"] for share in shares] == [yuan(60), yuan(0)]


def _registered(day, number):
    return {"registry": "动产融资统一登记公示系统", "number": number, "registered_at": f"{day}T18:00:00+08:00"}


VILLAGE = a_company_body("示例村股份经济合作联合社", a_uscc("N2500233"))
RESOLUTION = {"kind": "collective_resolution", "collateral": [0], "given_by": "成员大会", "given_on": "2026-11-01"}
OFFICER = a_person_body("村支书", a_citizen_id())


class TestOfficersWhoPledgeCollectiveProperty:
    def test_for_their_own_debt_must_be_acknowledged_though_a_resolution_is_named(self, bank):
        item, given = a_site_body(), by(VILLAGE, debtors=[OFFICER], consents=[RESOLUTION])
        assert asked_to_acknowledge(bank, item, **given) == ["R-JT58D"]
        assert finding(entered(bank, item, **given, acknowledged=["R-JT58D"]), "R-JT58D")["pointer"] == "/grantors/0"

    def test_without_a_resolution_must_be_acknowledged_for_that_too(self, bank):
        given = by(VILLAGE, debtors=[OFFICER])
        assert set(asked_to_acknowledge(bank, a_site_body(), **given)) == {"R-JT58D", "R-CQ21"}

    def test_is_not_what_a_collective_does_for_its_own_debt(self, bank):
        made = entered(bank, a_site_body(), **by(VILLAGE, consents=[RESOLUTION]))
        assert "R-JT58" in codes(made)
        assert "R-JT58D" not in codes(made)
