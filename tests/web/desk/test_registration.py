"""A clerk registers a security right, page by page, and another person enters it."""

from __future__ import annotations

import json
import re
import subprocess
from hashlib import sha256

import pytest

from registry.domain.collateral import CLASSES
from registry.schemas.registrations import RegisterIn
from registry.service import drafts
from registry.service.subject_report import copies
from tests.api.test_kinds import BODIES, CONSENTS
from tests.register import today
from tests.samples import a_body, a_forest_body, a_unit_code
from tests.web.desk.clerk import Forms, an_asset, claim_of, grantors_of

OF_EVERY_KIND = {item["kind"]: item for item in reversed(BODIES.values())}


def entered(register, number):
    """What stands in the journal of a registration, its evidence, and the request that was kept."""
    (row,) = register.rows(
        "SELECT e.payload, v.kind, v.base, v.approvals FROM entry e JOIN evidence v ON v.entry = e.id"
        " WHERE e.registration = :number",
        number=number,
    )
    return json.loads(row["payload"]), row


def shown_of(pdf):
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


class TestAForestRight:
    @pytest.fixture
    def number(self, desk, registrar):
        desk.fills_in(a_forest_body())
        desk.submits()
        desk.confirmed_by(registrar)
        return desk.number()

    def test_is_typed_in_six_pages_and_entered_by_a_second_person(self, number, desk, registrar, register):
        payload, evidence = entered(register, number)
        assert evidence["kind"] == "counter"
        assert payload["by"]["client"] == desk.who.person.id
        assert json.loads(bytes(evidence["base"]))["checker"] == registrar.person.id
        assert payload["filing"]["secured_creditor"]["name"] == desk.lender.name

    def test_has_its_certificate_for_both_sides(self, number, desk):
        link = re.search(r'href="(/desk/\S+/certificate.pdf)"', desk.page.text)[1]
        answer = desk.browser.client.get(link, base_url="https://register.test")
        assert answer.data.startswith(b"%PDF")
        assert f"{number}-1.pdf" in answer.headers["Content-Disposition"]

    def test_has_a_copy_for_each_grantor_with_the_code_by_which_he_asks(self, number, desk, register):
        (link,) = re.findall(r'href="(/desk/\S+/certificate.pdf\?grantor=[0-9]+)"', desk.page.text)
        answer = desk.browser.client.get(link, base_url="https://register.test")
        ((_, code),) = copies(register.store, register.authority, number=number)
        assert code in shown_of(answer.data)
        nobody = desk.browser.client.get(link.rpartition("=")[0] + "=9", base_url="https://register.test")
        assert nobody.status_code == 403
        for told in (
            desk.page.text,
            shown_of(desk.browser.client.get(link.partition("?")[0], base_url="https://register.test").data),
        ):
            assert code not in told

    def test_says_what_the_api_would_have_been_sent(self, desk, register):
        item = a_forest_body()
        desk.fills_in(item, grantors=(body := a_body(item, today=today()))["grantors"])
        path = desk.at.removesuffix("/check")
        typed = json.loads(opened(register, path.rpartition("/")[2], desk=desk).wanted.body)
        assert typed["collateral"] == [{name: each for name, each in item.items() if name != "interest"}]
        assert typed["grantors"] == body["grantors"]
        assert RegisterIn().load(typed).check() is None


def opened(register, draft, *, desk):
    return drafts.opened(register.store, register.authority, draft=draft, institution=drafts.whose(desk.who.person))


@pytest.mark.parametrize("item", OF_EVERY_KIND.values(), ids=list(OF_EVERY_KIND))
def test_every_kind_goes_the_same_way(desk, registrar, item):
    desk.fills_in(item, consents=CONSENTS)
    assert desk.at.endswith("/check"), desk.page.text
    desk.submits()
    assert desk.at.endswith("/second"), desk.page.text
    desk.confirmed_by(registrar)
    assert desk.at.endswith("/done"), desk.page.text


def test_no_kind_is_left_out():
    assert set(OF_EVERY_KIND) == set(CLASSES)


class TestWhatIsWrong:
    def test_is_said_on_the_page_it_was_typed_on_with_a_way_to_its_field(self, desk):
        desk.begins("forest_right")
        typed = an_asset(a_forest_body(unit_code="500233010001JE00007L0000000X"))
        answer = desk.types({**typed, "collateral/0/area/value": "viel", "collateral/0/species": ""})
        assert answer.status_code == 422
        summary = re.search(r'<div class="summary".*?</div>', answer.text, re.DOTALL)[0]
        anchors = re.findall(r'href="#([^"]+)"', summary)
        assert {"collateral/0/unit_code", "collateral/0/area/value", "collateral/0/species"} <= set(anchors)
        for anchor in anchors:
            assert f'id="{anchor}"' in answer.text
        assert Forms(answer.text).forms[desk.at]["collateral/0/area/value"] == ["viel"]

    def test_in_the_asset_s_own_law_is_said_before_anything_else_is_typed(self, desk):
        desk.begins("forest_right")
        answer = desk.types(an_asset({**a_forest_body(), "volume": None}) | {"collateral/0/volume/value": ""})
        assert answer.status_code == 422
        assert "含林木的须填写林龄和蓄积量" in answer.text

    def test_of_a_citizen_s_number_is_its_check_digit(self, desk):
        item = a_forest_body()
        desk.begins(item["kind"])
        desk.types(an_asset(item))
        typed = grantors_of(a_body(item, today=today())) | {"grantors/0/identifier/value": "500233196001010011"}
        answer = desk.types(typed)
        assert answer.status_code == 422
        assert 'href="#grantors/0/identifier/value"' in answer.text

    def test_keeps_nothing_from_being_kept(self, desk):
        desk.begins("forest_right")
        desk.types({"collateral/0/species": "马尾松", "collateral/0/area/value": "viel"})
        here = desk.at
        assert Forms(desk.goes_to(here).text).forms[here]["collateral/0/species"] == ["马尾松"]
        assert Forms(desk.page.text).forms[here]["collateral/0/area/value"] == ["viel"]


