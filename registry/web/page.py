"""A page as it leaves the house: its text, and the headers that tell a browser what it may not do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from registry.domain.calendar import SHANGHAI
from registry.domain.errors import Unavailable
from registry.domain.people.roles import WORDS, Person
from registry.domain.people.session import csrf_of
from registry.web import assets, doors, program
from registry.web.language import keep, language, other_way
from registry.web.reception import Reception

_TEMPLATES = Path(__file__).parent / "templates"
_ALLOWED = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_WITH_A_SCRIPT = {"script-src": "'self'", "connect-src": "'self'"}
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
_NO_CHARACTERS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {*map(ord, "\t\n\r")}, "\N{REPLACEMENT CHARACTER}")
"""What may stand in no document (HTML, 13.2.3.5), whatever somebody typed."""


def page(here: Reception, name: str, *, status: int = 200, script: str | None = None, **values: Any) -> Response:
    """A page in its reader's language, with the word that its forms carry. ``name`` is its template's, ``script`` the
    one program it runs: a page without runs none."""
    visitor = _visitor(here)
    shown = {
        "csrf": csrf_of(here.token()),
        "style": assets.address(assets.STYLE),
        "script": assets.address(script) if script else None,
        "issuer": here.authority.issuer.name,
        "livemode": here.authority.issuer.livemode,
        "language": language(),
        "switch": other_way() if request.method == "GET" else None,
        "here": request.path,
        "visitor": visitor,
        "doors": tuple(doors.open_to(visitor)),
        "refused": None,
    }
    text = _templates().get_template(f"{name}.html").render({**shown, **values}).translate(_NO_CHARACTERS)
    answer = sealed(here, Response(text, status, content_type="text/html; charset=utf-8"))
    if script:
        answer.headers["Content-Security-Policy"] = program.policy({**_ALLOWED, **_WITH_A_SCRIPT})
    return here.give(keep(answer, secure=here.has_cover))


def _visitor(here: Reception) -> Person | None:
    """Who is signed in, as far as the database tells: the page that says that it is away is shown all the same."""
    try:
        found = here.visitor()
    except Unavailable:
        return None
    return found.person if found else None


def see_other(here: Reception, path: str) -> Response:
    """The browser asks there next, with GET (RFC 9110 section 15.4.4)."""
    return sealed(here, Response(status=303, headers={"Location": path}))


def sealed(here: Reception, answer: Response) -> Response:
    answer.headers.update(_HEADERS)
    if here.origin.startswith("https://"):
        answer.headers["Strict-Transport-Security"] = f"max-age={_A_YEAR}"
    return answer


def _clock_time(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clock_time"] = _clock_time
    made.globals["words"] = WORDS
    made.globals["asset"] = assets.address
    return made
