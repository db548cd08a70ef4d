"""/v1/certificates and /v1/verifications"""

from __future__ import annotations

import hmac
import re
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
from registry.domain import canon
from registry.domain.access import Permission, reaches
from registry.domain.calendar import day_of
from registry.domain.canary import of_certificate
from registry.domain.certificate import check_code
from registry.domain.disclosure import digests_in, restored
from registry.domain.errors import UnknownRegistration
from registry.domain.identifiers import IdentifierFault, certificate_number, parse_certificate_number
from registry.domain.verdict import REGISTER_SAYS
from registry.schemas.outputs import BundleOut, VerificationOut
from registry.schemas.queries import CertificateQuery
from registry.schemas.sheets import sheet
from registry.schemas.verifications import VerificationIn
from registry.service.verify import verify
from registry.signing.jws import read_compact
from registry.signing.trust import own_trust
from registry.store.reads import certificates as read
from registry.store.reads import log, status_lists
from registry.store.reads.certificates import Certified

blueprint = Blueprint("certificates", __name__, url_prefix="/v1", description="登记证明 | Certificates")
_log = structlog.get_logger("registry.security")
_OF_ITS_INSTANT = re.compile(r"(srch|seiz|lift|hold|rel|trf|att)_[0-9a-f-]{36}")
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
    sought = read.by_number(office().store, _canonical(number))
    coded = _has_code(sought.read, query.get("code", ""))  # of whatever was read: no number is told apart by its cost
    found = sought.found
    named = _is_named(found)
    if found is None or not (named or coded):
        g.code_refused = True  # who tries numbers is noted, whether there is such a number or not
        raise UnknownRegistration
    form = form_of(_BUNDLE, _JOSE, _PDF, _SVG)
    if form == _JOSE:
        return Response(found.jws, content_type=_JOSE, headers={"Cache-Control": "no-store"})
    bundle = _bundle(found, disclosed=named)
    return canonical(bundle) if form == _BUNDLE else _on_paper(bundle, form, number=found.number)


def _on_paper(bundle: dict[str, Any], form: str, *, number: str) -> Response:
    """What is printed: with the personal values for those named on it, and without them for anybody else."""
    press = office().press
    if form == _SVG:
        made: str | bytes = press.picture(bundle, title=number)
    else:
        payload = read_compact(bundle["jws"]).payload
        contents = restored(canon.loads(payload), bundle["disclosures"])
        made = press.printed(bundle, lambda: sheet(contents, check_code=check_code(payload)))
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
        "proof": _proof(verified.entry) if verified.entry else None,
        "status_list": _stapled(verified.contents) if verified.entry and verified.contents else None,
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


def _canonical(number: str) -> str:
    if _OF_ITS_INSTANT.fullmatch(number):
        return number
    try:
        return certificate_number(*parse_certificate_number(number))
    except (IdentifierFault, ValueError):
        raise UnknownRegistration from None


def _is_named(found: Certified | None) -> bool:
    token = bearer_or_nobody()
    if token is None or found is None:
        return False
    right, own = Permission.CERTIFICATE_READ, token.institution == found.institution
    return right in token.scopes and reaches(token.role, right, own=own)


def _has_code(found: Certified | None, code: str) -> bool:
    """Numbers are guessable, eighty bits are not; the comparison takes the same time whatever matches."""
    if found is None:
        return False
    expected = check_code(read_compact(found.jws).payload).replace("-", "")
    typed = code.upper().replace("-", "").encode("ascii", "replace")
    return hmac.compare_digest(typed, expected.encode())


def _bundle(found: Certified, *, disclosed: bool) -> dict[str, Any]:
    """The certificate, opened for those named on it. Its entry hides more (the raw request, who gave a consent): what
    has no digest on the certificate a reader would take for forged."""
    here = office()
    contents = canon.loads(read_compact(found.jws).payload)
    shown = digests_in(contents) if disclosed else []
    return {
        "jws": found.jws,
        "disclosures": [here.authority.unseal(each, found.sealed[each]).text for each in shown if each in found.sealed],
        "proof": _proof(found.entry),
        "status": _stapled(contents),
    }


def _proof(entry: str) -> str | None:
    proof = log.proof(office().store, entry)
    return proof.text if proof else None


def _stapled(contents: Mapping[str, Any]) -> str | None:
    """The list in which the certificate stands, as it was signed last, so that whoever is handed the bundle need not
    ask for it. None of what is of its instant, and of what was certified before there were lists."""
    listed = contents.get("status")
    return status_lists.token(office().store, listed["status_list"]["uri"]) if listed else None
