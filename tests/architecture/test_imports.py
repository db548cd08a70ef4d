"""Who may import what. The floors are import-linter's; these are the few rules a reader should find in plain sight."""

import ast
import sys

import pytest

from tests.architecture.tree import ROOT, files, told, tree, where

ALLOWED = {
    "flask": ("registry.api", "registry.web", "registry.app"),
    "flask_smorest": ("registry.api", "registry.web", "registry.app"),
    "werkzeug": ("registry.api", "registry.web", "registry.app"),
    "sqlalchemy": ("registry.store",),
    "shapely": ("registry.geometry",),
    "webauthn": ("registry.signing.passkeys",),
}
REASON = {
    "flask": "Only the faces and the composition root speak HTTP; everything below can be called without a request.",
    "flask_smorest": "Only the faces and the composition root speak HTTP.",
    "werkzeug": "Only the faces and the composition root speak HTTP.",
    "sqlalchemy": "All SQL stands in one place, where locks, timeouts and statements can be reviewed together.",
    "webauthn": "What strangers' devices write is read in one place, which says what is believed of it.",
    "shapely": "It costs a process thirty megabytes, and is loaded by one room alone, when the first parcel comes.",
}


def module(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path):
    """Every import of a file, at its top or anywhere else in it: the node and the full name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, "." * node.level + (node.module or "")


def within(name, packages):
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("library", ALLOWED)
def test_a_library_stays_on_its_floor(library):
    offences = [
        f"{where(path, node)} imports {name}"
        for path in files("registry")
        if not within(module(path), ALLOWED[library])
        for node, name in imports(path)
        if within(name, [library])
    ]
    assert not offences, told(offences, REASON[library])


def test_the_domain_imports_nothing_but_the_standard_library():
    offences = [
        f"{where(path, node)} imports {name}"
        for path in files("registry/domain")
        for node, name in imports(path)
        if not (name.startswith(".") or within(name, ["registry.domain"]))
        and name.partition(".")[0] not in sys.stdlib_module_names
    ]
    reason = "The law can be read, tested and replayed without a framework, a database or a network."
    assert not offences, told(offences, reason)


def test_the_domain_does_not_touch_the_world():
    world = {"os", "io", "pathlib", "socket", "subprocess", "threading", "time", "random", "secrets", "logging", "http"}
    offences = [
        f"{where(path, node)} imports {name}"
        for path in files("registry/domain")
        for node, name in imports(path)
        if name.partition(".")[0] in world
    ]
    reason = "A decision is a function of what it is given: clocks, chance and files come in as arguments."
    assert not offences, told(offences, reason)


def test_imports_are_found_wherever_they_stand():
    found = {name for path in files("registry/domain") for _, name in imports(path)}
    assert {"hashlib", "registry.domain", ".fault"} <= found
