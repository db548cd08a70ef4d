"""One asset on a certificate: what it is, where it ranks and what stands ahead of it, and what the entry does."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

from registry.domain import canon
from registry.domain.collateral import Collateral
from registry.domain.rules.effects import StatutoryRegistry, notice_line
from registry.domain.text import Text
from registry.paper.sheet import Row, Said, Section
from registry.schemas.sheets.facts import (
    counted,
    day,
    listed,
    money,
    numbers,
    particulars,
    reckoned,
    said,
    square_metres,
    word,
)

_RANK = Text("本系统登记次序", "rank: order of entry here")
_AHEAD = Text("在先登记", "ahead")
_OVERLAPS = Text("重叠登记", "shares ground with")


def items(contents: Mapping[str, Any], name: str = "collateral") -> Iterator[Section]:
    """Each item in a section of its own; of many, their count and the digest of the list."""
    shown = listed(contents, name)
    for place, each in enumerate(shown, 1):
        of = f" {place}／{len(shown)}" if len(shown) > 1 else ""
        yield Section(Text(f"担保财产{of}", f"Collateral{of.replace('／', '/')}"), tuple(_item(each)))
    yield Section(Text("担保财产", "Collateral"), tuple(counted(contents, name, called=Text("担保财产", "collateral"))))


def _item(item: Mapping[str, Any]) -> Iterator[Row | Said]:
    yield Row(Text("财产编号", "item"), item["id"])
    if "instead_of" in item:
        yield Row(Text("原担保财产", "instead of"), item["instead_of"])
    if "item" in item:
        yield Row(Text("原登记财产", "item of the registration"), item["item"])
    kind = yield from _asset(item)
    if "interest" in item:
        yield said(Text("担保方式", "security interest"), word("interest", item["interest"]))
    if "allocated_amount" in item:
        yield Row(Text("分配担保金额", "amount allocated"), money(item["allocated_amount"]))
    if "prior_lease" in item:
        yield Row(Text("在先租赁", "prior lease"), _lease(item["prior_lease"]))
    yield from _place(item)
    yield from _effect(item, kind)


def _asset(item: Mapping[str, Any]) -> Generator[Row, None, Collateral | None]:
    """The asset's own particulars; returns its kind, where the certificate says it."""
    kind = _known(item["asset"]) if "asset" in item else None
    if kind is not None:
        yield said(Text("财产种类", "kind"), kind.name)
        yield from particulars(kind)
    elif "asset" in item:  # of a later release: as it was signed
        yield Row(Text("担保财产", "asset"), canon.encode(item["asset"]).decode())
    if "geometry_digest" in item:
        yield Row(Text("界址图形摘要", "digest of the outline"), item["geometry_digest"])
    if "measured" in item:
        yield Row(Text("图形面积", "area of the outline"), square_metres(item["measured"]))
    yield from numbers(item, "identity_keys", called=Text("检索标识", "searched under"))
    return kind


def _known(written: Mapping[str, Any]) -> Collateral | None:
    try:
        return canon.build(Collateral, _open(written))
    except canon.NotCanonical:
        return None


def burdened(item: Mapping[str, Any]) -> Iterator[Row]:
    """An asset of a court's or an exchange's act."""
    yield Row(Text("财产编号", "item"), item["id"])
    yield from _asset(item)


def _lease(of: Mapping[str, Any]) -> str:
    until = f"至{day(of['until'])}" if "until" in of else "起"
    return "；".join(filter(None, (f"{day(of['since'])}{until}", of.get("lessee"), of.get("evidence"))))


def _place(item: Mapping[str, Any]) -> Iterator[Row | Said]:
    """The two orders, never merged: of entry here, and the reckoned order of payment with what it rests on."""
    if "rank" in item:
        yield Row(_RANK, f"第 {item['rank']} 位", f"no. {item['rank']}")
        if item["ahead"]:
            yield Row(_AHEAD, "、".join(item["ahead"]) + ("等" if item["rank"] > len(item["ahead"]) + 1 else ""))
        else:
            yield said(_AHEAD, Text("本系统未见在先登记", "no earlier entry on record here"))
    for each in listed(item, "overlaps"):
        yield Row(_OVERLAPS, f"{each['registration']}（重叠 {square_metres(each['area'])}）")
    yield from counted(item, "overlaps", called=_OVERLAPS)
    yield from numbers(item, "contests", called=Text("权属冲突", "titles in conflict"))
    yield from numbers(item, "seizures", called=Text("在先查封", "seizures ahead"))
    if priority := item.get("priority"):
        yield from reckoned(priority, reasons=priority["reasons"])


def _effect(item: Mapping[str, Any], kind: Collateral | None) -> Iterator[Row | Said]:
    if "effect" not in item:
        return
    effect, statutory = item["effect"], item["effect"]["statutory"]
    yield said(Text("本登记的效力", "effect of this entry"), word("effect", effect["entry"]))
    yield said(Text("法定登记的效力", "effect of the statutory registration"), word("effect", statutory["effect"]))
    yield Said(notice_line(StatutoryRegistry(statutory["registry"]), statutory.get("number")), mark="效力")
    if kind is not None:
        yield Said(kind.effect_text, mark="效力")


def _open(written: Any) -> Any:
    """What was not disclosed has no place among the particulars."""
    if isinstance(written, list):
        return [_open(each) for each in written]
    if isinstance(written, dict):
        return {name: _open(each) for name, each in written.items() if name != "_sd"}
    return written
