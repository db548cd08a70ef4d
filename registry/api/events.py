"""/v1/events"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, request

from registry.api.answering import answer
from registry.api.auth import caller, reads
from registry.api.blueprint import Blueprint
from registry.api.office import office
from registry.domain.access import Permission
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.text import Text
from registry.schemas import answers
from registry.schemas.answers import Answer
from registry.schemas.outputs import EventListOut
from registry.schemas.queries import EventQuery
from registry.store import outbox

blueprint = Blueprint("events", __name__, url_prefix="/v1/events", description="变动通知 | Events")
_UNKNOWN = Text("没有通知过这一事件。", "You were told of no such event.")


@blueprint.get("")
@reads(Permission.EVENTS)
@blueprint.arguments(EventQuery(), location="query", as_kwargs=True)
@blueprint.response(200, EventListOut())
def events(*, after: str | None, limit: int) -> Response:
    """变动通知 | List what concerns your collateral

    他人在本机构享有权利的财产上办理的每一项记载，先者在前；after 为上次所见的最后一项。 | Every entry by others on what
    your institution has something on, oldest first. Ask again with the last one you have seen as `after`."""
    rows = outbox.told(office().store, institution=caller().institution, after=after, limit=limit + 1)
    if rows is None:
        raise InvalidParticulars(Fault("/after", "bad_cursor", _UNKNOWN))
    shown, more = rows[:limit], len(rows) > limit
    last = shown[-1]["entry"] if shown else after
    body: Answer = {"data": [answers.told(row) for row in shown], "has_more": more, "next_cursor": last}
    if not more:
        return answer(body)
    query = urlencode({**request.args.to_dict(), "after": last})
    return answer(body, Link=f'<{request.path}?{query}>; rel="next"')
