"""The server process that a data folder's `postmaster.pid` speaks of: ours, an orphan, or nobody any more."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from registry.engine.errors import EngineError

PROC = Path("/proc")
ORPHAN_PATIENCE = 30.0
READY_LINE = 7


@dataclass(frozen=True, slots=True)
class Recorded:
    pid: int
    ready: bool


def pid_file(data: Path) -> Path:
    return data / "postmaster.pid"


def recorded(data: Path) -> Recorded | None:
    """What the server wrote about itself; None when there is nothing, or nothing whole yet."""
    try:
        lines = pid_file(data).read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    ready = len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"
    return Recorded(int(lines[0]), ready)


def clear_the_way(data: Path) -> None:
    """End the server that a killed launcher left behind, so that a new one can start on its data.

    The caller holds the folder's lock, so no living launcher owns that server.
    """
    left = recorded(data)
    if left is None or not _alive(left.pid):
        return
    if _serves(left.pid, data):
        _end(left.pid, data)
    else:
        _disown(data)


def _end(pid: int, data: Path) -> None:
    for order in (signal.SIGINT, signal.SIGQUIT):
        try:
            os.kill(pid, order)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + ORPHAN_PATIENCE
        while time.monotonic() < deadline:
            if not _serves(pid, data):
                return
            time.sleep(0.05)
    raise EngineError(
        f"遗留的 PostgreSQL 进程 {pid} 无法停止。", f"The PostgreSQL process {pid} left behind does not stop."
    )


def _disown(data: Path) -> None:
    """The recorded number now belongs to an unrelated program, as it often does after a container restarts.

    PostgreSQL would refuse to start for fear of it. Deleting the file would also take away the record
    by which it checks that no former backend still uses the shared memory. So we put our own number
    there: a server disregards its parent's, and goes on to that check.
    """
    file = os.open(pid_file(data), os.O_RDWR | os.O_NOFOLLOW)
    with os.fdopen(file, "r+", encoding="utf-8", errors="surrogateescape") as record:
        lines = record.read().split("\n")
        record.seek(0)
        record.write("\n".join([str(os.getpid()), *lines[1:]]))
        record.truncate()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _serves(pid: int, data: Path) -> bool:
    """Is this process really a PostgreSQL server on these data? A number alone proves nothing: they are reused."""
    if not PROC.joinpath("self").exists():
        return _serves_by_ps(pid, data)
    process = PROC / str(pid)
    try:
        program = process.joinpath("cmdline").read_bytes().split(b"\0")[0]
        return Path(os.fsdecode(program)).name == "postgres" and process.joinpath("cwd").samefile(data)
    except OSError:
        return False


def _serves_by_ps(pid: int, data: Path) -> bool:
    said = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False
    ).stdout
    return "postgres" in said and str(data) in said
