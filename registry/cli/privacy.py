"""`registry privacy`: what the register's own counter does for a person, and what is done when a key is replaced.

A person's number is typed or piped in and never an argument: arguments stand in the list of processes and in the
shell's history.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from registry.cli.environment import folder_option, settings_of
from registry.cli.said import plainly, stop
from registry.domain.calendar import day_of
from registry.domain.errors import InvalidParticulars
from registry.domain.identifiers import IdentifierFault, Scheme, normalise
from registry.domain.party import Identifier
from registry.domain.rules.personal_information_law import ERASURE
from registry.process import clock
from registry.schemas.privacy import subject_report
from registry.service import rekeying
from registry.service import subject_report as reports
from registry.service.authority import SERVING, Authority
from registry.service.erase_subject import erase_subject
from registry.signing import ring_secrets
from registry.signing.ring import open_ring
from registry.store import Store

_scheme = click.option(
    "--scheme", type=click.Choice([str(each) for each in Scheme]), default=str(Scheme.CITIZEN_ID), show_default=True,
    help="证件种类 | what sort of number is typed",
)  # fmt: skip


@click.group()
def privacy() -> None:
    """个人信息：本人查询、查询码、删除、换钥 | What a person is told, erasure, and keys that are replaced."""


@contextmanager
def opened(part: str, folder: Path) -> Iterator[tuple[Store, Authority]]:
    """The store of a part's role and the register's keys. Faults of what was typed become their sentence."""
    settings = settings_of(part, folder)
    authority = Authority(open_ring(settings.key_folder, passphrase=settings.key_passphrase, uses=SERVING))
    store = Store(settings.database_url, pool_size=1)
    try:
        yield store, authority
    except InvalidParticulars as wrong:
        stop(" ".join(each.text.zh for each in wrong.faults), " ".join(each.text.en for each in wrong.faults))
    finally:
        store.close()


@privacy.command()
@_scheme
@folder_option
@plainly
def report(*, scheme: str, folder: Path) -> None:
    """本人查询（窗口核验证件后） | What is registered against a person and who looked, once his paper was seen."""
    identifier = _typed(scheme)
    with opened("serve", folder) as (store, authority):
        found = reports.of(store, authority, identifier=identifier, at=clock())
        said = subject_report(found, livemode=authority.issuer.livemode)
    click.echo(json.dumps(said, ensure_ascii=False, indent=2))


@privacy.command()
@click.argument("number")
@folder_option
@plainly
def code(number: str, *, folder: Path) -> None:
    """重印担保人留存联的查询码，每名担保人一行 | The codes of a registration's grantors, a line each."""
    with opened("serve", folder) as (store, authority):
        for _, each in reports.copies(store, authority, number=number):
            click.echo(each)


@privacy.command()
@_scheme
@click.option("--reason", required=True, help="理由，入日志，不得写明何人 | why; kept in the journal, and names nobody")
@click.option("--although-standing", is_flag=True, help="尚有登记未注销时仍删除 | though something stands under it")
@folder_option
@plainly
def erase(*, scheme: str, reason: str, although_standing: bool, folder: Path) -> None:
    """删除一人的全部个人信息 | Erase whatever any entry says of a person; what was proved stays proved."""
    identifier = _typed(scheme)
    with opened("erase", folder) as (store, authority):
        made = erase_subject(
            store, authority, identifier=identifier, reason=reason, by_rule=ERASURE.code,
            although_standing=although_standing,
        )  # fmt: skip
    gone = sum(len(each.entry.filing["digests"]) for each in made)
    click.echo(f"已删除 {gone} 项 | {gone} values erased: {' '.join(each.entry.id for each in made)}")


@privacy.command()
@click.option(
    "--people", is_flag=True, help="登录人员的动态口令，以服务的数据库角色办理 | of people's sign-ins, as the service"
)
@folder_option
@plainly
def rekey(*, people: bool, folder: Path) -> None:
    """换钥后：旧秘密加密、散列的内容逐批改用现用秘密，办理不停 | After a secret was rotated: what is sealed or hashed
    under a former one passes to the one in force, in batches, while filings go on."""
    if people:
        with opened("serve", folder) as (store, authority):
            sealed = rekeying.reseal_factors(store, authority)
        click.echo(f"改封 {sealed} 项 | {sealed} sealed anew")
        return
    with opened("erase", folder) as (store, authority), _progress() as seen:
        sealed = rekeying.reseal(store, authority, progress=seen)
        hashed = rekeying.rehash(store, authority, progress=seen)
    click.echo(f"改封 {sealed} 项，改散列 {hashed} 行 | {sealed} sealed anew, {hashed} rows hashed anew")


@privacy.command(name="destroy-key")
@click.argument("kid")
@folder_option
@plainly
def destroy_key(kid: str, *, folder: Path) -> None:
    """确认已无内容在其下后，销毁停用的秘密 | Destroy a retired secret, once nothing is sealed or hashed under it."""
    with opened("erase", folder) as (store, authority):
        rekeying.require_unused(store, authority, kid=kid)
    ring_secrets.destroy(settings_of("erase", folder).key_folder, kid)
    click.echo(f"已销毁 | destroyed: {kid}")


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("改用现用秘密 | passing to the key in force"), BarColumn(), TextColumn("{task.completed}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rekey", total=None)
        yield lambda done: bar.advance(task, done)


def _typed(scheme: str) -> Identifier:
    typed: str = click.prompt("证件号码 | number", hide_input=True, err=True)
    try:
        return Identifier(Scheme(scheme), normalise(Scheme(scheme), typed, today=day_of(clock())))
    except IdentifierFault as wrong:
        stop(wrong.zh, wrong.en)
