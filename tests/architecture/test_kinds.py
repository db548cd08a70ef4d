"""A kind of collateral is one file. Whoever asks for a kind by name elsewhere has begun the next if-chain."""

import ast

from registry.domain.collateral import CLASSES
from tests.architecture.tree import ROOT, files, told, tree, where

HOME = ROOT / "registry" / "domain" / "collateral"


def kinds_named(path, node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in CLASSES


def test_no_kind_is_named_outside_its_folder():
    offences = [
        f"{where(path, node)} names the kind {node.value!r}"
        for path in files("registry")
        if HOME not in path.parents
        for node in ast.walk(tree(path))
        if kinds_named(path, node)
    ]
    reason = "What differs between kinds is asked of the kind (registry/domain/collateral), never decided by its name."
    assert not offences, told(offences, reason)


def test_every_kind_is_named_in_its_folder():
    named = {node.value for path in files(HOME) for node in ast.walk(tree(path)) if kinds_named(path, node)}
    assert named == set(CLASSES)


def test_every_kind_has_a_file_of_its_own():
    assert {kind.__module__.rsplit(".", 1)[-1] for kind in CLASSES.values()} == set(CLASSES)