class TestAnAmount:
    def test_may_be_typed_in_units_of_ten_thousand_and_is_shown_both_ways(self, desk):
        item = a_forest_body()
        desk.begins(item["kind"])
        desk.types(an_asset(item))
        desk.types(grantors_of(a_body(item, today=today())))
        typed = claim_of(a_body(item, today=today())) | {"secured_creditor/identifier/value": desk.lender.uscc}
        desk.types(typed | {"secured_claim/principal/amount": "１２．５", "secured_claim/principal/times": "10000"})
        desk.types({})
        assert "125000 元（12.5 万元）" in desk.page.text
        assert "120.00 亩（80000.00 平方米）" in desk.page.text


class TestTheCheck:
    def test_says_what_stands_ahead_and_by_which_article(self, desk, registrar):
        item = a_forest_body()
        desk.fills_in(item)
        desk.submits()
        desk.confirmed_by(registrar)
        before = desk.number()
        desk.fills_in(item)
        assert "本系统登记次序：第 2" in desk.page.text
        assert before in desk.page.text
        assert "民法典第402条" in desk.page.text
        for never in ("抵押权已设立", "第一顺位优先受偿", "无抵押", "产权清晰"):
            assert never not in desk.page.text

    def test_asks_for_every_acknowledgement_before_it_goes_on(self, desk, registrar):
        item, contract = a_forest_body(), "HT-2026-ACK"
        claim = a_body(item, today=today())["secured_claim"] | {"contract_number": contract}
        for _ in range(2):
            desk.fills_in(item, secured_claim=claim)
            last = desk.acknowledged()
            if not last:
                desk.submits()
                desk.confirmed_by(registrar)
        assert last == ["REG-SIMILAR"]
        answer = desk.submits(acknowledged=[])
        assert answer.status_code == 422
        assert "请先确认下列提示" in answer.text
        desk.submits()
        assert desk.at.endswith("/second")

    def test_fills_in_what_the_register_knows_of_the_asset(self, desk, registrar, register):
        code = a_unit_code("JE", attachment="L00000001")
        desk.fills_in(a_forest_body(code, species="楠木"))
        desk.submits()
        desk.confirmed_by(registrar)
        register.settle()
        desk.begins("forest_right", code)
        assert "已按登记簿记载填入" in desk.page.text
        assert Forms(desk.page.text).forms[desk.at]["collateral/0/species"] == ["楠木"]
        assert Forms(desk.page.text).forms[desk.at]["collateral/0/area/value"] == ["120.00"]


class TestThePaperApplication:
    def test_is_asked_for(self, desk):
        desk.fills_in(a_forest_body())
        answer = desk.submits(signed=[])
        assert answer.status_code == 422
        assert "由申请人签名后勾选" in answer.text

    def test_is_one_text_whose_digest_is_kept_with_the_entry(self, desk, registrar, register):
        desk.fills_in(a_forest_body(species="楠木"))
        path = desk.at.removesuffix("/check")
        text = desk.browser.client.get(f"{path}/application.txt", base_url="https://register.test").data
        printed = desk.browser.client.get(f"{path}/application", base_url="https://register.test").text
        digest = sha256(text).hexdigest()
        assert "树种 | species: 楠木" in text.decode()
        assert digest in printed
        desk.submits(number="2026-17")
        desk.confirmed_by(registrar)
        _, evidence = entered(register, desk.number())
        assert json.loads(bytes(evidence["base"]))["paper"] == {"number": "2026-17", "sha256": digest}

    def test_is_printed_again_when_anything_was_changed_since(self, desk):
        desk.fills_in(a_forest_body())
        path, signed = desk.at.removesuffix("/check"), re.search(r'name="signed" value="(\w+)"', desk.page.text)[1]
        desk.goes_to(f"{path}/asset")
        desk.types({"collateral/0/species": "楠木"})
        desk.goes_to(f"{path}/check")
        answer = desk.submits(signed=signed)
        assert answer.status_code == 422
        assert "请重新打印并签名" in answer.text

    def test_may_be_the_applicant_s_own_by_its_digest(self, desk, registrar, register):
        desk.fills_in(a_forest_body())
        desk.submits(signed=[], sha256="a" * 64)
        desk.confirmed_by(registrar)
        _, evidence = entered(register, desk.number())
        assert json.loads(bytes(evidence["base"]))["paper"] == {"sha256": "a" * 64}
        desk.fills_in(a_forest_body())
        assert desk.submits(signed=[], sha256="a" * 63).status_code == 422

    def test_holds_a_line_for_every_answer_and_none_that_somebody_made_up(self, desk):
        desk.fills_in(a_forest_body(species="松\n担保权人 | Secured creditor: 另一银行"))
        path = desk.at.removesuffix("/check").removesuffix("/asset")
        text = desk.browser.client.get(f"{path}/application.txt", base_url="https://register.test").text
        assert not re.search(r"^担保权人 .*另一银行", text, re.MULTILINE)
