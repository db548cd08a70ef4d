"""The addresses of the administration: for each a view, and who may ask."""

from __future__ import annotations

from functools import partial, wraps
from itertools import chain
from typing import Any

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import HTTPException

from registry.domain.access import Permission
from registry.domain.errors import Refusal
from registry.web.administration import break_glass, clients, overview, people, person, trail
from registry.web.guards import View, refused_altogether, signed_in
from registry.web.reception import Reception

_HOME = "/administration"
_ONE = f"{_HOME}/people/<person>"
_GLASS = f"{_HOME}/break-glass"


def pages(here: Reception) -> Blueprint:
    """The routes. What goes wrong on them is told in a page."""
    blueprint = Blueprint("administration", __name__)

    def guarded(view: View, *, keeps: tuple[str, ...] = ()) -> View:
        return signed_in(here, _storable(view), right=Permission.ADMINISTER, keeps=keeps)

    def reads(view: View) -> View:
        opened = partial(trail.opens, here)
        return signed_in(here, _storable(view), right=Permission.ACCESS_EVENTS, otherwise=opened)

    for path, method, view in (
        (_HOME, "GET", guarded(overview.overview)),
        (f"{_HOME}/role-changes", "POST", guarded(overview.confirm_change, keeps=("change",))),
        (f"{_HOME}/people", "GET", guarded(people.people)),
        (f"{_HOME}/people", "POST", guarded(people.entered, keeps=people.FIELDS)),
        (f"{_HOME}/people/search", "POST", guarded(people.search, keeps=("sought",))),
        (_ONE, "GET", guarded(person.person)),
        (f"{_ONE}/roles", "POST", guarded(person.role, keeps=("role", "gives"))),
        (f"{_ONE}/disable", "POST", guarded(person.disabled)),
        (f"{_ONE}/sessions", "POST", guarded(person.signed_out)),
        (f"{_ONE}/invite", "POST", guarded(person.invited)),
        (f"{_ONE}/recovery", "POST", guarded(person.recovery, keeps=("confirm",))),
        (f"{_ONE}/pause", "POST", guarded(person.pause)),
        (f"{_HOME}/clients", "GET", guarded(clients.clients)),
        (_GLASS, "GET", guarded(break_glass.glasses)),
        (_GLASS, "POST", guarded(break_glass.asked, keeps=break_glass.FIELDS)),
        (f"{_GLASS}/open", "POST", guarded(break_glass.opened, keeps=("opening",))),
        (f"{_GLASS}/end", "POST", guarded(break_glass.ended, keeps=("opening",))),
        (f"{_GLASS}/review", "POST", guarded(break_glass.reviewed, keeps=("opening", "note"))),
        (trail.PATH, "GET", reads(trail.trail)),
        (f"{trail.PATH}.csv", "GET", reads(trail.export)),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=[method])
    blueprint.register_error_handler(Refusal, partial(refused_altogether, here))
    blueprint.register_error_handler(HTTPException, partial(refused_altogether, here))
    return blueprint


def _storable(view: View) -> View:
    """A view that is not asked with what PostgreSQL keeps in no text, and so can neither find nor write."""

    @wraps(view)
    def asked(here: Reception, **values: Any) -> Response:
        if any("\x00" in each for each in chain(values.values(), request.args.values(), request.form.values())):
            abort(400)
        return view(here, **values)

    return asked
