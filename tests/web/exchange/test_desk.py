"""Before a trade, somebody of the exchange asks what burdens an asset and sees it on one screen."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from registry.api.office import EXTENSION
from registry.client.paper import codes_of
from registry.domain.party import InstitutionType
from registry.domain.people.roles import PersonRole
from registry.domain.statement import MEDIA_TYPE
from registry.signing.jws import read_compact
from tests.acts import a_hold_body, a_seizure_body
from tests.parcels import polygon, rectangle, stated_on_the_wire
from tests.register import Teller, an_app, today
from tests.samples import a_body, a_forest_body, a_parcel_body, a_receipt_body
from tests.web.people.desk import ORIGIN, Browser, a_login

FORBIDDEN = ("无抵押", "产权清晰", "抵押权已设立", "第一顺位", "free", "unencumbered")


def filed(teller, *items, **options):
    made = teller.register(a_body(*items, today=today(), **options))
    assert made.status_code == 201, made.json
    return made.json


@pytest.fixture(scope="module")
def given_twice(lender, register, systems):
    """A parcel that stands as security for two lenders."""
    parcel = a_parcel_body()
    other = Teller(register, register.enrol("示例村镇银行"), app=systems)
    made = [filed(each, parcel) for each in (lender, other)]
    register.settle()
    return parcel["parcel_code"], made


@pytest.fixture
def answer_to(trader):
    """What the desk answers to whatever is typed into its box."""

    def ask(text, *, purpose="trade", browser=trader):
        browser.get("/exchange")
        return browser.fill_in("/exchange", asked=text, purpose=purpose)

    return ask


@pytest.fixture
def a_clerk(app, clock, staff):
    browser = Browser(app, clock)
    browser.signs_in(staff.enters(a_login(), PersonRole.CLERK))
    return browser


class TestTheAnswer:
    def test_says_in_words_that_the_liens_follow_and_who_stands_where(self, answer_to, given_twice):
        code, (first, second) = given_twice
        page = answer_to(code)
        assert page.status_code == 200
        assert "担保随财产转移" in page.text
        assert page.text.index(first["number"]) < page.text.index(second["number"])
        assert "示例农村商业银行" in page.text
        assert "登记次序 2，推算清偿顺序 " in page.text

    def test_says_what_it_does_not_cover(self, answer_to, given_twice):
        assert "未登记的担保、法定登记机构的记载、留置权" in answer_to(given_twice[0]).text

    def test_of_a_code_never_seen_is_to_stop_and_check(self, answer_to):
        page = answer_to(a_parcel_body()["parcel_code"])
        assert "停止交易并核实" in page.text
        assert "从未在本系统出现" in page.text

    def test_never_says_that_nothing_burdens_it(self, answer_to, given_twice, lender, register):
        released = a_receipt_body()
        made = filed(lender, released)
        assert lender.discharge(made["number"]).status_code == 201
        register.settle()
        key = made["collateral"][0]["identity_keys"][0]
        page = answer_to(key)
        assert "未见有效担保记载" in page.text
        for each in (page, answer_to(given_twice[0])):
            assert not [word for word in FORBIDDEN if re.search(rf"\b{word}\b", each.text)]

    def test_names_the_court_and_the_hold(self, answer_to, register, systems, lender):
        parcel = a_parcel_body()
        filed(lender, parcel)
        court = Teller(register, register.enrol("示例人民法院", kind=InstitutionType.COURT), app=systems)
        trading = Teller(register, register.enrol("又一交易所", kind=InstitutionType.EXCHANGE), app=systems)
        assert trading.file("/v1/holds", a_hold_body(parcel)).status_code == 201
        assert court.file("/v1/seizures", a_seizure_body(parcel)).status_code == 201
        register.settle()
        page = answer_to(parcel["parcel_code"])
        for said in ("已被查封，停止交易", "重庆示例人民法院", "JY-2026-0117", "预留之后另有登记", "查封（生效）"):
            assert said in page.text

    def test_shows_of_a_neighbour_only_the_ground_that_is_shared(self, answer_to, lender, register):
        mine, other = (
            a_forest_body(geometry=polygon(made), area=stated_on_the_wire(polygon(made)))
            for made in (rectangle(0, 1, wide=8, high=8), rectangle(6, 1, wide=8, high=8))
        )
        first, second = filed(lender, mine), filed(lender, other)
        register.settle()
        page = answer_to(second["collateral"][0]["identity_keys"][0])
        drawing = re.search(r'<svg[^>]*class="drawn map".*?</svg>', page.text, re.DOTALL)[0]
        assert len(re.findall(r'class="parcel"', drawing)) == 1
        assert len(re.findall(r'class="shared"', drawing)) == 1
        assert "25.00" in page.text
        assert first["number"] in page.text

    def test_is_written_down_with_purpose_and_person_before_it_is_given(
        self, answer_to, given_twice, register, somebody
    ):
        answer_to(given_twice[0], purpose="enforcement")
        (last,) = register.rows("SELECT client, purpose, keys FROM search ORDER BY at DESC LIMIT 1")
        assert last["client"] == somebody.person.id
        assert last["purpose"] == "enforcement"
        assert any(given_twice[0] in key for key in last["keys"])

    def test_stands_in_no_address_and_is_kept_by_no_browser(self, answer_to, given_twice):
        page = answer_to(given_twice[0])
        assert page.request.path == "/exchange"
        assert page.headers["Cache-Control"] == "no-store"
        assert "style=" not in page.text

    def test_is_read_in_english_too(self, answer_to, given_twice, trader):
        trader.get("/exchange?lang=en")
        page = answer_to(given_twice[0])
        trader.get("/exchange?lang=zh")
        assert "liens follow" in page.text
        assert "Who stands where" in page.text
        without_citations = re.sub(r'<cite lang="zh-CN">.*?</cite>|示例\w+银行|中文', "", page.text)
        assert not re.search(r"[一-鿿]", _seen(without_citations))


def _seen(text):
    return re.sub(r"<[^>]*>", " ", text)


class TestACertificate:
    def test_is_asked_about_by_number_and_check_code(self, answer_to, given_twice):
        _, (first, _) = given_twice
        certificate = first["certificate"]
        page = answer_to(f"{certificate['number']} {certificate['check_code'].lower()}")
        assert "担保随财产转移" in page.text

    @pytest.mark.parametrize("code", ["", " AAAA-AAAA-AAAA-AAAA", " é"])
    def test_tells_nothing_without_its_code(self, answer_to, given_twice, register, code):
        before = register.rows("SELECT count(*) FROM search")
        page = answer_to(given_twice[1][0]["certificate"]["number"] + code)
        assert page.status_code == 422
        assert "校验码" in page.text
        assert "担保随财产转移" not in page.text
        assert register.rows("SELECT count(*) FROM search") == before

    def test_that_is_tried_is_noted_with_who_tries(self, answer_to, given_twice, register, app):
        answer_to(f"{given_twice[1][0]['certificate']['number']} AAAA-AAAA-AAAA-AAAA")
        app.extensions[EXTENSION].trail.flush()
        noted = register.rows("SELECT route, person, institution FROM access_event WHERE kind = 'code_refused'")
        assert [each["route"] for each in noted if each["person"] and each["institution"]] != []
        assert {each["route"] for each in noted} == {"POST /exchange"}

    def test_is_asked_about_by_what_a_scanner_reads(self, answer_to, given_twice):
        jws = given_twice[1][0]["certificate"]["jws"]
        (scanned,) = codes_of(jws, proof=None, disclosures=(), at="https://register.test/v").certificate
        assert "担保随财产转移" in answer_to(scanned).text
        assert answer_to(scanned[:-7] + "0000000").status_code == 422

    def test_of_several_assets_answers_for_each(self, answer_to, lender, register):
        certificate = filed(lender, a_receipt_body(), a_receipt_body())["certificate"]
        register.settle()
        page = answer_to(f"{certificate['number']} {certificate['check_code']}")
        assert page.text.count("担保随财产转移") == 2

    def test_of_a_hold_is_of_no_registration(self, answer_to, register, systems):
        trading = Teller(register, register.enrol("再一交易所", kind=InstitutionType.EXCHANGE), app=systems)
        slip = trading.file("/v1/holds", a_hold_body(a_parcel_body())).json["certificate"]
        (scanned,) = codes_of(slip["jws"], proof=None, disclosures=(), at="https://register.test/v").certificate
        page = answer_to(scanned)
        assert page.status_code == 422
        assert "不属于任何担保登记" in page.text


class TestMany:
    @pytest.fixture
    def many(self, trader):
        def ask(text, *, form="page"):
            trader.get("/exchange/codes")
            return trader.fill_in("/exchange/codes", codes=text, purpose="trade", form=form)

        return ask

    def test_are_answered_line_by_line_and_what_is_no_code_spoils_only_its_own(self, many, given_twice):
        code, unknown = given_twice[0], a_parcel_body()["parcel_code"]
        page = many(f"{code}\r\n\r\nno such code\r\n  {unknown}\r\n")
        assert page.status_code == 200
        rows = re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)[1:]
        assert ["担保随财产转移" in row for row in rows] == [True, False, False]
        assert ["不是任何一类担保财产的标识" in row for row in rows] == [False, True, False]
        assert ["停止交易并核实" in row for row in rows] == [False, False, True]

    def test_of_nothing_but_nonsense_is_a_table_all_the_same(self, many):
        assert "未查询" in many("x\ny").text

    @pytest.mark.parametrize("text", [" \n ", "x\n" * 1001])
    def test_are_at_least_one_and_at_most_a_thousand(self, many, text):
        page = many(text)
        assert page.status_code == 422
        assert 'href="#codes"' in page.text

    def test_a_thousand_are_one_question(self, many, register):
        codes = [a_parcel_body()["parcel_code"] for _ in range(999)]
        before = register.rows("SELECT count(*) AS n FROM search")[0]["n"]
        page = many("\n".join(codes))
        assert page.text.count("停止交易并核实") == 999
        assert register.rows("SELECT count(*) AS n FROM search")[0]["n"] == before + 1

    def test_are_taken_as_a_file_in_which_no_cell_is_a_formula(self, many, given_twice):
        answer = many(f'=HYPERLINK("x")\n{given_twice[0]}\n@SUM(1)\n＋1', form="csv")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="lien-status.csv"'
        assert answer.data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert [row[0] for row in rows[1:]] == ['\'=HYPERLINK("x")', f"'{given_twice[0]}", "'@SUM(1)", "'＋1"]
        assert rows[2][1] == "担保随财产转移 liens follow"
        assert rows[2][3] == "2"


class TestTheSignedAnswer:
    def test_is_the_same_answer_and_says_who_asked(self, answer_to, trader, given_twice, register, exchange):
        register.sequence()
        answer_to(given_twice[0])
        answer = trader.fill_in("/exchange/signed")
        assert answer.content_type == MEDIA_TYPE
        said = json.loads(read_compact(answer.text).payload)
        assert said["asked_by"] == exchange.name
        assert said["trade"]["verdict"] == "liens_follow"

    def test_is_asked_for_by_the_register_s_own_staff_in_its_name(self, a_clerk, answer_to, given_twice, register):
        register.sequence()
        answer_to(given_twice[0], browser=a_clerk)
        token = a_clerk.fill_in("/exchange/signed").text
        assert b'"asked_by":"test-register"' in read_compact(token).payload


class TestWhoAsks:
    def test_is_signed_in(self, app, clock):
        stranger = Browser(app, clock)
        assert stranger.get("/exchange").status_code == 303
        assert stranger.post("/exchange", {"asked": "x"}).status_code == 403

    def test_has_a_role_that_asks(self, app, clock, staff):
        browser = Browser(app, clock)
        browser.signs_in(staff.security)
        assert browser.get("/exchange").status_code == 403
        browser.get("/account")
        assert 'href="/exchange"' not in browser.page.text

    def test_finds_his_question_again_when_his_session_ran_out(self, app, clock, staff, exchange, given_twice):
        browser = Browser(app, clock)
        somebody = staff.enters(a_login(), PersonRole.CHECKER, identifier=exchange.uscc)
        browser.signs_in(somebody)
        browser.get("/exchange")
        clock.passes(minutes=40)
        browser.fill_in("/exchange", asked=given_twice[0], purpose="trade")
        assert "登录已到期" in browser.page.text
        browser.shows(somebody)
        assert "担保随财产转移" in browser.fill_in("/exchange").text


HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "=cmd|' /C calc'!A0", "'; DROP TABLE entry--",
    "\x00", "a\x00b", "\u202egnp.exe", "𠀀𠮷", "😀🏽", "x" * 9000, "١٢٣" * 6, "../../etc/passwd", "%00%0a", "\r\nSet-Cookie: a=b",
    "no_kind/v1:x", "land_management_right/v1:" + "x" * 600, "https://register.test/v#1", "PD1*123", "CQ202611220000012353-1 x",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
class TestWhatNobodyWouldType:
    def test_is_told_to_be_no_code_and_shown_as_what_it_is(self, answer_to, text):
        page = answer_to(text)
        assert page.status_code == 422
        assert text not in page.text or not set(text) & set("<>\"'&")

    def test_spoils_its_own_line_alone(self, trader, text):
        trader.get("/exchange/codes")
        page = trader.fill_in("/exchange/codes", codes=f"{text}\nx", purpose="trade", form="page")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img" not in page.text

    def test_is_no_purpose(self, trader, text):
        trader.get("/exchange")
        page = trader.fill_in("/exchange", asked="x", purpose=text)
        assert page.status_code == 422
        assert 'href="#purpose"' in page.text
        assert "<script>alert" not in page.text


class TestTheQuota:
    """A person is counted as his institution's systems are."""

    def test_of_a_person_ends(self, register, clock, somebody):
        with an_app(replace(register.settings(limit_client=2), public_origin=ORIGIN), clock=clock) as app:
            browser = Browser(app, clock)
            browser.signs_in(somebody)
            browser.get("/exchange")
            answers = [browser.fill_in("/exchange", asked="x", purpose="trade").status_code for _ in range(2)]
            last = browser.fill_in("/exchange", asked="x", purpose="trade")
            assert answers == [422, 422]
            assert last.status_code == 429
            assert last.headers["Retry-After"]

    def test_of_an_institution_has_room_for_one_large_question_at_a_time(self, app, trader, somebody):
        lines = "\n".join("x" * 200 for _ in range(500))
        trader.get("/exchange/codes")
        counts = app.extensions[EXTENSION].limits._counts
        with counts.alone(f"large {somebody.person.institution}") as alone:
            assert alone
            refused = trader.fill_in("/exchange/codes", codes=lines, purpose="trade", form="page")
        trader.get("/exchange/codes")
        assert trader.fill_in("/exchange/codes", codes=lines, purpose="trade", form="page").status_code == 200
        assert refused.status_code == 429


class TestAKeeper:
    """He is told of what he issued himself, and of nothing that others did (access.TABLE)."""

    def test_learns_nothing_of_another_s(self, app, clock, staff, register, answer_to, given_twice):  # noqa: PLR0917
        keeper = register.enrol("示例仓储公司", kind=InstitutionType.KEEPER)
        browser = Browser(app, clock)
        browser.signs_in(staff.enters(a_login(), PersonRole.MAKER, identifier=keeper.uscc))
        page = answer_to(given_twice[0], browser=browser)
        assert page.status_code == 422
        assert "示例农村商业银行" not in page.text
        assert "担保随财产转移" not in page.text
