"""People of a register under test, who come in as everybody does: by an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from registry.domain.measures import Money
from registry.domain.people.one_time_code import STEP, code_of, step_of
from registry.domain.people.roles import Person, PersonRole
from registry.service.people.entering import Accepted, Wanted, accept, enter, opened
from registry.service.people.recovering import confirm, propose
from registry.service.people.sessions import sign_in
from registry.service.people.showing import Shown
from registry.store.reads.people import known
from tests.register import RegisterUnderTest

PASSWORD = "石榴树下有三只猫在晒太阳"
ANOTHER = "三只猫在晒太阳，石榴熟了"


class Clock:
    """The faces' clock, which a test moves."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **duration: float) -> datetime:
        self.now += timedelta(**duration)
        return self.now

    def next_code(self) -> datetime:
        """So much later that the telephone shows another code."""
        return self.passes(seconds=STEP)


@dataclass
class Somebody:
    """A person with his telephone."""

    person: Person
    secret: bytes
    password: str = PASSWORD

    @property
    def login(self) -> str:
        return self.person.login

    def code(self, at: datetime) -> str:
        return code_of(self.secret, step_of(at))

    def shown(self, at: datetime, **changes: Any) -> Shown:
        return Shown(**({"login": self.login, "password": self.password, "code": self.code(at)} | changes))


class Staff:
    """The register's administrators, and whoever they enter."""

    def __init__(self, register: RegisterUnderTest, clock: Clock) -> None:
        self.register, self.clock = register, clock
        self.system, self.security, self.audit = (
            self.comes_in(self.invited(role.partition("_")[0], role))
            for role in (
                PersonRole.SYSTEM_ADMINISTRATOR,
                PersonRole.SECURITY_ADMINISTRATOR,
                PersonRole.AUDIT_ADMINISTRATOR,
            )
        )

    def invited(
        self,
        login: str,
        *roles: PersonRole,
        by: Somebody | None = None,
        second: Somebody | None = None,
        identifier: str | None = None,
        ceiling: Money | None = None,
    ) -> str:
        wanted = Wanted(login=login, name=f"某{login}", roles=frozenset(roles), identifier=identifier, ceiling=ceiling)
        acting = {"by": by.person if by else None, "second": second.person if second else None}
        return enter(self.register.store, self.register.authority, wanted=wanted, **acting, at=self.clock())

    def comes_in(self, code: str, *, password: str = PASSWORD) -> Somebody:
        store, authority, at = self.register.store, self.register.authority, self.clock()
        found = opened(store, authority, code=code, at=at)
        given = Accepted(invitation=code, password=password, code=code_of(found.secret, step_of(at)))
        return Somebody(accept(store, authority, given=given, at=at), found.secret, password)

    def enters(self, login: str, *roles: PersonRole, **options: Any) -> Somebody:
        """Somebody who can sign in, with the code that his telephone shows next."""
        entered = self.comes_in(self.invited(login, *roles, by=self.security, **options))
        self.clock.next_code()
        return entered

    def signs_in(self, who: Somebody, **changes: Any) -> str:
        """The token; his next code is another."""
        token = sign_in(
            self.register.store, self.register.authority, shown=who.shown(self.clock(), **changes), at=self.clock()
        )
        self.clock.next_code()
        return token

    def used(self, who: Somebody) -> int:
        found = known(self.register.store, who.login)
        assert found
        return found.used


def everybody_once(register: RegisterUnderTest) -> Staff:
    """Leaves rows in every table of people, ended ones among them."""
    clock = Clock()
    staff = Staff(register, clock)
    clerk = staff.enters("clerk", PersonRole.CLERK)
    staff.signs_in(clerk)
    for login in ("leaver", "newcomer"):
        staff.invited(login, PersonRole.REGISTRAR, by=staff.security)
    for login in ("leaver", "newcomer"):
        propose(register.store, login=login, by=staff.system.person, at=clock())
    confirm(register.store, register.authority, login="leaver", by=staff.audit.person, at=clock())
    return staff
