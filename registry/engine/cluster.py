"""A PostgreSQL server on a folder of its own, as long as this process wants it.

    with started(Path(".demo")) as cluster:
        create_engine(cluster.superuser_url())

One process owns a folder at a time. Whatever died before, the process, the server or both, the next
start finds every commit that was acknowledged. Run by root, the server runs as an unprivileged
account, and if that account cannot reach the folder its files are kept elsewhere (see place.py).
"""

import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import TimeoutExpired
from types import MappingProxyType
from typing import Literal, TypeVar
from urllib.parse import quote

from registry.engine.account import Process, server_account
from registry.engine.binaries import Programs, find_binaries, runnable_programs
from registry.engine.config import as_arguments, server_settings
from registry.engine.creation import SUPERUSER, create_data, settle_password
from registry.engine.errors import EngineError
from registry.engine.leash import Leash
from registry.engine.place import (
    LINK,
    PORT,
    Place,
    is_data,
    make_folder,
    make_socket_folder,
    settle,
    socket_folder,
    take_lock,
)
from registry.engine.postmaster import clear_the_way, pid_file, recorded

Known = TypeVar("Known")
StopMode = Literal["smart", "fast", "immediate"]
SIGNALS: Mapping[StopMode, signal.Signals] = MappingProxyType(
    {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
)
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})
START_PATIENCE = 60.0
STOP_PATIENCE = 60.0
LOG_TAIL = 20
# What PostgreSQL says while the last backends of a killed server are still letting go of its memory.
STILL_DYING = "is still in use"


