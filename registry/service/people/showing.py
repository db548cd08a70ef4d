"""Whether somebody is who he says: login, password and the code of his telephone, all three or nothing.

Why every try is counted before it is looked at: of a hundred guesses sent at once each would otherwise find an account
that nobody has failed at yet. And why a login that nobody has is counted and worked at as any other: what an answer
says, and how long it takes, must not tell who has an account.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from registry.domain.people import login, one_time_code
from registry.domain.people.device import known_as
from registry.domain.people.refusals import SignInRefused, UnknownPerson, Why
from registry.domain.people.roles import Person
from registry.service.authority import Authority
from registry.service.people.trying import counted
from registry.signing import passwords
from registry.store import Store
from registry.store.people import People, changing
from registry.store.reads.people import Known, known


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody shows to be believed."""

    login: str
    password: str = field(repr=False)
    code: str = field(repr=False)
    device: str = field(repr=False, default="")  # what his browser kept since he was believed in it; see domain


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was shown was right when it was looked at. Only ``use`` makes it count, and once."""

    person: Person
    kept: str = field(repr=False)  # the hash it was compared with
    step: int  # of the code
    tried: str  # under what the tries are counted
    rehashed: str | None = field(repr=False)  # the hash at today's cost, where that was another


def look(store: Store, authority: Authority, *, shown: Shown, at: datetime) -> Looked:
    """Raises SignInRefused, whatever it is that was wrong."""
    typed = login.normalised(shown.login)
    tried = tried_under(authority, typed, device=shown.device, at=at)
    is_open = counted(store, tried, at=at)
    found = known(store, typed)
    is_right = passwords.matches(shown.password, kept=found.hash if found else None)
    step = _step(authority, found, code=shown.code, at=at)
    if found is None:
        raise SignInRefused(Why.UNKNOWN_LOGIN)
    if not (is_open and is_right and step):
        why = Why.WRONG_CODE if is_right else Why.WRONG_PASSWORD
        raise SignInRefused(why if is_open else Why.PAUSED, person=found.person.id)
    rehashed = passwords.hashed(shown.password) if passwords.is_cheap(found.hash) else None
    return Looked(person=found.person, kept=found.hash, step=step, tried=tried, rehashed=rehashed)


def tried_under(authority: Authority, login: str, *, device: str, at: datetime) -> str:
    """Under what the tries of this login are counted: those of a browser in which its owner was believed before apart
    from everybody else's, so that no stranger's failures keep him out."""
    known_by = known_as(device, login=login, at=at, mark=partial(authority.hashed, "device"))
    return authority.hashed("sign_in", f"{login}\n{known_by}" if known_by else login)


def use(people: People, looked: Looked, *, at: datetime) -> Person:
    """The person, whose code is used up. Raises SignInRefused where somebody was faster, or he is no longer who he
    was."""
    try:
        person = people.standing(looked.person.login)
    except UnknownPerson:
        raise SignInRefused(person=looked.person.id) from None
    if not people.use_code(person.id, looked.step, kept=looked.kept):
        raise SignInRefused(person=looked.person.id)
    people.note_try(looked.tried, at=at, believed=True)
    if looked.rehashed:
        people.set_password(person.id, looked.rehashed, at=at)
    return person


def vouched(store: Store, authority: Authority, *, shown: Shown, at: datetime) -> Person:
    """Who it is that acts now, and for this act alone: no session begins."""
    looked = look(store, authority, shown=shown, at=at)
    with changing(store) as people:
        return use(people, looked, at=at)


def _step(authority: Authority, found: Known | None, *, code: str, at: datetime) -> int | None:
    secret = secrets.token_bytes(one_time_code.SECRET_BYTES)
    if found:
        secret = authority.kept(found.secret, of=found.person.id)
    return one_time_code.step_shown(secret, code, at=at, used=found.used if found else 0)
