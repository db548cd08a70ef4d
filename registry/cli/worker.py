"""`registry worker`: what runs beside the answers."""

from __future__ import annotations

import signal
import threading
from datetime import timedelta
from pathlib import Path

import click
import structlog

from registry.cli.counting import count_beside
from registry.cli.environment import environment_of, folder_option
from registry.cli.said import plainly, stop
from registry.domain.admission import FUSE
from registry.domain.canon import NotCanonical
from registry.domain.errors import Refusal
from registry.jobs import deliver, forget, sequence, settle, tell
from registry.process import clock, end_with_parent, log_as_json
from registry.service.authority import WORKING
from registry.service.sequencer import Diverged, Sequencer
from registry.service.status_lists import StatusLists
from registry.settings import LogSettings, database_url, log_settings
from registry.signing.errors import KeyRingError
from registry.signing.keys import Use
from registry.signing.ring import KeyRing, open_ring
from registry.store import ConstraintFired, Store
from registry.store.reads.readiness import readiness
from registry.store.settled import settled_age

SETTLE_EVERY = 0.2  # seconds: how far behind now an answer may stand, and how long an entry waits for the log
TELL_EVERY = 1.0  # a list is written whole, so what changed within a second is written once
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
    """后台任务：公开日志、状态列表、变动通知、已确定时点、统计 | Keep the public log, the status lists, the feeds, the
    settled instant and the statistics, forget what has expired."""
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
    ring = workers_ring(settings)
    sequencer = Sequencer(store, ring, folder=settings.log_state_folder)
    keep = timedelta(days=settings.access_events_days)
    count_beside(settings.database_url, ended=ended)
    work(store, sequencer, lists=status_lists_of(store, ring, settings=settings), keep=keep, ended=ended)
    store.close()


def workers_ring(settings: LogSettings) -> KeyRing:
    """The worker's keys, which nobody else opens."""
    return open_ring(settings.key_folder, passphrase=settings.log_key_passphrase, uses=WORKING)


def status_lists_of(store: Store, ring: KeyRing, *, settings: LogSettings) -> StatusLists | None:
    """None where the ring is of before there were lists, and has no key for them."""
    return StatusLists(store, ring, origin=settings.public_origin) if ring.has(Use.STATUS) else None


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


def work(
    store: Store, sequencer: Sequencer, *, lists: StatusLists | None, keep: timedelta, ended: threading.Event
) -> None:
    """Until told to end. A database that is away is asked again; nothing here is lost by waiting."""
    forget_at = tell_at = 0.0
    waited = 0.0
    logging, feeds, telling = _Logging(sequencer), _Feeds(store), _Telling(lists)
    while not ended.wait(SETTLE_EVERY):
        waited += SETTLE_EVERY
        try:
            settle.run(store, clock())
            logged = logging.run()
            if waited >= tell_at:
                feeds.run()
                if logged:
                    telling.run()
                tell_at = waited + TELL_EVERY
            if waited >= forget_at:
                forget.run(store, clock(), keep=keep)
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
        self._alarm = _Alarm(SETTLE_EVERY)

    def run(self) -> bool:
        """Whether the log has what it should. Nobody is told how things stand from a database that has lost some."""
        if self._diverged is not None:
            self._alarm.say("diverged", self._diverged)
            return False
        try:
            sequence.run(self._sequencer, clock())
        except Diverged as found:
            self._diverged = found
            return False
        except (KeyRingError, ConstraintFired) as wrong:
            self._alarm.say("log_stuck", wrong)
            return False
        return True


class _Feeds:
    """What institutions are told. Where a row cannot be told of, it and all behind it wait, and it is said every
    minute: the log, without which filings end, does not wait for it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._alarm = _Alarm(TELL_EVERY)

    def run(self) -> None:
        try:
            deliver.run(self._store)
        except (NotCanonical, ConstraintFired, RuntimeError, LookupError, TypeError, ValueError) as wrong:
            self._alarm.say("feeds_stuck", type(wrong).__name__)  # no more: a row's values are no line of a log


class _Telling:
    """The lists of how certificates stand. Without a key for them it says so every minute, and the log goes on: then
    certificates are genuine, and nobody can tell how they stand without asking the register."""

    def __init__(self, lists: StatusLists | None) -> None:
        self._lists = lists
        self._alarm = _Alarm(TELL_EVERY)

    def run(self) -> None:
        if self._lists is None:
            self._alarm.say("status_key_missing", "the ring has no key for status lists: registry keys rotate status")
            return
        try:
            tell.run(self._lists, clock())
        except (KeyRingError, ConstraintFired) as wrong:
            self._alarm.say("status_stuck", wrong)


class _Alarm:
    """Says what is wrong at once, and while it stays so every minute. Asked every ``every`` seconds."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._silent = 0.0

    def say(self, what: str, reason: object) -> None:
        if self._silent <= 0:
            _log.error(what, reason=str(reason))
            self._silent = SAY_AGAIN_EVERY
        self._silent -= self._every
