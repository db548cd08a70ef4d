"""The verifier as one text: the modules of `verifier/`, each in a scope of its own, in the order in which they need
each other. The same files give the same bytes, so that a digest can stand for them."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

FOLDER = Path(__file__).parent / "verifier"
ENTRY = "page.js"
TEMPLATE = "verify.html"
RELEASED = Path(__file__).parent / "static" / "verifier.html"

_TEMPLATES = Path(__file__).parent / "templates"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
_DECLARED = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_LISTED = re.compile(r"^export \{([^}]*)\};\n?", re.MULTILINE)
_OTHER = re.compile(r"^(?:export|import)\b.*", re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def program() -> str:
    """The whole program. Raises ValueError for a module written in a way that this does not know."""
    order: dict[Path, str] = {}
    _collect(FOLDER / ENTRY, order, above=())
    return '"use strict";\n(() => {\n' + "\n".join(order.values()) + "\n})();\n"


def styles() -> str:
    return (FOLDER / "page.css").read_text(encoding="utf-8")


def released() -> str:
    """The verifier in one file, for whoever would not have it from the party that is checked. Its own policy forbids it
    to ask anybody anything."""
    script, style = program(), styles()
    if "</script" in script or "</style" in style:
        raise ValueError("a program that would end its element")
    allowed = {
        "default-src": "'none'",
        "script-src": _hashed(script),
        "style-src": _hashed(style),
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return page(served=None, policy=policy(allowed), script=script, style=style)


def policy(allowed: Mapping[str, str]) -> str:
    """What a document may do, as its Content-Security-Policy says it."""
    return "; ".join(map(" ".join, allowed.items()))


def page(**given: object) -> str:
    """The document, for the page that is served and for the file alike."""
    return _environment().get_template(TEMPLATE).render(**given)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _hashed(text: str) -> str:
    """How a policy names what may stand in a document (Content Security Policy Level 3, section 2.3.1)."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _collect(path: Path, order: dict[Path, str], *, above: tuple[Path, ...]) -> None:
    if path in order:
        return
    if path in above:
        raise ValueError(f"{path.name} needs itself")
    text = path.read_text(encoding="utf-8")
    for _, where in _IMPORT.findall(text):
        _collect((path.parent / where).resolve(), order, above=(*above, path))
    order[path] = _scoped(path, text)


def _scoped(path: Path, text: str) -> str:
    """A module as a value: what it exports, by name. What it imports are members of the values before it."""
    exported = dict(_exports(text))
    body = _IMPORT.sub(lambda found: _taken(path, names=found[1], where=found[2]), text)
    body = _LISTED.sub("", _DECLARED.sub("", body))
    if left := _OTHER.search(_COMMENT.sub("", body)):
        raise ValueError(f"{path.name}: {left[0]!r} is no import or export that is understood")
    given = ", ".join(outside if outside == inside else f"{outside}: {inside}" for outside, inside in exported.items())
    return f"const {_name(path)} = (() => {{\n{body}\nreturn {{ {given} }};\n}})();\n"


def _exports(text: str) -> Iterator[tuple[str, str]]:
    """The names a module gives, each with its own word for it."""
    for name in _DECLARED.findall(text):
        yield name, name
    for names in _LISTED.findall(text):
        for each in filter(None, (part.strip() for part in names.split(","))):
            inside, _, outside = each.partition(" as ")
            yield outside or inside, inside


def _taken(path: Path, *, names: str, where: str) -> str:
    wanted = re.sub(r"(\w+) as (\w+)", r"\1: \2", " ".join(names.split()))
    return f"const {{ {wanted} }} = {_name((path.parent / where).resolve())};\n"


def _name(path: Path) -> str:
    return "$" + re.sub(r"\W", "_", path.relative_to(FOLDER).with_suffix("").as_posix())


def assets() -> Mapping[str, tuple[str, str]]:
    """What the served page asks for beside itself: media type and text, by name."""
    return {"verifier.js": ("text/javascript", program()), "verifier.css": ("text/css", styles())}
