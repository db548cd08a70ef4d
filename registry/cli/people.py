"""`registry people`: who may sign in. Whoever acts shows who he is, as at the door: it takes more than to be here."""

from __future__ import annotations

import json
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from registry.cli.credit_code import credit_code
from registry.cli.environment import folder_option, settings_of
from registry.cli.passkeys import passkeys
from registry.cli.said import plainly, stop
from registry.domain.errors import InvalidParticulars
from registry.domain.measures import MeasureFault, Money
from registry.domain.people.one_time_code import code_of, step_of
from registry.domain.people.roles import WORDS, Person, PersonRole
from registry.process import clock
from registry.service.authority import SERVING, Authority
from registry.service.people import entering, recovering
from registry.service.people.entering import Wanted
from registry.service.people.showing import Shown, vouched
from registry.signing.ring import open_ring
from registry.store import Store
from registry.store.reads import people as read

_by_option = click.option("--by", "acting", help="办理的管理员登录名 | the administrator who acts")


@click.group()
def people() -> None:
    """人员 | People who sign in."""


people.add_command(passkeys)


@dataclass(frozen=True, slots=True)
class _Desk:
    store: Store
    authority: Authority
    origin: str

    def vouched(self, login: str) -> Person:
        """The person, who types his password and his code."""
        password: str = click.prompt(f"{login} 口令 password", hide_input=True, err=True)
        code: str = click.prompt(f"{login} 验证码 one-time code", err=True)
        shown = Shown(login=login, password=password, code=code)
        return vouched(self.store, self.authority, shown=shown, at=clock())


@contextmanager
def _desk(folder: Path) -> Iterator[_Desk]:
    settings = settings_of("serve", folder)
    authority = Authority(open_ring(settings.key_folder, passphrase=settings.key_passphrase, uses=SERVING))
    store = Store(settings.database_url, pool_size=1)
    try:
        yield _Desk(store, authority, settings.public_origin)
    except InvalidParticulars as wrong:
        stop(" ".join(each.text.zh for each in wrong.faults), " ".join(each.text.en for each in wrong.faults))
    finally:
        store.close()


@people.command()
@click.argument("login")
@click.option("--name", required=True, help="姓名 | name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([str(role) for role in PersonRole]))
@click.option(
    "--institution",
    "uscc",
    help="机构的统一社会信用代码；不填为登记机构人员 | his institution; none: the register's own",
)
@click.option(
    "--ceiling",
    help="复核登记草稿的金额上限（元）；不填不限 | the most he enters of what another drafted, in yuan; none: any",
)
@_by_option
@click.option("--second", help="增加管理员时的第二名管理员 | the second administrator, to enter another")
@folder_option
@plainly
def add(login: str, **given: Any) -> None:
    """增加人员并打印其邀请码 | Enter somebody and print his invitation.

    首任系统、安全、审计管理员无须 --by；其后由安全管理员办理，增加管理员须两人。
    The first system, security and audit administrators need no --by; from then on it is the security administrator, and
    two of them for another administrator.
    """
    identifier = credit_code(given["uscc"]) if given["uscc"] else None
    roles = frozenset(map(PersonRole, given["roles"]))
    ceiling = _money(given["ceiling"]) if given["ceiling"] else None
    wanted = Wanted(login=login, name=given["name"], roles=roles, identifier=identifier, ceiling=ceiling)
    with _desk(given["folder"]) as desk:
        by = desk.vouched(given["acting"]) if given["acting"] else None
        second = desk.vouched(given["second"]) if given["second"] else None
        code = entering.enter(desk.store, desk.authority, wanted=wanted, by=by, second=second, at=clock())
        _hand_over(desk, code)


@people.command()
@click.argument("login")
@_by_option
@folder_option
@plainly
def invite(login: str, acting: str, *, folder: Path) -> None:
    """重发尚未使用的邀请码 | Another invitation for somebody who has not come in yet."""
    with _desk(folder) as desk:
        by = desk.vouched(_needed(acting))
        _hand_over(desk, entering.invite_again(desk.store, desk.authority, login=login, by=by, at=clock()))


@people.command()
@click.argument("login")
@_by_option
@folder_option
@plainly
def disable(login: str, acting: str, *, folder: Path) -> None:
    """停用，立即生效 | He is nobody from now on, wherever he is signed in."""
    with _desk(folder) as desk:
        entering.disable(desk.store, login=login, by=desk.vouched(_needed(acting)), at=clock())
    click.echo(f"{login} 已停用 | disabled")


@people.command()
@click.argument("login")
@_by_option
@click.option("--confirm", is_flag=True, help="由另一名管理员确认 | a second administrator confirms")
@folder_option
@plainly
def recover(login: str, acting: str, *, confirm: bool, folder: Path) -> None:
    """重置口令和验证码：一名管理员提出，另一名一日内确认 | A new start, by two administrators: one proposes it,
    another confirms it within a day."""
    with _desk(folder) as desk:
        by = desk.vouched(_needed(acting))
        if confirm:
            _hand_over(desk, recovering.confirm(desk.store, desk.authority, login=login, by=by, at=clock()))
        else:
            recovering.propose(desk.store, login=login, by=by, at=clock())
            click.echo("已提出，须由另一名管理员确认 | proposed; another administrator must confirm it with --confirm")


@people.command(name="list")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@plainly
def listing(*, as_json: bool, folder: Path) -> None:
    """列出人员 | List people."""
    with _desk(folder) as desk:
        rows = read.listing(desk.store)
    if as_json:
        click.echo(json.dumps(rows, default=str, ensure_ascii=False))
        return
    table = Table("登录名 login", "姓名 name", "机构 institution", "角色 roles", "状态 standing")
    for row in rows:
        roles = "、".join(WORDS[PersonRole(role)].zh for role in row["roles"])
        table.add_row(row["login"], row["name"], row["institution"] or "登记机构 the register", roles, _standing(row))
    Console().print(table)


@people.command()
@click.argument("login")
@folder_option
@plainly
def code(login: str, *, folder: Path) -> None:
    """演示人员此刻的验证码 | What the telephone of one of the demo's people would show now."""
    try:
        listed = json.loads((folder / "credentials.json").read_text(encoding="utf-8"))["people"]
        secret = b32decode(listed[login]["totp"])
    except (OSError, ValueError, KeyError):
        stop(f"演示目录 {folder} 中没有人员 {login}。", f"The demo in {folder} has nobody called {login}.")
    click.echo(code_of(secret, step_of(clock())))


def _money(yuan: str) -> Money:
    try:
        return Money.parse(yuan, "CNY")
    except MeasureFault as wrong:
        stop(wrong.zh, wrong.en)


def _standing(row: dict[str, Any]) -> str:
    if row["recorded_until"]:
        return f"已停用 disabled {row['recorded_until']:%F}"
    return "已启用 active" if row["has_credentials"] else "待启用 invited"


def _hand_over(desk: _Desk, code: str) -> None:
    """On standard output the code alone, for it is shown once."""
    click.echo(code)
    click.echo(
        f"请当面交给本人，在 {desk.origin}/invitation 使用，只能用一次 | hand it to the person; good for one use there",
        err=True,
    )


def _needed(acting: str | None) -> str:
    return acting or stop("请用 --by 指明办理的管理员。", "Say with --by which administrator acts.")
