"""/.well-known/jwks.json, /healthz, /readyz"""

from __future__ import annotations

from flask import Response

from registry.api.answering import answer
from registry.api.auth import public
from registry.api.blueprint import Blueprint
from registry.api.office import office, ready
from registry.domain.access import Permission
from registry.schemas.outputs import HealthOut, JwksOut, ReadyOut

blueprint = Blueprint("wellknown", __name__, description="公钥与状态 | Keys and health")


@blueprint.get("/.well-known/jwks.json")
@public(Permission.PUBLISHED)
@blueprint.response(200, JwksOut())
def jwks() -> Response:
    """公钥 | Read the published keys

    RFC 7517；信任来自信任文件，而非来自此处。 | RFC 7517. Trust comes from the trust file, never from here."""
    return answer(office().authority.ring.jwks(), Cache_Control="public, max-age=300")


@blueprint.get("/healthz")
@public(Permission.PUBLISHED)
@blueprint.response(200, HealthOut())
def healthz() -> Response:
    """存活 | Ask whether the process answers"""
    return answer({"status": "ok"})


@blueprint.get("/readyz")
@public(Permission.PUBLISHED)
@blueprint.response(200, ReadyOut())
def readyz() -> Response:
    """就绪 | Ask whether the register is ready

    数据库、迁移和密钥相互配套并能应答。 | Database, migration and keys belong together and answer."""
    return answer(ready())
