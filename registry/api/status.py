"""/status: how certificates stand, in signed lists (Token Status List, draft-ietf-oauth-status-list section 8)."""

from __future__ import annotations

import re

from flask import Response, abort, request
from flask_smorest import Blueprint

from registry.api.auth import public
from registry.api.office import office
from registry.domain.access import Permission
from registry.domain.status_list import MEDIA_TYPE, TTL_SECONDS, uri
from registry.store.reads import status_lists as read

blueprint = Blueprint("status", __name__, url_prefix="/status", description="证明状态 | How certificates stand")
_NUMBER = r"0|[1-9][0-9]{0,8}"  # one address for each list
_BRIEFLY = f"public, max-age={TTL_SECONDS}"
_A_LIST = {"content": {MEDIA_TYPE: {"schema": {"type": "string", "description": "JWS (RFC 7515), statuslist+jwt"}}}}
_PATH = {
    "parameters": [
        {
            "in": "path",
            "name": "number",
            "required": True,
            "description": "列表编号，载于登记证明 | the list's number, as certificates name it",
            "schema": {"type": "string", "pattern": f"^({_NUMBER})$"},
        }
    ]
}


@blueprint.get("/<number>")
@public(Permission.PUBLISHED)
@blueprint.doc(**_PATH)
@blueprint.response(200, description="状态列表 | the list")
@blueprint.doc(responses={200: _A_LIST})
@blueprint.alt_response(304, description="未变 | as the reader has it")
def status_list(number: str) -> Response:
    """证明状态列表 | Read a list of how certificates stand

    每份证明在列表中占两位：0 有效，1 已终止，2 有异议，3 已被更新；整份取回，登记系统不知所查何项。 | Two bits for each
    certificate: 0 valid, 1 ended, 2 objected, 3 superseded. The list is fetched whole, and the register does not learn
    which place is looked at."""
    token = read.token(office().store, uri(office().origin, int(number))) if re.fullmatch(_NUMBER, number) else None
    if token is None:
        abort(404)
    response = Response(token, content_type=MEDIA_TYPE, headers={"Cache-Control": _BRIEFLY})
    response.add_etag()
    response.make_conditional(request)
    return response
