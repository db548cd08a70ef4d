"""`registry worker`: what runs beside the answers."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click
import structlog

from registry.app import clock, log_as_json
from registry.cli.environment import environment_of, folder_option
from registry.cli.said import plainly, stop
from registry.cli.serve import end_with_parent
from registry.domain.errors import Unavailable
from registry.jobs import forget, settle
from registry.settings import database_url
from registry.store import Store
from registry.store.settled import settled_age

SETTLE_EVERY = 0.2  # seconds: how far behind now an answer may stand
FORGET_EVERY = 300.0
STANDS_STILL = 15.0  # longer than any transaction that may hold the instant back (10 s) takes to be ended

_log = structlog.get_logger("registry.worker")


@click.command()
@click.option("--leashed", is_flag=True, hidden=True, help="stop when standard input ends")
@click.option(
    "--check",
    is_flag=True,
    help="只问后台任务是否在推进；否则退出码为 1 | only ask whether one is at work; exit 1 if not",
)
@folder_option
@plainly
def worker(*, leashed: bool, check: bool, folder: Path) -> None:
    """后台任务 | Keep the settled instant, forget what has expired."""
    url = database_url(environment_of("worker", folder))
    if check:
        _require_moving(url)
        return
    log_as_json()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if leashed:
        end_with_parent()
    store = Store(url, pool_size=1)
    work(store, ended)
    store.close()


def _require_moving(url: str) -> None:
    """Whoever does the work, it shows in the settled instant: a process that lives and does nothing is not well."""
    store = Store(url, pool_size=1)
    try:
        age = settled_age(store)
    finally:
        store.close()
    if age > STANDS_STILL:
        stop(f"已确定时点落后 {age:.0f} 秒。", f"The settled instant is {age:.0f} seconds behind.")


def work(store: Store, ended: threading.Event) -> None:
    """Until told to end. A database that is away is asked again; nothing here is lost by waiting."""
    forget_at = 0.0
    waited = 0.0
    while not ended.wait(SETTLE_EVERY):
        waited += SETTLE_EVERY
        try:
            settle.run(store, clock())
            if waited >= forget_at:
                forget.run(store, clock())
                forget_at = waited + FORGET_EVERY
        except Unavailable as away:
            _log.warning("database_away", reason=str(away))
