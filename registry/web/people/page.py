"""A page as it leaves the house: its text, and the headers that tell a browser what it may not do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, abort
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from registry.domain.calendar import SHANGHAI
from registry.domain.people.roles import WORDS
from registry.domain.people.session import csrf_of
from registry.web import program
from registry.web.people.reception import Reception

_HERE = Path(__file__).parent.parent
_STYLE = "people.css"
_ALLOWED = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": program.policy(_ALLOWED),
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: with that a browser calls its own forms' origin `null`, and they would not be believed.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_A_YEAR = 31_536_000


def page(here: Reception, name: str, *, status: int = 200, **values: Any) -> Response:
    """A page in both languages, with the word that its forms carry."""
    shown = {"csrf": csrf_of(here.token()), "style": _address(), "issuer": here.authority.issuer.name, "refused": None}
    text = _templates().get_template(f"people/{name}.html").render({**shown, **values})
    answer = sealed(here, Response(text, status, content_type="text/html; charset=utf-8"))
    return here.give(answer)


def see_other(here: Reception, path: str) -> Response:
    """The browser asks there next, with GET (RFC 9110 section 15.4.4)."""
    return sealed(here, Response(status=303, headers={"Location": path}))


def sealed(here: Reception, answer: Response) -> Response:
    answer.headers.update(_HEADERS)
    if here.origin.startswith("https://"):
        answer.headers["Strict-Transport-Security"] = f"max-age={_A_YEAR}"
    return answer


def style(digest: str, name: str) -> Response:
    """Under the digest of its content, so that whoever has it never asks for it again."""
    if (digest, name) != (_digest(), _STYLE):
        abort(404)
    answer = Response(_text(), content_type="text/css; charset=utf-8")
    answer.cache_control.public = answer.cache_control.immutable = True
    answer.cache_control.max_age = _A_YEAR
    return answer


def _address() -> str:
    return f"/assets/{_digest()}/{_STYLE}"


def _clock_time(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@cache
def _text() -> str:
    return (_HERE / "static" / _STYLE).read_text(encoding="utf-8")


@cache
def _digest() -> str:
    return program.digest(_text())


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clock_time"] = _clock_time
    made.globals["words"] = WORDS
    return made
