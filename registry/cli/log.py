"""`registry log`: what an operator does to the public log, always on the worker's machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from registry.cli.environment import environment_of, folder_option
from registry.cli.said import plainly
from registry.cli.worker import workers_ring
from registry.domain.verdict import Verdict
from registry.service.sequencer import Diverged, Sequencer
from registry.settings import LogSettings, log_settings
from registry.signing.ring import name_log
from registry.store import Store

_note = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def log() -> None:
    """公开日志的维护 | The public log: rebuild its tiles, keep a checkpoint, begin it anew."""


@log.command()
@folder_option
@plainly
def rebuild(*, folder: Path) -> None:
    """由叶子重建瓦片 | Make lost tiles again from the leaves."""
    with _opened(folder) as (sequencer, _):
        count = sequencer.rebuild()
    click.echo(f"已重建 {count} 个瓦片 | {count} tiles were made again")


@log.command()
@click.argument("file", type=_note)
@folder_option
@plainly
def keep(file: Path, *, folder: Path) -> None:
    """保存别处留存的检查点 | Keep a checkpoint that was kept elsewhere, if the database has its tree."""
    with _opened(folder) as (sequencer, _):
        sequencer.adopt(file.read_text(encoding="utf-8"))
    click.echo("已保存 | kept")


@log.command()
@click.option("--origin", required=True, help="新日志的名称 | name of the new log")
@click.option("--former", type=_note, help="原日志的最后检查点；不给则用所保存的 | last checkpoint of the former log")
@folder_option
@plainly
def restart(*, origin: str, former: Path | None, folder: Path) -> None:
    """另起日志，其首项载明原日志的检查点 | Begin the log anew; its first leaf commits to the former one's checkpoint.

    随后须重新签发信任文件，并重启后台任务与服务。 | Then issue a new trust file and restart worker and service."""
    with _opened(folder) as (sequencer, settings):
        note = sequencer.restart(origin, former=former.read_text(encoding="utf-8") if former else None)
        name_log(settings.key_folder, origin)
    click.echo(note, nl=False)
    click.echo(
        f"日志 {origin} 已开始；请重新签发信任文件 | the log {origin} has begun; now issue a new trust file", err=True
    )


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[Sequencer, LogSettings]]:
    settings = log_settings(environment_of("worker", folder))
    store = Store(settings.database_url, pool_size=1)
    try:
        yield Sequencer(store, workers_ring(settings), folder=settings.log_state_folder), settings
    except Diverged as found:
        click.echo(f"日志不一致：{found.zh} | diverged: {found.en}", err=True)
        raise SystemExit(Verdict.DIVERGED.exit_code) from None
    finally:
        store.close()
