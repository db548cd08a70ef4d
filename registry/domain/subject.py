"""What a person is told of himself: what is registered under his number, by whom, and who looked; and the code by which
he shows that he is the grantor.

The code stands on the grantor's copy of a registration and is stored nowhere: it is worked out from the register's
secret, the registration and his place among its grantors, so that a filing costs nothing more for it.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.domain.disclosure import Disclosure
from registry.domain.entry import Entry
from registry.domain.measures import Money
from registry.domain.party import Identifier
from registry.domain.projection import filed_parties

LABEL = "grantor_access/v1"
_NUMBERS, _NAMES = ("identifier", "grantor_identifier"), ("name", "grantor_name")
_CODE_BYTES = 10  # 80 bits, as a certificate's check code: none is found by trying


@dataclass(frozen=True, slots=True)
class Grantor:
    """A grantor of a registration by his place among them, and his number as far as it is not erased."""

    place: int
    name: str | None
    identifier: Identifier | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One registration a person has a part in, as it stands now."""

    number: str
    parts: tuple[str, ...]
    secured_creditor: str | None  # None: a person
    filed_by: str
    status: str
    registered_at: datetime
    expires_on: date
    amount: Money
    contract_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """That somebody looked: by what, and what for."""

    kind: str
    at: datetime
    institution: str
    by: str | None = None
    purpose: str | None = None  # of a search
    reason: str | None = None  # of values that were shown
    case_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectReport:
    """All of it, as of an instant, the newest first."""

    as_of: datetime
    registered: tuple[Registered, ...]
    looks: tuple[Look, ...]


def secret_of(number: str, place: int) -> str:
    """What the code of a grantor is worked out from."""
    return f"{number}:{place}"


def access_code(mac: str) -> str:
    """The code as it is printed, from the keyed hash of ``secret_of`` in hex."""
    text = base64.b32encode(bytes.fromhex(mac)[:_CODE_BYTES]).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def matching(typed: str, codes: Mapping[int, Sequence[str]]) -> int | None:
    """The place of the grantor whose code it is. Every code is compared, each in constant time, so that nothing is
    learned by the clock."""
    plain = typed.upper().replace("-", "").replace(" ", "").encode("ascii", "replace")
    found = [
        place
        for place, each in codes.items()
        for code in each
        if hmac.compare_digest(plain, code.replace("-", "").encode())
    ]
    return found[0] if found else None


Opened = Mapping[str, tuple[str, Any]]
"""Name and value of what an entry discloses, by digest, as far as it is not erased."""


def names_of(filing: Mapping[str, Any], opened: Opened, *, person: Identifier) -> set[str]:
    """What the person is called in an entry, where his number stands beside it."""
    return {opened[each][1] for each in _beside(filing, opened, person=person) if opened[each][0] in _NAMES}


def digests_about(filing: Mapping[str, Any], opened: Opened, *, person: Identifier, names: Collection[str]) -> set[str]:
    """The digests of all that an entry says of one person: of every object that bears his number, and of whatever else
    says the number or one of the names he goes by."""
    said = (*names, person.value)
    named = {digest for digest, (_, value) in opened.items() if any(each in str(value) for each in said)}
    return named.union(_beside(filing, opened, person=person))


def _beside(filing: Mapping[str, Any], opened: Opened, *, person: Identifier) -> Iterator[str]:
    """What stands in the objects that bear the number."""
    number = {"scheme": str(person.scheme), "value": person.value}
    for digests in _concealing(filing):
        kept = [each for each in digests if each in opened]
        if any(opened[each][0] in _NUMBERS and opened[each][1] == number for each in kept):
            yield from kept


def _concealing(value: Any) -> Iterator[Sequence[str]]:
    """The digests of each object that hides anything."""
    if isinstance(value, dict):
        yield value.get("_sd", ())
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _concealing(each)


def grantors(made: Entry, kept: Mapping[str, Disclosure]) -> Iterator[Grantor]:
    """The grantors of a registration in their order."""
    given = (party for part, party in filed_parties(made.filing) if part == "grantor")
    for place, party in enumerate(given):
        opened = dict(kept[digest].read() for digest in party.get("_sd", ()) if digest in kept)
        known = {**party, **opened}
        number = known.get("identifier")
        identifier = Identifier(number["scheme"], number["value"]) if number else None
        yield Grantor(place, known.get("name"), identifier)
