"""What anybody may see: whether a certificate stands, whether something is on record of an asset, and what is registered
against himself. Nobody learns anything by trying numbers."""

from __future__ import annotations

import json
import re

import pytest

from registry.client import verify
from registry.domain.people.session import csrf_of
from registry.signing.trust import own_trust
from registry.web.public import home as home_page
from tests.register import today
from tests.samples import a_body, a_parcel_body, a_receipt_body
from tests.web.public.conftest import TITLE

YES, NO = "有记载", "未见记载"


def parcel_of(made):
    return made["collateral"][0]["identity_keys"][0].split(":")[1]


def says(page):
    return re.search(r'<h2 id="verdict">(.*?)</h2>', page.text)[1]


class TestTheHomePage:
    def test_says_what_this_is_and_has_three_doors(self, browser):
        page = browser.get("/")
        assert page.status_code == 200
        for path in ("/verify", "/look-up", "/sign-in", "/mine", "/certificates/how-to-read"):
            assert f'href="{path}"' in page.text

    def test_is_read_in_english(self, browser):
        page = browser.get("/?lang=en")
        assert "The register records; it does not judge." in page.text

    def test_tells_how_much_the_public_log_holds(self, browser, register, made):
        register.sequence()
        assert re.search(r"公开日志现有 \d+ 项", browser.get("/").text)

    def test_is_there_while_the_database_is_away(self, browser, monkeypatch):
        """The one thing on it that is asked for is left out."""
        from registry.domain.errors import Unavailable

        def away(_):
            raise Unavailable("gone")

        monkeypatch.setattr(home_page.log, "checkpoint", away)
        page = browser.get("/")
        assert page.status_code == 200
        assert "公开日志" not in page.text


class TestALookUp:
    @pytest.fixture
    def look_up(self, browser):
        def ask(code, title):
            browser.get("/look-up")
            return browser.fill_in("/look-up", asked=code, holders_certificate=title)

        return ask

    def test_of_code_and_certificate_of_title_says_yes(self, look_up, made):
        assert says(look_up(parcel_of(made), TITLE)) == YES

    def test_takes_the_number_as_it_is_copied_from_paper(self, look_up, made):
        assert says(look_up(parcel_of(made), " 渝(２０１９) 忠县不动产权 第000123456号")) == YES

    def test_tells_neither_who_nor_how_much_nor_under_which_number(self, look_up, made):
        page = look_up(parcel_of(made), TITLE)
        for said in ("示例农村商业银行", made["number"], "500000", "张三"):
            assert said not in page.text

    def test_says_no_to_who_tries_a_code_without_its_title(self, look_up, made):
        """Else anybody could try codes; what he is told is word for word what he is told of an unknown one."""
        tried = look_up(parcel_of(made), "渝（2019）忠县不动产权第000123457号")
        unknown = look_up(a_parcel_body()["parcel_code"], TITLE)
        assert says(tried) == says(unknown) == NO
        assert "两个号码不相符时，答复也是如此" in tried.text

    def test_says_no_where_no_title_was_ever_given(self, look_up, lender, register):
        bare = lender.register(a_body(a_parcel_body(), today=today())).json
        register.settle()
        assert says(look_up(parcel_of(bare), "无")) == NO

    def test_says_no_once_it_is_discharged(self, look_up, lender, register):
        ended = lender.register(a_body(a_parcel_body(certificate_number=TITLE), today=today())).json
        register.settle()
        assert says(look_up(parcel_of(ended), TITLE)) == YES
        lender.discharge(ended["number"])
        register.settle()
        assert says(look_up(parcel_of(ended), TITLE)) == NO

    def test_never_says_that_nothing_burdens_it(self, look_up, made):
        page = look_up(a_parcel_body()["parcel_code"], TITLE)
        assert "未登记的担保、法定登记机构的记载、留置权" in page.text
        assert not re.search(r"无抵押|产权清晰|\bfree\b", page.text)

    def test_needs_both(self, look_up, made):
        page = look_up(parcel_of(made), " ")
        assert page.status_code == 422
        assert 'href="#holders_certificate"' in page.text


