"""What `registry verify` says of a document: to people in words, to programs as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from registry.client import Statement, Verification
from registry.domain.rules.effects import FOOT
from registry.domain.text import Text
from registry.domain.verdict import Check, Verdict
from registry.paper.sheet import Row, Said, Section, Sheet
from registry.schemas.sheets import lien_status, sheet

_MARK = {Verdict.VALID: "✔", Verdict.SUPERSEDED: "↻", Verdict.UNPROVEN: "…", Verdict.GENUINE: "≈"}


def written(found: Verification | Statement) -> str:
    """As JSON, for a program."""
    return json.dumps(
        {
            "verdict": str(found.verdict),
            "exit_code": found.verdict.exit_code,
            "reasons": [because.code for because in found.reasons],
            "checked": [str(check) for check in found.checked] if isinstance(found, Verification) else [],
            "contents": found.contents,
            "check_code": found.check_code if isinstance(found, Verification) else None,
        },
        ensure_ascii=False,
        indent=2,
    )


def show(found: Verification | Statement, console: Console) -> None:
    """One word first; then why, what was found good and what nobody looked at, and what was signed."""
    label = found.verdict.label
    colour = {Verdict.VALID: "bold green", Verdict.INVALID: "bold red", Verdict.UNREADABLE: "bold red"}
    console.print(f"{_MARK.get(found.verdict, '✘')} {label.zh} | {label.en}", style=colour.get(found.verdict, "bold"))
    for because in found.reasons:
        console.print(f"  {because.text.zh} | {because.text.en}", soft_wrap=True)
    if found.contents is None:
        return
    if isinstance(found, Statement):
        if found.verdict is Verdict.VALID:  # green must not be taken for leave to trade
            console.print(f"\n  {lien_status.GREEN.zh}\n  {lien_status.GREEN.en}", soft_wrap=True)
        _answer(found.contents, console)
        return
    _tell(found, console)
    console.print("\n  请与纸面逐项核对 | compare with the paper, item by item")
    _print(sheet(found.contents, check_code=found.check_code or ""), console)


def _tell(found: Verification, console: Console) -> None:
    """What was found good, and what nobody looked at: a verdict is no better than what it rests on."""
    for check in found.checked:
        console.print(f"  ✔ {check.label.zh} | {check.label.en}", soft_wrap=True)
    for check in (each for each in (Check.INCLUSION, Check.STANDING) if each not in found.checked):
        console.print(f"  – 未核实：{check.label.zh} | not checked: {check.label.en}", soft_wrap=True)


def _print(page: Sheet, console: Console) -> None:
    """What stands on the paper, in its order."""
    _title(page.title, console, livemode=page.livemode)
    wide = _widest(page.sections)
    _row(console, wide=wide, label="签发 issuer", value=page.issuer)
    _row(console, wide=wide, label="编号 number", value=page.number)
    _sections(page.sections, console, wide=wide)
    _row(console, wide=wide, label="校验码 check code", value=page.check_code)
    console.print(f"\n  {page.foot.zh}\n  {page.foot.en}", soft_wrap=True)


def _answer(contents: Mapping[str, Any], console: Console) -> None:
    """What a signed lien status says, in order of entry."""
    _title(lien_status.TITLE, console, livemode=contents["livemode"])
    sections = tuple(lien_status.sections(contents))
    wide = _widest(sections)
    _row(console, wide=wide, label="签发 issuer", value=contents["iss"])
    _sections(sections, console, wide=wide)
    console.print(f"\n  {FOOT.zh}\n  {FOOT.en}", soft_wrap=True)


def _title(title: Text, console: Console, *, livemode: bool) -> None:
    console.print(f"\n  {title.zh} {title.en}", style="bold")
    if not livemode:
        console.print("  演示或测试登记，无任何效力 | from a demo or test register: of no effect")


def _widest(sections: Sequence[Section]) -> int:
    rows = [line for section in sections for line in section.lines if isinstance(line, Row)]
    return max((cell_len(f"{row.label.zh} {row.label.en}") for row in rows), default=0) + 2


def _sections(sections: Sequence[Section], console: Console, *, wide: int) -> None:
    for section in sections:
        console.print(f"\n  【{section.heading.zh}】 {section.heading.en}", style="bold")
        for line in section.lines:
            _line(console, line, wide=wide)


def _line(console: Console, line: Row | Said, *, wide: int) -> None:
    if isinstance(line, Row):
        _row(console, wide=wide, label=f"{line.label.zh} {line.label.en}", value=f"{line.value} {line.gloss}".rstrip())
    else:  # what an entry does is never cut short
        mark = f"{line.mark}：" if line.mark else ""
        console.print(f"  {mark}{line.text.zh}\n  {line.text.en}", soft_wrap=True)


def _row(console: Console, *, wide: int, label: str, value: str) -> None:
    """Labels stand one below the other through all the sections."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, width=wide)
    table.add_column(overflow="fold")
    table.add_row(f"  {label}", value)
    console.print(table)
