"""The addresses that are open to everybody: for each a view, and by which right of the table."""

from __future__ import annotations

from functools import partial, update_wrapper

from flask import Blueprint
from werkzeug.exceptions import HTTPException

from registry.domain.access import Permission
from registry.domain.errors import Refusal
from registry.service.press import Press
from registry.web.guards import anybody, refused_altogether
from registry.web.public import certificates, home, mine
from registry.web.reception import Reception


def pages(here: Reception, *, press: Press) -> Blueprint:
    """The routes. What goes wrong on them is told in a page."""
    blueprint = Blueprint("public", __name__)
    printing = update_wrapper(partial(certificates.pdf, press=press), certificates.pdf)
    holding = Permission.CERTIFICATE_READ
    for path, method, view, right in (
        ("/", "GET", home.home, Permission.PUBLISHED),
        ("/look-up", "GET", home.look_up, Permission.PUBLISHED),
        ("/look-up", "POST", home.looked_up, Permission.LOOK_UP),
        ("/certificates", "GET", certificates.by_number, Permission.PUBLISHED),
        ("/certificates", "POST", certificates.found_by_number, holding),
        ("/certificates/how-to-read", "GET", certificates.how_to_read, Permission.PUBLISHED),
        ("/certificates/<number>", "GET", certificates.one, Permission.PUBLISHED),
        ("/certificates/<number>", "POST", certificates.found, holding),
        ("/certificates/<number>/pdf", "POST", printing, holding),
        ("/mine", "GET", mine.mine, Permission.PUBLISHED),
        ("/mine", "POST", mine.told, Permission.SUBJECT_REPORT),
    ):
        blueprint.add_url_rule(path, view.__name__, anybody(here, view, right=right), methods=[method])
    blueprint.register_error_handler(Refusal, partial(refused_altogether, here))
    blueprint.register_error_handler(HTTPException, partial(refused_altogether, here))
    return blueprint
