"""`registry serve`: gunicorn over the application. Why each of its options is as it is stands in ``options``."""

from __future__ import annotations

import ctypes
import gc
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from registry import geometry
from registry.api.counts import Counts
from registry.api.metrics import forget_process, share_between_processes
from registry.api.office import EXTENSION
from registry.app import bare_app, create_app
from registry.cli.environment import folder_option, settings_of
from registry.cli.said import plainly
from registry.process import end_with_parent
from registry.settings import Settings


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn without its command line: everything it needs comes from here. On SIGHUP workers are replaced one by one
    and each opens the key ring anew: that is how rotated keys come into use without a stop.

    ``bare`` is the application before it has a store and keys. Made before the workers are forked, its routes and
    schemas are pages they share; each makes of its own copy the face it serves. What they count they count together."""

    def __init__(self, settings: Settings, options: dict[str, Any], *, bare: Any = None) -> None:
        self._settings, self._options, self._bare = settings, options, bare
        self._counts = Counts()
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._settings, bare=self._bare, counts=self._counts)


class _JsonLine(logging.Formatter):
    """gunicorn's own words in the form of ours."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _JsonLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(_JsonLine())


def options(address: str, workers: int, *, threads: int) -> dict[str, Any]:
    return {
        "bind": address,
        "workers": workers,  # one per core: signing and folding are the processor's work
        # Measured better than sync, which idles while the database writes, and than gevent, whose tail is worse.
        "worker_class": "gthread",
        "threads": threads,  # as many as connections: a thread without one only waits for another's
        # gthread reports from its main loop, not from requests: this catches a process that hangs, never a slow answer.
        "timeout": 30,
        # A filing lasts at most its lock and statement timeouts, 12 s: whatever is under way at a stop is answered.
        "graceful_timeout": 20,
        # Longer than a client's pause between two filings of a batch. A worker that stops still answers for 2 s what
        # comes on a connection it had promised to keep.
        "keepalive": 5,
        # No max_requests: it hides leaks and resets connections at moments nobody chose.
        "max_requests": 0,
        # The application is made in each worker: connections do not survive a fork, and SIGHUP must read keys anew.
        "preload_app": False,
        "control_socket_disable": True,  # it would write into $HOME, which a container may not have
        # The heartbeat file on a disk that is busy syncing would make healthy workers look hung.
        "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108
        "loglevel": "info",  # starts and ends of workers; requests are logged by the application, without paths
        "logger_class": _JsonLog,
        "limit_request_line": 4094,  # the longest query of the API is far below
        "limit_request_field_size": 16384,  # an RFC 9421 signature and a token stand in headers
        "post_worker_init": lambda _: _settle_memory(),
        "child_exit": _forget,
    }


def _settle_memory() -> None:
    """What stands by now stands for good: the collector need not walk it again (65 ms each time, measured, and in the
    middle of somebody's filing), and pages that nobody writes to stay shared between the processes.

    What was let go goes back to the system: scrypt wants 16 MB for every key file (RFC 7914 section 2), and the C
    library keeps them for the next, who never comes."""
    gc.collect()
    gc.freeze()
    with suppress(AttributeError):  # musl keeps none, and has no such function
        ctypes.CDLL(None).malloc_trim(0)


def _forget(_: Any, worker: Any) -> None:
    forget_process(worker.pid)


@contextmanager
def counting_together() -> Iterator[None]:
    """A folder for the workers' counts, new at every start: a former run's counts are not ours."""
    master, folder = os.getpid(), Path(tempfile.mkdtemp(prefix="registry-metrics-"))
    share_between_processes(folder)
    try:
        yield
    finally:
        if os.getpid() == master:  # a worker that ends passes here too
            shutil.rmtree(folder, ignore_errors=True)


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="监听地址 | address to listen on")
@click.option("--workers", default=os.cpu_count() or 1, show_default=True, help="进程数 | processes")
@click.option("--leashed", is_flag=True, hidden=True, help="stop when standard input ends")
@folder_option
@plainly
def serve(bind: str, workers: int, *, leashed: bool, folder: Path) -> None:
    """启动接口服务 | Serve the API."""
    settings = settings_of("serve", folder)
    # Once before forking, so that a wrong key or an unsafe database is one sentence and not a dying worker.
    create_app(settings).extensions[EXTENSION].store.close()
    if leashed:
        end_with_parent()
    geometry.load()
    bare = bare_app()
    _settle_memory()
    with counting_together():
        Server(settings, options(bind, workers, threads=settings.pool_size), bare=bare).run()
