"""Which keys counted when: from the entry that enrols one to the one that revokes it.

An entry counts only if what proves it holds by the entries before it, back to the journal's first: a key that one
administrator entered alone, or that was put into the tables by force, is no key here, nor is one that such a key made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from registry.domain import canon, entry
from registry.domain.entry import Entry
from registry.domain.filings import EnrolPasskey
from registry.domain.lifecycle import Verb
from registry.domain.party import Filer
from registry.service import evidence
from registry.service.known import EnrolledKey, EnrolledPasskey, Known, KnownAdministrator, People
from registry.signing.errors import SigningError
from registry.signing.keys import PublicKey

T = TypeVar("T")
END = float("inf")  # behind every entry
Administrators = Mapping[str, KnownAdministrator]


class KeyHistory:
    """Made from the entries that say who may file, with their evidence, in order; and, where it is asked of, from what
    people were when."""

    def __init__(
        self, recorded: Iterable[Mapping[str, Any]], *, register: str, people: People = MappingProxyType({})
    ) -> None:
        self._register = register
        self._people = people
        self._keys: dict[str, list[tuple[int, EnrolledKey]]] = {}
        self._passkeys: dict[str, list[tuple[int, EnrolledPasskey]]] = {}
        self._administrators: list[tuple[int, Administrators]] = []
        self._institutions: dict[str, str] = {}
        for row in recorded:
            try:
                self._learn(row, entry.read(row["payload"].encode()))
            except (canon.NotCanonical, SigningError, AttributeError, LookupError, TypeError, ValueError):
                continue  # is named where the entry is looked at; what it would have enrolled does not count

    def before(self, seq: float) -> Known:
        """Who counted before the entry of this number."""
        reached = bisect_left(self._administrators, seq, key=lambda event: event[0])
        return Known(
            register=self._register,
            key=lambda key_id: _last_before(seq, self._keys.get(key_id, [])),
            passkey=lambda key_id: _last_before(seq, self._passkeys.get(key_id, [])),
            client=lambda client: self._client_before(seq, client),
            administrators=self._administrators[reached - 1][1] if reached else {},
            institutions=self._institutions,
            people=self._people,
        )

    def _client_before(self, seq: float, client: str) -> bool:
        keys = (_last_before(seq, events) for events in self._keys.values())
        return any(key is not None and key.live and key.by.client == client for key in keys)

    def _learn(self, row: Mapping[str, Any], made: Entry) -> None:
        learn = _LEARNT.get(made.verb)
        if learn is None or (made.verb is not Verb.GENESIS and not self._administrators):
            return  # nothing was enrolled before the register began
        if not any(evidence.faults(made, row, known=self.before(row["seq"]), revealed={})):
            learn(self, row["seq"], made)

    def _genesis(self, seq: int, made: Entry) -> None:
        if not self._administrators:  # a second first entry begins nothing
            self._administrators.append((seq, MappingProxyType(_persons(made))))

    def _enrol_administrators(self, seq: int, made: Entry) -> None:
        there = self.before(seq).administrators
        self._administrators.append((seq, MappingProxyType({**there, **_persons(made)})))

    def _revoke_administrator(self, seq: int, made: Entry) -> None:
        left = {key: each for key, each in self.before(seq).administrators.items() if key != made.filing["key_id"]}
        self._administrators.append((seq, MappingProxyType(left)))

    def _institution(self, _: int, made: Entry) -> None:
        self._institutions[made.decided["institution"]] = made.filing["identifier"]

    def _enrol(self, seq: int, made: Entry) -> None:
        """A key is enrolled once: what was revoked never comes back."""
        filing = made.filing
        by = Filer(institution=filing["institution"], client=filing["client"], role=filing["role"])
        self._keys.setdefault(filing["key_id"], [(seq, EnrolledKey(filing["jwk"], live=True, by=by))])

    def _revoke(self, seq: int, made: Entry) -> None:
        if events := self._keys.get(made.filing["key_id"]):
            last = events[-1][1]
            events.append((seq, EnrolledKey(last.jwk, live=False, by=last.by)))

    def _enrol_passkey(self, seq: int, made: Entry) -> None:
        filing = canon.build(EnrolPasskey, made.filing)
        enrolled = EnrolledPasskey(
            passkey=filing.passkey, live=True, person=filing.person, institution=filing.institution
        )
        self._passkeys.setdefault(filing.key_id, [(seq, enrolled)])

    def _revoke_passkey(self, seq: int, made: Entry) -> None:
        if events := self._passkeys.get(made.filing["key_id"]):
            events.append((seq, replace(events[-1][1], live=False)))


def _last_before(seq: float, events: Sequence[tuple[int, T]]) -> T | None:
    """What had become of a key before the entry of this number."""
    reached = bisect_left(events, seq, key=lambda event: event[0])
    return events[reached - 1][1] if reached else None


def _persons(made: Entry) -> dict[str, KnownAdministrator]:
    """Raises BadSignature for a key that is not the one it is called."""
    persons = {}
    for each in made.filing.get("administrators", ()):
        public = PublicKey.from_jwk(each["jwk"])
        if public.key_id != each["key_id"]:
            raise ValueError("the key is not the one it is called")
        persons[public.key_id] = KnownAdministrator(each["name"], public)
    return persons


_LEARNT: Mapping[Verb, Callable[[KeyHistory, int, Entry], None]] = {
    Verb.GENESIS: KeyHistory._genesis,  # noqa: SLF001
    Verb.ENROL_ADMINISTRATORS: KeyHistory._enrol_administrators,  # noqa: SLF001
    Verb.REVOKE_ADMINISTRATOR: KeyHistory._revoke_administrator,  # noqa: SLF001
    Verb.ENROL_INSTITUTION: KeyHistory._institution,  # noqa: SLF001
    Verb.ENROL_KEY: KeyHistory._enrol,  # noqa: SLF001
    Verb.REVOKE_KEY: KeyHistory._revoke,  # noqa: SLF001
    Verb.ENROL_PASSKEY: KeyHistory._enrol_passkey,  # noqa: SLF001
    Verb.REVOKE_PASSKEY: KeyHistory._revoke_passkey,  # noqa: SLF001
}
