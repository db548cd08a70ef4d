"""/v1/seizures"""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.api.act_ids import known
from registry.api.answering import REHEARSED, WAITS, acted
from registry.api.auth import files
from registry.api.blueprint import Blueprint
from registry.domain.filings import LiftSeizure, Seize
from registry.domain.lifecycle import Verb
from registry.schemas import act_answers
from registry.schemas.act_outputs import SeizureLiftingOut, SeizureOut
from registry.schemas.acts import LiftIn, SeizeIn
from registry.schemas.drafts import DraftOut
from registry.schemas.queries import DryRun

blueprint = Blueprint("seizures", __name__, url_prefix="/v1/seizures", description="查封 | Seizures")


@blueprint.post("")
@files(Verb.SEIZE)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(SeizeIn())
@blueprint.response(201, SeizureOut())
@blueprint.alt_response(200, schema=SeizureOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def seize(filing: Seize, *, dry_run: bool) -> Response:
    """查封登记 | A court's seizure; answers with its place in each asset's queue, what precedes it, and a receipt."""
    return acted(filing, act_answers.seizure, dry_run=dry_run)


@blueprint.post("/<seizure>/lift")
@files(Verb.LIFT_SEIZURE)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(LiftIn())
@blueprint.response(201, SeizureLiftingOut())
@blueprint.alt_response(200, schema=SeizureLiftingOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def lift(particulars: dict[str, Any], seizure: str, *, dry_run: bool) -> Response:
    """解除查封 | The court lifts its seizure; the next that waits takes effect by itself."""
    filing = LiftSeizure(seizure=known(seizure, "seiz"), **particulars)
    return acted(filing, act_answers.lifting, dry_run=dry_run)
