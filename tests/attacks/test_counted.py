"""There are as many attacks as are said to be, of every sort, and each that is named is there."""

import subprocess
import sys

from tests.architecture.tree import ROOT
from tests.attacks.counted import ATTACKS, LEAST, OF_EACH


def collected(named):
    """Every case of these files, classes and tests, as pytest finds it; one that is not there is an error."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n0", "--no-header", *named]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-2000:]
    return [line for line in said.stdout.splitlines() if "::" in line]


def of(name, cases):
    """Those of a file, a class or a test."""
    return {case for case in cases if case == name or case.startswith((f"{name}::", f"{name}["))}


def test_there_are_enough_of_every_sort():
    cases = set(collected([name for names in ATTACKS.values() for name in names]))
    found = {sort: set().union(*(of(name, cases) for name in names)) for sort, names in ATTACKS.items()}
    few = {sort: len(each) for sort, each in found.items() if len(each) < OF_EACH}
    assert not few, few
    assert len(cases) >= LEAST
    assert len({case.partition("[")[0] for case in cases}) >= LEAST, "each counts once here, whatever its parameters"
