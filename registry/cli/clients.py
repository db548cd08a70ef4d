"""`registry clients`: institutions and the keys of their systems, each an entry of the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.table import Table

from registry.cli.credit_code import credit_code
from registry.cli.environment import folder_option, settings_of
from registry.cli.said import plainly, stop
from registry.domain.party import InstitutionType
from registry.service.authority import SERVING, Authority
from registry.service.enrolment import enrol_institution, enrol_key, revoke_key
from registry.service.file import Desk
from registry.signing.client_keys import generate_client_key
from registry.signing.errors import SigningError
from registry.signing.keys import PublicKey
from registry.signing.ring import open_ring
from registry.store import Store
from registry.store.reads import clients as read


@click.group()
def clients() -> None:
    """机构与密钥 | Institutions and the keys of their systems."""


@contextmanager
def _office(folder: Path) -> Iterator[tuple[Store, Desk]]:
    settings = settings_of("serve", folder)
    authority = Authority(open_ring(settings.key_folder, passphrase=settings.key_passphrase, uses=SERVING))
    store = Store(settings.database_url, pool_size=1)
    try:
        yield store, Desk(store, authority)
    finally:
        store.close()


@clients.command()
@click.argument("path", type=click.Path(path_type=Path))
@plainly
def keygen(path: Path) -> None:
    """在机构一侧生成密钥：私钥存入 PATH，公钥打印 | Make a key: private to PATH, public printed."""
    if path.exists():
        stop(f"{path} 已存在。", f"{path} exists already.")
    key = generate_client_key()
    key.save(path)
    click.echo(json.dumps(key.public_jwk))


@clients.command()
@click.option("--name", required=True, help="机构名称 | name")
@click.option("--uscc", required=True, help="统一社会信用代码 | credit code")
@click.option("--type", "kind", type=click.Choice([str(kind) for kind in InstitutionType]), required=True)
@folder_option
@plainly
def institution(name: str, uscc: str, *, kind: str, folder: Path) -> None:
    """登记机构 | Enter an institution."""
    with _office(folder) as (_, desk):
        click.echo(enrol_institution(desk, name=name, identifier=credit_code(uscc), kind=InstitutionType(kind)))


@clients.command()
@click.option("--uscc", required=True, help="机构的统一社会信用代码 | the institution's credit code")
@click.option("--client", required=True, help="系统标识 | the system's id")
@click.option("--jwk", "jwk_file", type=click.File(), required=True, help="公钥 JWK 文件 | file with the public JWK")
@folder_option
@plainly
def enrol(uscc: str, client: str, *, jwk_file: IO[str], folder: Path) -> None:
    """登记系统的公钥 | Enter the public key of a system."""
    try:
        key = PublicKey.from_jwk(json.load(jwk_file))
    except (ValueError, SigningError):
        stop("不是可用的公钥 JWK（Ed25519 或 P-256）。", "Not a usable public JWK (Ed25519 or P-256).")
    with _office(folder) as (store, desk):
        enrol_key(desk, store, identifier=credit_code(uscc), client=client, jwk=key.jwk, key_id=key.key_id)
    click.echo(key.key_id)


@clients.command()
@click.argument("key_id")
@click.option("--reason", required=True, help="原因 | reason")
@folder_option
@plainly
def revoke(key_id: str, reason: str, *, folder: Path) -> None:
    """注销密钥，立即生效 | Revoke a key, at once."""
    with _office(folder) as (_, desk):
        revoke_key(desk, key_id=key_id, reason=reason)
    click.echo(f"{key_id} 已注销 | revoked")


@clients.command(name="list")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@plainly
def listing(*, as_json: bool, folder: Path) -> None:
    """列出系统与密钥 | List systems and their keys."""
    with _office(folder) as (store, _):
        rows = read.listing(store)
    if as_json:
        click.echo(json.dumps(rows, default=str, ensure_ascii=False))
        return
    table = Table("系统 client", "机构 institution", "角色 role", "密钥 key", "自 from", "至 until")
    for row in rows:
        until = row["recorded_until"]
        table.add_row(
            row["client"], row["name"], row["role"], row["key_id"][:12], f"{row['recorded_from']:%F}", str(until or "")
        )
    Console().print(table)
