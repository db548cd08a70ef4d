"""What somebody changes of his own. Each time he shows again who he is: a session that was left open is not enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from registry.domain.errors import InvalidParticulars
from registry.domain.people.password import password_faults
from registry.domain.people.roles import Person
from registry.service.authority import Authority
from registry.service.people.entering import invite
from registry.service.people.sessions import begin
from registry.service.people.showing import Shown, look, use
from registry.signing import passwords
from registry.store import Store
from registry.store.people import changing
from registry.store.reads import clients

FOR_A_NEW_TELEPHONE = timedelta(minutes=15)


def change_password(store: Store, authority: Authority, *, shown: Shown, new: str, at: datetime) -> str:
    """The token of a new session, the only one that is left. Raises SignInRefused, and InvalidParticulars with what is
    wrong with the new password."""
    looked = look(store, authority, shown=shown, at=at)
    faults = tuple(password_faults(new, own=_own(store, looked.person)))
    if faults:
        raise InvalidParticulars(*faults)
    kept = passwords.hashed(new)
    with changing(store) as people:
        person = use(people, looked, at=at)
        people.set_password(person.id, kept, at=at)
        people.end_sessions(person.id)
        return begin(people, person.id, at=at)


def begin_anew(store: Store, authority: Authority, *, shown: Shown, at: datetime) -> str:
    """The code of an invitation to set password and second factor anew, for somebody who has both still: a new
    telephone. Until it is taken up nothing changes. Raises SignInRefused."""
    looked = look(store, authority, shown=shown, at=at)
    with changing(store) as people:
        person = use(people, looked, at=at)
        return invite(people, authority, person=person.id, until=at + FOR_A_NEW_TELEPHONE)


def _own(store: Store, person: Person) -> list[str]:
    of = [clients.name_of(store, person.institution)] if person.institution else []
    return [person.login, person.name, *of]
