"""A signed lien status in words: everything it says, in order of entry, and none of the words the register may not say."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from registry.domain import canon
from registry.domain.certificate import Issuer
from registry.domain.log import Checkpoint
from registry.domain.rules.effects import FOOT, LAPSED, nothing_found
from registry.domain.statement import TYPE, contents
from registry.paper.sheet import Row, Said
from registry.schemas.sheets import lien_status
from registry.schemas.sheets.facts import moment
from registry.signing.jws import sign_compact
from registry.signing.keys import Use
from registry.signing.notes import sign_note
from tests.api.examples import examples
from tests.api.test_contract import complaints
from tests.paper.test_sheets import NEVER
from tests.signing.builders import ISSUER, ORIGIN

AT = "2026-11-22T12:00:00.000000+08:00"
PRIORITY = {
    "position": 2, "basis": "statutory_registration", "evidence": "declared",
    "reasons": [{"code": "R-414", "article": "民法典第414条", "text": {"zh": "…", "en": "…"}}],
}  # fmt: skip
LIEN = {
    "registration": "CQ202611220000012353", "rank": 1, "secured_creditor": "重庆示例农村商业银行", "own": False,
    "interest": "mortgage", "status": "active", "registered_at": AT, "expires_on": "2030-12-31",
    "transfer_restriction": "consent", "priority": PRIORITY, "amount": None, "amount_band": "500k_to_1m",
}  # fmt: skip
A_PERSON_S = LIEN | {
    "registration": "CQ202611220000022338", "rank": 2, "secured_creditor": None, "filed_by": "重庆示例代理公司",
    "further_claim": 3, "status": "lapsed", "determined_at": "2026-11-21T08:00:00.000000+08:00",
    "subordinated_to": ["CQ202611220000032323"], "amount_band": None,
}  # fmt: skip
EVERYTHING = {
    "object": "lien_status", "livemode": False, "known": True, "recorded": "liens",
    "flags": ["seized", "held", "lapsed_undischarged"],
    "trade": {"verdict": "stop", "reasons": ["seized", "transfer_consent", "held", "newer_entries"]},
    "asset": {"kind": "land_management_right", "identity_keys": ["land_management_right/v1:5002331042030100123:CONTRACTOR"]},
    "searched_keys": ["parcel/v1:5002331042030100123"],
    "layers": [{"key": "land_management_right/v1:5002331042030100123:CONTRACTOR", "liens": [LIEN["registration"]]}],
    "liens": [LIEN, A_PERSON_S], "waiting_seizures": 1,
    "seizures": [
        {"id": f"seiz_{place}", "position": place, "kind": "seal", "court": "重庆示例人民法院",
         "case_number": f"（2026）渝0233执{place}号", "served_at": AT, "recorded_at": AT, "until": "2029-11-23"}
        for place in range(2)
    ],
    "holds": [{"id": "hold_1", "case_number": "交-1", "recorded_at": AT, "until": "2026-11-27", "disturbed": True}],
    "transfer_restriction": "consent",
    "linked": [
        {"registration": "CQ202611220000042308", "kind": "crop", "secured_creditor": "重庆另一示例银行", "identity_keys": ["x"],
         "overlap": {"area": {"value": "120.0000", "unit": "m2"}, "percent_of_smaller": "12.00"}}
    ],
    "as_of": AT,
    "newer": [
        {"registration": "CQ202611220000052390", "event": "register", "at": AT},
        {"registration": None, "act": "seiz_9", "event": "seize", "at": AT},
    ],
}  # fmt: skip
NOTHING = EVERYTHING | {
    "recorded": "none", "flags": [], "trade": {"verdict": "nothing_found", "reasons": []}, "layers": [], "liens": [],
    "waiting_seizures": 0, "seizures": [], "holds": [], "transfer_restriction": "none", "linked": [], "newer": [],
}  # fmt: skip
NEVER_SEEN = NOTHING | {
    "known": False, "trade": {"verdict": "stop", "reasons": ["unknown_asset"]},
    "asset": {"kind": None, "identity_keys": []},
}  # fmt: skip
ANSWERS = {"everything": EVERYTHING, "nothing": NOTHING, "never seen": NEVER_SEEN}


def signed_contents(answer, *, at=None, checkpoint="a note\n"):
    issuer = Issuer(ISSUER, ORIGIN, livemode=False)
    issued_at = int((at or datetime.fromisoformat(AT)).timestamp())
    return contents(
        answer, issuer, asked_by="示例银行", checkpoint=checkpoint, nonce=bytes(16), issued_at=issued_at
    )  # fmt: skip


def told(answer):
    """Everything that is shown of it, a line each."""
    lines = []
    for section in lien_status.sections(canon.loads(signed_contents(answer))):
        lines += [section.heading.zh, section.heading.en]
        for line in section.lines:
            match line:
                case Row(label=label, value=value, gloss=gloss):
                    lines.append(f"{label.zh} {label.en}: {value} {gloss}")
                case Said(text=text, mark=mark):
                    lines += [mark, text.zh, text.en]
    return "\n".join(lines)


def names(answer):
    """What identifies something: every number, key, name of an institution and case that stands in an answer."""
    of = {"registration", "secured_creditor", "filed_by", "court", "case_number", "act"}
    for name, value in answer.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from names(each)
            elif each is not None and name in of:
                yield each


def published():
    """The answers of the specification's examples, which a register gave."""
    given = [each["response"]["body"] for _, each in examples() if each["request"]["path"] == "/v1/lien-status"]
    assert len(given) > 10
    return given


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_the_answers_tried_here_are_as_published(answer):
    assert complaints({"$ref": "#/components/schemas/LienStatusOut"}, answer) == []


