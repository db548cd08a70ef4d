"""Tell a person what is registered under his number, by whom, and who looked.

He is recognised by his registration and the code on his copy of it, or the register's own counter has seen his paper.
Asking leaves no entry: whoever asks about himself looks at nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from registry.domain import entry, subject
from registry.domain.errors import UnknownRegistration
from registry.domain.party import Identifier
from registry.domain.subject import Grantor, SubjectReport
from registry.service.authority import Authority
from registry.store import Store
from registry.store.reads import subjects


def by_code(store: Store, authority: Authority, *, number: str, code: str, at: datetime) -> SubjectReport:
    """The report of the grantor whose code it is. Raises UnknownRegistration for a number nobody has and for a code
    that is not of it, alike and after the same work; and of a grantor whose number was erased."""
    first = subjects.first(store, number)
    if first is None:
        raise UnknownRegistration
    made, kept = entry.read(first.payload), authority.opened_all(first.sealed)
    known = list(subject.grantors(made, kept))
    codes = {each.place: codes_of(authority, number, place=each.place) for each in known}
    place = subject.matching(code, codes)
    if first.number != number or place is None:
        raise UnknownRegistration
    identifier = known[place].identifier
    if identifier is None:
        raise UnknownRegistration
    return of(store, authority, identifier=identifier, at=at)


def of(store: Store, authority: Authority, *, identifier: Identifier, at: datetime) -> SubjectReport:
    """The report of whoever has the number: for the counter, which has seen his paper."""
    hashes = hashes_of(authority, identifier)
    found = subjects.registered(store, hashes)
    looked = subjects.looks(store, hashes, numbers=[each.number for each in found])
    return SubjectReport(as_of=at, registered=found, looks=looked)


def copies(store: Store, authority: Authority, *, number: str) -> list[tuple[Grantor, str]]:
    """Every grantor of a registration with the code for his copy. Raises UnknownRegistration."""
    first = subjects.first(store, number)
    if first is None or first.number != number:
        raise UnknownRegistration
    known = subject.grantors(entry.read(first.payload), authority.opened_all(first.sealed))
    return [(each, codes_of(authority, number, place=each.place)[0]) for each in known]


def codes_of(authority: Authority, number: str, *, place: int) -> Sequence[str]:
    """The code that is printed now, and those printed under former secrets that are still in the ring."""
    return [subject.access_code(mac) for mac in authority.hashes(subject.LABEL, subject.secret_of(number, place))]


def hashes_of(authority: Authority, identifier: Identifier) -> Sequence[str]:
    """What the number's rows hold, under every secret of the ring: while one takes another's place there are both."""
    return authority.hashes("identifier", f"{identifier.scheme}:{identifier.value}")
