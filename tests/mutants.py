"""Plants one small change after the other in a copy of the law and asks the tests of that file whether they notice.

    .venv/bin/python -m tests.mutants [NAME ...] [--jobs N]

Without names all of ``TESTED`` are tried, for an hour. Every survivor is printed with its line: either a test is
missing, or nobody could tell the difference; what is known to be so stands in ``tests/README.md``. Comparisons, boolean
operands, arithmetic, whole numbers, texts, branches, filters, elements of tuples, named arguments, returned and assigned
values are changed; annotations, decorators and what is only said to people are not.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import _hypothesis_pytestplugin as for_hypothesis
import hypothesis  # noqa: F401  # loaded once, for every process that is forked
import pytest
import pytest_timeout

ROOT = Path(__file__).parent.parent
TESTED = {
    "admission": "admission",
    "burden": "lien_status payment",
    "conflict": "conflict names edges_of_the_order overlap register further_claim inventory crop livestock insurance_policy",
    "creditors": "creditors",
    "filings/acts": "names seizure hold transfer subordination words",
    "filings/attest": "attestation ledger words",
    "filings/carrying": "attestation carrying ledger words",
    "filings/further_claim": "further_claim further_claim_rules inventory words",
    "filings/givers": "further_claim_rules register",
    "filings/hold": "hold words",
    "filings/offered": "carrying further_claim further_claim_rules register title overlap ledger seizure hold transfer attestation crop insurance_policy words",
    "filings/release": "release words",
    "filings/seizure": "seizure carrying names words",
    "filings/subordination": "subordination words",
    "filings/taking": "ledger inventory register words",
    "filings/transfer": "transfer words",
    "ledger": "ledger attestation",
    "lien_status": "words lien_status title names carrying overlap receivable payment",
    "lifecycle": "words lifecycle discharge release further_claim statutory_registration",
    "names": "names",
    "on_record": "names lien_status overlap",
    "overlap": "overlap edges_of_the_order register",
    "payment": "payment",
    "priority": "words edges_of_the_order payment priority priority_order waterfall waterfall_estate waterfall_properties",
    "proceeds": "edges_of_the_order waterfall waterfall_estate waterfall_properties",
    "queue": "queue names seizure hold transfer payment",
    "running_totals": "ledger",
    "share": "share",
    "title": "title",
    "trade_verdict": "trade_verdict",
    "waterfall": "edges_of_the_order payment waterfall waterfall_estate waterfall_properties",
}
SAID = {"Text", "ValueError", "MeasureFault", "RegistrationEnded", "Unavailable", "TypeVar"}
OTHERS = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
TURNED = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list", "reversed": "tuple"}
NOTHING = ast.Constant(None)
HASHED = "1"


@dataclass(frozen=True)
class Mutant:
    line: int
    source: str


def changed(node, **fields):
    new = copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def without(values) -> Iterator[list]:
    """The list without each of its members in turn."""
    for place in range(len(values)):
        yield [*values[:place], *values[place + 1 :]]


# --- what can be done to a node ---------------------------------------------------------------------------------------


def compared(node):
    for place, operator in enumerate(node.ops):
        for other in OTHERS.get(type(operator), ()):
            yield changed(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])


def joined(node):
    yield changed(node, op=OTHERS[type(node.op)][0]())
    for rest in without(node.values):
        yield changed(node, values=rest) if len(rest) > 1 else rest[0]


def reckoned(node):
    for other in OTHERS.get(type(node.op), ()):
        yield changed(node, op=other())
    yield from (node.left, node.right)


def negated(node):
    if isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def chosen(node):
    yield from (node.body, node.orelse)


def branched(node):
    for always in (True, False):
        operator = ast.Or() if always else ast.And()
        yield changed(node, test=ast.BoolOp(operator, [node.test, ast.Constant(always)]))


def constant(node):
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield from (ast.Constant(node.value + 1), ast.Constant(node.value - 1))
    elif isinstance(node.value, str):
        yield ast.Constant(node.value + "X")


def called(node):
    name = getattr(node.func, "id", None)
    if name in TURNED:
        kept = [] if TURNED[name] in ("list", "tuple") else node.keywords
        yield changed(node, func=ast.Name(TURNED[name], ast.Load()), keywords=kept)
    for rest in without(node.keywords):
        yield changed(node, keywords=rest)
    if node.args and (name in ("tuple", "replace") or getattr(node.func, "attr", "") in ("at", "fromkeys")):
        yield node.args[0]


def filtered(node):
    yield from (changed(node, ifs=rest) for rest in without(node.ifs))


def listed(node):
    if isinstance(getattr(node, "ctx", None), ast.Load) and len(node.elts) > 1:
        yield from (changed(node, elts=rest) for rest in without(node.elts))


def held(node):
    if isinstance(node, ast.Set):
        yield from (changed(node, elts=rest) for rest in without(node.elts))
    else:
        pairs = list(zip(node.keys, node.values, strict=True))
        for rest in without(pairs):
            yield changed(node, keys=[key for key, _ in rest], values=[value for _, value in rest])


def returned(node):
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield changed(node, value=NOTHING)


def assigned(node):
    """Only within functions, which is where a name is used that a class or a module would miss at once."""
    if node.value is not None and not isinstance(getattr(node, "targets", [None])[0], ast.Tuple):
        yield changed(node, value=NOTHING)


def added(node):
    yield from (changed(node, op=other()) for other in OTHERS.get(type(node.op), ()))
    yield ast.Pass()


def left_out(node):
    if not isinstance(getattr(node, "value", None), ast.Constant):
        yield ast.Pass()


def sliced(node):
    yield from (changed(node, **{end: None}) for end in ("lower", "upper") if getattr(node, end))


CHANGES = {
    ast.Compare: compared,
    ast.BoolOp: joined,
    ast.BinOp: reckoned,
    ast.UnaryOp: negated,
    ast.IfExp: chosen,
    ast.If: branched,
    ast.Constant: constant,
    ast.Call: called,
    ast.comprehension: filtered,
    ast.Tuple: listed,
    ast.Set: held,
    ast.Dict: held,
    ast.Return: returned,
    ast.Assign: assigned,
    ast.AnnAssign: assigned,
    ast.AugAssign: added,
    ast.Expr: left_out,
    ast.Raise: left_out,
    ast.Slice: sliced,
}


# --- the mutants of a file --------------------------------------------------------------------------------------------


class Exchange(ast.NodeTransformer):
    """One node in the place of another."""

    def __init__(self, old, new):
        self._old, self._new = old, new

    def visit(self, node):
        return self._new if node is self._old else self.generic_visit(node)


def spared(tree) -> set:
    """What is left as it is: types, imports, decorators, docstrings, and texts for people."""
    found: set = set()
    for node in ast.walk(tree):
        for name in ("annotation", "returns", "bases", "decorator_list"):
            roots = getattr(node, name, None) or []
            for root in roots if isinstance(roots, list) else [roots]:
                found |= set(ast.walk(root))
        if isinstance(node, ast.Import | ast.ImportFrom) or is_said(node) or is_a_type(node, tree):
            found |= set(ast.walk(node))
    return found


def is_said(node) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAID


def is_a_type(node, tree) -> bool:
    return isinstance(node, ast.Assign) and node in tree.body and isinstance(node.value, ast.Subscript | ast.BinOp)


def in_functions(tree) -> set:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return set(chain.from_iterable(ast.walk(statement) for node in functions for statement in node.body))


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant once; what is written the same as the source is none."""
    tree = ast.parse(source)
    known, left, inside = {ast.unparse(tree)}, spared(tree), in_functions(tree)
    for node in [each for each in ast.walk(tree) if each not in left and type(each) in CHANGES]:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node not in inside:
            continue
        line = getattr(node, "lineno", 0) or node.target.lineno
        for new in CHANGES[type(node)](node):
            tree = Exchange(node, new).visit(tree)
            written = ast.unparse(ast.fix_missing_locations(tree))
            tree = Exchange(new, node).visit(tree)
            if written not in known:
                known.add(written)
                yield Mutant(line, written)


