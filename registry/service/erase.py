"""Erase what the register knows of a person (个人信息保护法第47条).

Entries are kept for ever and hold only salted digests; what goes are the sealed values behind them and the hashes by
which a person is found. Every commitment, signature, proof and replay holds afterwards. The raw request goes with any
value of its entry, for it holds the same value in the clear.
"""

from __future__ import annotations

from collections.abc import Collection

from registry.domain.access import Role
from registry.domain.errors import UnknownRegistration
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import Redact, Submitted
from registry.domain.party import Filer
from registry.service.authority import Authority
from registry.service.file import Desk, Filed
from registry.store import Store
from registry.store.reads import journal


def erase(store: Store, authority: Authority, *, digests: Collection[str], reason: str, by_rule: str) -> Filed:
    """File the redaction and erase what it names, in one transaction; ``store`` is the eraser's, no other role may.

    ``by_rule`` is the rule of the catalogue it rests on; ``reason`` stays in the journal and must name no person.
    Raises UnknownRegistration, and nothing is erased, if a digest has no disclosure (any more).
    """
    named = journal.with_requests(store, digests)
    if not named >= set(digests):
        raise UnknownRegistration("a digest without a disclosure")
    submitted = Submitted(
        by=Filer(institution="register", client="register", role=str(Role.REGISTER)),
        evidence=Evidence(kind=EvidenceKind.JOB, rule=by_rule),
    )
    return Desk(store, authority).file(Redact(digests=tuple(sorted(named)), reason=reason), submitted)
