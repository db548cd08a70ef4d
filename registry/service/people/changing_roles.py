"""Roles are given and taken away by those who may; an administrator's takes two, and nobody changes his own.

A person whose roles changed is signed out: what he may is asked anew from his next request on.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from registry.domain.errors import InvalidParticulars
from registry.domain.ids import uuid7
from registry.domain.party import InstitutionType
from registry.domain.people.login import normalised
from registry.domain.people.refusals import TwoAdministratorsNeeded
from registry.domain.people.roles import (
    CHANGE_WAITS_FOR,
    Person,
    RoleChange,
    change_faults,
    require_change,
    require_change_proposal,
)
from registry.store import Store
from registry.store.reads import clients
from registry.store.roles import ProposedChange, Roles, changing_roles


def change_role(
    store: Store, change: RoleChange, *, login: str, by: Person, second: Person | None = None, at: datetime
) -> Person:
    """Whose role it is. Raises UnknownPerson, NotPermitted, TwoAdministratorsNeeded, and InvalidParticulars with what
    is wrong with the roles he would have."""
    with changing_roles(store) as roles:
        roles.alone_among_administrators()
        person, acting = roles.standing(normalised(login)), roles.standing(by.login)
        other = roles.standing(second.login) if second else None
        _require_sound(store, change, person=person)
        _change(roles, change, person=person, by=acting, second=other, at=at)
        if change.takes_two and other:  # it stays on record as what two did
            roles.confirm_change(_propose(roles, change, person=person, by=acting, at=at), by=other.id, at=at)
    return person


def propose_role(store: Store, change: RoleChange, *, login: str, by: Person, at: datetime) -> Person:
    """Nothing changes for the person yet. Raises as ``change_role`` does."""
    with changing_roles(store) as roles:
        person, acting = roles.standing(normalised(login)), roles.standing(by.login)
        _require_sound(store, change, person=person)
        _propose(roles, change, person=person, by=acting, at=at)
    return person


def confirm_role(store: Store, identity: str, *, by: Person, at: datetime) -> ProposedChange:
    """What was proposed happens. Raises as ``change_role`` does, and TwoAdministratorsNeeded where nothing waits."""
    with changing_roles(store) as roles:
        roles.alone_among_administrators()
        waiting = roles.proposed_change(identity, since=at - CHANGE_WAITS_FOR)
        if waiting is None:
            raise TwoAdministratorsNeeded("nobody has proposed it within a day")
        person, proposer, acting = (roles.standing(each) for each in (waiting.login, waiting.by, by.login))
        _require_sound(store, waiting.change, person=person)
        _change(roles, waiting.change, person=person, by=proposer, second=acting, at=at)
        roles.confirm_change(identity, by=acting.id, at=at)
    return waiting


def _propose(roles: Roles, change: RoleChange, *, person: Person, by: Person, at: datetime) -> str:
    require_change_proposal(person, by=by)
    identity = f"chg_{uuid7(at, secrets.token_bytes)}"
    roles.propose_change(identity, person.id, change=change, by=by.id, at=at)
    return identity


def _change(
    roles: Roles, change: RoleChange, *, person: Person, by: Person, second: Person | None, at: datetime
) -> None:
    require_change(change, person, by=by, second=second, administrators=roles.administrators())
    roles.change(person.id, change, by=by.id, at=at)


def _require_sound(store: Store, change: RoleChange, *, person: Person) -> None:
    kind = clients.type_of(store, person.institution) if person.institution else None
    if faults := tuple(change_faults(change, person, of=InstitutionType(kind) if kind else None)):
        raise InvalidParticulars(*faults)
