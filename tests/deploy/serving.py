"""`registry serve` as an operator starts it: its own options, in processes of its own."""

import itertools
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import requests

from registry.client import Client, Problem, Unreachable
from tests.races.server import free_port, parent_of
from tests.register import PASSPHRASE, WITHOUT_LIMITS, today
from tests.samples import a_body

COMMAND = Path(sys.executable).parent / "registry"
PATIENCE = 40.0


class Serving:
    """A register's service. ``with Serving(...)`` starts and stops it; in between it may be restarted."""

    def __init__(self, register, folder):
        self.register, self.folder, self.port = register, folder, free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.log = folder / "serve.log"
        (folder / "passphrase").write_text(PASSPHRASE)

    def environment(self, **changes):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REGISTRY_", "PROMETHEUS_"))}
        ours = {
            "REGISTRY_DATABASE_URL": self.register.url(),
            "REGISTRY_PUBLIC_ORIGIN": self.origin,
            "REGISTRY_KEY_FOLDER": str(self.register.cluster.keys),
            "REGISTRY_KEY_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "TMPDIR": str(self.folder),
            **WITHOUT_LIMITS,
        }
        return kept | ours | changes

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(COMMAND), "serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "2"],
                cwd=self.folder,
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE
        while not self.answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.05)

    def answers(self):
        with suppress(requests.ConnectionError):
            return self.get("/healthz").ok
        return False

    def get(self, path, **headers):
        with requests.Session() as session:
            session.trust_env = False
            return session.get(f"{self.origin}{path}", headers=headers, timeout=10)

    def workers(self):
        found = {int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()}
        return {pid for pid in found if parent_of(pid) == self.process.pid}

    def replace_workers(self):
        """SIGHUP, and wait until none of the former workers is left."""
        former = self.workers()
        self.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + PATIENCE
        while former & self.workers() or len(self.workers()) < 2:
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.05)

    def stop(self):
        """The exit code and how long it took."""
        began = time.monotonic()
        self.process.terminate()
        return self.process.wait(30), time.monotonic() - began

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        print(f"--- the service's log\n{self.log.read_text()[-4000:]}")  # shown when a test fails


class Lender:
    """A system that files one mortgage after another through the SDK, and repeats what got no answer under the same
    key, as the guide asks of it."""

    def __init__(self, serving, enrolled):
        self.enrolled = enrolled
        self.client = Client(serving.origin, enrolled.client, enrolled.key, sleep=self.pause)
        self.keys = itertools.count(1)
        self.recorded = {}  # idempotency key -> number
        self.repeated = 0  # by the SDK itself: an answer was lost, or it was told to come back
        self.unreachable = 0
        self.wrong = []

    def pause(self, seconds):
        self.repeated += 1
        time.sleep(seconds)

    def file_until(self, ended):
        while not ended.is_set():
            self.file()

    def file(self):
        key, body = f"{self.enrolled.client}-{next(self.keys)}", self.body()
        for _ in range(20):
            try:
                self.recorded[key] = self.client.register(body, idempotency_key=key).body["number"]
            except Unreachable:
                self.unreachable += 1
                time.sleep(0.2)
            except Problem as problem:
                self.wrong.append((problem.status, problem.body))
                return
            else:
                return
        self.wrong.append((0, "never answered"))

    def body(self):
        creditor = {
            "type": "organization",
            "name": self.enrolled.name,
            "identifier": {"scheme": "uscc", "value": self.enrolled.uscc},
        }
        return a_body(today=today(), secured_creditor=creditor)
