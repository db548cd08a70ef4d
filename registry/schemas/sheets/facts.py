"""The facts that many certificates share: when, on whose word, parties, claims, findings; and how values are said."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from registry.domain.calendar import SHANGHAI
from registry.domain.measures import Currency, Money, Quantity, Unit
from registry.domain.rules import CATALOGUE
from registry.domain.text import Text
from registry.paper.sheet import Row, Said, Section
from registry.schemas.words import ENUMERATIONS

CLOSED = Text("〔未披露〕", "not disclosed")
_TABLES: Mapping[frozenset[str], Mapping[str, Text]] = {frozenset(words): words for words in ENUMERATIONS.values()}
_UNDENIABLE = frozenset({"http_signature", "passkey"})  # design.md section 6: only these two are called so
_OF_TWO = Text("申报人不可否认", "undeniable by the filer")


def word(enumeration: str, code: str) -> Text:
    """A word of the interface; a certificate of a later release may hold one that is not known here yet."""
    return ENUMERATIONS[enumeration].get(code, Text(code, code))


def ruled(code: str) -> Text:
    """A rule in words, with its article."""
    rule = CATALOGUE.get(code)
    return Text(code, code) if rule is None else Text(f"{rule.text.zh}（{rule.article}）", rule.text.en)


def said(label: Text, text: Text) -> Row:
    """A fact whose value is a word of the interface."""
    return Row(label, text.zh, text.en)


def moment(text: str) -> str:
    """An instant as people here read it, to the microsecond, with its offset."""
    at = datetime.fromisoformat(text).astimezone(SHANGHAI)
    return f"{at:%Y年%m月%d日 %H:%M:%S.%f} +08:00"


def day(text: str) -> str:
    return f"{date.fromisoformat(text):%Y年%m月%d日}"


def money(written: Mapping[str, Any]) -> str:
    """Amounts as they are read out: renminbi, thousands apart, and always the fen."""
    amount = Money(written["minor"], Currency(written["currency"]))
    whole, _, fen = amount.amount.partition(".")
    return f"{word('currency', str(amount.currency)).zh} {int(whole):,}.{fen} 元"


def quantity(value: Quantity) -> str:
    return f"{value.value} {word('unit', str(value.unit)).zh}"


def square_metres(cm2: int) -> str:
    return quantity(Quantity(cm2, Unit.SQUARE_METRE))


def value_of(value: Any) -> str:
    """Any value of a particular, in words."""
    say = next((say for kinds, say in _SAYERS if isinstance(value, kinds)), None)
    if say is not None:
        return say(value)
    if dataclasses.is_dataclass(value):
        return "；".join(f"{row.label.zh} {row.value}" for row in particulars(value))
    return str(value)


# Ordered: bool is an int, a datetime is a date, an enumeration's member is a str.
_SAYERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (StrEnum, lambda value: _TABLES[frozenset(str(each) for each in type(value))][str(value)].zh),
    (Quantity, quantity),
    (Money, lambda value: money({"minor": value.minor, "currency": str(value.currency)})),
    (bool, lambda value: "是" if value else "否"),
    (datetime, lambda value: moment(value.isoformat())),
    (date, lambda value: day(value.isoformat())),
    ((tuple, frozenset), lambda value: "、".join(map(value_of, value))),
)


def particulars(of: Any) -> Iterator[Row]:
    """Every particular of an asset, or of a part of one, under the name its kind gives it."""
    for field in dataclasses.fields(of):
        declared, value = field.metadata.get("particular"), getattr(of, field.name)
        if value is not None and value != () and declared is not None:
            yield Row(Text(declared.zh, declared.en), value_of(value))


def head(contents: Mapping[str, Any]) -> Section:
    """Which entry this is of, when it was made, and on whose word."""
    return Section(Text("登记事项", "Entry"), tuple(_head(contents)))


def _head(contents: Mapping[str, Any]) -> Iterator[Row]:
    if "registration" in contents:
        yield Row(Text("登记编号", "registration"), contents["registration"])
        yield Row(Text("版本", "version"), str(contents["version"]))
    yield Row(Text("登记时间", "recorded at"), moment(contents["recorded_at"]))
    yield Row(Text("记载截至", "as of"), moment(contents["as_of"]))
    if "standing" in contents:
        yield said(Text("登记状态", "status"), word("status", contents["standing"]))
    if "expires_on" in contents:
        yield Row(Text("登记期限至", "entry lasts until"), day(contents["expires_on"]))
    if "supersedes" in contents:
        yield Row(Text("取代证明", "supersedes"), contents["supersedes"])
    kind = word("evidence", contents["evidence"])
    sure = contents["evidence"] in _UNDENIABLE
    evidence = Text(f"{kind.zh}（{_OF_TWO.zh}）", f"{kind.en} ({_OF_TWO.en})") if sure else kind
    yield said(Text("申报依据", "evidence"), evidence)
    yield Row(Text("申报机构", "filed by"), contents["filer"])
    yield Row(Text("规则版本", "catalogue"), contents["catalogue"])


def listed(contents: Mapping[str, Any], name: str) -> Sequence[Any]:
    """A list of the certificate as far as it is shown."""
    shown: Sequence[Any] = contents.get(name, ())
    return shown


def counted(contents: Mapping[str, Any], name: str, *, called: Text) -> Iterator[Row]:
    """What stands of a list that is too long: how many, and the digest of all."""
    if f"{name}_count" in contents:
        yield Row(called, f"共 {contents[f'{name}_count']} 项", f"{contents[f'{name}_count']} items")
        yield Row(Text("清单摘要（SHA-256）", "digest of the list"), contents[f"{name}_digest"])


def numbers(contents: Mapping[str, Any], name: str, *, called: Text) -> Iterator[Row]:
    """A list of registrations, of seizures or of keys."""
    if shown := listed(contents, name):
        yield Row(called, "、".join(shown))
    yield from counted(contents, name, called=called)


def party(of: Mapping[str, Any], called: Text) -> Iterator[Row]:
    """Name first, then what identifies the party and how to reach it."""
    yield Row(called, of["name"], begins=True) if "name" in of else Row(called, CLOSED.zh, CLOSED.en, begins=True)
    identifier = of.get("identifier")
    if identifier is None:
        yield said(Text("证件号码", "identifier"), CLOSED)
    else:
        scheme = word("identifier_scheme", identifier["scheme"])
        yield Row(scheme, identifier["value"])
    for name, label in _OF_A_PARTY.items():
        if name in of:
            yield Row(label, of[name])
    if "share" in of:
        yield Row(Text("份额", "share"), of["share"])
    for name, enumeration, label in _WORDS_OF_A_PARTY:
        if name in of:
            yield said(label, word(enumeration, of[name]))


_OF_A_PARTY = {"address": Text("地址", "address"), "contact": Text("联系方式", "contact")}
_WORDS_OF_A_PARTY = (
    ("role", "grantor_role", Text("身份", "role")),
    ("category", "grantor_category", Text("主体类别", "category")),
    ("capacity", "capacity", Text("行使身份", "capacity")),
)


def parties(contents: Mapping[str, Any], name: str, *, called: Text) -> Iterator[Row]:
    for each in listed(contents, name):
        yield from party(each, called)
    yield from counted(contents, name, called=called)


def claim(of: Mapping[str, Any]) -> Iterator[Row]:
    """What is secured. Amounts are what is registered, never what is still owed."""
    yield said(Text("主债权种类", "kind of claim"), word("claim_kind", of["kind"]))
    for name, label, say in _OF_A_CLAIM:
        if name in of:
            yield Row(label, say(of[name]))
    if scope := of.get("scope"):
        parts = [word("claim_part", each) for each in scope]
        yield Row(Text("担保范围", "scope"), "、".join(each.zh for each in parts), ", ".join(each.en for each in parts))
    if main := of.get("main_claim"):
        yield from party(main["creditor"], Text("主债权人", "creditor of the main claim"))
        yield Row(Text("主合同编号", "contract of the main claim"), main["contract_number"])


def _period(of: Mapping[str, Any]) -> str:
    return f"{day(of['starts_on'])}至{day(of['ends_on'])}"


_OF_A_CLAIM: tuple[tuple[str, Text, Callable[[Any], str]], ...] = (
    ("principal", Text("登记担保金额（本金）", "registered amount: principal"), money),
    ("maximum_amount", Text("登记担保金额（最高债权额）", "registered amount: maximum"), money),
    ("contract_number", Text("合同编号", "contract"), str),
    ("contract_effective_on", Text("合同生效日", "contract effective on"), day),
    ("due_on", Text("债务到期日", "due on"), day),
    ("determination", Text("债权确定期间", "period of determination"), _period),
    ("claim_id", Text("债权标识", "claim"), str),
)


def reckoned(priority: Mapping[str, Any], *, reasons: Iterable[str]) -> Iterator[Row | Said]:
    """The reckoned order of payment with its basis, how good the evidence is, and the rules behind it."""
    yield Row(Text("推算清偿顺序", "reckoned order of payment"), f"第 {priority['position']} 位")
    yield said(Text("推算依据", "reckoned from"), word("priority_basis", priority["basis"]))
    yield said(Text("依据的证明程度", "evidence of it"), word("priority_evidence", priority["evidence"]))
    for code in reasons:
        yield Said(ruled(code), mark=f"顺序 {code}")


def findings(contents: Mapping[str, Any]) -> Iterator[Section]:
    yield Section(Text("提示与说明", "Findings"), tuple(map(_finding, listed(contents, "findings"))))


def _finding(found: Mapping[str, Any]) -> Said:
    severity = word("severity", found["severity"])
    times = f" ×{found['count']}" if found["count"] > 1 else ""
    return Said(ruled(found["code"]), mark=f"{severity.zh} {found['code']}{times}")
