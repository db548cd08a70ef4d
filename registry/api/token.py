"""/oauth/token"""

from __future__ import annotations

from typing import Any

from flask import Response, g

from registry.api.answering import answer
from registry.api.auth import public
from registry.api.blueprint import Blueprint
from registry.api.client_certificate import thumbprint
from registry.api.office import office
from registry.domain.access import Permission
from registry.schemas.outputs import TokenOut
from registry.schemas.tokens import TokenIn
from registry.service.token import LIFETIME_SECONDS, Asked, issue

blueprint = Blueprint("token", __name__, url_prefix="/oauth", description="访问令牌 | Access tokens")


@blueprint.post("/token")
@public(Permission.TOKEN)
@blueprint.arguments(TokenIn(), location="form")
@blueprint.response(200, TokenOut())
@blueprint.alt_response(401, "UNAUTHORIZED")
def token(form: dict[str, Any]) -> Response:
    """访问令牌 | Get a token for reading

    凭以已登记密钥签名的断言（RFC 7523）。 | Against an assertion signed with an enrolled key (RFC 7523)."""
    here = office()
    made = issue(
        here.signers,
        here.authority,
        asked=Asked(assertion=form["client_assertion"], certificate=thumbprint() if here.certificates else None),
        origin=here.origin,
        at=here.clock(),
    )
    g.caller = here.tokens.read(made, at=here.clock())
    return answer({"access_token": made, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS})
