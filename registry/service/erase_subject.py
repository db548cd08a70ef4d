"""Erase a person: whatever any entry says of him, found by his number and by nothing else (个人信息保护法第47条).

While something stands under his number its purpose is not met, and nothing is erased unless whoever decides says so.
Each redaction is committed by itself: what is interrupted is called again and finds the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from registry.domain import entry, subject
from registry.domain.errors import Fault, InvalidParticulars, UnknownRegistration
from registry.domain.lifecycle import Status
from registry.domain.party import Identifier
from registry.domain.text import Text
from registry.service.authority import Authority
from registry.service.erase import erase
from registry.service.file import Filed
from registry.service.subject_report import hashes_of
from registry.store import Store
from registry.store.reads import subjects
from registry.store.reads.subjects import Bound

MOST = 500  # digests in one redaction: each is a lock, and filings wait for none of them long


def erase_subject(
    store: Store, authority: Authority, *, identifier: Identifier, reason: str, by_rule: str, although_standing: bool
) -> list[Filed]:
    """The redactions that were filed; ``store`` is the eraser's. Raises UnknownRegistration where no entry names him,
    and InvalidParticulars while a registration stands, unless it is to be done all the same."""
    hashes = hashes_of(authority, identifier)
    standing = [each.number for each in subjects.registered(store, hashes) if each.status == Status.ACTIVE]
    if standing and not although_standing:
        text = Text(f"尚有登记未注销：{'、'.join(standing)}。", f"Still on the register: {', '.join(standing)}.")
        raise InvalidParticulars(Fault("/identifier", "still_registered", text))
    found = _about(subjects.bound(store, hashes), authority, person=identifier)
    if not any(found):
        raise UnknownRegistration("nothing on record under the number")
    return [erase(store, authority, digests=digests, reason=reason, by_rule=by_rule) for digests in _in_batches(found)]


def _about(bound: Sequence[Bound], authority: Authority, *, person: Identifier) -> list[list[str]]:
    """What each entry says of him. What he is called in one of them is looked for in all: a consent has no number."""
    read = [(entry.read(each.payload).filing, _opened(each, authority)) for each in bound]
    names = {name for filing, opened in read for name in subject.names_of(filing, opened, person=person)}
    return [sorted(subject.digests_about(*each, person=person, names=names)) for each in read]


def _opened(bound: Bound, authority: Authority) -> subject.Opened:
    return {digest: each.read() for digest, each in authority.opened_all(bound.sealed).items()}


def _in_batches(found: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """All of an entry in one redaction, several entries together as far as there is room."""
    batch: list[str] = []
    for digests in found:
        if batch and len(batch) + len(digests) > MOST:
            yield batch
            batch = []
        batch += digests
    if batch:
        yield batch