# --- the tests --------------------------------------------------------------------------------------------------------


def a_copy(folder: Path) -> Path:
    for name in ("registry", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    subprocess.run([sys.executable, "-m", "compileall", "-q", "registry", "tests"], cwd=folder, check=True)
    return folder


def begin(copy_: Path, tests: Sequence[str], *, cached: bool = True) -> int:
    """A process of its own in which the tests of the copy run; it ends with 0 where none failed. Nothing of a mutant is
    kept in caches.

    It is forked and not started, for to load the tools takes as long as the tests; and of the tools only those are
    loaded which these tests need."""
    if pid := os.fork():
        return pid
    for module in [each for each in sys.modules if each.split(".")[0] in ("registry", "tests")]:
        del sys.modules[module]
    os.chdir(copy_)
    sys.path = [str(copy_), *(each for each in sys.path if each not in ("", str(ROOT)))]
    sys.dont_write_bytecode = cached
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "REGISTRY_SEED": "4711"}
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os._exit(pytest.main(["-x", "-q", "--noconftest", "--timeout=60", *tests], [pytest_timeout, for_hypothesis]))


class Trial:
    """The tests of one file, run on mutants of it, as many at a time as there are copies."""

    def __init__(self, name: str, copies: Sequence[Path]) -> None:
        self.path = f"registry/domain/{name}.py"
        self.source = (ROOT / self.path).read_text()
        self._tests = [f"tests/domain/test_{each}.py" for each in TESTED[name].split()]
        self._free, self._running = list(copies), dict[int, tuple[Mutant, Path]]()
        self.alive: list[Mutant] = []

    def fails_as_it_is(self) -> bool:
        """Asked first, in every copy: what is compiled then need not be again."""
        ended = [os.waitpid(begin(each, self._tests, cached=False), 0)[1] for each in self._free]
        return any(ended)

    def plant(self, mutant: Mutant) -> None:
        if not self._free:
            self._reap()
        mine = self._free.pop()
        (mine / self.path).write_text(mutant.source)
        self._running[begin(mine, self._tests)] = mutant, mine

    def end(self) -> None:
        while self._running:
            self._reap()
        self.alive.sort(key=lambda each: each.line)

    def _reap(self) -> None:
        pid, status = os.wait()
        mutant, mine = self._running.pop(pid)
        (mine / self.path).write_text(self.source)
        self._free.append(mine)
        if status == 0:
            self.alive.append(mutant)


