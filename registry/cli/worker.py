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
from registry.store import Store

SETTLE_EVERY = 0.2  # seconds: how far behind now an answer may stand
FORGET_EVERY = 300.0

_log = structlog.get_logger("registry.worker")


@click.command()
@click.option("--leashed", is_flag=True, hidden=True, help="stop when standard input ends")
@folder_option
@plainly
def worker(*, leashed: bool, folder: Path) -> None:
    """后台任务 | Keep the settled instant, forget what has expired."""
    environment = environment_of("worker", folder)
    if not (url := environment.get("REGISTRY_DATABASE_URL")):
        stop("未设置 REGISTRY_DATABASE_URL。", "REGISTRY_DATABASE_URL is not set.")
    log_as_json()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if leashed:
        end_with_parent()
    store = Store(url, pool_size=1)
    work(store, ended)
    store.close()


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
