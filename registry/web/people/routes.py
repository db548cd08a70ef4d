"""The addresses of these pages: for each a view, and who may ask."""

from __future__ import annotations

from functools import partial

from flask import Blueprint
from werkzeug.exceptions import HTTPException

from registry.domain.errors import Refusal
from registry.web.assets import asset
from registry.web.guards import anybody, refused_altogether, signed_in
from registry.web.people import account, door
from registry.web.reception import Reception


def pages(here: Reception) -> Blueprint:
    """The routes. What goes wrong on them is told in a page."""
    blueprint = Blueprint("people", __name__)
    public, own = partial(anybody, here), partial(signed_in, here)
    for path, method, view in (
        ("/sign-in", "GET", public(door.sign_in)),
        ("/sign-in", "POST", public(door.signed_in)),
        ("/sign-out", "POST", public(door.signed_out)),
        ("/invitation", "GET", public(door.invitation)),
        ("/invitation", "POST", public(door.invited)),
        ("/account", "GET", own(account.account)),
        ("/account/password", "POST", own(account.password)),
        ("/account/telephone", "POST", own(account.telephone)),
        ("/account/sessions", "POST", own(account.end_session, keeps=("session",))),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=[method])
    blueprint.add_url_rule("/assets/<digest>/<name>", "asset", asset)
    blueprint.register_error_handler(Refusal, partial(refused_altogether, here))
    blueprint.register_error_handler(HTTPException, partial(refused_altogether, here))
    return blueprint
