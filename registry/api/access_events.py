"""/v1/access-events"""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.api.auth import reads
from registry.api.blueprint import Blueprint
from registry.api.office import office
from registry.api.paging import after, bad_cursor, page
from registry.domain.access import Permission
from registry.schemas.access_events import AccessEventListOut, AccessEventQuery, access_event
from registry.store.reads import access_events as read

blueprint = Blueprint(
    "access_events", __name__, url_prefix="/v1/access-events", description="访问审计 | The audit trail of access"
)


@blueprint.get("")
@reads(Permission.ACCESS_EVENTS)
@blueprint.arguments(AccessEventQuery(), location="query")
@blueprint.response(200, AccessEventListOut())
def listing(query: dict[str, Any]) -> Response:
    """访问审计 | List who was refused, who got a token, whose keys came and went, and what people did

    新者在前；同一询问人短时内的相同事件合为一项并计次数。不载路径、正文、姓名和地址原文。
    | Newest first; what came again within a moment is one with how often. No path, body, name or address in clear."""
    limit = query.pop("limit")
    filters = query | ({"after": after(query.pop("cursor"))} if "cursor" in query else {})
    try:
        rows = read.listing(office().store, filters, limit=limit + 1)
    except ValueError:
        raise bad_cursor() from None
    return page(rows, limit=limit, key="position", render=access_event)
