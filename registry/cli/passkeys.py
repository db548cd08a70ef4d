"""`registry people passkeys`: what people have had made is proposed to two administrators, and so is its end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from registry.cli.environment import folder_option
from registry.cli.papers import office, out_option, put_forward
from registry.cli.said import plainly, stop
from registry.demo.administrators import NAMES, Administration
from registry.demo.folder import Folder
from registry.domain.filings import RevokePasskey
from registry.process import clock
from registry.service.enrolment import passkey
from registry.store.reads import passkeys as read


@click.group()
def passkeys() -> None:
    """通行密钥 | Passkeys of institutions' people."""


@passkeys.command(name="list")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@plainly
def listing(*, as_json: bool, folder: Path) -> None:
    """列出通行密钥及其状态 | List passkeys and what has become of each."""
    with office(folder) as (store, _, _):
        rows = read.listing(store)
    if as_json:
        click.echo(json.dumps(rows, default=str, ensure_ascii=False))
        return
    table = Table("标识 passkey", "登录名 login", "姓名 name", "机构 institution", "名称 label", "状态 standing")
    for row in rows:
        table.add_row(row["key_id"], row["login"], row["name"], row["institution"], row["label"] or "—", _standing(row))
    Console().print(table)


@passkeys.command()
@click.argument("key_id")
@out_option
@folder_option
@plainly
def enrol(key_id: str, *, out: Path, folder: Path) -> None:
    """提出登记某人已添加的通行密钥 | Propose a passkey that somebody has had made and shown to hold."""
    with office(folder) as (store, _, register):
        put_forward(passkey(store, key_id), register=register, out=out)


@passkeys.command()
@click.argument("key_id")
@click.option("--reason", required=True, help="原因 | reason")
@out_option
@folder_option
@plainly
def revoke(key_id: str, reason: str, *, out: Path, folder: Path) -> None:
    """提出注销通行密钥，录入后立即生效 | Propose that a passkey counts no more, at once when it is entered."""
    with office(folder) as (_, _, register):
        put_forward(RevokePasskey(key_id=key_id, reason=reason), register=register, out=out)


@passkeys.command()
@folder_option
@plainly
def demo(*, folder: Path) -> None:
    """由演示的两名管理员批准并录入待批准的通行密钥 | In a demo: its two administrators approve all that waits."""
    place = Folder(folder.resolve())
    if not all(place.administrator_key(name).exists() for name in NAMES):
        stop(f"{folder} 不是演示目录。", f"{folder} is no demo.")
    with office(folder) as (store, desk, _):
        administration = Administration(place, store, desk=desk, at=clock())
        waiting = [row for row in read.listing(store) if row["is_shown"] and row["recorded_from"] is None]
        for row in waiting:
            administration.enter(passkey(store, row["key_id"]))
            click.echo(f"{row['login']} {row['label']}")
    click.echo(f"已批准 {len(waiting)} 个 | approved: {len(waiting)}")


def _standing(row: dict[str, Any]) -> str:
    if row["recorded_until"]:
        return f"已注销 revoked {row['recorded_until']:%F}"
    if row["recorded_from"]:
        return f"有效 counts since {row['recorded_from']:%F}"
    return "待批准 waits" if row["is_shown"] else "待确认持有 not yet shown to be held"
