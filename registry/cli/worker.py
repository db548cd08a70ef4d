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
from registry.domain.admission import FUSE
from registry.domain.errors import Refusal
from registry.jobs import forget, sequence, settle
from registry.service.authority import WORKING
from registry.service.sequencer import Diverged, Sequencer
from registry.settings import LogSettings, database_url, log_settings
from registry.signing.errors import KeyRingError
from registry.signing.ring import open_ring
from registry.store import ConstraintFired, Store
from registry.store.reads.readiness import readiness
from registry.store.settled import settled_age

SETTLE_EVERY = 0.2  # seconds: how far behind now an answer may stand, and how long an entry waits for the log
FORGET_EVERY = 300.0
STANDS_STILL = 15.0  # longer than any transaction that may hold the instant back (10 s) takes to be ended
SAY_AGAIN_EVERY = 60.0

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
    """后台任务：公开日志、已确定时点 | Keep the public log and the settled instant, forget what has expired."""
    environment = environment_of("worker", folder)
    if check:
        _require_moving(database_url(environment))
        return
    settings = log_settings(environment)
    log_as_json()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if leashed:
        end_with_parent()
    store = Store(settings.database_url, pool_size=1)
    work(store, sequencer_of(store, settings), ended=ended)
    store.close()


def sequencer_of(store: Store, settings: LogSettings) -> Sequencer:
    """The one holder of the log's key."""
    ring = open_ring(settings.key_folder, passphrase=settings.log_key_passphrase, uses=WORKING)
    return Sequencer(store, ring, folder=settings.log_state_folder)


def _require_moving(url: str) -> None:
    """Whoever does the work, it shows in the settled instant and in the queue: a process that lives and does nothing is
    not well."""
    store = Store(url, pool_size=1)
    try:
        age, waited = settled_age(store), readiness(store)["queue_age"]
    finally:
        store.close()
    if age > STANDS_STILL:
        stop(f"已确定时点落后 {age:.0f} 秒。", f"The settled instant is {age:.0f} seconds behind.")
    if waited > FUSE.total_seconds():
        stop(f"有条目已等待公开日志 {waited:.0f} 秒。", f"An entry has waited {waited:.0f} seconds for the public log.")


def work(store: Store, sequencer: Sequencer, *, ended: threading.Event) -> None:
    """Until told to end. A database that is away is asked again; nothing here is lost by waiting."""
    forget_at = 0.0
    waited = 0.0
    logging = _Logging(sequencer)
    while not ended.wait(SETTLE_EVERY):
        waited += SETTLE_EVERY
        try:
            settle.run(store, clock())
            logging.run()
            if waited >= forget_at:
                forget.run(store, clock())
                forget_at = waited + FORGET_EVERY
        except Refusal as away:
            _log.warning("database_away", reason=str(away))


class _Logging:
    """The sequencer, which once it has found the log diverged does nothing more and says so every minute.

    The rest of the work goes on: answers stay right, and filings end of themselves in a minute (``admission.FUSE``).
    """

    def __init__(self, sequencer: Sequencer) -> None:
        self._sequencer = sequencer
        self._diverged: Diverged | None = None
        self._silent = 0.0

    def run(self) -> None:
        if self._diverged is None:
            try:
                sequence.run(self._sequencer, clock())
            except Diverged as found:
                self._diverged = found
            except (KeyRingError, ConstraintFired) as wrong:
                self._say("log_stuck", wrong)
            return
        self._say("diverged", self._diverged)

    def _say(self, what: str, reason: Exception) -> None:
        if self._silent <= 0:
            _log.error(what, reason=str(reason))
            self._silent = SAY_AGAIN_EVERY
        self._silent -= SETTLE_EVERY
