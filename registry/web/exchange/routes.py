"""The addresses of the desk: for each a view, and who may ask."""

from __future__ import annotations

from functools import partial

from flask import Blueprint
from werkzeug.exceptions import HTTPException

from registry.domain.access import Permission
from registry.domain.errors import Refusal
from registry.web.exchange import desk, holds
from registry.web.exchange.desk import Counted, counted
from registry.web.guards import refused_altogether, signed_in
from registry.web.reception import Reception

KEPT = ("asked", "codes", "purpose")
HELD = ("asset", "case_number", "until", "hold", "reason")


def pages(here: Reception, *, count: Counted) -> Blueprint:
    """The routes. What goes wrong on them is told in a page."""
    blueprint = Blueprint("exchange", __name__)
    asking = partial(signed_in, here, right=Permission.LIEN_STATUS, keeps=KEPT)
    preparing = partial(signed_in, here, right=Permission.DRAFT, keeps=HELD)
    for path, method, view in (
        ("/exchange", "GET", desk.desk),
        ("/exchange", "POST", counted(desk.one, count)),
        ("/exchange/signed", "POST", counted(desk.signed, count)),
        ("/exchange/codes", "GET", desk.many),
        ("/exchange/codes", "POST", counted(desk.table, count)),
    ):
        blueprint.add_url_rule(path, view.__name__, asking(view), methods=[method])
    for path, method, view in (
        ("/exchange/holds", "POST", holds.place),
        ("/exchange/releases", "POST", holds.release),
    ):
        blueprint.add_url_rule(path, f"{view.__name__}_hold", preparing(view), methods=[method])
    blueprint.register_error_handler(Refusal, partial(refused_altogether, here))
    blueprint.register_error_handler(HTTPException, partial(refused_altogether, here))
    return blueprint
