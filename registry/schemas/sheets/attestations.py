"""What a keeper or insurer attested, and where a lien goes on if its receipt was split or replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from registry.domain import canon
from registry.domain.collateral import Collateral
from registry.domain.measures import Measure, Quantity, amount_of
from registry.domain.text import Text
from registry.paper.sheet import Row, Section
from registry.schemas.sheets.facts import counted, day, findings, listed, quantity, said, value_of, word
from registry.schemas.sheets.items import burdened, items

Contents = Mapping[str, Any]
_TOTAL = Text("担保数量与经证明的数量", "pledged, and attested to be there")
_ASSET = Text("所涉财产", "Asset")
_INTO = Text("变更内容", "What took its place")


def attestation(contents: Contents) -> Iterator[Section]:
    yield Section(Text("证明内容", "What was attested"), tuple(_stated(contents)))
    yield Section(_ASSET, tuple(burdened(contents)))
    for each in listed(contents, "into"):
        yield Section(_INTO, tuple(_part(each)))
    yield Section(_INTO, tuple(counted(contents, "into", called=_INTO)))
    yield Section(Text("登记事项", "Quantities"), tuple(_totals(contents)))
    yield from findings(contents)
    yield from items(contents)


def _stated(contents: Contents) -> Iterator[Row]:
    yield said(Text("证明事项", "statement"), word("statement", contents["statement"]))
    yield Row(Text("证明日期", "stated on"), day(contents["stated_on"]))
    if "quantity" in contents:
        yield Row(Text("数量", "quantity"), quantity(canon.build(Quantity, contents["quantity"])))
    if "document_number" in contents:
        yield Row(Text("文书号", "document"), contents["document_number"])
    yield said(Text("本登记的效力", "effect of this entry"), word("effect", contents["effect"]))


def _part(written: Mapping[str, Any]) -> Iterator[Row]:
    part = canon.build(Collateral, written)
    yield said(Text("财产种类", "kind"), part.name)
    yield Row(Text("内容", "particulars"), value_of(part))


def _totals(contents: Contents) -> Iterator[Row]:
    """What stands as security, and what is attested to be there."""
    for each in listed(contents, "quantities"):
        pledged, unit = amount_of(each["pledged"], Measure(each["measure"]))
        there = amount_of(each["capacity"], Measure(each["measure"]))[0] if "capacity" in each else "未经证明"
        yield Row(_TOTAL, f"{each['key']}：担保 {pledged}／证明 {there}（{unit}）")
    yield from counted(contents, "quantities", called=Text("数量", "quantities"))
