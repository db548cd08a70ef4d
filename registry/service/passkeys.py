"""What somebody is asked to sign with a passkey, and whether what he answers is believed.

Why the text waits here and not in the page: a page that carried it could be made to carry another. The browser gets the
digest alone, the text stays with the session that asked, and it is answered once, within five minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

import structlog

from registry.domain.drafts.approval import PURPOSE, Assertion
from registry.domain.passkeys import ASKED_FOR, challenge_of, origin_for
from registry.domain.people.refusals import NoPasskeysHere, PasskeyRefused
from registry.domain.people.roles import Person
from registry.service.authority import Authority
from registry.service.key_history import END, KeyHistory
from registry.service.known import EnrolledPasskey
from registry.signing.errors import SigningError
from registry.signing.passkeys import read_answer, request_options, require_assertion
from registry.store import Store, passkeys
from registry.store.reads import passkeys as read
from registry.store.reads.people import SignedIn

_log = structlog.get_logger("registry.service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where passkeys are made and used: a register, under its keys and its public address."""

    store: Store
    authority: Authority
    public: str

    @property
    def origin(self) -> str:
        """Raises NoPasskeysHere where the address has no name."""
        if (found := origin_for(self.public)) is None:
            raise NoPasskeysHere
        return found

    @property
    def register(self) -> str:
        return self.authority.issuer.origin


def institution_of(person: Person) -> str:
    """Whose person he is. Raises NoPasskeysHere for the register's own staff, who act at the counter."""
    if person.institution is None:
        raise NoPasskeysHere
    return person.institution


def ask(place: Place, visitor: SignedIn, *, purpose: str, about: str, base: bytes, at: datetime) -> None:
    """Keep the text until it is answered."""
    asked = {"session": visitor.session.id, "purpose": purpose, "about": about}
    passkeys.ask(place.store, asked, base=base, until=at + ASKED_FOR)


def taken(place: Place, visitor: SignedIn, *, purpose: str, about: str, at: datetime) -> bytes:
    """The text that this session was asked to have signed, once. Raises PasskeyRefused."""
    asked = {"session": visitor.session.id, "purpose": purpose, "about": about}
    base = passkeys.take(place.store, asked, at=at)
    return refused("nothing was asked, or too long ago") if base is None else base


def ask_to_sign(place: Place, visitor: SignedIn, *, about: str, base: bytes, at: datetime) -> dict[str, Any]:
    """What the browser is to have signed, by one of this person's passkeys that count: the text of a filing. Raises
    PasskeyRefused where he has none."""
    mine = read.standing(place.store, visitor.person.id)
    if not mine:
        refused("nobody's passkey")
    ask(place, visitor, purpose=PURPOSE, about=about, base=base, at=at)
    allowed = [each.passkey.credential for each in mine]
    return request_options(origin=place.origin, challenge=challenge_of(base), allowed=allowed)


def signed(place: Place, visitor: SignedIn, *, about: str, answer: str, at: datetime) -> Assertion:
    """The text, signed by this person with a passkey that the journal shows to be his. Raises PasskeyRefused.

    Whether it still counts is judged once more behind the lock of what is entered with it.
    """
    base = taken(place, visitor, purpose=PURPOSE, about=about, at=at)
    with believed():
        given = read_answer(answer)
        key_id, enrolled = _enrolled(place, visitor.person, credential=given.credential)
        count = require_assertion(given.assertion, enrolled.passkey, challenge=challenge_of(base))
    count_on(place, key_id, count=count)
    return Assertion(base=base, key_id=key_id, signature=given.assertion.written())


def count_on(place: Place, key_id: str, *, count: int) -> None:
    """Note where the authenticator's counter stands. Raises PasskeyRefused unless it has moved on."""
    if not passkeys.counted_on(place.store, key_id, count=count):
        refused("the counter has not moved on")


@contextmanager
def believed() -> Iterator[None]:
    """Raises PasskeyRefused for what the signing room does not believe."""
    try:
        yield
    except SigningError as fault:
        refused(str(fault))


def refused(why: str) -> NoReturn:
    """One answer for everything; why, the log says."""
    _log.warning("passkey_refused", reason=why)
    raise PasskeyRefused(why)


def _enrolled(place: Place, person: Person, *, credential: bytes) -> tuple[str, EnrolledPasskey]:
    """The person's passkey with this credential as the journal has it: a row that somebody put there is not enough."""
    for each in read.standing(place.store, person.id):
        if each.passkey.credential == credential:
            proofs = read.proofs(place.store, each.key_id)
            shown = KeyHistory(proofs, register=place.register).before(END).passkey(each.key_id)
            if shown and shown.live and (shown.person, shown.institution) == (person.id, person.institution):
                return each.key_id, shown
            _log.error("passkey_of_nobody", person=person.id)
    return refused("nobody's passkey")
