"""`registry administrators`: who decides who may file. Two of them approve each act, and somebody enters it."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from registry.cli.environment import folder_option
from registry.cli.papers import digest_of, office, out_option, public_key, put_forward, read, write
from registry.cli.said import plainly, stop
from registry.domain import canon
from registry.domain.filings import Administrator, EnrolAdministrators, RevokeAdministrator
from registry.service.enrolment import approved
from registry.service.enrolment import enter as enter_approved
from registry.signing.client_keys import ClientKey, generate_client_key
from registry.store.reads import clients

_PASSPHRASE = click.option(
    "--passphrase-file", type=click.Path(path_type=Path, exists=True), envvar="REGISTRY_ADMINISTRATOR_PASSPHRASE_FILE",
    help="私钥口令文件；不给则提示输入 | file with the key's passphrase; asked for otherwise",
)  # fmt: skip


@click.group()
def administrators() -> None:
    """登记机构管理员 | The register's administrators."""


@administrators.command()
@click.argument("path", type=click.Path(path_type=Path))
@_PASSPHRASE
@plainly
def keygen(path: Path, *, passphrase_file: Path | None) -> None:
    """在管理员一侧生成密钥：私钥加密存入 PATH，公钥打印 | Make a key: private to PATH, encrypted; public printed."""
    key = generate_client_key()
    key.save(path, passphrase=_passphrase(passphrase_file))
    click.echo(json.dumps(key.public_jwk))


@administrators.command()
@click.option("--name", required=True, help="代号，不用真实姓名 | a handle, not the person's name")
@click.option("--jwk", "jwk_file", type=click.Path(path_type=Path, exists=True), required=True)
@out_option
@folder_option
@plainly
def enrol(name: str, jwk_file: Path, *, out: Path, folder: Path) -> None:
    """提出登记管理员密钥 | Propose a key of an administrator."""
    with office(folder) as (_, _, register):
        put_forward(EnrolAdministrators(administrators=(named(name, jwk_file),)), register=register, out=out)


@administrators.command()
@click.argument("key_id")
@click.option("--reason", required=True, help="原因 | reason")
@out_option
@folder_option
@plainly
def revoke(key_id: str, reason: str, *, out: Path, folder: Path) -> None:
    """提出注销管理员密钥 | Propose that an administrator's key counts no more."""
    with office(folder) as (_, _, register):
        put_forward(RevokeAdministrator(key_id=key_id, reason=reason), register=register, out=out)


@administrators.command()
@click.argument("paper", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--as", "key_file", type=click.Path(path_type=Path, exists=True), required=True, help="私钥文件 | key file"
)
@click.option("--letter", type=click.Path(path_type=Path, exists=True), help="与函件核对 | compare with the letter")
@click.option("--yes", is_flag=True, help="不再询问 | do not ask")
@_PASSPHRASE
@plainly
def approve(paper: Path, key_file: Path, *, letter: Path | None, yes: bool, passphrase_file: Path | None) -> None:
    """在申请文件上签名批准 | Sign a proposal, having read it."""
    found = read(paper)
    click.echo(json.dumps(canon.plain(found.proposal), ensure_ascii=False, indent=2))
    if letter is not None and found.proposal.filing.get("letter") != digest_of(letter):
        stop("函件与申请所载的 SHA-256 不符。", "The letter is not the one whose digest the proposal has.")
    if not yes:
        click.confirm("批准？| approve?", abort=True)
    key = ClientKey.load(key_file, passphrase=_passphrase(passphrase_file))
    signed = approved(found, key)
    write(signed, paper)
    click.echo(f"{key.key_id}：{len(signed.approvals)} 人已签 | signed so far: {len(signed.approvals)}")


@administrators.command()
@click.argument("paper", type=click.Path(path_type=Path, exists=True))
@folder_option
@plainly
def enter(paper: Path, *, folder: Path) -> None:
    """录入经两人批准的申请 | Enter what two administrators approved."""
    with office(folder) as (store, desk, _):
        filed = enter_approved(desk, store, paper=read(paper))
    click.echo(f"{filed.entry.verb} {filed.entry.id}")


@administrators.command(name="list")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@plainly
def listing(*, as_json: bool, folder: Path) -> None:
    """列出管理员及其密钥 | List administrators and their keys."""
    with office(folder) as (store, _, _):
        rows = clients.administrators(store)
    if as_json:
        click.echo(json.dumps(rows, default=str, ensure_ascii=False))
        return
    table = Table("代号 name", "密钥 key", "自 from", "至 until")
    for row in rows:
        table.add_row(row["name"], row["key_id"], f"{row['recorded_from']:%F}", str(row["recorded_until"] or ""))
    Console().print(table)


def named(name: str, jwk_file: Path) -> Administrator:
    """A person and the key in this file."""
    key = public_key(jwk_file)
    return Administrator(name=name, key_id=key.key_id, jwk=key.jwk)


def _passphrase(path: Path | None) -> str:
    if path:
        return path.read_text(encoding="utf-8").strip()
    typed: str = click.prompt("管理员私钥口令 | passphrase of the administrator's key", hide_input=True)
    return typed
