"""What is filed at the desk on a registration that stands, and what a court has ordered on paper."""

from __future__ import annotations

import re

import pytest

from registry.domain.people.roles import PersonRole
from tests.register import today
from tests.samples import a_body, a_forest_body, a_parcel_body
from tests.web.desk.clerk import AtTheDesk, Forms, an_asset
from tests.web.people.desk import Browser, a_login


@pytest.fixture
def number(desk, registrar):
    """A registration of one forest, entered a moment ago."""
    desk.fills_in(a_forest_body())
    desk.submits()
    desk.confirmed_by(registrar)
    return desk.number()


def items(desk):
    return re.findall(r'name="collateral" value="(col_[^"]+)"', desk.page.text)


def begins(desk, number, *, verb):
    desk.goes_to("/desk")
    return desk.sends("/desk/follow-ups", number=number, verb=verb)


def enters(desk, second):
    assert desk.at.endswith("/check"), desk.page.text
    desk.submits()
    assert desk.at.endswith("/second"), desk.page.text
    desk.confirmed_by(second)
    assert desk.at.endswith("/done"), desk.page.text


def verbs(register, number):
    rows = register.rows("SELECT verb FROM entry WHERE registration = :number ORDER BY version", number=number)
    return [row["verb"] for row in rows]


class TestOnARegistrationThatStands:
    def test_its_discharge_is_entered(self, desk, registrar, register, number):
        begins(desk, number, verb="discharge")
        desk.types({"reason": "claim_extinguished"})
        enters(desk, registrar)
        assert verbs(register, number) == ["register", "discharge"]

    def test_the_legal_registry_s_entry_is_reported(self, desk, registrar, register, number):
        begins(desk, number, verb="statutory_registration")
        registered = {"registry": "忠县不动产登记中心", "number": "渝-2026-7"}
        desk.types(
            {"collateral": items(desk)} | {f"statutory_registration/{name}": text for name, text in registered.items()}
        )
        enters(desk, registrar)
        assert verbs(register, number) == ["register", "statutory_registration"]

    def test_another_claim_of_the_same_lender_is_added(self, desk, registrar, register, number):
        begins(desk, number, verb="further_claim")
        claim = a_body(today=today())["secured_claim"]
        typed = {f"secured_claim/{name}": claim[name] for name in ("kind", "contract_number", "due_on")}
        typed |= {"secured_claim/contract_effective_on": claim["contract_effective_on"]}
        desk.types({"collateral": items(desk), **typed, "secured_claim/principal/amount": "20000"})
        enters(desk, registrar)
        assert verbs(register, number) == ["register", "further_claim"]

    def test_the_last_item_is_not_released(self, desk, number):
        begins(desk, number, verb="release")
        desk.types({"collateral": items(desk), "reason": "waived"})
        assert desk.at.endswith("/check")
        assert 'role="alert"' in desk.page.text

    def test_it_stands_behind_another_by_agreement(self, desk, registrar, register):
        item = a_forest_body()
        numbers = []
        for _ in range(2):
            desk.fills_in(item)
            desk.submits()
            desk.confirmed_by(registrar)
            numbers.append(desk.number())
        begins(desk, numbers[0], verb="subordination")
        desk.types({"collateral": items(desk), "behind": numbers[1]})
        enters(desk, registrar)
        assert verbs(register, numbers[0])[-1] == "subordination"

    def test_that_moved_on_meanwhile_is_told_at_the_check(self, desk, registrar, number):
        begins(desk, number, verb="discharge")
        desk.types({"reason": "claim_extinguished"})
        late = desk.at
        begins(desk, number, verb="discharge")
        desk.types({"reason": "claim_extinguished"})
        enters(desk, registrar)
        desk.goes_to(late)
        assert 'role="alert"' in desk.page.text

    def test_what_is_chosen_is_an_item_of_its_own(self, desk, number):
        begins(desk, number, verb="release")
        assert len(items(desk)) == 1
        answer = desk.types({"collateral": ["col_01a22979-0d38-713f-84b6-b2657d3371cc"], "reason": "waived"})
        assert 'role="alert"' in answer.text

    @pytest.mark.parametrize("typed", ["", "CQ1", "CQ202611220000012353"])
    def test_is_none_that_nobody_has(self, desk, typed):
        answer = begins(desk, typed, verb="discharge")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


class TestACourtsOrderOnPaper:
    @pytest.fixture
    def registry(self, app, clock, registrar, lender, court):
        made = AtTheDesk(Browser(app, clock), registrar, lender=lender)
        made.signs_in()
        return made

    def orders(self, at, court):
        at.goes_to("/desk")
        item = a_parcel_body()
        at.sends("/desk/seizures", kind=item["kind"], code=item["parcel_code"])
        at.types(an_asset(item, listed="assets"))
        assert court.name in at.page.text
        at.types(
            {
                "court": court.name,
                "case_number": "（2026）渝0233执123号",
                "document_number": "（2026）渝0233执123号之一",
                "kind": "seal",
                "served_at": "2026-11-20T10:00",
                "until": "2028-11-19",
                "entered_from": "served_paper",
            }
        )

    def test_is_entered_by_two_registrars_in_the_court_s_name(self, registry, court, staff, register):
        other = staff.enters(a_login(), PersonRole.REGISTRAR)
        self.orders(registry, court)
        registry.submits(signed=[], sha256="b" * 64)
        registry.confirmed_by(other)
        assert registry.at.endswith("/done"), registry.page.text
        (row,) = register.rows("SELECT kind FROM evidence v JOIN entry e ON e.id = v.entry WHERE e.verb = 'seize'")
        assert row["kind"] == "court_document"

    def test_needs_the_number_of_the_document(self, registry, court):
        self.orders(registry, court)
        assert 'value="（2026）渝0233执123号之一"' in registry.page.text
        answer = registry.submits(signed=[], sha256="b" * 64, number="")
        assert answer.status_code == 422
        assert "须录入文书编号" in answer.text

    def test_is_no_clerk_s_to_enter(self, desk, clerk):
        assert "/desk/seizures" not in desk.goes_to("/desk").text
        word = Forms(desk.page.text).forms["/desk/registrations"]["csrf"][0]
        answer = desk.browser.post("/desk/seizures", {"csrf": word, "kind": "land_management_right", "code": ""})
        assert answer.status_code == 422
        assert "您无权" in answer.text or "无权" in answer.text
