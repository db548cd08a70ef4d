"""`registry monitor`: whoever runs it now and then keeps the register honest."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from registry.cli.said import plainly, stop
from registry.cli.verify import trusted
from registry.client.answers import Problem, Unreachable
from registry.client.monitor import AnotherLog, Diverged, Fetch, Followed, Missing, follow
from registry.client.served import log_at
from registry.domain.verdict import Verdict
from registry.signing.errors import BadSignature
from registry.signing.key_files import write_whole
from registry.signing.trust import Trust


@click.command()
@click.argument("url")
@click.option(
    "--trust", "trust_path", type=click.Path(path_type=Path, exists=True), required=True, help="信任文件 | trust file"
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="所见检查点的保存处，也可用于 registry audit --checkpoint | where the checkpoint seen is kept",
)
@click.option("--every", type=click.FloatRange(min=1), help="每隔若干秒重复 | again after so many seconds, for ever")
@plainly
def monitor(url: str, *, trust_path: Path, state: Path, every: float | None) -> None:
    """从外部跟踪公开日志；与所见不一致时退出码为 30 | Follow the public log of the register at URL; exit 30 where it
    contradicts what was seen."""
    trust, fetch = trusted(trust_path), log_at(url)
    while True:
        _look(fetch, trust, state=state)
        if every is None:
            return
        time.sleep(every)


def _look(fetch: Fetch, trust: Trust, *, state: Path) -> None:
    seen = state.read_text(encoding="utf-8") if state.exists() else None
    try:
        found = _followed(fetch, trust, seen=seen)
    except Diverged as contradiction:
        _diverged(contradiction, state)
    except BadSignature as bad:
        click.echo(f"检查点不是该日志签发的：{bad} | the checkpoint is not the log's: {bad}", err=True)
        raise SystemExit(Verdict.INVALID.exit_code) from None
    except AnotherLog as other:
        stop(
            f"{state} 保存的是日志 {other} 的检查点，信任文件所载的是 {trust.origin}；请保留原文件，另用新文件。",
            f"{state} is of the log {other}, the trust file of {trust.origin}; keep it and give another file.",
        )
    except (Problem, Unreachable) as silent:
        stop(f"无法读取日志：{silent}。", f"The log cannot be read: {silent}.")
    except Missing:
        stop("该登记系统尚未公布日志。", "The register has not published a log yet.")
    write_whole(state, found.note.encode(), replace=True)
    size = found.checkpoint.size
    click.echo(f"{size} 项，新增 {found.new} 项，与所见一致 | {size} entries, {found.new} new, all as seen before")


def _followed(fetch: Fetch, trust: Trust, *, seen: str | None) -> Followed:
    columns = (TextColumn("跟踪 | following"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("follow", total=None)
        return follow(
            fetch, trust=trust, seen=seen, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )


def _diverged(found: Diverged, state: Path) -> NoReturn:
    label = Verdict.DIVERGED.label
    evidence = state.with_name(f"{state.name}.diverged")
    write_whole(evidence, found.notes.encode(), replace=True)
    click.echo(f"{label.zh} {Verdict.DIVERGED}：{found.zh} | {label.en}: {found.en}")
    click.echo(f"两份检查点已存为证据：{evidence} | both checkpoints are kept as evidence: {evidence}", err=True)
    raise SystemExit(Verdict.DIVERGED.exit_code)
