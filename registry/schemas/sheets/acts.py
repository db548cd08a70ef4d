"""What is of no registration: searches, a court's receipts, an exchange's slips, transfers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from registry.domain.rules.effects import nothing_found
from registry.domain.text import Text
from registry.paper.sheet import Row, Said, Section
from registry.schemas.sheets.facts import (
    CLOSED,
    counted,
    day,
    findings,
    listed,
    moment,
    money,
    numbers,
    parties,
    said,
    word,
)
from registry.schemas.sheets.items import burdened

Contents = Mapping[str, Any]
_ASSETS = Text("所涉财产", "Assets")
_CASE = Text("案号", "case")
_WHAT = Text("登记内容", "What was entered")
_PRECEDES = Text("在先登记", "registered before")
_FOUND = Text("查得登记", "found")
_KEYS = Text("所查标识", "searched under")
_TOLD = {
    "registration_number": Text("所查登记编号", "registration searched for"),
    "grantor_name": Text("所查担保人名称", "grantor searched for"),
    "reference": Text("查询人备注", "the asker's reference"),
}


def search(contents: Contents) -> Iterator[Section]:
    yield Section(Text("查询", "Search"), tuple(_asked(contents)))
    yield Section(Text("结果", "Result"), tuple(_found(contents)))


def _asked(contents: Contents) -> Iterator[Row]:
    yield said(Text("查询目的", "purpose"), word("purpose", contents["purpose"]))
    yield said(Text("查询方式", "searched by"), word("search_by", contents["by"]))
    yield from numbers(contents, "keys", called=_KEYS)
    if "keys_digest" in contents:
        yield Row(Text("清单摘要（SHA-256）", "digest of the keys"), contents["keys_digest"])
    for name, label in _TOLD.items():
        if name in contents:
            yield Row(label, contents[name])
    if number := contents.get("grantor_identifier"):
        yield Row(word("identifier_scheme", number["scheme"]), number["value"])
    if "_sd" in contents:
        yield said(_KEYS, CLOSED)


def _found(contents: Contents) -> Iterator[Row | Said]:
    yield Row(Text("查得数目", "count"), f"{contents['count']} 项")
    yield from numbers(contents, "found", called=_FOUND)
    if "found_digest" in contents:
        yield Row(Text("清单摘要（SHA-256）", "digest of the list"), contents["found_digest"])
    if not contents["count"]:
        yield Said(nothing_found(moment(contents["as_of"])))


def seizure(contents: Contents) -> Iterator[Section]:
    yield Section(Text("协助执行通知", "The order served"), tuple(_order(contents)))
    for each in listed(contents, "assets"):
        place = each["position"]
        standing = (
            Text("已登记查封", "seized") if place == 0 else Text(f"轮候查封第 {place} 位", f"waiting, no. {place}")
        )
        queue = (said(Text("查封次序", "place in the queue"), standing), *numbers(each, "behind", called=_BEHIND))
        yield Section(_ASSETS, (*burdened(each), *queue, *numbers(each, "precedes", called=_PRECEDES)))
    yield Section(_ASSETS, tuple(counted(contents, "assets", called=_ASSETS)))
    yield from findings(contents)


_BEHIND = Text("在先查封", "seizures before it")


def _order(contents: Contents) -> Iterator[Row]:
    yield Row(Text("法院", "court"), contents["court"])
    yield Row(_CASE, contents["case_number"])
    yield Row(Text("文书号", "document"), contents["document_number"])
    yield said(Text("措施", "measure"), word("seizure_kind", contents["measure"]))
    yield Row(Text("送达时间", "served at"), moment(contents["served_at"]))
    yield Row(Text("期限至", "until"), day(contents["until"]))
    if "amount" in contents:
        yield Row(Text("金额", "amount"), money(contents["amount"]))


def lifting(contents: Contents) -> Iterator[Section]:
    rows = (
        Row(Text("原查封", "seizure"), contents["seizure"]),
        Row(Text("文书号", "document"), contents["document_number"]),
        Row(Text("解除的财产", "assets released"), f"{contents['released']} 项"),
    )
    yield Section(_WHAT, (*rows, *numbers(contents, "next", called=Text("转为生效的轮候查封", "next in the queue"))))


def hold(contents: Contents) -> Iterator[Section]:
    rows = (Row(_CASE, contents["case_number"]), Row(Text("预留至", "until"), day(contents["until"])))
    reserves = said(Text("效力", "effect"), Text("仅为公示，不排斥他人登记", "notice only; it reserves nothing"))
    yield Section(_WHAT, (*rows, reserves))
    yield from _assets(contents)
    yield from findings(contents)


def hold_release(contents: Contents) -> Iterator[Section]:
    rows = (
        Row(Text("原预留", "hold"), contents["hold"]),
        said(Text("原因", "reason"), word("release_reason", contents["reason"])),
        Row(Text("解除的财产", "assets released"), f"{contents['released']} 项"),
    )
    yield Section(_WHAT, rows)


def transfer(contents: Contents) -> Iterator[Section]:
    rows = (
        Row(_CASE, contents["case_number"]),
        Row(Text("转让日期", "transferred on"), day(contents["transferred_on"])),
        said(Text("本登记的效力", "effect of this entry"), word("effect", contents["effect"])),
    )
    former, holders = Text("原权利人", "former holder"), Text("受让人", "new holder")
    yield Section(_WHAT, rows)
    yield Section(Text("当事人", "Parties"), (
        *parties(contents, "former_holders", called=former), *parties(contents, "holders", called=holders),
    ))  # fmt: skip
    yield from _assets(contents)
    yield from findings(contents)


def _assets(contents: Contents) -> Iterator[Section]:
    for each in listed(contents, "assets"):
        follows = numbers(each, "follows", called=Text("随财产转移的登记", "registrations that follow the asset"))
        yield Section(_ASSETS, (*burdened(each), *follows))
    yield Section(_ASSETS, tuple(counted(contents, "assets", called=_ASSETS)))
