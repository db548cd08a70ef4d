"""What pages bring with them: the one style sheet and the few programs, each under the digest of its content, so that
whoever has it never asks for it again."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Response, abort

from registry.domain.access import Permission
from registry.web.program import digest

_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript"}
_A_YEAR = 31_536_000
STYLE = "register.css"


def address(name: str) -> str:
    """Where the file of this name is served."""
    return f"/assets/{_digest(name)}/{name}"


def asset(digest: str, name: str) -> Response:
    """The file, while it is the one that the digest is of."""
    if name not in _served() or digest != _digest(name):
        abort(404)
    answer = Response(_text(name), content_type=f"{_TYPES[Path(name).suffix]}; charset=utf-8")
    answer.cache_control.public = answer.cache_control.immutable = True
    answer.cache_control.max_age = _A_YEAR
    return answer


asset.right, asset.access = Permission.PUBLISHED, "public"  # type: ignore[attr-defined]


@cache
def _served() -> frozenset[str]:
    """Named before anything is opened: what a path asks for is looked up, never joined to a folder."""
    return frozenset(each.name for each in _STATIC.iterdir() if each.suffix in _TYPES)


@cache
def _text(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


@cache
def _digest(name: str) -> str:
    return digest(_text(name))
