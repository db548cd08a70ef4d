"""What every certificate says; its page of contents is beside (`certificate_pages`), signing elsewhere.

What is of no registration, a search or a court's receipt, has a number of its own, is never superseded, and is of its
instant. A certificate's number is the registration's, ``-`` and the version.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.domain import canon
from registry.domain.certificate_pages import PAGES
from registry.domain.entry import Entry
from registry.domain.identifiers import certificate_number
from registry.domain.lifecycle import Verb

TYPE = "registration-certificate+sd-jwt"  # the JWS header's typ (RFC 8725 section 3.11): no other token passes for one
_CHECK_CODE_BYTES = 10  # 80 bits: not to be guessed, short enough to be typed


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose register this is; stands in the journal's first entry, the key ring and the trust file alike."""

    name: str
    origin: str
    livemode: bool


def contents(
    entry: Entry, issuer: Issuer, *, committed: bytes, nonce: bytes, listed: Mapping[str, Any] | None = None
) -> bytes:
    """The canonical payload of the certificate of an entry, of which ``committed`` is the commitment; ``listed`` says
    where its standing is published (`status_list.Place.claim`). The same arguments always give the same bytes."""
    if not is_certified(entry.verb):
        raise ValueError(f"{entry.verb} has no certificate")
    at = canon.instant(entry.at)
    head = {
        "v": 1,
        "iss": issuer.name,
        "livemode": issuer.livemode,
        **_named(entry),
        "recorded_at": at,
        "as_of": at,
        "entry": canon.b64(committed),
        "evidence": str(entry.evidence.kind),
        "filer": entry.by.institution,
        "catalogue": entry.rules,
        "nonce": canon.b64(nonce),
        "_sd_alg": "sha-256",
    }
    # "status" is the list's word (draft-ietf-oauth-status-list section 6.1); how it stood at the entry is "standing".
    published = {} if listed is None else {"status": listed}
    return canon.encode(head | published | PAGES[entry.verb](entry))


def is_certified(verb: Verb) -> bool:
    """Whether an entry of the verb has a certificate."""
    return verb in PAGES


def number_of(entry: Entry) -> str:
    """The number of an entry's certificate: a registration's with the version; of any other entry its own."""
    if entry.registration is None or entry.version is None:
        number: str = entry.decided["number"]
        return number
    return certificate_number(entry.registration, entry.version)


def _named(entry: Entry) -> dict[str, Any]:
    of = {} if entry.registration is None else {"registration": entry.registration, "version": entry.version}
    return {"number": number_of(entry), **of}


def statement(payload: bytes) -> bytes:
    """What the public log holds of a certificate: recomputed by a verifier from the JWS it was handed."""
    return hashlib.sha256(payload).digest()


def check_code(payload: bytes) -> str:
    """Eighty bits a reader types to show that he holds the certificate; not derivable from the log's statement."""
    digest = hashlib.sha256(b"check-code/v1\0" + payload).digest()[:_CHECK_CODE_BYTES]
    text = base64.b32encode(digest).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))