class TestACertificateByItsNumber:
    @pytest.fixture
    def show(self, browser):
        def ask(number, code, *, path="/certificates"):
            browser.get(path)
            return browser.fill_in(path, number=number, code=code)

        return ask

    def test_is_shown_with_its_check_code_and_without_anything_personal(self, show, made):
        certificate = made["certificate"]
        page = show(certificate["number"], certificate["check_code"].replace("-", "").lower())
        assert says(page) == "有效"
        assert "示例农村商业银行" in page.text
        assert "请与纸面逐项核对" in page.text
        for personal in ("张三", "一组17号"):
            assert personal not in page.text

    def test_says_what_was_checked_and_what_was_not(self, show, made):
        page = show(made["certificate"]["number"], made["certificate"]["check_code"])
        assert "没有核验：签名和公开日志" in page.text

    def test_of_a_discharged_registration_is_superseded(self, show, lender):
        ended = lender.register(a_body(a_receipt_body(), today=today())).json
        lender.discharge(ended["number"])
        page = show(ended["certificate"]["number"], ended["certificate"]["check_code"])
        assert says(page) == "已被更新"
        assert f"{ended['number']}-2" in page.text

    def test_is_found_by_the_address_on_a_paper(self, browser, made):
        certificate = made["certificate"]
        browser.get(f"/certificates/{certificate['number']}")
        page = browser.fill_in("/certificates", code=certificate["check_code"])
        assert says(page) == "有效"

    def test_is_taken_as_pdf_without_anything_personal(self, show, browser, made, register):
        show(made["certificate"]["number"], made["certificate"]["check_code"])
        answer = browser.fill_in(f"/certificates/{made['certificate']['number']}/pdf")
        assert answer.content_type == "application/pdf"
        assert "attachment" in answer.headers["Content-Disposition"]
        found = verify(answer.data, trust=own_trust(register.authority.ring.listing()))
        assert found.contents["number"] == made["certificate"]["number"]
        assert "张三" not in json.dumps(found.contents, ensure_ascii=False)

    def test_tells_a_stranger_nothing_not_even_that_it_exists(self, show, made):
        wrong = show(made["certificate"]["number"], "AAAA-AAAA-AAAA-AAAA")
        nobody = show("CQ202001010000012353-1", "AAAA-AAAA-AAAA-AAAA")
        nonsense = show("no number", made["certificate"]["check_code"])
        for page in (wrong, nobody, nonsense):
            assert page.status_code == 422
            assert "没有编号和校验码都相符的证明" in page.text

    def test_that_is_tried_is_noted(self, show, app, made, register):
        from registry.api.office import EXTENSION

        show(made["certificate"]["number"], "AAAA-AAAA-AAAA-AAAA")
        app.extensions[EXTENSION].trail.flush()
        noted = register.rows("SELECT route FROM access_event WHERE kind = 'code_refused'")
        assert "POST /certificates" in {each["route"] for each in noted}

    def test_keeps_its_check_code_out_of_every_address(self, show, made):
        page = show(made["certificate"]["number"], made["certificate"]["check_code"])
        assert page.request.query_string == b""
        assert page.headers["Cache-Control"] == "no-store"


class TestMyOwn:
    @pytest.fixture
    def code(self, lender, made):
        """As it is printed on the grantor's copy."""
        from registry.service.subject_report import copies

        under_test = lender.register_under_test
        ((_, code), *_) = copies(under_test.store, under_test.authority, number=made["number"])
        return code

    @pytest.fixture
    def ask(self, browser):
        def asked(number, code):
            browser.get("/mine")
            return browser.fill_in("/mine", registration=number, access_code=code)

        return asked

    def test_registrations_are_told_with_the_code_of_my_copy(self, ask, made, code):
        page = ask(made["number"], code)
        assert page.status_code == 200
        assert made["number"] in page.text
        assert "示例农村商业银行" in page.text
        assert page.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("wrong", ["AAAA-BBBB-CCCC-DDDD", "x", "é"])
    def test_are_nobody_s_who_has_no_code(self, ask, made, wrong):
        page = ask(made["number"], wrong)
        assert page.status_code == 422
        assert "没有登记编号和查询码都相符的担保人" in page.text
        assert "示例农村商业银行" not in page.text

    def test_that_somebody_tries_is_noted(self, ask, app, made, register):
        from registry.api.office import EXTENSION

        ask(made["number"], "AAAA-BBBB-CCCC-DDDD")
        app.extensions[EXTENSION].trail.flush()
        noted = register.rows("SELECT route FROM access_event WHERE kind = 'code_refused'")
        assert "POST /mine" in {each["route"] for each in noted}


HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7777*7777}}", "=cmd|' /C calc'!A0", "'; DROP TABLE entry--",
    "\x00", "a\x00b", "\u202egnp.exe", "𠀀𠮷", "😀🏽", "x" * 9000, "١٢٣" * 6, "../../etc/passwd", "%00%0a", "\r\nSet-Cookie: a=b",
    "no_kind/v1:x", "land_management_right/v1:" + "x" * 600, "https://register.test/v#1", "CQ202611220000012353-1 x", "\ufeff",
)  # fmt: skip
FIELDS = (
    ("/look-up", "asked", {"holders_certificate": TITLE}),
    ("/look-up", "holders_certificate", {"asked": "5002331042030100123"}),
    ("/certificates", "number", {"code": "AAAA-AAAA-AAAA-AAAA"}),
    ("/certificates", "code", {"number": "CQ202611220000012353-1"}),
    ("/mine", "registration", {"access_code": "AAAA-AAAA-AAAA-AAAA"}),
    ("/mine", "access_code", {"registration": "CQ202611220000012353"}),
)


@pytest.mark.parametrize(("path", "name", "others"), FIELDS, ids=[f"{path} {name}" for path, name, _ in FIELDS])
def test_what_nobody_would_type_is_shown_as_what_it_is(browser, made, path, name, others):
    for text in HOSTILE:
        browser.get(path)
        page = browser.fill_in(path, **{name: text}, **others)
        assert page.status_code in (200, 422), text
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "60481729" not in page.text, "nothing that is typed is worked out"


def test_a_form_from_elsewhere_is_not_believed(browser, made):
    browser.get("/look-up")
    word = csrf_of(browser.token)
    fields = {"csrf": word, "asked": parcel_of(made), "holders_certificate": TITLE}
    for origin in ("https://evil.example", None, "null"):
        assert browser.post("/look-up", fields, origin=origin).status_code == 403
    assert browser.post("/look-up", fields).status_code == 200


def test_how_to_read_a_certificate_names_its_eight_parts(browser):
    page = browser.get("/certificates/how-to-read")
    assert page.text.count("<li>") == 8
    assert page.text.count('class="mark"') == 8
