"""What is handed out with a certificate: its disclosures, the proof that it stands in the log, and the list of its
standing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.domain import canon
from registry.domain.disclosure import digests_in
from registry.service.authority import Authority
from registry.signing.jws import read_compact
from registry.store import Store
from registry.store.reads import log, status_lists
from registry.store.reads.certificates import Certified


def bundle(store: Store, authority: Authority, *, found: Certified, disclosed: bool) -> dict[str, Any]:
    """The certificate, opened for those named on it. Its entry hides more (the raw request, who gave a consent): what
    has no digest on the certificate a reader would take for forged."""
    contents = canon.loads(read_compact(found.jws).payload)
    shown = digests_in(contents) if disclosed else []
    return {
        "jws": found.jws,
        "disclosures": [authority.unseal(each, found.sealed[each]).text for each in shown if each in found.sealed],
        "proof": proof(store, found.entry),
        "status": stapled(store, contents),
    }


def proof(store: Store, entry: str) -> str | None:
    """None until the entry stands in the public log."""
    made = log.proof(store, entry)
    return made.text if made else None


def stapled(store: Store, contents: Mapping[str, Any]) -> str | None:
    """The list in which the certificate stands, as it was signed last, so that whoever is handed the bundle need not
    ask for it. None of what is of its instant, and of what was certified before there were lists."""
    listed = contents.get("status")
    return status_lists.token(store, listed["status_list"]["uri"]) if listed else None
