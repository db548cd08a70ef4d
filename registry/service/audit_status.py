"""The lists' part of `registry audit`: every list is made again, from the certificates that name it and the versions of
their registrations as the journal makes them, up to the leaf and the day that the lists tell of; and what was signed is
held against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.domain.lifecycle import Status, status_on
from registry.domain.status_list import PLACES, TYPE, Packed, Standing, opened, standing, uri
from registry.service.audit_log import Found
from registry.signing.encoding import parse_canonical_json
from registry.signing.errors import BadSignature
from registry.signing.jws import verify_compact
from registry.signing.keys import Use
from registry.signing.ring import KeyRing
from registry.store import Snapshot
from registry.store.reads import status_audit as read
from registry.store.reads.status_audit import ListRow, ToldRow

Versions = Mapping[tuple[Any, ...], Mapping[str, Any]]
"""Rows of ``registration_version`` by number and version."""


def differences(seen: Snapshot, ring: KeyRing, *, versions: Versions) -> Iterator[Found]:
    """Everything about the lists that is not as it must be; nothing of a register whose lists were not begun."""
    lists, rows = {row.number: row for row in read.lists(seen)}, read.told(seen)
    if not rows:
        yield from ((_where(number), "nothing says how far it tells") for number in lists)
        return
    (told,) = rows
    if told.place > read.size(seen, told.log):
        yield "status told", f"the lists tell of {told.place} leaves of log {told.log}, which has not so many"
    made = _made_again(seen, told, versions=versions)
    for number, row in lists.items():
        if number not in made:
            yield _where(number), "no certificate names it"
            continue
        yield from ((_where(number), what) for what in (*_bits(row, made[number].packed), *_token(row, ring)))
    yield from ((_where(n), "it is missing") for n, each in made.items() if each.begun and n not in lists)


@dataclass(slots=True)
class _Made:
    """A list made again; it must be there once it tells of one certificate."""

    packed: Packed = field(default_factory=Packed)
    begun: bool = False


def _made_again(seen: Snapshot, told: ToldRow, *, versions: Versions) -> dict[int, _Made]:
    """Every list that a certificate names, as it must be."""
    untold = read.untold(seen, log=told.log, place=told.place)
    newest: dict[str, int] = {}
    for number, version in versions:
        if (number, version) not in untold:
            newest[number] = max(version, newest.get(number, version))
    made = defaultdict[int, _Made](_Made)
    for each in read.placed(seen):
        of_list, last = made[each.list], newest.get(each.registration)
        # Whose registration has no version, the journal's own part of the audit has named.
        if last is not None and (each.registration, each.version) not in untold and 0 <= each.index < PLACES:
            row = versions[each.registration, last]
            of_list.packed[each.index] = _standing(row, version=each.version, newest=last, day=told.day)
            of_list.begun = True
    return dict(made)


def _standing(row: Mapping[str, Any], *, version: int, newest: int, day: date) -> Standing:
    expires_on = date.fromisoformat(row["expires_on"])
    return standing(status_on(Status(row["status"]), expires_on=expires_on, day=day), version=version, newest=newest)


def _bits(row: ListRow, expected: Packed) -> Iterator[str]:
    try:
        stored = Packed(row.bits)
    except ValueError as fault:
        yield str(fault)
        return
    if bytes(stored) != bytes(expected):
        at = next(index for index in range(PLACES) if stored[index] is not expected[index])
        yield f"place {at} says {stored[at].name.lower()} and must say {expected[at].name.lower()}"


def _token(row: ListRow, ring: KeyRing) -> Iterator[str]:
    """What was signed last. Of a list that changed since, what it said then is no more to be found; it is signed again
    within a second."""
    if row.token is None or row.uri is None or row.issued_at is None:
        return
    if row.uri != uri(row.uri.rpartition("/status/")[0], row.number):
        yield "its address is another list's"
    try:
        claimed = parse_canonical_json(verify_compact(row.token, key_of=ring.key_of(Use.STATUS), typ=TYPE))
        signed = opened(claimed, uri=row.uri)
    except (BadSignature, ValueError) as fault:
        yield f"what is served does not verify ({fault})"
        return
    if claimed["iat"] != row.issued_at.timestamp():
        yield "what is served was signed at another time"
    if not row.changed and bytes(signed) != row.bits:
        yield "what is served is not the list"


def _where(number: int) -> str:
    return f"status list {number}"
