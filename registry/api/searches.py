"""/v1/searches"""

from __future__ import annotations

from flask import Response

from registry.api.answering import answer
from registry.api.auth import caller, reads
from registry.api.blueprint import Blueprint
from registry.api.canaries import listen
from registry.api.office import office
from registry.domain.access import Permission
from registry.domain.canary import of_search
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import Search, Submitted
from registry.domain.party import Filer
from registry.domain.rules.register_rules import SEARCH
from registry.schemas import answers
from registry.schemas.outputs import SearchOut
from registry.schemas.searches import SearchIn

blueprint = Blueprint("searches", __name__, url_prefix="/v1/searches", description="查询 | Searches")


@blueprint.post("")
@reads(Permission.SEARCH)
@blueprint.arguments(SearchIn())
@blueprint.response(201, SearchOut())
def search(asked: Search) -> Response:
    """查询证明 | Search the register

    查询目的记录在案；答复载有所见和签名的证明。 | The purpose is recorded; answers with a signed certificate."""
    # The body is not kept: what it says of a person stands sealed on its own, and each search is one, repeated or not.
    who = caller()
    listen(of_search(asked))
    submitted = Submitted(
        by=Filer(institution=who.institution, client=who.client_id, role=who.role),
        evidence=Evidence(kind=EvidenceKind.JOB, rule=SEARCH.code),
    )
    filed = office().desk.file(asked, submitted)
    body = answers.search(filed.entry, filed.jws or "", livemode=office().livemode)
    return answer(body, 201, Location=body["certificate"]["bundle"])
