"""The project's own Python files, as text and as trees."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(*places):
    """Every Python file in the places (files or folders under the root), in a stable order."""
    found = []
    for place in places:
        path = ROOT / place
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return found


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path):
    """Every function of a file, nested ones and methods too; a lambda is part of what it stands in."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def where(path, node=None):
    """File and line, as editors like to jump to them."""
    return f"{path.relative_to(ROOT)}:{node.lineno if node else 1}"


def told(offences, reason):
    """The message of a failing rule: why it stands, then every place that breaks it."""
    return "\n".join([reason, *(f"  {offence}" for offence in offences)])