class TestInWords:
    def test_everything_is_told(self):
        shown = told(EVERYTHING)
        assert [each for each in names(EVERYTHING) if each not in shown] == []
        for words in (
            "停止交易并核实 stop and check", "已被查封，停止交易", "登记载明转让须经同意", "轮候查封第 1 位", "自然人（不显示姓名）",
            "第 2 位", "法定登记机构登记", "申报人陈述", "追加债权所在版本", "约定列于其后", "债权确定时间", "12.00%", LAPSED.zh,
            "登记担保金额 registered amount: 50 万元以上不足 100 万元",
            "查询机构 asked by: 示例银行", "有效至 may be relied on until: 2026年11月22日 12:10:00", "此后另有登记",
        ):  # fmt: skip
            assert words in shown, words

    def test_liens_stand_in_order_of_entry(self):
        shown = told(EVERYTHING)
        first, second, seized = (shown.index(each) for each in ("本系统登记次序 1", "本系统登记次序 2", "查封（生效）"))
        assert first < shown.index(LIEN["registration"]) < second < shown.index(A_PERSON_S["registration"]) < seized

    def test_nothing_found_says_what_is_not_in_it(self):
        assert nothing_found(moment(AT)).zh in told(NOTHING)
        assert nothing_found(moment(AT)).zh not in told(EVERYTHING)

    def test_what_was_never_seen_is_not_called_nothing_found(self):
        shown = told(NEVER_SEEN)
        assert "该标识从未在本系统出现，请核对" in shown
        assert "parcel/v1:5002331042030100123" in shown
        assert "未见有效担保记载" not in shown

    def test_of_several_assets_each_has_its_place(self):
        shown = told({"data": [EVERYTHING, NOTHING], "as_of": AT})
        assert shown.index("财产 1/2") < shown.index(LIEN["registration"]) < shown.index("财产 2/2")

    def test_every_published_answer_is_told_and_none_says_what_is_never_said(self):
        for answer in (*ANSWERS.values(), *published()):
            shown = told(answer)
            assert [each for each in names(answer) if each not in shown] == []
            assert [word for word in NEVER if word in shown] == []


class TestTheCommand:
    """`registry verify` on one: its clock is the machine's."""

    @pytest.fixture
    def verified(self, typed, ring, log_key, tmp_path):
        def verify(answer=EVERYTHING, *options, made=timedelta(), form="{}"):
            now = datetime.now(UTC) + made  # noqa: TID251
            note = sign_note(Checkpoint(ORIGIN, 7, bytes(32)).text, name=ORIGIN, key=log_key)
            payload = signed_contents(answer | {"as_of": now.isoformat()}, at=now, checkpoint=note)
            text = sign_compact(ring, payload, use=Use.STATEMENT, typ=TYPE)
            (tmp_path / "lien-status.jose").write_text(form.format(text))
            return typed("verify", tmp_path / "lien-status.jose", "--trust", typed.trust, *options)

        return verify

    def test_is_green_while_it_lasts(self, verified):
        said = verified()
        assert said.exit_code == 0, said.output
        assert said.output.startswith("✔ 有效")
        assert said.output.index("交易可否进行，见下列交易结论") < said.output.index("停止交易并核实")
        for words in (
            "权利负担查询答复",
            "演示或测试登记，无任何效力",
            "停止交易并核实",
            LIEN["registration"],
            FOOT.zh,
        ):
            assert words in said.output

    def test_is_not_green_afterwards_and_says_why(self, verified):
        said = verified(made=timedelta(days=-1))
        assert said.exit_code == 10, said.output
        assert said.output.startswith("≈ 真实，现状未核实")
        assert "不得据以判断现状" in said.output
        assert "有效指" not in said.output

    def test_of_tomorrow_tells_to_check_the_clock(self, verified):
        said = verified(made=timedelta(days=1))
        assert (said.exit_code, "请核对本机时钟" in said.output) == (15, True)

    def test_of_an_altered_one_tells_nothing(self, verified):
        said = verified(form="{}A")
        assert said.exit_code in (40, 50), said.output
        assert LIEN["registration"] not in said.output

    def test_asks_no_register_about_it(self, verified):
        assert verified(EVERYTHING, "--register", "http://127.0.0.1:9").exit_code == 0

    def test_gives_a_script_what_it_reads(self, verified):
        said = verified(NOTHING, "--json")
        found = json.loads(said.output)
        assert (said.exit_code, found["verdict"], found["reasons"]) == (0, "valid", [])
        assert found["contents"]["trade"] == NOTHING["trade"]
        assert found["check_code"] is None
