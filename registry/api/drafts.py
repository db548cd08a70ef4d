"""/v1/drafts: what a client filed that waits for a person of its institution. It is entered on the pages for people."""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.api.answering import answer, drafted, etag
from registry.api.auth import caller, reads
from registry.api.blueprint import Blueprint
from registry.api.office import office
from registry.api.paging import after, page
from registry.domain.access import Permission
from registry.domain.drafts.draft import known_id
from registry.schemas import drafts as told
from registry.schemas.drafts import DraftListOut, DraftOut, DraftQuery
from registry.service import drafts
from registry.store.reads import drafts as read

blueprint = Blueprint("drafts", __name__, url_prefix="/v1/drafts", description="登记草稿 | Drafts")


@blueprint.get("")
@reads(Permission.DRAFTS)
@blueprint.arguments(DraftQuery(), location="query")
@blueprint.response(200, DraftListOut())
def listing(query: dict[str, Any]) -> Response:
    """登记草稿列表 | List drafts

    本机构系统和人员的草稿，新者在前。 | Those of the institution's clients and people, newest first."""
    here, limit, at = office(), query.pop("limit"), office().clock()
    filters = {"at": at, "state": str(query["state"]) if "state" in query else None}
    filters |= {"after": after(query["cursor"])} if "cursor" in query else {}
    rows = read.listing(here.store, institution=caller().institution, limit=limit + 1, filters=filters)
    return page(rows, limit=limit, key="position", render=lambda row: told.listed(row, at=at, livemode=here.livemode))


@blueprint.get("/<draft>")
@reads(Permission.DRAFTS)
@blueprint.response(200, DraftOut())
def one(draft: str) -> Response:
    """查阅登记草稿 | Read a draft

    办理情况，不含申请内容。 | Where it stands, without what it says."""
    body = drafted(known_id(draft), institution=caller().institution)
    return answer(body, ETag=etag(body["version"]))


@blueprint.post("/<draft>/withdrawal")
@reads(Permission.DRAFTS)
@blueprint.response(200, DraftOut())
def withdrawal(draft: str) -> Response:
    """撤回登记草稿 | Withdraw a draft that this client made; what it said is forgotten"""
    here, asking = office(), caller()
    seen = drafts.opened(here.store, here.authority, draft=known_id(draft), institution=asking.institution).seen
    drafts.withdraw(here.store, by=asking.client_id, institution=asking.institution, seen=seen, at=here.clock())
    return answer(drafted(draft, institution=asking.institution))
