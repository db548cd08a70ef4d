"""The addresses of these pages: for each a view, and what goes wrong on them is told in a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from registry.domain.access import Permission
from registry.domain.errors import Refusal
from registry.service.file import Desk
from registry.web.drafts import views
from registry.web.guards import refused_altogether, signed_in
from registry.web.reception import Reception


def pages(here: Reception, desk: Desk) -> Blueprint:
    """The routes, all of them behind a session."""
    blueprint = Blueprint("people_drafts", __name__)
    for path, method, view, right in (
        ("/drafts", "GET", views.queue, Permission.DRAFTS),
        ("/drafts/<draft>", "GET", _at(desk, views.one), Permission.DRAFTS),
        ("/drafts/<draft>/submission", "POST", _at(desk, views.submission), Permission.DRAFT),
        ("/drafts/<draft>/entry", "POST", _at(desk, views.entry), Permission.APPROVE),
        ("/drafts/<draft>/signature", "POST", _at(desk, views.signature), Permission.APPROVE),
        ("/drafts/<draft>/signed", "POST", _at(desk, views.signed), Permission.APPROVE),
        ("/drafts/<draft>/handing-back", "POST", _at(desk, views.handing_back), Permission.APPROVE),
        ("/drafts/<draft>/withdrawal", "POST", _at(desk, views.withdrawal), Permission.DRAFT),
    ):
        blueprint.add_url_rule(path, view.__name__, signed_in(here, view, right=right), methods=[method])
    blueprint.register_error_handler(Refusal, partial(refused_altogether, here))
    blueprint.register_error_handler(HTTPException, partial(refused_altogether, here))
    return blueprint


def _at(desk: Desk, view: Callable[..., Response]) -> Callable[..., Response]:
    @wraps(view)
    def seen(here: Reception, **values: Any) -> Response:
        return view(here, desk, **values)

    return seen
