"""A certificate as it is handed out: to those named on it, and to whoever shows that he holds it.

Numbers are guessable; a check code is not (design.md section 6).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from typing import Any

from registry.domain import canon
from registry.domain.certificate import check_code
from registry.domain.disclosure import digests_in
from registry.domain.errors import UnknownRegistration
from registry.domain.identifiers import IdentifierFault, certificate_number, parse_certificate_number
from registry.service.authority import Authority
from registry.signing.jws import read_compact
from registry.store import Store
from registry.store.reads import certificates, log, status_lists
from registry.store.reads.certificates import Certified

_OF_ITS_INSTANT = re.compile(r"(srch|seiz|lift|hold|rel|trf|att)_[0-9a-f-]{36}")


def number_meant(number: str) -> str:
    """The one spelling of a certificate's number. Raises UnknownRegistration for what is nobody's."""
    if _OF_ITS_INSTANT.fullmatch(number):
        return number
    try:
        return certificate_number(*parse_certificate_number(number))
    except (IdentifierFault, ValueError):
        raise UnknownRegistration from None


def has_code(found: Certified | None, code: str) -> bool:
    """Whether this is the certificate's check code; the comparison takes the same time whatever matches."""
    if found is None:
        return False
    expected = check_code(read_compact(found.jws).payload).replace("-", "")
    typed = code.upper().replace("-", "").encode("ascii", "replace")
    return hmac.compare_digest(typed, expected.encode())


def shown(store: Store, *, number: str, code: str) -> Certified:
    """The certificate of whoever has its number and its check code. Raises UnknownRegistration for a number that nobody
    has and for a wrong code, alike and after the same work."""
    try:
        sought = certificates.by_number(store, number_meant(number))
    except UnknownRegistration:
        sought = certificates.by_number(store, "")
    is_held = has_code(sought.read, code)  # of whatever was read: no number is told apart by its cost
    if sought.found is None or not is_held:
        raise UnknownRegistration
    return sought.found


def bundle(store: Store, authority: Authority, *, found: Certified, disclosed: bool) -> dict[str, Any]:
    """The certificate, opened for those named on it. Its entry hides more (the raw request, who gave a consent): what
    has no digest on the certificate a reader would take for forged."""
    contents = canon.loads(read_compact(found.jws).payload)
    shown = digests_in(contents) if disclosed else []
    return {
        "jws": found.jws,
        "disclosures": [authority.unseal(each, found.sealed[each]).text for each in shown if each in found.sealed],
        "proof": proof_of(store, found.entry),
        "status": stapled(store, contents),
    }


def proof_of(store: Store, entry: str) -> str | None:
    """The proof that an entry stands in the public log; None while it waits for that."""
    proof = log.proof(store, entry)
    return proof.text if proof else None


def stapled(store: Store, contents: Mapping[str, Any]) -> str | None:
    """The list in which the certificate stands, as it was signed last, so that whoever is handed the bundle need not
    ask for it. None of what is of its instant, and of what was certified before there were lists."""
    listed = contents.get("status")
    return status_lists.token(store, listed["status_list"]["uri"]) if listed else None
