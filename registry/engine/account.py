"""As whom the server runs. PostgreSQL refuses root, so root hands it to an account without powers."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from registry.engine.errors import EngineError

# Ours may hold secrets the server has no business with, and PG* variables that would redirect it.
# Messages stay in English so that we can recognise the two that we act upon.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"}
UNPRIVILEGED = ("postgres", "nobody")

Process = subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, **self._surroundings(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )

    def spawn(self, command: list[str], *, output: IO[bytes] | int, stdin: int = subprocess.DEVNULL) -> Process:
        """Start a child in a session of its own: Ctrl-C in the terminal must reach it through us, not directly."""
        return subprocess.Popen(
            command,
            **self._surroundings(),
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def may_enter(self, folder: Path) -> bool:
        """Asked of the system itself, since modes alone say nothing of access lists or mounts."""
        return self.is_ours or self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]).returncode == 0

    def may_run(self, program: Path) -> bool:
        try:
            return self.run([str(program), "--version"]).returncode == 0
        except OSError:
            return False

    def give(self, path: Path) -> None:
        if not self.is_ours:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def _surroundings(self) -> dict[str, Any]:
        # The working directory may be one that the account cannot enter; the root always can be.
        surroundings: dict[str, Any] = {"cwd": "/", "env": ENVIRONMENT}
        if not self.is_ours:
            surroundings |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return surroundings


def server_account(data: Path) -> Account:
    """Ourselves; or, for root, whoever owns the data already, else the first unprivileged account there is."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise EngineError(
        "PostgreSQL 不能以 root 运行，而本机没有 postgres 或 nobody 用户；请换普通用户运行。",
        "PostgreSQL refuses to run as root and there is no user postgres or nobody; run this as an ordinary user.",
    )
