"""Who acts on these pages, and that it is he: before each act the code of his telephone is asked for again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, request

from registry.domain.access import Permission, person_may
from registry.domain.access_event import AccessEventKind
from registry.domain.errors import NotPermitted, Refusal
from registry.domain.people.roles import Person
from registry.service.people.stepping_up import StepUpRefused, step_up
from registry.store import break_glass
from registry.store.reads import administration as read
from registry.web.guards import answered
from registry.web.noted import note
from registry.web.page import page
from registry.web.reception import Reception

Act = Callable[[Person, datetime], Response]
Again = Callable[[Refusal], Response]


def who(here: Reception) -> Person:
    """Whose session it is."""
    visitor = here.visitor()
    if visitor is None:
        raise NotPermitted("nobody is signed in")
    return visitor.person


def acted(here: Reception, act: Act, *, again: Again) -> Response:
    """What the act answers, once its person has shown his code; or the form once more with what is wrong."""

    def stepped() -> Response:
        mine, at = who(here), here.clock()
        try:
            step_up(here.store, here.authority, person=mine, code=request.form.get("code", ""), at=at)
        except StepUpRefused:
            note(AccessEventKind.STEP_UP_REFUSED, person=mine.id)
            raise
        return act(mine, at)

    return answered(stepped, again=again)


def shown(here: Reception, name: str, *, refused: Refusal | None = None, **values: Any) -> Response:
    """A page of the administration; at its head whatever two administrators opened and nobody has looked at."""
    mine = who(here)
    is_one = person_may(mine.roles, Permission.ADMINISTER)
    open_yet = break_glass.unreviewed(here.store) if is_one else []
    involved = {person for each in open_yet for person in (each.asked_by, each.opened_by) if person}
    return page(
        here,
        f"administration/{name}",
        status=422 if refused else 200,
        refused=refused,
        mine=mine,
        at=here.clock(),
        administers=is_one,
        reads_trail=person_may(mine.roles, Permission.ACCESS_EVENTS),
        unreviewed=open_yet,
        logins=read.logins(here.store, involved),
        notice=_notice(),
        **values,
    )


def typed(*names: str) -> dict[str, str]:
    """What stood in these fields, to be shown again."""
    return {name: request.form.get(name, "") for name in names}


def _notice() -> str:
    given = request.args.get("notice", "")
    return given if given in _NOTICES else ""


_NOTICES = frozenset({"done", "proposed", "asked"})
