"""/verify and /v: the page that judges a certificate in the reader's browser.

/v is the address that is printed; what stands behind # in it never reaches this server. The page runs one script and
asks nobody but this register, and even that only as long as its reader lets it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_from_directory

from registry.domain.access import Permission
from registry.domain.paper_code import PATH
from registry.web import program

_ALLOWED = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
_A_YEAR = 31_536_000


def pages(*, issuer: str, published_trust: Path | None) -> Blueprint:
    """The routes; anybody may ask for them. ``issuer`` is whose page it is, ``published_trust`` the trust file that it
    gives out as its own."""
    blueprint = Blueprint("verify", __name__)

    def page() -> Response:
        return _page(issuer, trust=None if published_trust is None else _note(published_trust))

    views: tuple[tuple[str, str, Callable[..., Response]], ...] = (
        ("/verify", "page", page),
        (PATH, "printed", page),
        ("/verify/assets/<digest>/<name>", "asset", _asset),
        ("/verify/verifier.html", "file", _file),
    )
    for path, name, view in views:
        view.right, view.access = Permission.PUBLISHED, "public"  # type: ignore[attr-defined]
        blueprint.add_url_rule(path, name, view)
    return blueprint


def _note(path: Path) -> str | None:
    """The trust file as it stands now: a new one is given out without a restart. One that is away is none, for the page
    works with the reader's own."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None


def _page(issuer: str, *, trust: str | None) -> Response:
    addresses = {name: f"/verify/assets/{digest}/{name}" for name, (digest, _, _) in _assets().items()}
    served = {"issuer": issuer, "trust": trust}
    text = program.page(served=served, file=_released_digest(), addresses=addresses, policy=None)
    made = Response(text, content_type="text/html; charset=utf-8")
    made.headers["Content-Security-Policy"] = program.policy(_ALLOWED)
    made.headers["Referrer-Policy"] = "no-referrer"
    made.headers["Cache-Control"] = "no-cache"
    made.add_etag()
    made.make_conditional(request)
    return made


def _asset(digest: str, name: str) -> Response:
    """A part of the page under the digest of its content, so that whoever has it never asks for it again."""
    found = _assets().get(name)
    if found is None or found[0] != digest:
        abort(404)
    made = Response(found[2], content_type=f"{found[1]}; charset=utf-8")
    made.cache_control.public = made.cache_control.immutable = True
    made.cache_control.max_age = _A_YEAR
    return made


def _file() -> Response:
    """The verifier in one file, to be kept and compared with the digest that stands in the release."""
    folder, name = program.RELEASED.parent, program.RELEASED.name
    return send_from_directory(folder, name, as_attachment=True, download_name=name)


@cache
def _assets() -> dict[str, tuple[str, str, str]]:
    return {name: (program.digest(text), kind, text) for name, (kind, text) in program.assets().items()}


@cache
def _released_digest() -> str:
    return program.digest(program.RELEASED.read_text(encoding="utf-8"))
