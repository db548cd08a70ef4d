"""/administration: what waits for a second administrator, and whether the register is well."""

from __future__ import annotations

from datetime import datetime

from flask import Response, request

from registry.domain.access_event import AccessEventKind
from registry.domain.admission import FUSE
from registry.domain.errors import Refusal
from registry.domain.people.invitation import RECOVERY_LIFETIME
from registry.domain.people.roles import CHANGE_WAITS_FOR, Person
from registry.service.people.changing_roles import confirm_role
from registry.store.reads import administration as read
from registry.store.reads.readiness import readiness
from registry.web.administration.acting import acted, shown
from registry.web.noted import note
from registry.web.page import see_other
from registry.web.reception import Reception

STANDS_STILL = 15.0  # seconds: longer than any transaction that may hold the settled instant back


def overview(here: Reception) -> Response:
    return _overview(here)


def confirm_change(here: Reception) -> Response:
    """The second administrator confirms a change of an administrator's role."""

    def act(mine: Person, at: datetime) -> Response:
        done = confirm_role(here.store, request.form.get("change", ""), by=mine, at=at)
        kind = AccessEventKind.ROLE_GIVEN if done.change.gives else AccessEventKind.ROLE_TAKEN
        note(kind, done.change.role, person=mine.id, concerning=done.person)
        return see_other(here, "/administration?notice=done")

    return acted(here, act, again=lambda refused: _overview(here, refused=refused))


def _overview(here: Reception, *, refused: Refusal | None = None) -> Response:
    at = here.clock()
    found = readiness(here.store)
    return shown(
        here,
        "overview",
        refused=refused,
        recoveries=read.recoveries(here.store, since=at - RECOVERY_LIFETIME),
        sent=request.form.get("change", ""),
        changes=read.role_changes(here.store, since=at - CHANGE_WAITS_FOR),
        health={
            "migration": found["revision"],
            "settled_age": found["settled_age"],
            "is_settled": found["settled_age"] < STANDS_STILL,
            "queue_age": found["queue_age"],
            "is_logged": found["queue_age"] < FUSE.total_seconds(),
        },
    )
