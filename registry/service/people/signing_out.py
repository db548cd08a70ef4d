"""Somebody is signed out by another: what he left open somewhere is closed."""

from __future__ import annotations

from datetime import datetime

from registry.domain.people import lockout
from registry.domain.people.roles import Person, require_signing_out
from registry.service.authority import Authority
from registry.store import Store
from registry.store.people import changing


def sign_out_everywhere(store: Store, *, login: str, by: Person) -> Person:
    """Raises UnknownPerson, NotPermitted."""
    with changing(store) as people:
        person, acting = people.standing(login), people.standing(by.login)
        require_signing_out(person, by=acting)
        people.end_sessions(person.id)
    return person


def paused_until(store: Store, authority: Authority, *, login: str, at: datetime) -> datetime | None:
    """Until when nobody is looked at who comes to this login from a browser that does not know its owner."""
    with changing(store) as people:
        before = people.tries(authority.hashed("sign_in", login), most=lockout.COUNTED)
    if before.last is None:
        return None
    until = lockout.closed_until(before.failures, last=before.last)
    return until if until > at else None
