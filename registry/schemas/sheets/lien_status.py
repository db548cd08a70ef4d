"""A signed lien status in words: what may be done about a trade, and what stands on record, in order of entry.

It never says that an asset is unencumbered, or that anybody comes first (design/wording.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from registry.domain.rules.effects import LAPSED, nothing_found
from registry.domain.statement import second
from registry.domain.text import Text
from registry.paper.sheet import Row, Said, Section
from registry.schemas.sheets.facts import day, moment, reckoned, said, word

Contents = Mapping[str, Any]

TITLE = Text("权利负担查询答复", "Lien Status")
GREEN = Text(
    "有效指答复属实且在有效时间内；交易可否进行，见下列交易结论。",
    "Valid says that the answer is the register's and fresh; whether a trade may go on is said below, under trade.",
)
_CREDITOR = Text("登记簿记载的担保权人", "secured creditor on record")
_A_PERSON = Text("自然人（不显示姓名）", "a person, not named")
_REGISTRATION = Text("登记编号", "registration")
_KEY = Text("标识", "identity key")
_UNTIL = Text("期限至", "until")


def sections(contents: Contents) -> Iterator[Section]:
    """Who asked and until when the answer holds; then each asset, with what burdens it. An empty one is left out."""
    yield Section(Text("查询", "The question"), tuple(_head(contents)))
    answers: Sequence[Contents] = contents.get("data", (contents,))
    for place, each in enumerate(answers, 1):
        of = f" {place}/{len(answers)}" if len(answers) > 1 else ""
        yield Section(Text(f"财产{of}", f"Asset{of}"), tuple(_asset(each)))
        yield from (section for section in _burdens(each) if section.lines)


def _head(contents: Contents) -> Iterator[Row]:
    yield Row(Text("查询机构", "asked by"), contents["asked_by"])
    yield Row(Text("记载截至", "as of"), moment(contents["as_of"]))
    yield Row(Text("签发时间", "made at"), moment(second(contents["iat"]).isoformat()))
    yield Row(Text("有效至", "may be relied on until"), moment(second(contents["exp"]).isoformat()))


def _asset(answer: Contents) -> Iterator[Row | Said]:
    kind, trade = answer["asset"]["kind"], answer["trade"]
    if kind is not None:
        yield said(Text("种类", "kind"), word("collateral_kind", kind))
    for key in answer["asset"]["identity_keys"] or answer["searched_keys"]:
        yield Row(_KEY, key)
    yield said(Text("交易结论", "trade"), word("trade_verdict", trade["verdict"]))
    for reason in trade["reasons"]:
        yield said(Text("理由", "because"), word("trade_reason", reason))
    for flag in answer["flags"]:
        yield said(Text("标记", "flag"), word("flag", flag))
    if answer["known"]:
        restriction = word("transfer_restriction", answer["transfer_restriction"])
        yield said(Text("转让限制", "transfer restriction"), restriction)
        if answer["recorded"] == "none":
            yield Said(nothing_found(moment(answer["as_of"])))


def _burdens(answer: Contents) -> Iterator[Section]:
    for lien in answer["liens"]:
        heading = Text(f"担保（本系统登记次序 {lien['rank']}）", f"Lien, rank {lien['rank']}: order of entry here")
        yield Section(heading, tuple(_lien(lien)))
    for seizure in answer["seizures"]:
        yield Section(_place_in_the_queue(seizure["position"]), tuple(_seizure(seizure)))
    for hold in answer["holds"]:
        yield Section(Text("交易预留（不排他）", "Hold: it reserves nothing"), tuple(_hold(hold)))
    for linked in answer["linked"]:
        yield Section(Text("关联登记", "Linked: entered on another asset"), tuple(_linked(linked)))
    yield Section(Text("此后的登记", "Entered since"), tuple(map(_newer, answer["newer"])))


def _lien(lien: Contents) -> Iterator[Row | Said]:
    yield Row(_REGISTRATION, lien["registration"])
    if "further_claim" in lien:
        yield Row(Text("追加债权所在版本", "version of the further claim"), str(lien["further_claim"]))
    yield _creditor(lien)
    if "filed_by" in lien:
        yield Row(Text("代理申报机构", "filed by"), lien["filed_by"])
    yield said(Text("担保方式", "security interest"), word("interest", lien["interest"]))
    if band := lien.get("amount_band"):  # of earlier releases there is none
        yield said(Text("登记担保金额", "registered amount"), word("amount_band", band))
    yield said(Text("登记状态", "status"), word("status", lien["status"]))
    yield Row(Text("登记时间", "registered at"), moment(lien["registered_at"]))
    yield Row(Text("登记期限至", "entry lasts until"), day(lien["expires_on"]))
    if lien["status"] == "lapsed":
        yield Said(LAPSED)
    restriction = word("transfer_restriction", lien["transfer_restriction"])
    yield said(Text("转让限制", "transfer restriction"), restriction)
    if "determined_at" in lien:
        yield Row(Text("债权确定时间", "claims fixed at"), moment(lien["determined_at"]))
    yield from reckoned(lien["priority"], reasons=[each["code"] for each in lien["priority"]["reasons"]])
    if "subordinated_to" in lien:
        yield Row(Text("约定列于其后", "agreed to stand behind"), "、".join(lien["subordinated_to"]))


def _creditor(of: Contents) -> Row:
    """A person's name is shown to nobody."""
    name = of["secured_creditor"]
    return said(_CREDITOR, _A_PERSON) if name is None else Row(_CREDITOR, name)


def _place_in_the_queue(position: int) -> Text:
    if position == 0:
        return Text("查封（生效）", "Seizure in effect")
    return Text(f"轮候查封第 {position} 位", f"Seizure waiting, no. {position}")


def _seizure(seizure: Contents) -> Iterator[Row]:
    yield Row(Text("查封编号", "seizure"), seizure["id"])
    yield said(Text("措施", "measure"), word("seizure_kind", seizure["kind"]))
    yield Row(Text("法院", "court"), seizure["court"])
    yield Row(Text("案号", "case"), seizure["case_number"])
    yield Row(Text("送达时间", "served at"), moment(seizure["served_at"]))
    yield Row(_UNTIL, day(seizure["until"]))


def _hold(hold: Contents) -> Iterator[Row]:
    yield Row(Text("预留编号", "hold"), hold["id"])
    yield Row(Text("案号", "case"), hold["case_number"])
    yield Row(_UNTIL, day(hold["until"]))
    if hold["disturbed"]:
        yield said(Text("情况", "state"), Text("此后另有登记", "something was entered since"))


def _linked(linked: Contents) -> Iterator[Row]:
    yield Row(_REGISTRATION, linked["registration"])
    yield said(Text("种类", "kind"), word("collateral_kind", linked["kind"]))
    for key in linked["identity_keys"]:
        yield Row(_KEY, key)
    yield _creditor(linked)
    if "overlap" in linked:
        area, percent = linked["overlap"]["area"], linked["overlap"]["percent_of_smaller"]
        shown = f"{area['value']} {word('unit', area['unit']).zh}（占较小者 {percent}%）"
        yield Row(Text("重叠面积", "shared ground"), shown, f"{percent} % of the smaller")


def _newer(newer: Contents) -> Row:
    event = word("event", newer["event"])
    number = newer["registration"] or newer.get("act", "")
    return Row(event, f"{number}（{moment(newer['at'])}）")
