"""`registry clients`: institutions and the keys of their systems, each an entry of the journal."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from registry.cli.credit_code import credit_code
from registry.cli.environment import folder_option
from registry.cli.papers import digest_of, letter_option, office, out_option, public_key, put_forward
from registry.cli.said import plainly, stop
from registry.domain.access import FILES, Role
from registry.domain.allowance import OFF_BY_DEFAULT, Allowance
from registry.domain.errors import UnknownRegistration
from registry.domain.filings import EnrolInstitution, Licence
from registry.domain.lifecycle import Verb
from registry.domain.measures import MeasureFault, Money
from registry.domain.party import InstitutionType
from registry.service.enrolment import NewKey, first_key, revocation
from registry.service.enrolment import limit as limited
from registry.signing.client_keys import ClientKey, generate_client_key
from registry.signing.possession import Challenge, prove_possession
from registry.store.reads import clients as read

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def clients() -> None:
    """机构与密钥 | Institutions and the keys of their systems."""


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
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--uscc", required=True, help="机构的统一社会信用代码 | the institution's credit code")
@click.option("--client", required=True, help="系统标识 | the system's id")
@click.option("--register", required=True, help="登记系统的日志名称（信任文件中的 origin） | the register's origin")
@plainly
def prove(path: Path, uscc: str, *, client: str, register: str) -> None:
    """在机构一侧证明持有私钥 | Show, at the institution, that the private key in PATH is held."""
    challenge = Challenge(institution=credit_code(uscc), client=client, register=register)
    click.echo(prove_possession(ClientKey.load(path), challenge))


@clients.command()
@click.option("--name", required=True, help="机构名称 | name")
@click.option("--uscc", required=True, help="统一社会信用代码 | credit code")
@click.option("--type", "kind", type=click.Choice([str(kind) for kind in InstitutionType]), required=True)
@click.option("--licence", nargs=4, metavar="编号 机关 起 止|-", help="许可证 | number, authority, from, until or -")
@out_option
@folder_option
@plainly
def institution(name: str, uscc: str, *, kind: str, licence: tuple[str, ...] | None, out: Path, folder: Path) -> None:
    """提出登记机构 | Propose an institution."""
    filing = EnrolInstitution(
        name=name,
        identifier=credit_code(uscc),
        type=InstitutionType(kind),
        licence=_licence(licence) if licence else None,
    )
    with office(folder) as (_, _, register):
        put_forward(filing, register=register, out=out)


def allowed(command: F) -> F:
    """The options that say what a client may file."""
    for option in (
        click.option("--ceiling", help="每件申请的金额上限（元） | the most at stake in one filing, in yuan"),
        click.option(
            "--may", "verbs", multiple=True, type=click.Choice([str(verb) for verb in Verb]),
            help="获准办理的事项，可多次；不给则为其角色的全部事项，注销、部分解除、顺位变更除外"
            " | what it may file, repeatable; by default what its role files but discharge, release and subordination",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


@clients.command()
@click.option("--uscc", required=True, help="机构的统一社会信用代码 | the institution's credit code")
@click.option("--client", required=True, help="系统标识 | the system's id")
@click.option(
    "--jwk", "jwk_file", type=click.Path(path_type=Path, exists=True), required=True, help="公钥 JWK 文件 | JWK"
)
@click.option(
    "--possession", type=click.File(), required=True, help="持有私钥的证明（clients prove） | proof that it is held"
)
@letter_option
@allowed
@out_option
@folder_option
@plainly
def enrol(uscc: str, client: str, **given: Any) -> None:
    """提出登记系统的首把公钥 | Propose a system's first key, or one after all were lost."""
    key = NewKey(jwk=public_key(given["jwk_file"]).jwk, possession=given["possession"].read().strip())
    with office(given["folder"]) as (store, _, register):
        filing = first_key(
            store, key, identifier=credit_code(uscc), client=client, letter=digest_of(given["letter"]), allowance=None
        )
        if not read.known(store, client):
            filing = replace(filing, allowance=_allowance(given, role=filing.role))
        put_forward(filing, register=register, out=given["out"])


@clients.command()
@click.argument("client")
@letter_option
@allowed
@out_option
@folder_option
@plainly
def limit(client: str, **given: Any) -> None:
    """提出变更系统获准办理的事项与上限 | Propose what a system may file from now on."""
    with office(given["folder"]) as (store, _, register):
        found = read.known(store, client)
        if found is None:
            raise UnknownRegistration(client)
        allowance = _allowance(given, role=found)
        filing = limited(store, client=client, allowance=allowance, letter=digest_of(given["letter"]))
        put_forward(filing, register=register, out=given["out"])


@clients.command()
@click.argument("key_id")
@click.option("--reason", required=True, help="原因 | reason")
@out_option
@folder_option
@plainly
def revoke(key_id: str, reason: str, *, out: Path, folder: Path) -> None:
    """提出注销密钥，录入后立即生效 | Propose that a key is revoked, at once when it is entered."""
    with office(folder) as (_, _, register):
        put_forward(revocation(key_id, reason=reason), register=register, out=out)


@clients.command(name="list")
@folder_option
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@plainly
def listing(*, as_json: bool, folder: Path) -> None:
    """列出系统与密钥 | List systems and their keys."""
    with office(folder) as (store, _, _):
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


def _licence(given: tuple[str, ...]) -> Licence:
    number, authority, begins, ends = given
    try:
        until = None if ends == "-" else date.fromisoformat(ends)
        return Licence(number=number, authority=authority, valid_from=date.fromisoformat(begins), valid_until=until)
    except ValueError:
        stop("日期应为 YYYY-MM-DD。", "Dates are YYYY-MM-DD.")


def _allowance(given: Mapping[str, Any], *, role: str) -> Allowance:
    """What is named, or all that the role files but what is off by default."""
    verbs = frozenset(map(Verb, given["verbs"])) or FILES[Role(role)] - OFF_BY_DEFAULT
    if beyond := verbs - FILES[Role(role)]:
        named = ", ".join(sorted(beyond))
        stop(f"该机构类型不办理：{named}。", f"A client of this institution never files: {named}.")
    try:
        return Allowance(verbs=verbs, ceiling=Money.parse(given["ceiling"], "CNY") if given["ceiling"] else None)
    except MeasureFault as wrong:
        stop(wrong.zh, wrong.en)
