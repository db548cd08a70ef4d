"""The addresses of the desk: for each a view, and what of its form is kept when a session ends meanwhile."""

from __future__ import annotations

from functools import partial

from flask import Blueprint
from werkzeug.exceptions import HTTPException

from registry.domain.access import Permission
from registry.domain.errors import Refusal
from registry.web.desk import check, finish, start, steps
from registry.web.desk.counter import Counter
from registry.web.guards import refused_altogether, signed_in

_TYPED = ("collateral/", "assets/", "grantors/", "secured_creditor/", "secured_claim/", "statutory_registration/")
_SINGLE = (
    "version", "more", "less", "open", "collateral", "consents", "documents", "expires_on", "reason", "ended_on",
    "behind", "agreed_on", "court", "case_number", "document_number", "kind", "served_at", "until", "amount/",
    "entered_from",
)  # fmt: skip


def pages(here: Counter) -> Blueprint:
    """The routes. What goes wrong on them is told in a page."""
    blueprint = Blueprint("desk", __name__, url_prefix="/desk")
    own = partial(signed_in, here, right=Permission.DRAFT)
    for path, method, view in (
        ("", "GET", own(start.home)),
        ("/registrations", "POST", own(start.register, keeps=("kind", "code"))),
        ("/seizures", "POST", own(start.seize, keeps=("kind", "code"))),
        ("/follow-ups", "POST", own(start.follow_up, keeps=("number", "verb"))),
        ("/<draft>/check", "GET", own(check.check)),
        ("/<draft>/check", "POST", own(check.submit, keeps=("version", "acknowledged", "signed", "number", "sha256"))),
        ("/<draft>/application", "GET", own(check.application)),
        ("/<draft>/application.txt", "GET", own(check.application_text)),
        ("/<draft>/second", "GET", own(finish.second)),
        ("/<draft>/second", "POST", own(finish.confirm)),
        ("/<draft>/back", "POST", own(finish.take_back, keeps=("version",))),
        ("/<draft>/done", "GET", own(finish.done)),
        ("/<draft>/ended", "GET", own(finish.ended)),
        ("/<draft>/certificate.pdf", "GET", own(finish.certificate)),
        ("/<draft>/<step>", "GET", own(steps.show)),
        ("/<draft>/<step>", "POST", own(steps.save, keeps=(*_TYPED, *_SINGLE))),
    ):
        blueprint.add_url_rule(path, f"{view.__name__}", view, methods=[method])
    blueprint.register_error_handler(Refusal, partial(refused_altogether, here))
    blueprint.register_error_handler(HTTPException, partial(refused_altogether, here))
    return blueprint
