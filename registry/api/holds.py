"""/v1/holds"""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.api.act_ids import known
from registry.api.answering import REHEARSED, WAITS, acted
from registry.api.auth import files
from registry.api.blueprint import Blueprint
from registry.domain.filings import PlaceHold, ReleaseHold
from registry.domain.lifecycle import Verb
from registry.schemas import act_answers
from registry.schemas.act_outputs import HoldOut, HoldReleaseOut
from registry.schemas.acts import HoldIn, HoldReleaseIn
from registry.schemas.drafts import DraftOut
from registry.schemas.queries import DryRun

blueprint = Blueprint("holds", __name__, url_prefix="/v1/holds", description="交易预留 | Holds")


@blueprint.post("")
@files(Verb.HOLD)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(HoldIn())
@blueprint.response(201, HoldOut())
@blueprint.alt_response(200, schema=HoldOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def place(filing: PlaceHold, *, dry_run: bool) -> Response:
    """交易预留 | A trade in progress, for at most five working days; it reserves nothing, and who files is told."""
    return acted(filing, act_answers.hold, dry_run=dry_run)


@blueprint.post("/<hold>/release")
@files(Verb.RELEASE_HOLD)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(HoldReleaseIn())
@blueprint.response(201, HoldReleaseOut())
@blueprint.alt_response(200, schema=HoldReleaseOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def release(particulars: dict[str, Any], hold: str, *, dry_run: bool) -> Response:
    """解除交易预留 | The exchange that holds lets go."""
    return acted(ReleaseHold(hold=known(hold, "hold"), **particulars), act_answers.release, dry_run=dry_run)
