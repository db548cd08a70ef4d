"""`registry serve`: gunicorn over the application.

gthread, one process per core, eight threads each: measured better than sync (idle during fsync) and than gevent (worse
tail). The control socket is off: it would write into $HOME, which a container may not have.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from registry.api.office import EXTENSION
from registry.app import create_app
from registry.cli.environment import folder_option, settings_of
from registry.cli.said import plainly
from registry.settings import Settings

THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn without its command line: everything it needs comes from here."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings, self._options = settings, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._settings)


def options(address: str, workers: int) -> dict[str, Any]:
    return {
        "bind": address,
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": 30,
        "graceful_timeout": 20,  # longer than the database's statement timeout: no answer is lost in a stop
        "keepalive": 5,
        "control_socket_disable": True,
        "loglevel": "warning",
        "limit_request_line": 4094,
        "limit_request_field_size": 16384,
    }


def end_with_parent() -> None:
    """Stop when standard input ends: the demo holds its other end, and lets go even when it is killed."""

    def watch() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


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
    Server(settings, options(bind, workers)).run()