class Cluster:
    """A server on `folder`; `binaries` and `superuser_password` are found and generated unless given."""

    def __init__(self, folder: Path, *, binaries: Path | None = None, superuser_password: str | None = None) -> None:
        self.folder = folder.resolve()
        self._binaries = binaries
        self._wanted_password = superuser_password
        self._password = ""
        self._place: Place | None = None
        self._socket_dir: Path | None = None
        self._locks: list[int] = []
        self._server: Process | None = None
        self._leash: Leash | None = None

    @property
    def running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    @property
    def pid(self) -> int | None:
        """The server's first process, for those who want to kill it and see what happens."""
        return self._server.pid if self._server is not None else None

    @property
    def port(self) -> int:
        """Part of the socket's name; nothing listens on a network."""
        return PORT

    @property
    def socket_dir(self) -> Path:
        return self._once_started(self._socket_dir)

    @property
    def log(self) -> Path:
        return self._once_started(self._place).log

    def superuser_url(self, database: str = "postgres") -> str:
        """For provisioning only; it holds a password, so it is never to be printed."""
        host = quote(str(self.socket_dir), safe="/")
        who = f"{SUPERUSER}:{quote(self._password, safe='')}"
        return f"postgresql+psycopg://{who}@/{quote(database, safe='')}?host={host}&port={self.port}"

    def start(self, settings: Mapping[str, str] = NO_SETTINGS) -> None:
        """Return when the server takes connections. EngineBusy if another process owns the folder."""
        if self.running:
            raise EngineError(f"{self.folder} 的数据库已在运行。", f"The server on {self.folder} is already running.")
        self._stop_server("immediate")  # one that was killed still has its leash
        try:
            place = self._claim()
            programs = self._prepare(place)
            clear_the_way(place.data)
            self._socket_dir = make_socket_folder(place, programs.account)
            arguments = as_arguments(server_settings(settings, self._socket_dir))
            self._serve(place, programs, arguments=arguments)
        except PermissionError as refused:
            self._let_go()
            raise EngineError(
                f"没有权限使用 {refused.filename}；数据目录可能属于另一个用户。",
                f"No permission to use {refused.filename}; the data folder may belong to another user.",
            ) from refused
        except BaseException:
            self._let_go()
            raise

    def stop(self, mode: StopMode = "fast") -> None:
        """Stop the server and give the folder back. Stopping what does not run is no mistake."""
        try:
            self._stop_server(mode)
        finally:
            self._release()

    def destroy(self) -> None:
        """Stop the server and delete its data for good. Files in the folder that are not ours stay."""
        self._stop_server("immediate")
        if not self.folder.is_dir():
            self._release()
            return
        try:
            place = self._claim()
            clear_the_way(place.data)
            if is_data(place.data):
                shutil.rmtree(place.data)
            for path in (place.partial, socket_folder(place, server_account(place.data))):
                shutil.rmtree(path, ignore_errors=True)
            for path in (place.password, place.password_for_initdb, place.log, place.lock):
                path.unlink(missing_ok=True)
            if place.home != self.folder:
                (self.folder / LINK).unlink(missing_ok=True)
                place.home.rmdir()
            Place(self.folder).lock.unlink(missing_ok=True)
        finally:
            self._release()

    def _claim(self) -> Place:
        if not self._locks:
            make_folder(self.folder)
            self._locks.append(take_lock(Place(self.folder).lock, self.folder))
        place = settle(self.folder)
        if place.home != self.folder and len(self._locks) == 1:
            # A copy of the folder would copy the link too; both then lead to this lock.
            self._locks.append(take_lock(place.lock, self.folder))
        self._place = place
        return place

    def _prepare(self, place: Place) -> Programs:
        programs = runnable_programs(self._binaries or find_binaries(), server_account(place.data))
        self._password = settle_password(place, self._wanted_password)
        if not place.data.exists():
            create_data(place, programs, password=self._password)
        if not is_data(place.data):
            raise EngineError(f"{place.data} 不是 PostgreSQL 的数据。", f"{place.data} is not PostgreSQL's data.")
        made_by = (place.data / "PG_VERSION").read_text().strip()
        found = programs.major_version()
        if made_by != found:
            raise EngineError(
                f"{self.folder} 由 PostgreSQL {made_by} 创建，而找到的是 {found}。",
                f"{self.folder} was made by PostgreSQL {made_by}, but the programs found are version {found}.",
            )
        return programs

    def _serve(self, place: Place, programs: Programs, *, arguments: Sequence[str]) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while True:
            seen = place.log.stat().st_size if place.log.exists() else 0
            self._launch(place, programs, arguments=arguments)
            if self._wait_until_ready(place, deadline):
                return
            tail = _tail(place.log, seen)
            if STILL_DYING not in tail or time.monotonic() > deadline:
                raise EngineError("PostgreSQL 无法启动。", "PostgreSQL did not start.", log=tail)
            self._stop_server("immediate")
            time.sleep(0.2)

    def _launch(self, place: Place, programs: Programs, *, arguments: Sequence[str]) -> None:
        command = programs.command("postgres", "-D", str(place.data), *arguments)
        log = os.open(place.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            self._server = programs.account.spawn(command, output=log)
        finally:
            os.close(log)
        self._leash = Leash(self._server, account=programs.account, pid_file=pid_file(place.data))

    def _wait_until_ready(self, place: Place, deadline: float) -> bool:
        while self.running and time.monotonic() < deadline:
            # The server itself writes here that it takes connections; asking over the socket would need a password.
            record = recorded(place.data)
            if record is not None and record.ready and record.pid == self.pid:
                return True
            time.sleep(0.02)
        return False

    def _stop_server(self, mode: StopMode) -> None:
        if self._leash is not None:
            self._leash.undo()
            self._leash = None
        server, self._server = self._server, None
        if server is None:
            return
        # The second order is what an impatient operator would do; the journal makes it safe.
        for order in (SIGNALS[mode], signal.SIGQUIT):
            with suppress(TimeoutExpired):
                server.send_signal(order)
                server.wait(STOP_PATIENCE)
                return
        self._server = server
        raise EngineError("PostgreSQL 无法停止。", "PostgreSQL does not stop.")

    def _let_go(self) -> None:
        # The reason why we could not start matters more to the caller than a failure to clean up.
        with suppress(EngineError):
            self.stop("immediate")

    def _release(self) -> None:
        if self._place is not None and self._socket_dir not in (None, self._place.socket):
            # A short directory elsewhere is not left lying about; it stays if something is still in it.
            with suppress(OSError):
                self.socket_dir.rmdir()
        while self._locks:
            os.close(self._locks.pop())

    def _once_started(self, value: Known | None) -> Known:
        if value is None:
            raise EngineError(f"{self.folder} 的数据库尚未启动。", f"The server on {self.folder} was not started.")
        return value


@contextmanager
def started(
    folder: Path,
    *,
    settings: Mapping[str, str] = NO_SETTINGS,
    binaries: Path | None = None,
    superuser_password: str | None = None,
) -> Iterator[Cluster]:
    """A running server for the length of a `with`."""
    cluster = Cluster(folder, binaries=binaries, superuser_password=superuser_password)
    cluster.start(settings)
    try:
        yield cluster
    finally:
        cluster.stop()


def _tail(log: Path, seen: int) -> str:
    with log.open("rb") as file:
        file.seek(seen)
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(lines[-LOG_TAIL:])
