"""/v1/client-keys"""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.api.answering import REHEARSED, answer
from registry.api.auth import caller, files, reads, submitted
from registry.api.blueprint import Blueprint
from registry.api.office import office
from registry.domain.access import Permission
from registry.domain.filings import Filing, Submitted
from registry.domain.lifecycle import Verb
from registry.schemas import key_answers
from registry.schemas.client_keys import KeyRevocationIn, NewKeyIn
from registry.schemas.key_outputs import ClientKeyListOut, KeyChangeOut
from registry.schemas.queries import DryRun
from registry.service.administration import KEYS_PATH
from registry.service.enrolment import NewKey, own_key, revocation
from registry.store.reads import clients

blueprint = Blueprint("client_keys", __name__, url_prefix=KEYS_PATH, description="系统密钥 | A client's own keys")


@blueprint.get("")
@reads(Permission.CLIENT_KEY_READ)
@blueprint.response(200, ClientKeyListOut())
def listing() -> Response:
    """本系统的密钥及其每次变更、获准办理的事项 | The client's own keys, every change of them, and what it may file"""
    here, asking = office(), caller()
    found = clients.own(here.store, asking.client_id, institution=asking.institution)
    body = {
        "client_id": asking.client_id,
        "institution": found.institution,
        "role": asking.role,
        "register": here.authority.issuer.origin,
        "livemode": here.livemode,
        "allowance": key_answers.allowance(found.allowance),
        "data": [key_answers.key(row, livemode=here.livemode) for row in found.keys],
        "has_more": False,
        "next_cursor": None,
    }
    return answer(body)


@blueprint.post("")
@files(Verb.ENROL_KEY)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(NewKeyIn())
@blueprint.response(201, KeyChangeOut())
@blueprint.alt_response(200, schema=KeyChangeOut(), success=True, description=REHEARSED)
def enrol(new: dict[str, Any], *, dry_run: bool) -> Response:
    """登记本系统的又一密钥 | A further key of the client

    由现有密钥签名，并附新密钥作出的持有证明。 | Signed with a key it has, with a proof of possession by the new one."""
    here = office()
    filing, by = own_key(here.store, NewKey(**new), submitted=submitted(), register=here.authority.issuer.origin)
    return _changed(filing, by, dry_run=dry_run)


@blueprint.post("/<key>/revoke")
@files(Verb.REVOKE_KEY)
@blueprint.arguments(DryRun(), location="query", as_kwargs=True)
@blueprint.arguments(KeyRevocationIn())
@blueprint.response(201, KeyChangeOut())
@blueprint.alt_response(200, schema=KeyChangeOut(), success=True, description=REHEARSED)
def revoke(particulars: dict[str, Any], key: str, *, dry_run: bool) -> Response:
    """注销本系统的密钥，立即生效 | A key of the client counts no more, at once"""
    return _changed(revocation(key, reason=particulars["reason"]), submitted(), dry_run=dry_run)


def _changed(filing: Filing, by: Submitted, *, dry_run: bool) -> Response:
    here = office()
    if dry_run:
        made = here.desk.rehearse(filing, by).entry
        return answer({**key_answers.change(made, livemode=here.livemode), "dry_run": True})
    made = here.desk.file(filing, by).entry
    here.signers.forget(made.filing["key_id"])
    return answer(key_answers.change(made, livemode=here.livemode), 201, Location=KEYS_PATH)
