"""/v1/attestations"""

from __future__ import annotations

from flask import Response

from registry.api.answering import REHEARSED, WAITS, acted
from registry.api.auth import files
from registry.api.blueprint import Blueprint
from registry.domain.filings import Attest
from registry.domain.lifecycle import Verb
from registry.schemas import act_answers
from registry.schemas.act_outputs import AttestationOut
from registry.schemas.attestations import AttestationIn
from registry.schemas.drafts import DraftOut
from registry.schemas.queries import DryRun

blueprint = Blueprint(
    "attestations", __name__, url_prefix="/v1/attestations",
    description="保管人、保险人的证明 | What keepers and insurers attest",
)  # fmt: skip


@blueprint.post("")
@files(Verb.ATTEST)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(AttestationIn())
@blueprint.response(201, AttestationOut())
@blueprint.alt_response(200, schema=AttestationOut(), success=True, description=REHEARSED)
@blueprint.alt_response(202, schema=DraftOut(), success=True, description=WAITS)
def attest(filing: Attest, *, dry_run: bool) -> Response:
    """保管人、保险人的证明 | A keeper or insurer attests to its own receipt, goods or policy

    在库数量由此确定上限；分割或者换发的，担保随之及于新单证。
    | How much there is follows from it; where a receipt is split or replaced, the lien goes on on what takes its
    place."""
    return acted(filing, act_answers.attestation, dry_run=dry_run)
