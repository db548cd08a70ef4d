"""Two administrators open something for an hour; a third looks at it afterwards. What can be opened, and why so:
``domain.people.break_glass``."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import structlog

from registry.domain.errors import InvalidParticulars, NotPermitted
from registry.domain.ids import uuid7
from registry.domain.people import break_glass as law
from registry.domain.people.break_glass import Glass, Opening
from registry.domain.people.roles import Person
from registry.service.authority import Authority
from registry.store import Store
from registry.store.break_glass import breaking_glass, standing

_log = structlog.get_logger("registry.security")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to be opened."""

    glass: Glass
    about: str
    reason: str


def ask(store: Store, asked: Asked, *, by: Person, at: datetime) -> Opening:
    """Nothing is open yet. Raises TwoAdministratorsNeeded, and InvalidParticulars with what is wrong."""
    about, reason = asked.about.strip(), asked.reason.strip()
    if faults := tuple(law.asking_faults(asked.glass, about=about, reason=reason)):
        raise InvalidParticulars(*faults)
    with breaking_glass(store) as glasses:
        acting = glasses.standing(by.login)
        law.require_asking(acting)
        made = Opening(
            id=f"glass_{uuid7(at, secrets.token_bytes)}", glass=asked.glass, about=about, reason=reason,
            asked_by=acting.id, asked_at=at,
        )  # fmt: skip
        glasses.ask(made)
    return made


def open_glass(store: Store, identity: str, *, by: Person, at: datetime) -> Opening:
    """For an hour from now. Whoever watches the log is told. Raises NotOpen, TwoAdministratorsNeeded."""
    with breaking_glass(store) as glasses:
        acting, found = glasses.standing(by.login), glasses.opening(identity)
        law.require_opening(found, by=acting, at=at)
        glasses.open(identity, by=acting.id, at=at)
    _log.warning("break_glass_opened", opening=identity, glass=str(found.glass))
    return found


def end(store: Store, identity: str, *, by: Person, at: datetime) -> Opening:
    """From now on it is closed. Raises NotOpen, NotPermitted."""
    with breaking_glass(store) as glasses:
        acting, found = glasses.standing(by.login), glasses.opening(identity)
        law.require_end(found, by=acting, at=at)
        glasses.end(identity, by=acting.id, at=at)
    return found


def review(store: Store, identity: str, *, note: str, by: Person, at: datetime) -> Opening:
    """What was found stays with it. Raises NotOpen, NotPermitted, and InvalidParticulars without a note."""
    if faults := tuple(law.note_faults(note.strip())):
        raise InvalidParticulars(*faults)
    with breaking_glass(store) as glasses:
        acting, found = glasses.standing(by.login), glasses.opening(identity)
        law.require_review(found, by=acting, at=at)
        glasses.review(identity, note=note.strip(), by=acting.id, at=at)
    return found


def opened(store: Store, glass: Glass, *, about: str, person: Person, at: datetime) -> bool:
    """Whether two administrators have opened this, on this, for this person, who still is one, and it stands at this
    instant: what whoever guards it asks."""
    if not person.is_administrator:
        return False
    return law.opened(standing(store, glass, at=at), glass, about=about, person=person.id, at=at)


def lift_pause(store: Store, authority: Authority, *, login: str, by: Person, at: datetime) -> Person:
    """Whoever has this login is looked at again from now on, whatever was tried under it. Raises UnknownPerson, and
    NotPermitted unless it stands open for exactly this."""
    with breaking_glass(store) as glasses:
        acting, person = glasses.standing(by.login), glasses.standing(login)
        if not opened(store, Glass.LIFT_PAUSE, about=login, person=acting, at=at):
            raise NotPermitted("two administrators have not opened it")
        glasses.lift_pause(authority.hashed("sign_in", login), by=acting.id, at=at)
    return person
