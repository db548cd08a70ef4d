"""`registry status`: what an operator does to the lists of how certificates stand, on the worker's machine."""

from __future__ import annotations

from pathlib import Path

import click

from registry.cli.environment import environment_of, folder_option
from registry.cli.said import plainly, stop
from registry.cli.worker import status_lists_of, workers_ring
from registry.process import clock
from registry.settings import log_settings
from registry.store import Store


@click.group()
def status() -> None:
    """状态列表的维护 | The lists of how certificates stand."""


@status.command()
@folder_option
@plainly
def rebuild(*, folder: Path) -> None:
    """由登记证明重建状态列表；后台任务随即重新签名 | Make every list again from the certificates; the worker then signs
    those that were not as they must be."""
    settings = log_settings(environment_of("worker", folder))
    store = Store(settings.database_url, pool_size=1)
    try:
        lists = status_lists_of(store, workers_ring(settings), settings=settings)
        if lists is None:
            stop("密钥环中尚无状态列表密钥。", "The ring has no key for status lists: registry keys rotate status.")
        count = lists.rebuild(clock())
    finally:
        store.close()
    click.echo(f"已重建 {count} 份列表 | {count} lists were made again")
