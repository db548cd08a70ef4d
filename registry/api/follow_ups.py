"""/v1/registrations/{number}/…: what a creditor files on a registration of its own that stands."""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.api.answering import REHEARSED, WAITS, followed_up
from registry.api.auth import files
from registry.api.blueprint import Blueprint
from registry.api.registrations import known
from registry.api.versions import based_on
from registry.domain.filings import FurtherClaim, Release, StatutoryReport, Subordination
from registry.domain.lifecycle import Verb
from registry.schemas import followed
from registry.schemas.drafts import DraftOut
from registry.schemas.follow_ups import FurtherClaimIn, ReleaseIn, StatutoryReportIn, SubordinationIn
from registry.schemas.followed import FurtheredOut, ReleasedOut, ReportedOut, SubordinatedOut
from registry.schemas.queries import DryRun

blueprint = Blueprint(
    "follow_ups", __name__, url_prefix="/v1/registrations/<number>", description="后续登记 | Follow-ups"
)


@blueprint.post("/further-claims")
@files(Verb.FURTHER_CLAIM, changes=True)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(FurtherClaimIn())
@blueprint.response(201, FurtheredOut())
@blueprint.alt_response(200, schema=FurtheredOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def further_claims(particulars: dict[str, Any], number: str, *, dry_run: bool) -> Response:
    """追加债权 | Secure the same creditor's next loan by the same collateral, from this entry's instant on."""
    filing = FurtherClaim(registration=known(number), based_on=based_on(), **particulars)
    return followed_up(filing, followed.further_claim, dry_run=dry_run)


@blueprint.post("/statutory-registrations")
@files(Verb.STATUTORY_REGISTRATION, changes=True)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(StatutoryReportIn())
@blueprint.response(201, ReportedOut())
@blueprint.alt_response(200, schema=ReportedOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def statutory_registrations(particulars: dict[str, Any], number: str, *, dry_run: bool) -> Response:
    """法定登记情况申报 | Report that the legal registry has the right in items of the registration, and since when."""
    filing = StatutoryReport(registration=known(number), based_on=based_on(), **particulars)
    return followed_up(filing, followed.statutory_registration, dry_run=dry_run)


@blueprint.post("/subordinations")
@files(Verb.SUBORDINATION, changes=True)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(SubordinationIn())
@blueprint.response(201, SubordinatedOut())
@blueprint.alt_response(200, schema=SubordinatedOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def subordinations(particulars: dict[str, Any], number: str, *, dry_run: bool) -> Response:
    """顺位变更 | Agree to stand behind another registration on named items; rank, the order of entry, stays."""
    filing = Subordination(registration=known(number), based_on=based_on(), **particulars)
    return followed_up(filing, followed.subordination, dry_run=dry_run)


@blueprint.post("/releases")
@files(Verb.RELEASE, changes=True)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(ReleaseIn())
@blueprint.response(201, ReleasedOut())
@blueprint.alt_response(200, schema=ReleasedOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def releases(particulars: dict[str, Any], number: str, *, dry_run: bool) -> Response:
    """部分解除 | Let some of the collateral go free; the last item goes by a discharge."""
    filing = Release(registration=known(number), based_on=based_on(), **particulars)
    return followed_up(filing, followed.release, dry_run=dry_run)
