"""What the register itself says of a certificate somebody holds: its journal is asked first.

A good signature over a statement the journal does not know is ``invalid``: either the key has been stolen or an entry
has been lost, and both are for the security officer to hear of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from registry.domain import canon, certificate
from registry.domain.lifecycle import Status, status_on
from registry.domain.verdict import Verdict
from registry.service.authority import Authority
from registry.signing.errors import BadSignature, Reason
from registry.store import Store
from registry.store.reads import certificates

Alarm = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The verdict, why, and, where the signature is ours, what was signed and the entry it is of."""

    verdict: Verdict
    reasons: tuple[str, ...]
    contents: dict[str, Any] | None = None
    standing: str | None = None
    newest: str | None = None
    entry: str | None = None


def verify(store: Store, authority: Authority, *, jws: str, today: date, alarm: Alarm) -> Verified:
    """The verdict on a compact JWS, by our own keys and our own journal."""
    try:
        payload = authority.opened(jws)
    except BadSignature as bad:
        unreadable = bad.reason is Reason.MALFORMED
        return Verified(verdict=Verdict.UNREADABLE if unreadable else Verdict.INVALID, reasons=(str(bad.reason),))
    contents = canon.loads(payload)
    found = certificates.by_statement(store, certificate.statement(payload))
    if found is None or found.jws != jws:
        alarm(str(contents.get("number")))
        return Verified(verdict=Verdict.INVALID, reasons=("not_in_journal",))
    known = Verified(verdict=Verdict.VALID, reasons=(), contents=contents, entry=found.entry)
    if found.of is None:
        return replace(known, reasons=("of_its_instant",))
    of = found.of
    standing = str(status_on(Status(of.status), expires_on=of.expires_on, day=today))
    known = replace(known, standing=standing, newest=f"{of.registration}-{of.newest}")
    if of.version < of.newest or standing == Status.LAPSED:
        return replace(
            known, verdict=Verdict.SUPERSEDED, reasons=(standing if standing != Status.ACTIVE else "amended",)
        )
    return known
