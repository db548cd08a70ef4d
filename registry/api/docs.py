"""/docs: the interface for people who read, drawn in their browser from the same document that is in api_spec/.

Everything the page needs comes from here, from files pinned by digest (`make vendor`); no other host is asked for
anything, and the page's policy would forbid it. The drawing program is sent from its file: no process holds it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, send_from_directory

from registry.api.auth import public
from registry.api.office import office
from registry.api.published import document
from registry.api.samples import DEMO
from registry.domain.access import Permission

blueprint = Blueprint("docs", __name__, template_folder="templates")

_VENDOR = Path(__file__).parent / "static" / "vendor"
_PROGRAM = "scalar-api-reference.js"
_A_YEAR = 31_536_000
_LANGUAGES: Mapping[str, str] = {"zh": "zh-CN", "en": "en"}  # by the program's names for them; Chinese first


def pinned() -> Mapping[str, str]:
    """The SHA-256 of every vendored file, by name."""
    lines = (_VENDOR / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


_DIGESTS = pinned()


@blueprint.get("/docs")
@public(Permission.PUBLISHED)
def page() -> Response:
    """The page. Each is made with a nonce of its own, so none is kept."""
    nonce, language = secrets.token_urlsafe(16), _language()
    made = Response(
        render_template(
            "docs.html",
            nonce=nonce,
            language=language,
            program=f"/docs/assets/{_DIGESTS[_PROGRAM]}/{_PROGRAM}",
            configuration=_configuration(language),
        )
    )
    made.headers["Content-Security-Policy"] = _policy(nonce)
    made.headers["Referrer-Policy"] = "no-referrer"
    made.headers["Cache-Control"] = "no-store"
    return made


@blueprint.get("/docs/openapi.json")
@public(Permission.PUBLISHED)
def specification() -> Response:
    """What api_spec/openapi.yaml says, with this register's address in the samples."""
    text = json.dumps(document(current_app.extensions["openapi"]), ensure_ascii=False)
    made = Response(text.replace(DEMO, office().origin), content_type="application/json")
    made.headers["Cache-Control"] = "no-cache"
    made.add_etag()
    made.make_conditional(request)
    return made


@blueprint.get("/docs/assets/<digest>/<name>")
@public(Permission.PUBLISHED)
def asset(digest: str, name: str) -> Response:
    """A vendored file under the digest of its content, so that whoever has it never asks for it again."""
    if _DIGESTS.get(name) != digest:
        abort(404)
    made = send_from_directory(_VENDOR, name, max_age=_A_YEAR)
    made.cache_control.immutable = True
    return made


def _language() -> str:
    """What ?lang= says, else the first of our languages that the reader's browser names, else Chinese."""
    asked = request.args.get("lang", "")
    return asked if asked in _LANGUAGES else request.accept_languages.best_match(_LANGUAGES, default="zh")


def _policy(nonce: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            "style-src 'unsafe-inline'",  # the program writes styles as it draws, and gives most of them no nonce
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _configuration(language: str) -> dict[str, Any]:
    return {
        "url": "/docs/openapi.json",
        "localization": {"locale": _LANGUAGES[language]},
        # Nothing leaves this host: no fonts, no counting, no assistants.
        "withDefaultFonts": False,
        "telemetry": False,
        "agent": {"disabled": True},
        "mcp": {"disabled": True},
        "showDeveloperTools": "never",
        # A filing is signed with a key that has no business in a browser; what the program would send is refused.
        "hideTestRequestButton": True,
        "hideClientButton": True,
        "hiddenClients": True,
        "documentDownloadType": "direct",
    }
