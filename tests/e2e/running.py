"""A demo as a newcomer starts it: the command in a folder of its own, and what it leaves running or not."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import sqlalchemy as sa

COMMAND = Path(sys.executable).parent / "registry"
READY_WITHIN = 120.0


class Demo:
    """A running `registry demo`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.origin = f"http://127.0.0.1:{port}"
        self._output = folder / "output"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [str(COMMAND), "demo"],
                cwd=folder,
                env={**os.environ, "PORT": str(port)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        self.wait_until_it_says("Ctrl-C")

    def wait_until_it_says(self, words: str) -> None:
        until = time.monotonic() + READY_WITHIN
        while words not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < until, self.output
            time.sleep(0.1)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command typed in the folder of the demo."""
        return subprocess.run(
            [str(COMMAND), *arguments],
            cwd=self.folder,
            env={**os.environ, "XDG_STATE_HOME": str(self.folder / "state"), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def type(self, lines: list[str], expected: list[int]) -> list[tuple[str, int, int, str]]:
        """Lines typed one after another into one shell, with what each should and did exit with, and said."""
        link = self.folder / ".venv"
        if not link.exists():
            link.symlink_to(COMMAND.parent.parent)
        script = "\n".join(
            f"{{ {line.replace('http://127.0.0.1:8000', self.origin)}\n}} 2>&1; echo :exit $?" for line in lines
        )
        shell = subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=self.folder,
            env={**os.environ, "XDG_STATE_HOME": str(self.folder / "state"), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        parts = re.split(r":exit (\d+)\n", shell.stdout)
        said, codes = parts[0::2], [int(code) for code in parts[1::2]]
        return list(zip(lines, expected, codes, said, strict=False))

    def interrupt(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.origin}/healthz", timeout=2).ok
        except requests.RequestException:
            return False

    def superuser(self) -> sa.Engine:
        """The owner of the database, who has every right there."""
        written: dict[str, Any] = json.loads((self.folder / ".demo" / "environment.json").read_text(encoding="utf-8"))
        own = self.folder / ".demo" / "postgres"
        places = (own / "superuser_password", own / "cluster" / "superuser_password")
        password = next(place for place in places if place.exists())
        url = sa.engine.make_url(written["audit"]["REGISTRY_DATABASE_URL"])
        url = url.set(username="registry_superuser", password=password.read_text(encoding="utf-8").strip())
        return sa.create_engine(url, poolclass=sa.pool.NullPool, isolation_level="AUTOCOMMIT")


@contextmanager
def running(folder: Path, port: int) -> Iterator[Demo]:
    demo = Demo(folder, port)
    try:
        demo.wait_until_ready()
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.interrupt()


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
