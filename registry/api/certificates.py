"""/v1/certificates and /v1/verifications"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from flask import Response, g

from registry.api.answering import answer, canonical, form_of
from registry.api.auth import bearer_or_nobody, public
from registry.api.blueprint import Blueprint
from registry.api.canaries import listen
from registry.api.office import office
from registry.client import verify as judge
from registry.domain.access import Permission, reaches
from registry.domain.calendar import day_of
from registry.domain.canary import of_certificate
from registry.domain.errors import UnknownRegistration
from registry.domain.verdict import REGISTER_SAYS
from registry.schemas.outputs import BundleOut, VerificationOut
from registry.schemas.printed import Copied, printed
from registry.schemas.queries import CertificateQuery
from registry.schemas.verifications import VerificationIn
from registry.service.certificates import bundle as bundle_of
from registry.service.certificates import has_code, number_meant, proof_of, stapled
from registry.service.subject_report import copies
from registry.service.verify import verify
from registry.signing.trust import own_trust
from registry.store.reads import certificates as read
from registry.store.reads.certificates import Certified

blueprint = Blueprint("certificates", __name__, url_prefix="/v1", description="登记证明 | Certificates")
_log = structlog.get_logger("registry.security")
_BUNDLE, _JOSE, _PDF, _SVG = "application/json", "application/jose", "application/pdf", "image/svg+xml"
_FORMS = {
    "content": {
        _JOSE: {"schema": {"type": "string", "description": "JWS (RFC 7515)"}},
        _PDF: {"schema": {"type": "string", "format": "binary", "description": "PDF，PAdES 签名 | signed as PAdES"}},
        _SVG: {"schema": {"type": "string", "description": "纸面第一个二维码 | the first code of the page, as QR"}},
    }
}


_ENDINGS = {_PDF: "pdf", _SVG: "svg"}


@blueprint.get("/certificates/<number>")
@public(Permission.CERTIFICATE_READ)
@blueprint.arguments(CertificateQuery(), location="query")
@blueprint.response(200, BundleOut())
@blueprint.doc(responses={200: _FORMS})
@blueprint.alt_response(401, "UNAUTHORIZED")
@blueprint.alt_response(406, "NOT_ACCEPTABLE")
def certificate(query: dict[str, Any], number: str) -> Response:
    """登记证明 | Read a certificate

    供申报机构或持有校验码的人查阅；按 Accept 给出证明包、JWS、PDF 或二维码。 | For the institution that filed it, or
    for whoever has its check code; a bundle, the JWS, a PDF or its code, by Accept."""
    listen(of_certificate(number))
    sought = read.by_number(office().store, number_meant(number))
    coded = has_code(sought.read, query.get("code", ""))  # of whatever was read: no number is told apart by its cost
    found = sought.found
    named = _is_named(found)
    if found is None or not (named or coded):
        g.code_refused = True  # who tries numbers is noted, whether there is such a number or not
        raise UnknownRegistration
    form = form_of(_BUNDLE, _JOSE, _PDF, _SVG)
    if form == _JOSE:
        return Response(found.jws, content_type=_JOSE, headers={"Cache-Control": "no-store"})
    bundle = bundle_of(office().store, office().authority, found=found, disclosed=named)
    if form == _BUNDLE:
        return canonical(bundle)
    copy = _copy(found, place=query.get("grantor", 1), named=named) if "copy" in query else None
    return _on_paper(bundle, form, number=found.number, copy=copy)


def _copy(found: Certified, *, place: int, named: bool) -> Copied:
    """The grantor a copy is for and his code, which the filer hands him with it. Raises UnknownRegistration for anybody
    else, and where there is no such grantor."""
    if not named or found.of is None:
        raise UnknownRegistration
    here = office()
    every = copies(here.store, here.authority, number=found.of.registration)
    if place > len(every):
        raise UnknownRegistration
    return every[place - 1]


def _on_paper(bundle: dict[str, Any], form: str, *, number: str, copy: Copied | None) -> Response:
    """What is printed: with the personal values for those named on it, and without them for anybody else."""
    press = office().press
    made: str | bytes = press.picture(bundle, title=number) if form == _SVG else printed(press, bundle, copy=copy)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{number}.{_ENDINGS[form]}"'}
    if form == _PDF:  # a browser draws it with a program of its own, which a policy for pages would stop
        headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    return Response(made, content_type=form, headers=headers)


@blueprint.post("/verifications")
@public(Permission.VERIFY)
@blueprint.arguments(VerificationIn())
@blueprint.response(200, VerificationOut())
def verification(document: dict[str, Any]) -> Response:
    """验证 | Verify a certificate

    登记系统对所持证明的答复，任何人均可询问；所附入账证明与状态列表可自行核验。 | What the register says of a
    certificate, to anybody who asks, with the proof and the list by which he can see for himself."""
    said = _told(document["jws"])
    if not any(document.get(part) for part in _EMPTY):
        return answer(said)
    return answer(said | _of_the_bundle({**_EMPTY, **document}, said))


_EMPTY: Mapping[str, Any] = {"disclosures": [], "proof": None, "status": None}


def _told(jws: str) -> dict[str, Any]:
    """What our journal says of a certificate, and what proves its word."""
    here = office()
    verified = verify(here.store, here.authority, jws=jws, today=day_of(here.clock()), alarm=_not_in_the_journal)
    return {
        "verdict": str(verified.verdict),
        "reasons": list(verified.reasons),
        "contents": verified.contents,
        "status": verified.standing,
        "newest": verified.newest,
        "proof": proof_of(here.store, verified.entry) if verified.entry else None,
        "status_list": stapled(here.store, verified.contents) if verified.entry and verified.contents else None,
        "livemode": here.livemode,
    }


def _of_the_bundle(bundle: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict a verifier comes to who was handed this bundle and asked us. What it discloses is not echoed."""
    here = office()
    found = judge(bundle, trust=own_trust(here.authority.ring.listing()), ask=lambda _: said, now=here.clock())
    return {
        "verdict": str(found.verdict),
        "reasons": [reason.code for reason in found.reasons if reason is not REGISTER_SAYS],
        "contents": said["contents"] if found.contents else None,
    }


def _not_in_the_journal(number: str) -> None:
    _log.error("certificate_not_in_journal", certificate=number)


def _is_named(found: Certified | None) -> bool:
    token = bearer_or_nobody()
    if token is None or found is None:
        return False
    right, own = Permission.CERTIFICATE_READ, token.institution == found.institution
    return right in token.scopes and reaches(token.role, right, own=own)
