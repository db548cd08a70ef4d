"""A real gunicorn on the loopback: two worker processes with threads, started here, known here, ended here.

A clean result proves nothing when another server answers, so an occupied port is refused and every answer is checked
for the token, the planted bug and the master process that this start gave it.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.register import WITHOUT_LIMITS

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
THREADS = 10  # in each worker: all twenty requests of a race can be under way at once
PATIENCE = 40.0
LOG_TAIL = 60


class HarnessError(Exception):
    """The harness cannot vouch for what answers."""


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def require_free(port):
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what merely lingers does not answer
        try:
            asked.bind(("127.0.0.1", port))
        except OSError:
            raise HarnessError(f"port {port} is occupied") from None


@dataclass
class Server:
    """A register's face under gunicorn. ``with server: …`` starts and ends it."""

    settings: object
    folder: Path
    bug: str = ""
    pause: float = 0.0  # seconds at every step where the lock is held
    port: int = field(default_factory=free_port)

    def __post_init__(self):
        self.token = secrets.token_hex(8)
        self.log = self.folder / "server.log"
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        require_free(self.port)
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self._command(), cwd=ROOT, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )
        try:
            self.wait_until_whole()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        print(f"--- the server's last lines ({self.bug or 'sound'})\n{self.tail()}")  # shown when a test fails
        self.stop()

    def _command(self):
        options = {
            "--workers": WORKERS, "--worker-class": "gthread", "--threads": THREADS, "--timeout": 60,
            "--graceful-timeout": 2, "--bind": f"127.0.0.1:{self.port}", "--log-level": "info",
            "--config": "python:tests.races.gunicorn_config",
        }  # fmt: skip
        flat = [str(part) for option in options.items() for part in option]
        return [sys.executable, "-m", "gunicorn", "tests.races.wsgi:app", "--no-control-socket", *flat]

    def _environment(self):
        ours = {
            "REGISTRY_DATABASE_URL": self.settings.database_url,
            "REGISTRY_PUBLIC_ORIGIN": self.settings.public_origin,
            "REGISTRY_KEY_FOLDER": str(self.settings.key_folder),
            "REGISTRY_KEY_PASSPHRASE": self.settings.key_passphrase,
            "REGISTRY_POOL_SIZE": str(THREADS),
            "REGISTRY_LOG_LEVEL": "warning",
            **WITHOUT_LIMITS,
            "UNDER_TEST_FOLDER": str(self.folder),
            "UNDER_TEST_TOKEN": self.token,
            "UNDER_TEST_HARNESS": str(os.getpid()),
            "UNDER_TEST_BUG": self.bug,
            "UNDER_TEST_PAUSE": str(self.pause),
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REGISTRY_", "GUNICORN_"))}
        return kept | ours

    def stop(self):
        """End the process group started here, and nothing else."""
        if self.process is None:
            return
        process, self.process = self.process, None
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(8)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(8)
        deadline = time.monotonic() + 8
        while any(parent_of(pid) for pid in self._loaded()) and time.monotonic() < deadline:
            time.sleep(0.01)

    def workers(self):
        """The worker processes that have loaded the application and live."""
        return sorted(pid for pid in self._loaded() if parent_of(pid) == self.process.pid)

    def _loaded(self):
        return [int(path.name.removeprefix("worker-")) for path in self.folder.glob("worker-*")]

    def kill_workers(self):
        for pid in self.workers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def arm(self, step):
        """The next filing that comes to this step takes its worker process down with it."""
        (self.folder / f"kill-at-{step}").touch()

    def armed(self):
        return [path.name for path in self.folder.glob("kill-at-*")]

    def wait_until_whole(self):
        """Return when all workers are there and it is they who answer."""
        deadline = time.monotonic() + PATIENCE
        while len(self.workers()) < WORKERS:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise HarnessError(f"the server did not start\n{self.tail()}")
            time.sleep(0.02)
        with requests.Session() as session:
            session.trust_env = False
            self.answered_by(session.get(f"{self.url}/healthz", timeout=10))

    def answered_by(self, reply):
        """The worker that answered. HarnessError if it is not one of this server's."""
        token, bug, master, worker = (*reply.headers.get("Under-Test", "").split(), "", "", "", "")[:4]
        expected = (self.token, self.bug or "sound", str(self.process.pid))
        if (token, bug, master) != expected:
            raise HarnessError(f"another server answers on port {self.port}")
        return int(worker)

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LOG_TAIL:]) if self.log.exists() else ""


def parent_of(pid):
    """The parent of a living process; None of one that is gone or only waits to be buried."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return None
    return None if state == "Z" else int(parent)
