"""A kind of collateral is one file and its name in CLASSES: proved by adding one to a copy of the project."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("registry", "migrations", "tests")
LIST = Path("registry/domain/collateral/__init__.py")


@pytest.fixture
def project(folder):
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def add_beehives(project):
    """One file, and its name in the list."""
    shutil.copy(project / "tests" / "beehive.py", project / LIST.parent / "beehive.py")
    listed = (project / LIST).read_text(encoding="utf-8")
    named = listed.replace(
        "from registry.domain.collateral.base import",
        "from registry.domain.collateral.beehive import Beehive\nfrom registry.domain.collateral.base import",
        1,
    ).replace("        InsurancePolicy,\n", "        InsurancePolicy,\n        Beehive,\n", 1)
    (project / LIST).write_text(named, encoding="utf-8")


def run(project):
    command = [sys.executable, "-m", "pytest", "tests/api/beehives.py", "-q", "-p", "no:randomly"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=150, check=False)


def test_it_is_filed_ranked_linked_found_published_and_ended(project):
    add_beehives(project)
    done = run(project)
    assert "4 passed" in done.stdout, done.stdout + done.stderr


def test_it_would_be_unknown_without_its_line(project):
    done = run(project)
    assert "3 failed, 1 passed" in done.stdout, done.stdout + done.stderr