def try_all(name: str, *, copies: Sequence[Path]) -> None:
    trial = Trial(name, copies)
    if trial.fails_as_it_is():
        raise SystemExit(f"{name}: the tests fail as they are")
    planted = list(mutants(trial.source))
    for mutant in planted:
        trial.plant(mutant)
    trial.end()
    for mutant in trial.alive:
        print(f"{name}:{mutant.line} {trial.source.splitlines()[mutant.line - 1].strip()}")
        print(f"    {difference(trial.source, mutant.source)}")
    print(f"{name} {len(planted) - len(trial.alive)}/{len(planted)}", flush=True)


def difference(source: str, mutated: str) -> str:
    known = ast.unparse(ast.parse(source)).splitlines()
    return next((line.strip() for line in mutated.splitlines() if line not in known), "a statement is gone")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", default=list(TESTED))
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = asked.parse_args()
    if os.environ.get("PYTHONHASHSEED") != HASHED:  # the order of a set decides nothing, or every time the same
        os.execve(sys.executable, [*sys.orig_argv], {**os.environ, "PYTHONHASHSEED": HASHED})
    with tempfile.TemporaryDirectory() as folder:
        copies = [a_copy(Path(folder) / str(number)) for number in range(given.jobs)]
        for name in given.names:
            try_all(name, copies=copies)


if __name__ == "__main__":
    main()
