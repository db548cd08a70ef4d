"""/administration/trail: who was refused, who signed in and what administrators did. For auditors and the audit
administrator; for others while two administrators have opened it, and then it is told of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, request

from registry.domain.access import Permission, person_may
from registry.domain.access_event import AccessEventKind
from registry.domain.calendar import SHANGHAI
from registry.domain.people.break_glass import Glass
from registry.domain.people.roles import Person
from registry.schemas.access_events import KINDS
from registry.schemas.spreadsheet import MEDIA_TYPE, csv_of
from registry.service.people import breaking_glass
from registry.store.reads import access_events, administration
from registry.web.administration.acting import shown, who
from registry.web.noted import note
from registry.web.page import sealed
from registry.web.reception import Reception

PATH = "/administration/trail"
AT_ONCE = 50
MOST = 10_000  # rows of a file
_FILTERS = ("kind", "day", "person", "institution")
_COLUMNS = (
    "id", "at", "kind", "reason", "route", "address", "client", "institution", "key_id", "person", "concerning",
    "times",
)  # fmt: skip


def opens(here: Reception, person: Person) -> bool:
    """Whether two administrators have opened the trail for this person."""
    return breaking_glass.opened(here.store, Glass.READ_TRAIL, about="*", person=person, at=here.clock())


def trail(here: Reception) -> Response:
    _told(here)
    filters, cursor = _filters(), request.args.get("after", "")
    rows = _listed(here, {**_asked(filters), **({"after": cursor} if cursor else {})}, limit=AT_ONCE + 1)
    more = rows[AT_ONCE - 1]["position"] if len(rows) > AT_ONCE else None
    return shown(
        here,
        "trail",
        rows=rows[:AT_ONCE],
        kinds=KINDS,
        filters=filters,
        everybody=administration.everybody(here.store),
        institutions={each["id"]: each["name"] for each in administration.institutions(here.store)},
        following=_address({**filters, "after": more}) if more else None,
        file=_address(filters, path=f"{PATH}.csv"),
        most=MOST,
    )


def export(here: Reception) -> Response:
    """The same as a file, which is itself an event of the trail."""
    rows = _listed(here, _asked(_filters()), limit=MOST)
    note(AccessEventKind.TRAIL_EXPORTED, f"{len(rows)} rows", person=who(here).id)
    made = csv_of(_COLUMNS, ([_said(row[name]) for name in _COLUMNS] for row in rows))
    answer = sealed(here, Response(made, content_type=f"{MEDIA_TYPE}; charset=utf-8"))
    answer.headers["Content-Disposition"] = 'attachment; filename="trail.csv"'
    return answer


def _told(here: Reception) -> None:
    mine = who(here)
    if not person_may(mine.roles, Permission.ACCESS_EVENTS):
        note(AccessEventKind.TRAIL_READ, Glass.READ_TRAIL, person=mine.id)


def _filters() -> dict[str, str]:
    return {name: request.args.get(name, "") for name in _FILTERS if request.args.get(name)}


def _asked(filters: dict[str, str]) -> dict[str, Any]:
    """The filters as the store takes them: a day is from one midnight to the next where people read it."""
    asked: dict[str, Any] = {name: value for name, value in filters.items() if name != "day"}
    if "day" in filters:
        try:
            since = datetime.combine(date.fromisoformat(filters["day"]), time(), SHANGHAI)
            asked |= {"since": since, "until": since + timedelta(days=1)}
        except (ValueError, OverflowError):
            abort(400)
    return asked


def _listed(here: Reception, asked: dict[str, Any], *, limit: int) -> list[dict[str, Any]]:
    try:
        return access_events.listing(here.store, asked, limit=limit)
    except ValueError:
        abort(400)


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    return "" if value is None else str(value)


def _address(asked: dict[str, Any], *, path: str = PATH) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
