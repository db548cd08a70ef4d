"""/ and /look-up: what this register is, and whether anything stands on one asset."""

from __future__ import annotations

from flask import Response, request

from registry.domain import lien_status as law
from registry.domain.errors import Refusal, Unavailable
from registry.domain.log import read_checkpoint
from registry.domain.public_lookup import is_on_record
from registry.schemas.desk_questions import LookUpIn, asset_of, typed
from registry.service.lien_status import held
from registry.signing.notes import unverified_text
from registry.store.reads import log
from registry.web.guards import answered
from registry.web.page import page
from registry.web.reception import Reception


def home(here: Reception) -> Response:
    """Its doors. It is shown while the database is away, too."""
    return page(here, "public/home", logged=_logged(here))


def look_up(here: Reception) -> Response:
    return _form(here)


def looked_up(here: Reception) -> Response:
    """Yes or no, and nothing else: neither who, nor how much, nor how many."""

    def act() -> Response:
        given = typed(LookUpIn(), request.form)
        asked = asset_of(given["asked"])
        here.listen(asked.every_key)
        (register,) = held(here.store, [asked], as_of=None)
        answer = is_on_record(law.status(register), given["holders_certificate"])
        return page(here, "public/looked_up", is_on_record=answer, given=given, as_of=register.as_of)

    return answered(act, again=lambda refused: _form(here, refused=refused))


def _form(here: Reception, *, refused: Refusal | None = None) -> Response:
    return page(here, "public/look_up", status=422 if refused else 200, refused=refused, form=request.form)


def _logged(here: Reception) -> int | None:
    """How many entries the public log holds; None before it has published, and while the database is away."""
    try:
        note = log.checkpoint(here.store)
    except Unavailable:
        return None
    return read_checkpoint(unverified_text(note)).size if note else None
