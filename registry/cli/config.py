"""`registry config check`: what this process would run with, where each value comes from, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from registry.cli.environment import environment_of, folder_option
from registry.cli.said import plainly
from registry.domain.errors import Refusal, Unsafe
from registry.domain.text import Text
from registry.service.authority import SERVING, Authority
from registry.service.readiness import require_ready, require_safe
from registry.settings import Settings, from_environment, sources, unknown
from registry.signing.errors import KeyRingError
from registry.signing.ring import open_ring
from registry.store import Store, migrate

_FROM = {
    "environment": "环境变量 environment",
    "file": "文件 file",
    "default": "默认值 default",
    "missing": "未设置 not set",
}


@click.group()
def config() -> None:
    """设置 | Settings."""


@config.command()
@folder_option
@plainly
def check(*, folder: Path) -> None:
    """列出每项设置及其来源，并检查密钥、数据库安全与迁移；有误时退出码为 1 | Print every setting and its source, check
    keys, database safety and migration; exit 1 naming what is wrong."""
    environment = environment_of("serve", folder)
    table = Table("设置 setting", "值 value", "来源 source", title="registry config check")
    for found in sources(environment):
        table.add_row(found.variable, found.shown, _FROM[found.origin])
    Console(highlight=False, markup=False).print(table)
    wrong = list(_wrong(environment))
    for each in wrong:
        click.echo(f"✘ {each.zh}\n  {each.en}", err=True)
    if wrong:
        raise SystemExit(1)
    click.echo("设置、密钥与数据库相符 | settings, keys and database belong together")


def _wrong(environment: Mapping[str, str]) -> Iterator[Text]:
    """Everything at once, as far as one fault does not hide the next."""
    for variable in unknown(environment):
        yield Text(f"没有名为 {variable} 的设置。", f"There is no setting named {variable}.")
    try:
        settings = from_environment(environment)
    except Unsafe as fault:
        yield Text(fault.zh, fault.en)
        return
    authority: list[Authority] = []
    yield from _fault(lambda: authority.append(_keys(settings)))
    store = Store(settings.database_url, pool_size=1)
    try:
        yield from _fault(lambda: require_safe(store, livemode=settings.livemode))
        if authority:
            yield from _fault(lambda: _belong_together(store, authority[0]))
    finally:
        store.close()


def _keys(settings: Settings) -> Authority:
    ring = open_ring(settings.key_folder, passphrase=settings.key_passphrase, uses=SERVING)
    ring.require(issuer=ring.issuer, origin=ring.origin, livemode=settings.livemode)
    return Authority(ring)


def _belong_together(store: Store, authority: Authority) -> None:
    require_ready(store, authority, revision=migrate.head())


def _fault(look: Callable[[], object]) -> Iterator[Text]:
    try:
        look()
    except (Unsafe, KeyRingError) as fault:
        yield Text(fault.zh, fault.en)
    except Refusal as fault:
        yield Text(f"{fault.detail.zh}（{fault}）", f"{fault.detail.en} ({fault})")
