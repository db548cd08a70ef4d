"""The addresses of these pages: for each a view, and what goes wrong on them is told in a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from registry.domain.errors import Refusal
from registry.service.file import Desk
from registry.web.drafts import views
from registry.web.guards import refused_altogether, signed_in
from registry.web.reception import Reception


def pages(here: Reception, desk: Desk) -> Blueprint:
    """The routes, all of them behind a session."""
    blueprint = Blueprint("people_drafts", __name__)
    for path, method, view in (
        ("/drafts", "GET", views.queue),
        ("/drafts/<draft>", "GET", _at(desk, views.one)),
        ("/drafts/<draft>/submission", "POST", _at(desk, views.submission)),
        ("/drafts/<draft>/entry", "POST", _at(desk, views.entry)),
        ("/drafts/<draft>/signature", "POST", _at(desk, views.signature)),
        ("/drafts/<draft>/signed", "POST", _at(desk, views.signed)),
        ("/drafts/<draft>/handing-back", "POST", _at(desk, views.handing_back)),
        ("/drafts/<draft>/withdrawal", "POST", _at(desk, views.withdrawal)),
    ):
        blueprint.add_url_rule(path, view.__name__, signed_in(here, view), methods=[method])
    blueprint.register_error_handler(Refusal, partial(refused_altogether, here))
    blueprint.register_error_handler(HTTPException, partial(refused_altogether, here))
    return blueprint


def _at(desk: Desk, view: Callable[..., Response]) -> Callable[..., Response]:
    @wraps(view)
    def seen(here: Reception, **values: Any) -> Response:
        return view(here, desk, **values)

    return seen
