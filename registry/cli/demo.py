"""`registry demo`: a whole register on this machine, with invented data."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from registry.cli.said import plainly, stop
from registry.demo.folder import Folder
from registry.demo.load import load
from registry.demo.prepare import (
    make_clients,
    make_database,
    make_keys,
    write_credentials,
    write_environment,
    write_examples,
)
from registry.demo.processes import Processes
from registry.demo.staff import make_staff
from registry.domain.calendar import day_of
from registry.engine import Cluster, EngineBusy
from registry.engine import started as started_engine
from registry.jobs import statistics
from registry.process import clock
from registry.store import Store

HOST = "127.0.0.1"
WORKERS = 2


@click.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True, help="端口 | port")
@click.option("--folder", "path", type=click.Path(path_type=Path), default=Path(".demo"), show_default=True)
@click.option("--reset", is_flag=True, help="清空后重建 | start anew")
@plainly
def demo(port: int, path: Path, *, reset: bool) -> None:
    """启动演示登记系统；Ctrl-C 停止 | Run a demo register; Ctrl-C stops all of it."""
    folder = Folder(path.resolve())
    signal.signal(signal.SIGTERM, _interrupted)
    console = Console()
    try:
        with folder.alone():
            if reset:
                _reset(folder)
            _require_free(port)
            _run(folder, port, console=console)
    except EngineBusy:
        stop(
            f"另一个演示正在使用 {folder.path}；请先停止它，或用 --folder 指定别处。",
            f"Another demo is running on {folder.path}; stop it first, or give another --folder.",
        )
    except KeyboardInterrupt:
        console.print("已停止 | stopped")


def _interrupted(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _reset(folder: Folder) -> None:
    """Everything but the lock we hold; the engine knows where its own files lie."""
    Cluster(folder.postgres).destroy()
    for each in folder.path.iterdir():
        if each.name != "demo.lock":
            shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()


def _require_free(port: int) -> None:
    """An occupied port would answer in our place."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            stop(
                f"端口 {port} 已被占用；请用 PORT=8001 make demo 换一个。",
                f"Port {port} is taken; choose another with PORT=8001 make demo.",
            )


def _run(folder: Folder, port: int, *, console: Console) -> None:
    origin = f"http://{HOST}:{port}"
    with console.status("启动 PostgreSQL | starting PostgreSQL"), started_engine(folder.postgres) as cluster:
        console.print("· PostgreSQL 已启动 | PostgreSQL is up")
        make_keys(folder, clock())
        make_database(folder, cluster)
        parts = write_environment(folder, cluster, origin=origin)
        make_clients(folder, parts["serve"]["REGISTRY_DATABASE_URL"], at=clock())
        make_staff(folder, parts["serve"]["REGISTRY_DATABASE_URL"], at=clock())
        write_credentials(folder, origin=origin)
        write_examples(folder, at=clock())
        console.print("· 数据库、密钥、机构就绪 | database, keys and institutions are ready")
        _serve(folder, port, console=console, parts=parts)


def _serve(folder: Folder, port: int, *, console: Console, parts: Mapping[str, dict[str, str]]) -> None:
    origin, log = f"http://{HOST}:{port}", folder.path / "server.log"
    with Processes(log) as processes:
        processes.start("worker", environment=parts["worker"])
        processes.start("serve", "--bind", f"{HOST}:{port}", "--workers", str(WORKERS), environment=parts["serve"])
        if not processes.wait_until_ready(origin):
            stop(f"服务未能启动，见 {log}。", f"The service did not start; see {log}.")
        count = _load(folder, origin, console=console)
        _count(parts["worker"]["REGISTRY_DATABASE_URL"])
        _say(folder, origin, console=console, count=count)
        while not processes.ended():
            time.sleep(0.5)
        stop(f"服务意外停止，见 {log}。", f"The service has stopped by itself; see {log}.")


def _load(folder: Folder, origin: str, *, console: Console) -> int:
    columns = (TextColumn("· 载入登记 | loading registrations"), BarColumn(), MofNCompleteColumn())
    today = folder.first_day(day_of(clock()))
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("load", total=None)
        return load(
            folder, origin, today=today, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )


def _count(url: str) -> None:
    """The worker counts now and then; whoever has just started a demo need not wait for it."""
    with closing(Store(url, pool_size=1)) as store:
        statistics.run(store, clock())


_READY = """
演示登记系统已就绪：{count} 项登记，人物与机构均为虚构 | the demo register is ready: {count} registrations, all invented
  接口文档 API pages  {origin}/docs
  接口 API            {origin}/v1/collateral-kinds
  登录 sign in        {origin}/sign-in
  统计 statistics     {origin}/statistics
  状态 health         {origin}/readyz
  凭证 credentials    {place}/credentials.json
  信任文件 trust file {place}/trust.note

办理一项仓单质押 | file a pledge:
  .venv/bin/registry api POST /v1/registrations --as rural-bank --input {place}/pledge.json --save certificate.json
验证其登记证明 | verify its certificate:
  .venv/bin/registry verify certificate.json --trust {place}/trust.note --online {origin}

以窗口人员身份登录 | sign in as a clerk (login: clerk; password: credentials.json):
  .venv/bin/registry people code clerk

Ctrl-C 停止；再次 make demo 继续使用同一数据 | Ctrl-C stops; make demo again goes on with the same data"""


def _say(folder: Folder, origin: str, *, console: Console, count: int) -> None:
    place = os.path.relpath(folder.path)
    text = _READY.format(count=count, origin=origin, place=place)
    console.print(text, highlight=False, soft_wrap=True, markup=False)
