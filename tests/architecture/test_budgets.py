"""No file, function or signature longer than a reader can hold in mind: beauty is decided by the tail."""

import ast

import pytest

from tests.architecture.tree import ROOT, files, functions, told, tree, where

PLACES = ("registry", "migrations", "wsgi.py", "tests", "bench")
LINES_OF_A_FILE = 400
LINES_OF_A_TEST_FILE = 500
LINES_OF_A_FUNCTION = 50
COMPLEXITY = 8
PARAMETERS = 6
POSITIONAL = 2
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "manager", "base_service"}

_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


# These override a library's method, or a handler of the standard library's, whose signature is not ours to choose.
OVERRIDES = {"_deserialize", "_serialize", "handle_error"}
# Of the methods that Python calls, those whose arguments we write ourselves: by calling the class.
MADE_BY = {"__init__", "__new__"}


def python_files():
    return files(*(place for place in PLACES if (ROOT / place).exists()))


def is_test(path):
    return path.relative_to(ROOT).parts[0] == "tests"


def complexity(function):
    """One, and one more for each place where control can part: every `if`, `elif` and conditional expression, every
    loop, every `for` and `if` of a comprehension, every `except`, and every `case` but a bare `_`. A condition is read
    as one, however many `and` and `or` it has: they make one statement of fact, and a line of five of them is easier to
    follow than five returns. `else`, `with`, `assert` and `finally` part nothing. A nested function counts by itself; a
    lambda counts where it stands.
    """
    return 1 + sum(_parts(node) for node in _own_nodes(function))


def _own_nodes(function):
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, _NESTED):
            yield node
            waiting += ast.iter_child_nodes(node)


def _parts(node):
    if isinstance(node, ast.match_case):
        bare = isinstance(node.pattern, ast.MatchAs) and node.pattern.pattern is None
        return not (bare and node.guard is None)
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    return isinstance(node, _BRANCHES)


def parameters(function):
    """Names of the positional and of all parameters, without self and cls."""
    positional = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    if positional and positional[0] in {"self", "cls"}:
        positional = positional[1:]
    return positional, positional + [each.arg for each in function.args.kwonlyargs]


def is_called_by_others(path, function):
    """A test's and a fixture's parameters are fixtures and given by name; a library calls what overrides its own."""
    by_pytest = is_test(path) and (
        function.name.startswith("test_") or any("fixture" in ast.dump(each) for each in function.decorator_list)
    )
    by_python = function.name.startswith("__") and function.name.endswith("__") and function.name not in MADE_BY
    return by_pytest or by_python or function.name in OVERRIDES


def signatures(breaks_the_rule):
    """Where the rule is broken."""
    return [
        f"{where(path, function)} {function.name}"
        for path in python_files()
        for function in functions(path)
        if breaks_the_rule(path, function)
    ]


def is_wide(_path, function):
    return len(parameters(function)[1]) > PARAMETERS


def is_positional(path, function):
    return not is_called_by_others(path, function) and len(parameters(function)[0]) > POSITIONAL


def test_files_stay_short():
    offences = []
    for path in python_files():
        limit = LINES_OF_A_TEST_FILE if is_test(path) else LINES_OF_A_FILE
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > limit:
            offences.append(f"{where(path)} has {lines} lines, the budget is {limit}")
    assert not offences, told(offences, "A file is read as a whole; what has outgrown that is two things.")


def test_functions_stay_short():
    offences = [
        f"{where(path, function)} {function.name} has {lines} lines, the budget is {LINES_OF_A_FUNCTION}"
        for path in python_files()
        for function in functions(path)
        if (lines := function.end_lineno - function.lineno + 1) > LINES_OF_A_FUNCTION
    ]
    assert not offences, told(offences, "A function fits on a screen, or its steps have names of their own.")


def test_functions_stay_simple():
    offences = [
        f"{where(path, function)} {function.name} has complexity {found}, the budget is {COMPLEXITY}"
        for path in python_files()
        for function in functions(path)
        if (found := complexity(function)) > COMPLEXITY
    ]
    assert not offences, told(offences, "More ways through a function than a reader, or its tests, will follow.")


def test_signatures_stay_narrow():
    offences = [f"{each} takes more than {PARAMETERS} parameters" for each in signatures(is_wide)]
    assert not offences, told(offences, "Parameters that travel together are a value that wants a name.")


def test_calls_name_what_they_pass():
    offences = [f"{each} takes more than {POSITIONAL} by position" for each in signatures(is_positional)]
    reason = "Beyond two, the order of arguments is a riddle at the call: make them keyword-only."
    assert not offences, told(offences, reason)


def test_modules_say_what_they_are_about():
    offences = [
        where(path)
        for path in python_files()
        if {path.stem, *path.relative_to(ROOT).parts[:-1]} & NAMES_THAT_SAY_NOTHING
    ]
    assert not offences, told(offences, "Such a name takes in anything, and soon holds it.")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pass", 1),
        ("if a: pass\n elif b: pass\n else: pass", 3),
        ("for x in y:\n  while z: pass", 3),
        ("return a if b and c or d else e", 2),
        ("return [x for x in y if x for z in x]", 4),
        ("try: pass\n except A: pass\n except B: pass\n finally: pass", 3),
        ("match a:\n  case 1: pass\n  case _ if b: pass\n  case _: pass", 3),
        ("with a: assert b", 1),
        ("def g():\n  if a: pass", 1),
        ("return lambda x: x if a else b", 2),
    ],
)
def test_complexity_counts_each_way_once(body, expected):
    (function,) = ast.parse(f"def f():\n {body}").body
    assert complexity(function) == expected


def test_the_budgets_look_at_something():
    seen = {path.relative_to(ROOT).parts[0] for path in python_files()}
    assert {"registry", "tests"} <= seen
    assert any(functions(path) for path in python_files())
    assert all(tree(path) for path in python_files())
