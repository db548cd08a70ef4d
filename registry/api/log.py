"""/log: the public log as c2sp.org/tlog-tiles has it. Whatever is served below /log/tile/ never changes."""

from __future__ import annotations

from flask import Response, abort
from flask_smorest import Blueprint

from registry.api.auth import public
from registry.api.office import office
from registry.domain.access import Permission
from registry.domain.tiles import read_path
from registry.store.reads import log as read

blueprint = Blueprint("log", __name__, url_prefix="/log", description="公开日志 | The public log")
_TEXT, _BYTES = "text/plain; charset=utf-8", "application/octet-stream"
_NEVER_CHANGES = "public, max-age=31536000, immutable"
_BRIEFLY = "public, max-age=1"  # longer than an entry waits would show a log that stands still
_A_NOTE = {"content": {"text/plain": {"schema": {"type": "string", "description": "c2sp.org/tlog-checkpoint"}}}}
_A_TILE = {"content": {_BYTES: {"schema": {"type": "string", "format": "binary"}}}}
_PATH = {
    "parameters": [
        {
            "in": "path",
            "name": "path",
            "required": True,
            "description": "<L>/<N>[.p/<W>] 或 or entries/<N>[.p/<W>] (c2sp.org/tlog-tiles)",
            "schema": {"type": "string", "minLength": 5, "maxLength": 64},
        }
    ]
}


@blueprint.get("/checkpoint")
@public(Permission.PUBLISHED)
@blueprint.response(200, description="检查点 | the signed checkpoint")
@blueprint.doc(responses={200: _A_NOTE})
@blueprint.alt_response(404, "NOT_FOUND")
def checkpoint() -> Response:
    """日志检查点 | Read the log's checkpoint

    日志的名称、项数和根，由日志密钥签名。 | The log's name, its size and its root, signed by the log's own key."""
    note = read.checkpoint(office().store)
    if note is None:
        abort(404)
    return Response(note, content_type=_TEXT, headers={"Cache-Control": _BRIEFLY})


@blueprint.get("/tile/<path:path>")
@public(Permission.PUBLISHED)
@blueprint.doc(**_PATH)
@blueprint.response(200, description="瓦片 | the tile")
@blueprint.doc(responses={200: _A_TILE})
def tile(path: str) -> Response:
    """日志瓦片 | Read a tile of the log, or its entries

    内容一经公布永不改变。 | What is served here never changes."""
    asked = read_path(path)
    data = read.tile(office().store, asked) if asked else None
    if data is None:
        abort(404)
    return Response(data, content_type=_BYTES, headers={"Cache-Control": _NEVER_CHANGES})
