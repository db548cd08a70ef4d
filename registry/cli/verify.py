"""`registry verify`: offline by default, and then it asks nobody."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from registry.cli.said import plainly, stop
from registry.client import Statement, Verification, ask_register, read_statement
from registry.client import verify as judge
from registry.client.pins import pinned, remember
from registry.client.statement import is_statement
from registry.client.transport import system_clock
from registry.domain.rules.effects import FOOT
from registry.domain.statement import LARGEST  # the largest of all documents
from registry.domain.text import Text
from registry.domain.verdict import Verdict
from registry.paper.sheet import Row, Said, Section, Sheet
from registry.schemas.sheets import lien_status, sheet
from registry.signing.errors import SigningError
from registry.signing.trust import Trust, open_trust_note

_MARK = {Verdict.VALID: "✔", Verdict.SUPERSEDED: "↻", Verdict.UNPROVEN: "…", Verdict.GENUINE: "≈"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--trust", "trust_path", type=click.Path(path_type=Path, exists=True), required=True, help="信任文件 | trust file"
)
@click.option("--register", "register_url", help="登记系统地址：同时询问其日志 | also ask the register at this address")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@plainly
def verify(file: Path, trust_path: Path, *, register_url: str | None, as_json: bool) -> None:
    """验证登记证明：FILE 可为 JWS、证明包、登记答复、PDF，或者纸面二维码的文字（每行一个；- 为标准输入）；也可为签名的
    权利负担查询答复。退出码即结论：有效 0，真实 10，暂不能采信 15，已被更新 20，日志不一致 30，无效 40，无法读取 50 |
    Verify a certificate: a JWS, a bundle, an answer, a PDF, or the text of its codes, a line each (- for standard
    input); or a signed lien status, about which no register is asked. The exit code is the verdict."""
    trust, document = trusted(trust_path), _bytes(file)
    found: Verification | Statement
    if is_statement(document):
        found = read_statement(document, trust=trust, now=system_clock())
    else:
        found = judge(document, trust=trust, ask=ask_register(register_url) if register_url else None)
    if as_json:
        click.echo(_as_json(found))
    else:
        _show(found, Console(highlight=False, markup=False))
    raise SystemExit(found.verdict.exit_code)


def _bytes(file: Path) -> bytes:
    return sys.stdin.buffer.read(LARGEST + 1) if str(file) == "-" else file.read_bytes()


def trusted(path: Path) -> Trust:
    """The trust file, if it is not older than, and not contrary to, the one remembered of its register."""
    text = path.read_text(encoding="utf-8")
    folder = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "rural-registry"
    try:
        first = open_trust_note(text, pinned=None)
        trust = open_trust_note(text, pinned=pinned(folder, first.issuer))
    except SigningError as wrong:
        stop(f"信任文件不可用：{wrong}。", f"The trust file cannot be used: {wrong}.")
    remember(trust, folder)
    return trust


def _as_json(found: Verification | Statement) -> str:
    return json.dumps(
        {
            "verdict": str(found.verdict),
            "exit_code": found.verdict.exit_code,
            "reasons": [because.code for because in found.reasons],
            "contents": found.contents,
            "check_code": found.check_code if isinstance(found, Verification) else None,
        },
        ensure_ascii=False,
        indent=2,
    )


def _show(found: Verification | Statement, console: Console) -> None:
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
        _print_answer(found.contents, console)
        return
    console.print("\n  请与纸面逐项核对 | compare with the paper, item by item")
    _print(sheet(found.contents, check_code=found.check_code or ""), console)


def _print(page: Sheet, console: Console) -> None:
    """What stands on the paper, in its order."""
    table = _begun(page.title, console, livemode=page.livemode)
    table.add_row("  签发 issuer", page.issuer)
    table.add_row("  编号 number", page.number)
    for section in page.sections:
        _add(section, table)
    table.add_row("  校验码 check code", page.check_code)
    console.print(table)
    console.print(f"\n  {page.foot.zh}\n  {page.foot.en}", soft_wrap=True)


def _print_answer(contents: Mapping[str, Any], console: Console) -> None:
    """What a signed lien status says, in order of entry."""
    table = _begun(lien_status.TITLE, console, livemode=contents["livemode"])
    table.add_row("  签发 issuer", contents["iss"])
    for section in lien_status.sections(contents):
        _add(section, table)
    console.print(table)
    console.print(f"\n  {FOOT.zh}\n  {FOOT.en}", soft_wrap=True)


def _begun(title: Text, console: Console, *, livemode: bool) -> Table:
    console.print(f"\n  {title.zh} {title.en}", style="bold")
    if not livemode:
        console.print("  演示或测试登记，无任何效力 | from a demo or test register: of no effect")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")  # what an entry does is never cut short
    return table


def _add(section: Section, table: Table) -> None:
    table.add_row(f"  【{section.heading.zh}】 {section.heading.en}", "")
    for line in section.lines:
        match line:
            case Row(label=label, value=value, gloss=gloss):
                table.add_row(f"  {label.zh} {label.en}", f"{value} {gloss}".rstrip())
            case Said(text=text, mark=mark):
                table.add_row(f"  {mark}", text.zh)
                table.add_row("", text.en)
