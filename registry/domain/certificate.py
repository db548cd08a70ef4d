"""What a certificate says, one page of contents per kind of entry. Signing is elsewhere.

The payload is bounded: rule codes and the catalogue's version instead of texts, above eight items a count and the
digest of the list, digests for personal values (SD-JWT). A certificate's number is the registration's, ``-`` and the
version.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.domain import canon
from registry.domain.entry import Entry, commitment
from registry.domain.identifiers import certificate_number
from registry.domain.lifecycle import Status, Verb

TYPE = "registration-certificate+sd-jwt"  # the JWS header's typ (RFC 8725 section 3.11): no other token passes for one
SHOWN = 8
_CHECK_CODE_BYTES = 10  # 80 bits: not to be guessed, short enough to be typed


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose register this is; stands in the journal's first entry, the key ring and the trust file alike."""

    name: str
    origin: str
    livemode: bool


def contents(entry: Entry, issuer: Issuer, *, nonce: bytes) -> bytes:
    """The canonical payload of the certificate of an entry. The same arguments always give the same bytes."""
    if entry.registration is None or entry.version is None:
        raise ValueError(f"{entry.verb} has no certificate")
    head = {
        "v": 1,
        "iss": issuer.name,
        "livemode": issuer.livemode,
        "number": certificate_number(entry.registration, entry.version),
        "registration": entry.registration,
        "version": entry.version,
        "recorded_at": canon.instant(entry.at),
        "as_of": canon.instant(entry.at),
        "entry": canon.b64(commitment(entry.payload())),
        "evidence": str(entry.evidence.kind),
        "filer": entry.by.institution,
        "catalogue": entry.rules,
        "nonce": canon.b64(nonce),
        "_sd_alg": "sha-256",
    }
    return canon.dumps(head | _CONTENTS[entry.verb](entry))


def statement(payload: bytes) -> bytes:
    """What the public log holds of a certificate: recomputed by a verifier from the JWS it was handed."""
    return hashlib.sha256(payload).digest()


def check_code(payload: bytes) -> str:
    """Eighty bits a reader types to show that he holds the certificate; not derivable from the log's statement."""
    digest = hashlib.sha256(b"check-code/v1\0" + payload).digest()[:_CHECK_CODE_BYTES]
    text = base64.b32encode(digest).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _registration(entry: Entry) -> dict[str, Any]:
    filing, decided = entry.filing, entry.decided
    return {
        "kind": "registration",
        "status": str(Status.ACTIVE),
        "expires_on": decided["expires_on"],
        "secured_creditor": filing["secured_creditor"],
        "grantors": filing["grantors"],
        "secured_claim": filing["secured_claim"],
        "findings": _counted(decided.get("findings", ())),
        **_items(filing["collateral"], decided["collateral"]),
    }


def _discharge(entry: Entry) -> dict[str, Any]:
    filing = entry.filing
    ended = {"ended_on": filing["ended_on"]} if "ended_on" in filing else {}
    return {
        "kind": "discharge",
        "status": entry.decided["status"],
        "reason": filing["reason"],
        "supersedes": certificate_number(filing["registration"], filing["based_on"]),
        "released": len(entry.decided.get("released", ())),
        **ended,
    }


_CONTENTS: Mapping[Verb, Callable[[Entry], dict[str, Any]]] = {
    Verb.REGISTER: _registration,
    Verb.DISCHARGE: _discharge,
}


def _items(filed: Sequence[Mapping[str, Any]], entered: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    items = [_item(asked, became) for asked, became in zip(filed, entered, strict=True)]
    if len(items) <= SHOWN:
        return {"collateral": items}
    return {
        "collateral_count": len(items),
        "collateral_digest": canon.b64(hashlib.sha256(canon.dumps(items)).digest()),
    }


def _item(asked: Mapping[str, Any], became: Mapping[str, Any]) -> dict[str, Any]:
    ahead = became.get("ahead", [])
    return {
        "id": became["id"],
        "asset": asked["asset"],
        "interest": asked["terms"]["interest"],
        "identity_keys": [key["key"] for key in became["keys"] if key["role"] == "identity"],
        "rank": len(ahead) + 1,
        "ahead": ahead[:SHOWN],
        "priority": became["priority"],
        "effect": {"entry": became["effect"], "statutory": became["statutory"]},
    }


def _counted(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    counts = Counter((found["code"], found["severity"]) for found in findings)
    return [{"code": code, "severity": severity, "count": count} for (code, severity), count in counts.items()]
