"""`registry audit`"""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from registry.cli.environment import folder_option, settings_of
from registry.cli.said import plainly
from registry.service.audit import audit as replay
from registry.service.authority import SERVING, Authority
from registry.signing.ring import open_ring
from registry.store import Store

FOUND = 2


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="在别处保存的检查点：据以发现被截短或改写的日志 | a checkpoint kept elsewhere, which a log that was cut fails",
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    help="同时核对的进程数；默认等于处理器数 | how many look at entries at once; as many as there are cores by default",
)
@folder_option
@plainly
def audit(*, as_json: bool, checkpoint: Path | None, processes: int | None, folder: Path) -> None:
    """重放日志并逐列比对；有差异时退出码为 2 | Replay the journal, compare every column, leaf and tile; exit 2 on a
    difference."""
    kept = checkpoint.read_text(encoding="utf-8") if checkpoint else None
    settings = settings_of("audit", folder)
    authority = Authority(open_ring(settings.key_folder, passphrase=settings.key_passphrase, uses=SERVING))
    store = Store(settings.database_url, pool_size=2)
    console = Console(stderr=True)
    columns = (TextColumn("重放 | replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("audit", total=None)
        found = replay(
            store,
            authority,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            checkpoint=kept,
            processes=processes or len(os.sched_getaffinity(0)),
        )
    store.close()
    if as_json:
        click.echo(json.dumps([{"where": each.where, "what": each.what} for each in found], ensure_ascii=False))
    else:
        for each in found:
            click.echo(str(each))
        click.echo(f"{len(found)} 处差异 | {len(found)} differences" if found else "账实相符 | all of it holds")
    if found:
        raise SystemExit(FOUND)
