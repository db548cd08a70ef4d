"""docs/security.md leaves nothing out and names no test that is not there."""

import ast
import re
from functools import cache

from registry.domain.access_event import LEAST_DAYS, AccessEventKind
from registry.settings import log_settings
from tests.architecture.tree import ROOT, tree

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TEST = re.compile(r"`(tests/[\w/]+\.py)((?:::\w+)*)`")
REQUIREMENT = re.compile(r"\d+\.\d+\.\d+")
# OWASP ASVS 5.0.0: the requirements of levels 1 and 2 by section, and three of level 3.
ASKED = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2", "2.1": "1-3", "2.2": "1-3",
    "2.3": "1-5", "2.4": "1", "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2", "4.1": "1-3,5",
    "4.2": "1", "4.3": "1-2", "4.4": "1-4", "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3", "6.1": "1-3",
    "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4", "7.1": "1-3",
    "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2", "8.1": "1-2", "8.2": "1-3", "8.3": "1",
    "8.4": "1", "9.1": "1-3", "9.2": "1-4", "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11",
    "10.5": "1-5", "10.6": "1-2", "10.7": "1-3", "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4",
    "11.5": "1", "11.6": "1", "12.1": "1-3", "12.2": "1-2", "12.3": "1-4", "13.1": "1", "13.2": "1-5",
    "13.3": "1-2", "13.4": "1-5", "14.1": "1-2", "14.2": "1-4", "14.3": "1-3", "15.1": "1-3", "15.2": "1-3",
    "15.3": "1-7", "16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3", "17.1": "1",
    "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip


def required():
    for section, numbers in ASKED.items():
        for part in numbers.split(","):
            first, _, last = part.partition("-")
            yield from (f"{section}.{number}" for number in range(int(first), int(last or first) + 1))


def rows():
    """The cells of the table's rows, by requirement."""
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if REQUIREMENT.match(cells[0]):
            for number in REQUIREMENT.findall(cells[0]):
                yield number, cells


@cache
def names(path):
    """Classes and functions of a test file, dotted as pytest joins them."""
    found = set()
    for node in tree(path).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            found.add(f"::{node.name}")
        if isinstance(node, ast.ClassDef):
            found |= {f"::{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return found


def test_every_requirement_has_its_row_and_only_one():
    told = [number for number, _ in rows()]
    asked = list(required())
    assert len(asked) == 255
    assert sorted(told) == sorted(asked)


def test_every_requirement_is_shown_by_a_test_or_said_to_be_a_gap_or_not_here():
    silent = [
        number
        for number, (_, asks, here, shown) in rows()
        if not (asks and here and (TEST.search(shown) or shown.startswith("**gap**: ") or shown == "not here"))
    ]
    assert not silent, silent


def test_every_item_of_the_top_ten_is_there():
    lines = {line.split()[1]: line for line in PAGE.splitlines() if line.startswith("| API")}
    assert set(lines) == {f"API{number}" for number in range(1, 11)}
    assert all(TEST.search(line) for line in lines.values())


def test_every_test_that_is_named_is_there():
    named = TEST.findall(PAGE)
    assert len(named) > 200
    missing = [
        path + name for path, name in named if not (ROOT / path).is_file() or (name and name not in names(ROOT / path))
    ]
    assert not missing, missing


def test_every_kind_of_event_is_told():
    missing = [str(kind) for kind in AccessEventKind if f"`{kind}`" not in PAGE]
    assert not missing, missing


def test_nothing_of_the_trail_is_forgotten_before_six_months():
    """The same days in the domain, the settings, the database and what operators read (网络安全法第21条第3项)."""
    trigger = (ROOT / "migrations" / "sql" / "0013_access_events.sql").read_text(encoding="utf-8")
    assert LEAST_DAYS >= 183
    assert f"interval '{LEAST_DAYS} days'" in trigger
    given = dict.fromkeys(
        ("DATABASE_URL", "PUBLIC_ORIGIN", "KEY_FOLDER", "LOG_KEY_PASSPHRASE", "LOG_STATE_FOLDER"), "x"
    )
    assert log_settings({f"REGISTRY_{name}": value for name, value in given.items()}).access_events_days >= LEAST_DAYS
    assert f"never less than {LEAST_DAYS}" in (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
