"""/v1/transfers"""

from __future__ import annotations

from flask import Response

from registry.api.answering import REHEARSED, WAITS, acted
from registry.api.auth import files
from registry.api.blueprint import Blueprint
from registry.domain.filings import TransferTitle
from registry.domain.lifecycle import Verb
from registry.schemas import act_answers
from registry.schemas.act_outputs import TransferOut
from registry.schemas.acts import TransferIn
from registry.schemas.drafts import DraftOut
from registry.schemas.queries import DryRun

blueprint = Blueprint("transfers", __name__, url_prefix="/v1/transfers", description="财产转让 | Transfers")


@blueprint.post("")
@files(Verb.TRANSFER)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(TransferIn())
@blueprint.response(201, TransferOut())
@blueprint.alt_response(200, schema=TransferOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def transfer(filing: TransferTitle, *, dry_run: bool) -> Response:
    """财产转让 | Title has moved; the security follows, and is found under the new holders' names too."""
    return acted(filing, act_answers.transfer, dry_run=dry_run)
