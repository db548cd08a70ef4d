"""The demo's two processes: each in a group of its own, so that Ctrl-C reaches the launcher alone, and each on a pipe
that ends when the launcher does, so that nothing outlives it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import requests

START_WITHIN = 60.0  # seconds: a cold machine reads a lot of Python
STOP_WITHIN = 25.0  # a little more than gunicorn's graceful stop


class Processes:
    """Started in order, stopped in reverse, by recorded process, never by name."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str, environment: Mapping[str, str]) -> None:
        with self._log.open("ab") as log:
            self._running.append(
                subprocess.Popen(
                    [sys.executable, "-m", "registry.cli", *arguments, "--leashed"],
                    env={**os.environ, **environment},
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def ended(self) -> bool:
        """Whether one of them has stopped on its own."""
        return any(process.poll() is not None for process in self._running)

    def wait_until_ready(self, origin: str) -> bool:
        """Whether the service answers as ready in time, and not because somebody else's process does."""
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until and not self.ended():
            try:
                if requests.get(f"{origin}/readyz", timeout=2).ok:
                    return not self.ended()
            except requests.RequestException:
                time.sleep(0.1)
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in reversed(self._running):
            try:
                process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdin:
                process.stdin.close()
