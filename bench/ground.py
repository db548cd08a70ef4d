"""What is measured: a register on a private PostgreSQL, its own server process, and a bank that signs beforehand."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from bench.driver import drive
from bench.plain import Pgbench, rows_of, script
from bench.proc import Tree
from registry.signing.tokens import make_assertion
from tests.parcels import polygon, rectangle, stated_on_the_wire
from tests.races.callers import Caller, Signed
from tests.races.server import free_port
from tests.register import ASSERTION_TYPE, LOG_PASSPHRASE, ORIGIN, WITHOUT_LIMITS, RegisterUnderTest, started_cluster
from tests.samples import a_parcel_body, a_receipt_body

CLIENTS, WORKERS = 16, 2
SEEDED = 1500
POSTGRES = {"shared_buffers": "512MB", "max_wal_size": "4GB"}  # fsync and synchronous_commit are never for sale
PATIENCE = 60.0
PROGRAM = Path(sys.executable).parent / "registry"


@dataclass
class Face:
    """A server process on the loopback, with its workers."""

    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)

    def __enter__(self) -> Self:
        address = f"127.0.0.1:{self.port}"
        command = [part.format(address=address) for part in self.command]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=os.environ | self.environment, stdout=log, stderr=log)
        self.tree = Tree(self.process.pid)
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"a server did not start\n{self.log.read_text()[-2000:]}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz"):
                return True
        except urllib.error.HTTPError:  # hello has no such page, and says so
            return True
        except OSError:
            return False


@dataclass
class Ground:
    """Everything the cells are measured on."""

    register: RegisterUnderTest
    face: Face
    hello: Face
    bank: Caller
    folder: Path

    @property
    def database(self) -> Tree:
        pid = self.register.cluster.engine.pid
        assert pid is not None
        return Tree(pid)

    def filings(self, count: int) -> list[bytes]:
        """So many registrations ready to be sent."""
        return [_request("POST", each) for each in signed_filings(self.bank, count)]

    def drawn(self, count: int) -> list[bytes]:
        """Registrations of drawn parcels, each on ground of its own."""
        shapes = (polygon(rectangle(2 * each, 0, wide=1, high=1)) for each in range(count))
        items = (a_parcel_body(geometry=shape, area=stated_on_the_wire(shape)) for shape in shapes)
        return [_request("POST", self.bank.registration(item)) for item in items]

    def rows(self, query: str) -> list[dict[str, Any]]:
        return self.register.rows(query)

    def token(self) -> str:
        """As a client's system gets it."""
        enrolled, at = self.bank.enrolled, datetime.now(UTC)  # noqa: TID251
        audience = f"{ORIGIN}/oauth/token"
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": make_assertion(enrolled.key, client_id=enrolled.client, audience=audience, at=at),
        }
        data = urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.face.port}/oauth/token", data=data) as answered:
            return str(json.load(answered)["access_token"])

    def lien_status(self, count: int) -> list[Signed]:
        """Questions about the assets registered so far, in no order."""
        bearer = {"Authorization": f"Bearer {self.token()}"}
        found = self.rows("SELECT key FROM encumbrance_key WHERE key LIKE 'warehouse_receipt/v1:%' ORDER BY md5(key)")
        keys = [urllib.parse.quote(row["key"]) for row in found]
        paths = (f"/v1/lien-status?kind=warehouse_receipt&key={keys[each % len(keys)]}" for each in range(count))
        return [Signed(path, bearer, b"") for path in paths]

    def lien_requests(self, count: int) -> list[bytes]:
        return [_request("GET", each) for each in self.lien_status(count)]

    def plain(self, name: str, *, without: Sequence[str] = ()) -> Pgbench:
        """F on a copy of the seeded register: rows that no journal made must not stand in the register itself."""
        url = sa.engine.make_url(self.register.cluster.url("registry_app", "plain"))
        path = self.folder / f"{name}.sql"
        entries = [row["id"] for row in self.rows("SELECT id FROM entry WHERE verb = 'register' ORDER BY seq LIMIT 2")]
        with self.register.superuser().connect() as connection:
            one, other = (rows_of(connection, entry) for entry in entries)
        path.write_text(script(one, other, without=without), encoding="utf-8")
        return Pgbench(url, path, CLIENTS)


def signed_filings(bank: Caller, count: int) -> list[Signed]:
    """Registrations of one receipt each, every one with its own asset, grantor and Idempotency-Key."""
    return [bank.registration(a_receipt_body()) for _ in range(count)]


@contextmanager
def ground() -> Iterator[Ground]:
    """A seeded register behind `registry serve`, its worker beside it, and a copy of its database for F."""
    with tempfile.TemporaryDirectory(prefix="registry-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        cluster = stack.enter_context(started_cluster(folder, POSTGRES))
        register = cluster.new_register("bench")
        bank = Caller(None, register.enrol("示例银行"))
        register.close()
        _seed(register, bank, folder=folder)
        _copy(register)
        stack.enter_context(_worker(register))
        face = stack.enter_context(_face(register, folder))
        settings = register.settings()
        hello = (
            sys.executable,
            "-m",
            "bench.hello",
            "{address}",
            str(WORKERS),
            str(settings.pool_size),
            register.url(),
        )
        yield Ground(register, face, stack.enter_context(Face(hello, {}, folder / "hello.log")), bank, folder)


def _face(register: RegisterUnderTest, folder: Path) -> Face:
    settings = register.settings()
    environment = {
        "REGISTRY_DATABASE_URL": settings.database_url,
        "REGISTRY_PUBLIC_ORIGIN": settings.public_origin,
        "REGISTRY_KEY_FOLDER": str(settings.key_folder),
        "REGISTRY_KEY_PASSPHRASE": settings.key_passphrase,
        **WITHOUT_LIMITS,  # what is counted is counted here too, and never too much
    }
    command = (str(PROGRAM), "serve", "--bind", "{address}", "--workers", str(WORKERS))
    return Face(command, environment, folder / "serve.log")


def _seed(register: RegisterUnderTest, bank: Caller, *, folder: Path) -> None:
    requests = [_request("POST", each) for each in signed_filings(bank, SEEDED)]
    with _face(register, folder) as face:
        drive(face.port, requests, clients=CLIENTS, expected=201)


def _copy(register: RegisterUnderTest) -> None:
    """F's database is the register's as it is now. Nobody may be connected while it is copied."""
    with register.cluster.superuser().connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE plain TEMPLATE bench OWNER registry_migrate")
        connection.exec_driver_sql("GRANT CONNECT ON DATABASE plain TO registry_app")
    for database in ("bench", "plain"):
        with register.cluster.superuser(database).connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


@contextmanager
def _worker(register: RegisterUnderTest) -> Iterator[None]:
    """What runs beside the server in production; its share of the database's CPU is in every cell alike."""
    passphrase = register.cluster.keys.with_name("log-passphrase")
    passphrase.write_text(LOG_PASSPHRASE, encoding="utf-8")
    environment = os.environ | {
        "REGISTRY_DATABASE_URL": register.url("registry_sequencer"),
        "REGISTRY_PUBLIC_ORIGIN": ORIGIN,
        "REGISTRY_KEY_FOLDER": str(register.cluster.keys),
        "REGISTRY_LOG_KEY_PASSPHRASE_FILE": str(passphrase),
        "REGISTRY_LOG_STATE_FOLDER": str(register.log_state),
    }
    process = subprocess.Popen([str(PROGRAM), "worker"], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _request(method: str, signed: Signed) -> bytes:
    headers = {"Host": "register.test", **signed.headers, "Content-Length": str(len(signed.data))}
    lines = [f"{method} {signed.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + signed.data
