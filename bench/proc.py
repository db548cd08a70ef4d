"""What processes cost, from /proc: CPU is what noise moves least."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Tree:
    """A process and everything it started, as one."""

    root: int

    def pids(self) -> list[int]:
        found = [self.root]
        for pid in found:  # it grows while we walk
            found += _children(pid)
        return found

    def cpu(self) -> float:
        """Seconds so far, user and system, with those of children that have ended and were waited for."""
        return sum(_seconds(pid) for pid in self.pids())

    def memory(self) -> list[float]:
        """Proportional set size in MB of each process below the root: what the machine would gain without it."""
        return sorted(_pss(pid) for pid in self.pids()[1:])


def load() -> float:
    return os.getloadavg()[0]


def _children(pid: int) -> list[int]:
    """Of every thread of the process; of what ends while we look, none."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += [int(each) for each in (task / "children").read_text().split()]
    return found


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(each) for each in fields[11:15]) / _TICKS  # utime, stime, and both of the children waited for


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
