"""`registry verify`: offline by default, and then it asks nobody."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from registry.cli.said import plainly, stop
from registry.client import Verification, ask_register
from registry.client import verify as judge
from registry.client.pins import pinned, remember
from registry.domain import canon
from registry.domain.calendar import SHANGHAI
from registry.domain.collateral import Collateral
from registry.domain.measures import Quantity, Unit
from registry.domain.rules.effects import FOOT, StatutoryRegistry, nothing_found, notice_line
from registry.domain.verdict import Verdict
from registry.schemas.words import ENUMERATIONS
from registry.signing.errors import SigningError
from registry.signing.trust import Trust, open_trust_note

_ASKED = ("registration_number", "grantor_name", "grantor_identifier", "reference", "keys_digest")
_MARK = {Verdict.VALID: "✔", Verdict.SUPERSEDED: "↻", Verdict.UNPROVEN: "…", Verdict.GENUINE: "≈"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--trust", "trust_path", type=click.Path(path_type=Path, exists=True), required=True, help="信任文件 | trust file"
)
@click.option("--register", "register_url", help="登记系统地址：同时询问其日志 | also ask the register at this address")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@plainly
def verify(file: Path, trust_path: Path, *, register_url: str | None, as_json: bool) -> None:
    """验证登记证明：FILE 可为 JWS、证明包或登记答复。退出码即结论：有效 0，真实 10，暂不能采信 15，已被更新 20，
    日志不一致 30，无效 40，无法读取 50 | Verify a certificate; the exit code is the verdict."""
    trust = trusted(trust_path)
    found = judge(file.read_bytes(), trust=trust, ask=ask_register(register_url) if register_url else None)
    if as_json:
        click.echo(_as_json(found))
    else:
        _show(found, Console(highlight=False, markup=False))
    raise SystemExit(found.verdict.exit_code)


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


def _as_json(found: Verification) -> str:
    return json.dumps(
        {
            "verdict": str(found.verdict),
            "exit_code": found.verdict.exit_code,
            "reasons": [because.code for because in found.reasons],
            "contents": found.contents,
            "check_code": found.check_code,
        },
        ensure_ascii=False,
        indent=2,
    )


def _show(found: Verification, console: Console) -> None:
    label = found.verdict.label
    colour = {Verdict.VALID: "bold green", Verdict.INVALID: "bold red", Verdict.UNREADABLE: "bold red"}
    console.print(f"{_MARK.get(found.verdict, '✘')} {label.zh} | {label.en}", style=colour.get(found.verdict, "bold"))
    for because in found.reasons:
        console.print(f"  {because.text.zh} | {because.text.en}", soft_wrap=True)
    if found.contents is None:
        return
    console.print("\n  请与纸面逐项核对 | compare with the paper, item by item")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")  # what an entry does is never cut short
    for name, value in (*_facts(found.contents), ("校验码 check code", found.check_code or "")):
        table.add_row(f"  {name}", value)
    console.print(table)
    console.print(f"\n  {FOOT.zh}\n  {FOOT.en}", soft_wrap=True)


def _facts(contents: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not contents["livemode"]:
        yield "", "演示或测试登记，无任何效力 | from a demo or test register: of no effect"
    yield "签发 issuer", contents["iss"]
    yield "编号 number", contents["number"]
    recorded = datetime.fromisoformat(contents["recorded_at"]).astimezone(SHANGHAI)
    yield "登记时间 recorded at", f"{recorded:%Y-%m-%d %H:%M:%S.%f %z}"
    if contents["kind"] == "search":
        yield from _searched(contents)
        return
    yield "状态 status", f"{contents['status']} ({contents['kind']})"
    yield "证据 evidence", contents["evidence"]
    if "expires_on" in contents:
        yield "登记期限 expires on", contents["expires_on"]
        yield "担保权人 creditor", contents["secured_creditor"].get("name", "—")
    for item in contents.get("collateral", ()):
        yield from _item(item)
    if "collateral_count" in contents:
        yield "担保财产 collateral", f"{contents['collateral_count']} 项 items, {contents['collateral_digest']}"


def _searched(contents: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    as_of = datetime.fromisoformat(contents["as_of"]).astimezone(SHANGHAI).isoformat(timespec="seconds")
    yield "目的 purpose", ENUMERATIONS["purpose"][contents["purpose"]].zh
    yield "查询方式 searched", ENUMERATIONS["search_by"][contents["by"]].zh
    asked = (*contents.get("keys", ()), *(str(contents[name]) for name in _ASKED if name in contents))
    yield from (("所查标识 under", each) for each in asked)
    yield "时点 as of", as_of
    yield (
        "查得 found",
        f"{contents['count']}: {', '.join(contents.get('found', ())) or contents.get('found_digest', '—')}",
    )
    if not contents["count"]:
        yield "", nothing_found(as_of).zh
        yield "", nothing_found(as_of).en


def _item(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    asset = canon.build(Collateral, item["asset"])
    statutory = item["effect"]["statutory"]
    line = notice_line(StatutoryRegistry(statutory["registry"]), statutory.get("number"))
    yield "担保财产 collateral", f"{asset.name.zh} {item['identity_keys'][0]}"
    yield (
        "本系统登记次序 rank",
        f"{item['rank']}" + (f"，在先 ahead: {', '.join(item['ahead'])}" if item["ahead"] else ""),
    )
    for each in item.get("overlaps", ()):
        area = Quantity(each["area"], Unit.SQUARE_METRE)
        yield "重叠 overlaps", f"{each['registration']} {area.value} {area.unit}"
    if contests := item.get("contests"):
        yield "权属冲突 title conflict", ", ".join(contests)
    for text in (line, asset.effect_text):
        yield "效力 effect", text.zh
        yield "", text.en
