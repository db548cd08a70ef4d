"""Whoever has lost his password or his telephone is given a new start by two administrators, neither of them himself.

Why two: an administrator who could do it alone could sign in as anybody.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from registry.domain.ids import uuid7
from registry.domain.people import invitation
from registry.domain.people.login import normalised
from registry.domain.people.refusals import TwoAdministratorsNeeded
from registry.domain.people.roles import Person, require_confirmation, require_proposal
from registry.service.authority import Authority
from registry.service.people.entering import invite
from registry.store import Store
from registry.store.people import changing


def propose(store: Store, *, login: str, by: Person, at: datetime) -> None:
    """Nothing changes for the person yet. Raises UnknownPerson, TwoAdministratorsNeeded."""
    with changing(store) as people:
        person, acting = people.standing(normalised(login)), people.standing(by.login)
        require_proposal(person, by=acting)
        people.propose(f"rec_{uuid7(at, secrets.token_bytes)}", person=person.id, by=by.id, at=at)


def confirm(store: Store, authority: Authority, *, login: str, by: Person, at: datetime) -> str:
    """The code of an invitation. What the person had before opens nothing any more, and he is signed out everywhere.
    Raises UnknownPerson, TwoAdministratorsNeeded."""
    with changing(store) as people:
        person, acting = people.standing(normalised(login)), people.standing(by.login)
        waiting = people.proposed(person.id, since=at - invitation.RECOVERY_LIFETIME)
        if waiting is None:
            raise TwoAdministratorsNeeded("nobody has proposed it within a day")
        require_confirmation(person, proposed_by=waiting.by, by=acting)
        people.confirm(waiting.id, by=by.id, at=at)
        people.forget_credentials(person.id)
        return invite(people, authority, person=person.id, until=at + invitation.LIFETIME)
