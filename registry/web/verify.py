"""/verify and /v: the page that judges a certificate in the reader's browser.

/v is the address that is printed; what stands behind # in it never reaches this server. The page runs one script and
asks nobody but this register, and even that only as long as its reader lets it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_from_directory

from registry.domain.access import Permission
from registry.domain.paper_code import PATH
from registry.web import program
from registry.web.release import PLACE, POLICY, WORKER, Release

_A_YEAR = 31_536_000
_OF_THE_WORKER = program.policy({"default-src": "'none'", "connect-src": "'self'"})


def pages(*, issuer: str, published_trust: Path | None) -> Blueprint:
    """The routes; anybody may ask for them. ``issuer`` is whose page it is, ``published_trust`` the trust file that it
    gives out as its own."""
    blueprint, release = Blueprint("verify", __name__), Release(issuer)

    def page() -> Response:
        return _page(release, trust=None if published_trust is None else _note(published_trust))

    views: tuple[tuple[str, str, Callable[..., Response]], ...] = (
        (PLACE, "page", page),
        (PATH, "printed", page),
        (f"{PLACE}/assets/<digest>/<name>", "asset", lambda digest, name: _asset(release, digest=digest, name=name)),
        (WORKER, "worker", lambda: _worker(release)),
        (f"{PLACE}/verifier.html", "file", _file),
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


def _page(release: Release, *, trust: str | None) -> Response:
    made = _document(Response(release.page(trust=trust), content_type="text/html; charset=utf-8"))
    made.headers["Cache-Control"] = "no-cache"
    made.add_etag()
    made.make_conditional(request)
    return made


def _document(made: Response) -> Response:
    """What the page may do, be it served or kept."""
    made.headers["Content-Security-Policy"] = POLICY
    made.headers["Referrer-Policy"] = "no-referrer"
    return made


def _asset(release: Release, *, digest: str, name: str) -> Response:
    """A part of the page under the digest of its content, so that whoever has it never asks for it again."""
    found = release.parts.get(name)
    if found is None or found.digest != digest:
        abort(404)
    made = _document(Response(found.text, content_type=f"{found.media_type}; charset=utf-8"))
    made.cache_control.public = made.cache_control.immutable = True
    made.cache_control.max_age = _A_YEAR
    return made


def _worker(release: Release) -> Response:
    """The program that keeps the page in the reader's browser. Its scope is the page's own address: a worker's own
    folder would be wider than that, were it at the top, and narrower where it is (Service Workers, section 4.2)."""
    made = Response(release.worker, content_type="text/javascript; charset=utf-8")
    made.headers["Content-Security-Policy"] = _OF_THE_WORKER
    made.headers["Service-Worker-Allowed"] = PLACE
    made.headers["Cache-Control"] = "no-cache"
    return made


def _file() -> Response:
    """The verifier in one file, to be kept and compared with the digest that stands in the release."""
    folder, name = program.RELEASED.parent, program.RELEASED.name
    return send_from_directory(folder, name, as_attachment=True, download_name=name)
