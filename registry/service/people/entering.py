"""People are entered by administrators and come in by themselves: whoever enters somebody never knows his password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from registry.domain.errors import Fault, InvalidParticulars, UnknownRegistration
from registry.domain.ids import uuid7
from registry.domain.measures import Money
from registry.domain.party import InstitutionType
from registry.domain.people import invitation, one_time_code
from registry.domain.people.login import login_faults, normalised
from registry.domain.people.password import password_faults
from registry.domain.people.refusals import InvitationNotValid, TwoAdministratorsNeeded
from registry.domain.people.roles import Person, PersonRole, require_disabling, require_entry, role_faults
from registry.domain.text import Text
from registry.service.authority import Authority
from registry.signing import passwords
from registry.store import Store
from registry.store.people import People, changing
from registry.store.reads import clients
from registry.store.reads import people as read


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Somebody who is to be entered."""

    login: str
    name: str
    roles: frozenset[PersonRole]
    identifier: str | None  # the credit code of his institution; None: of the register's own staff
    ceiling: Money | None = None  # up to which he enters what another drafted; None: any amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An invitation as whoever holds its code sees it."""

    person: Person
    institution: str | None
    secret: bytes = field(repr=False)  # of the second factor that will be his

    @property
    def own(self) -> tuple[str, ...]:
        """What his password must not hold."""
        return tuple(filter(None, (self.person.login, self.person.name, self.institution)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What somebody sets who was invited."""

    invitation: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False)


def enter(
    store: Store, authority: Authority, *, wanted: Wanted, by: Person | None, second: Person | None, at: datetime
) -> str:
    """The code of the invitation, which is nowhere else from now on. Raises NotPermitted, TwoAdministratorsNeeded,
    AlreadyEnrolled, and InvalidParticulars with what is wrong with login or roles."""
    person = _checked(store, wanted, at=at)
    with changing(store) as people:
        people.alone_among_administrators()
        acting = people.standing(by.login) if by else None
        other = people.standing(second.login) if second else None
        require_entry(person.roles, by=acting, second=other, held=people.roles_ever_held())
        people.enter(person, by=by.id if by else None, second=second.id if second else None, at=at)
        return invite(people, authority, person=person.id, until=at + invitation.LIFETIME)


def invite(people: People, authority: Authority, *, person: str, until: datetime) -> str:
    """A new code, once; whatever was given out before is worth nothing."""
    code, secret = secrets.token_bytes(invitation.CODE_BYTES), secrets.token_bytes(one_time_code.SECRET_BYTES)
    spelled = invitation.spelled(code)
    digest = invitation.digest_of(spelled)
    assert digest
    people.invite(person, digest=digest, secret=authority.keep(secret, of=person), until=until)
    return spelled


def opened(store: Store, authority: Authority, *, code: str, at: datetime) -> Opened:
    """Raises InvitationNotValid, and does not say whether it ever was."""
    digest = invitation.digest_of(code)
    found = read.invited(store, digest, at=at) if digest else None
    if found is None:
        raise InvitationNotValid
    secret = authority.kept(found.secret, of=found.person.id)
    return Opened(person=found.person, institution=found.institution, secret=secret)


def accept(store: Store, authority: Authority, *, given: Accepted, at: datetime) -> Person:
    """The invitation is used up; the password and the second factor are his, and of what he had before nothing counts.
    Raises InvitationNotValid, UnknownPerson, and InvalidParticulars with what is wrong with password or code."""
    here = opened(store, authority, code=given.invitation, at=at)
    step = one_time_code.step_shown(here.secret, given.code, at=at, used=0)
    faults = [*password_faults(given.password, own=here.own), *(() if step else (_wrong_code(),))]
    if faults or step is None:
        raise InvalidParticulars(*faults)
    kept, secret = passwords.hashed(given.password), authority.keep(here.secret, of=here.person.id)
    digest = invitation.digest_of(given.invitation)
    with changing(store) as people:
        people.standing(here.person.login)  # whoever disables or recovers him comes before, or after
        if digest is None or people.take_invitation(digest, at=at) != here.person.id:
            raise InvitationNotValid
        people.forget_credentials(here.person.id)
        people.set_password(here.person.id, kept, at=at)
        people.set_second_factor(here.person.id, secret, used=step, at=at)
    return here.person


def invite_again(store: Store, authority: Authority, *, login: str, by: Person, at: datetime) -> str:
    """A new code for somebody who was entered and let his first one expire. Whoever has credentials needs a recovery,
    which takes two."""
    with changing(store) as people:
        person, acting = people.standing(normalised(login)), people.standing(by.login)
        if acting.id == person.id or not acting.is_administrator or people.has_credentials(person.id):
            raise TwoAdministratorsNeeded("whoever has signed in before is recovered by two administrators")
        return invite(people, authority, person=person.id, until=at + invitation.LIFETIME)


def disable(store: Store, *, login: str, by: Person, at: datetime) -> None:
    """At once, wherever he is signed in. Raises UnknownPerson, NotPermitted, TwoAdministratorsNeeded."""
    with changing(store) as people:
        people.alone_among_administrators()
        person, acting = people.standing(normalised(login)), people.standing(by.login)
        require_disabling(person, by=acting, administrators=people.administrators())
        people.disable(person, by=by.id, at=at)


def _checked(store: Store, wanted: Wanted, *, at: datetime) -> Person:
    login, name = normalised(wanted.login), wanted.name.strip()
    institution, kind = None, None
    if wanted.identifier is not None:
        found = clients.institution(store, wanted.identifier)
        if found is None:
            raise UnknownRegistration(wanted.identifier)
        institution, kind = found[0], InstitutionType(found[1])
    faults = [*login_faults(login), *role_faults(wanted.roles, of=kind)]
    if not name:
        faults.append(Fault("/name", "missing", Text("须填写姓名。", "A name is needed.")))
    if faults:
        raise InvalidParticulars(*faults)
    identity = f"per_{uuid7(at, secrets.token_bytes)}"
    return Person(
        id=identity, login=login, name=name, institution=institution, roles=wanted.roles, ceiling=wanted.ceiling
    )


def _wrong_code() -> Fault:
    return Fault(
        "/code",
        "wrong_code",
        Text(
            "验证码与密钥不符，请核对手机时间后再试。",
            "The code is not this secret's: check the clock of the telephone.",
        ),
    )
