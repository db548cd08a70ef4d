"""The worker's count of the statistics, beside all else that it does.

On a thread and a connection of its own: of a large register a month takes longer than answers may stand behind. It
rests for a hundred times as long as it has worked, so that it costs nobody more than a hundredth of a core.
"""

from __future__ import annotations

import threading
import time
from contextlib import closing

import structlog

from registry.domain.errors import Refusal
from registry.jobs import statistics
from registry.process import clock
from registry.store import ConstraintFired, Store

EVERY = 300.0  # seconds
_REST = 99

_log = structlog.get_logger("registry.worker")


def count_beside(url: str, *, ended: threading.Event) -> None:
    """Count now and then until told to end. What is under way at the end is lost, and made again at the next start."""
    threading.Thread(target=_work, args=(url, ended), name="statistics", daemon=True).start()


def _work(url: str, ended: threading.Event) -> None:
    with closing(Store(url, pool_size=1)) as store:
        took = 0.0
        while not ended.wait(max(EVERY, _REST * took) if took else 0):
            began = time.monotonic()
            _count(store)
            took = time.monotonic() - began


def _count(store: Store) -> None:
    try:
        statistics.run(store, clock())
    except (Refusal, ConstraintFired, RuntimeError) as fault:
        _log.warning("statistics_not_counted", reason=type(fault).__name__)
