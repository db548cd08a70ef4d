"""A registration and everything that is filed on one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from registry.domain.text import Text
from registry.paper.sheet import Row, Section
from registry.schemas.sheets.facts import (
    claim,
    counted,
    day,
    findings,
    listed,
    moment,
    money,
    numbers,
    parties,
    party,
    said,
    word,
)
from registry.schemas.sheets.items import items

Contents = Mapping[str, Any]
_CLAIM = Text("登记担保金额", "Secured claim as registered")
_WHAT = Text("登记内容", "What was registered")


def registration(contents: Contents) -> Iterator[Section]:
    yield Section(Text("登记簿记载的担保权人", "Secured creditor on the register"), tuple(_creditors(contents)))
    yield Section(Text("担保人", "Grantors"), tuple(parties(contents, "grantors", called=Text("担保人", "grantor"))))
    yield Section(Text("债务人", "Debtors"), tuple(parties(contents, "debtors", called=Text("债务人", "debtor"))))
    yield Section(_CLAIM, tuple(claim(contents["secured_claim"])))
    yield from items(contents)
    yield from findings(contents)


def _creditors(contents: Contents) -> Iterator[Row]:
    first = contents["secured_creditor"]
    yield from party(first, Text("担保权人", "secured creditor"))
    yield from parties(first, "beneficiaries", called=Text("受益人", "beneficiary"))
    for each in listed(contents, "co_creditors"):
        called = Text("共同担保权人", "co-creditor")
        yield from party({**each["party"], "share": each["share"]}, called)
    yield from counted(contents, "co_creditors", called=Text("共同担保权人", "co-creditors"))
    if filed := contents.get("filed_as"):
        yield said(Text("代理申报", "filed as agent"), word("agent_for", filed["agent_for"]))
        yield Row(Text("授权文件", "authority"), filed["authority"])


def further_claim(contents: Contents) -> Iterator[Section]:
    yield Section(_CLAIM, tuple(claim(contents["secured_claim"])))
    yield Section(Text("此前担保的债权", "Claims secured before"), tuple(_earlier(contents)))
    yield from items(contents)
    yield from findings(contents)


def _earlier(contents: Contents) -> Iterator[Row]:
    label = Text("合同编号", "contract")
    for each in listed(contents, "prior_claims"):
        shown = (
            f"{each['contract_number']}（版本 {each['version']}）{money(each['principal'])}，{day(each['due_on'])}到期"
        )
        yield Row(label, shown)
    yield from counted(contents, "prior_claims", called=label)


def statutory_registration(contents: Contents) -> Iterator[Section]:
    reported = contents["statutory_registration"]
    rows = [
        Row(Text("法定登记机构", "legal registry"), reported["registry"]),
        Row(Text("法定登记编号", "number there"), reported["number"]),
    ]
    if "registered_at" in reported:
        rows.append(Row(Text("法定登记时间", "registered there at"), moment(reported["registered_at"])))
    if "document" in reported:
        rows.append(Row(Text("证明文件", "document"), reported["document"]))
    yield Section(Text("申报的法定登记", "Statutory registration as reported"), tuple(rows))
    yield from items(contents)


def subordination(contents: Contents) -> Iterator[Section]:
    rows = [Row(Text("列于其后的登记", "behind"), contents["behind"])]
    if "agreed_on" in contents:
        rows.append(Row(Text("约定日期", "agreed on"), day(contents["agreed_on"])))
    same = Text("本系统登记次序不因此改变", "rank does not change")
    rows.append(said(Text("登记次序", "rank"), same))
    yield Section(_WHAT, (*rows, *_consents(contents)))
    for each in listed(contents, "collateral"):
        consented = numbers(each, "consented", called=Text("已同意的担保权人登记", "consented"))
        without = numbers(each, "without_consent", called=Text("未见同意的担保权人登记", "no consent on record"))
        item = Row(Text("财产编号", "item"), each["id"])
        yield Section(Text("担保财产", "Collateral"), (item, *consented, *without))
    yield Section(
        Text("担保财产", "Collateral"), tuple(counted(contents, "collateral", called=Text("担保财产", "collateral")))
    )
    yield from findings(contents)


def _consents(contents: Contents) -> Iterator[Row]:
    label = Text("书面同意", "consent in writing")
    for each in listed(contents, "consents"):
        given = f"，{day(each['given_on'])}" if "given_on" in each else ""
        yield Row(label, f"{each['registration']}{given}" + (f"，{each['document']}" if "document" in each else ""))
    yield from counted(contents, "consents", called=label)


def release(contents: Contents) -> Iterator[Section]:
    yield Section(_WHAT, tuple(_ending(contents)))
    for each in listed(contents, "released"):
        keys = "、".join(str(key if isinstance(key, str) else key["key"]) for key in each["keys"])
        rows = (Row(Text("财产编号", "item"), each["id"]), Row(Text("检索标识", "searched under"), keys))
        yield Section(Text("解除的财产", "Released"), rows)
    yield Section(
        Text("解除的财产", "Released"), tuple(counted(contents, "released", called=Text("解除的财产", "released")))
    )
    left = f"{contents['left']} 项"
    yield Section(Text("其余财产", "What stays"), (Row(Text("仍在登记", "still registered"), left),))


def discharge(contents: Contents) -> Iterator[Section]:
    released = Row(Text("解除的财产", "items released"), f"{contents['released']} 项")
    yield Section(_WHAT, (*_ending(contents), released))


def _ending(contents: Contents) -> Iterator[Row]:
    yield said(Text("原因", "reason"), word("discharge_reason", contents["reason"]))
    if "ended_on" in contents:
        yield Row(Text("消灭日期", "ended on"), day(contents["ended_on"]))
