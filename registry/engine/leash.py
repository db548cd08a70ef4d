"""Makes the server end when its launcher dies, even by kill -9, when no code of the launcher runs any more."""

import os
import subprocess
from pathlib import Path

from registry.engine.account import Account, Process

# Waits for the end of a pipe that only the launcher holds open, then asks the server to stop; only if the
# server's own record still names it, since the number may have gone to another process meanwhile.
SCRIPT = 'read -r _; read -r pid < "$2" && [ "$pid" = "$1" ] && kill -INT "$1"'


class Leash:
    def __init__(self, server: Process, *, account: Account, pid_file: Path) -> None:
        watched, self._held = os.pipe()
        try:
            self._watcher = account.spawn(
                ["/bin/sh", "-c", SCRIPT, "sh", str(server.pid), str(pid_file)],
                output=subprocess.DEVNULL,
                stdin=watched,
            )
        except BaseException:
            os.close(self._held)
            raise
        finally:
            os.close(watched)

    @property
    def pid(self) -> int:
        return self._watcher.pid

    def undo(self) -> None:
        """Before the server is stopped by us: afterwards its number is free for others."""
        self._watcher.kill()
        self._watcher.wait()
        os.close(self._held)
