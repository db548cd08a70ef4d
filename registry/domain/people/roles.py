"""What a person is there for. What an institution's system is there for is ``access.Role``.

Why three administrators: who runs the machines, who says who may do what, and who reads what was done watch each other.
Nobody holds two of these, and it takes two of them to make one more or to give somebody a new start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.errors import Fault, NotPermitted
from registry.domain.measures import Money
from registry.domain.party import InstitutionType
from registry.domain.people.refusals import TwoAdministratorsNeeded
from registry.domain.text import Text


class PersonRole(StrEnum):
    MAKER = "maker"
    CHECKER = "checker"
    CLERK = "clerk"
    REGISTRAR = "registrar"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"


WORDS: Mapping[PersonRole, Text] = {
    PersonRole.MAKER: Text("经办", "maker"),
    PersonRole.CHECKER: Text("复核", "checker"),
    PersonRole.CLERK: Text("窗口人员", "clerk"),
    PersonRole.REGISTRAR: Text("登记员", "registrar"),
    PersonRole.AUDITOR: Text("审计人员", "auditor"),
    PersonRole.SYSTEM_ADMINISTRATOR: Text("系统管理员", "system administrator"),
    PersonRole.SECURITY_ADMINISTRATOR: Text("安全管理员", "security administrator"),
    PersonRole.AUDIT_ADMINISTRATOR: Text("审计管理员", "audit administrator"),
}

ADMINISTRATORS = frozenset(
    {PersonRole.SYSTEM_ADMINISTRATOR, PersonRole.SECURITY_ADMINISTRATOR, PersonRole.AUDIT_ADMINISTRATOR}
)
_FILERS = frozenset({PersonRole.MAKER, PersonRole.CHECKER})
_READERS = frozenset({PersonRole.AUDITOR})
_OF_THE_REGISTER = ADMINISTRATORS | {PersonRole.CLERK, PersonRole.REGISTRAR, PersonRole.AUDITOR}

ROLES_OF_PEOPLE: Mapping[InstitutionType, frozenset[PersonRole]] = {
    **dict.fromkeys(InstitutionType, _FILERS),
    **dict.fromkeys((InstitutionType.AUDITOR, InstitutionType.REGULATOR), _READERS),
}
"""What the people of an institution may be; the register's own staff has no institution."""

FEWEST_ADMINISTRATORS = 2
"""With fewer nobody could be given a new start, nor could another administrator be entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in. ``ceiling`` is set when he is entered, and read where a draft is."""

    id: str
    login: str
    name: str
    institution: str | None  # None: of the register's own staff
    roles: frozenset[PersonRole]
    ceiling: Money | None = None  # up to which he enters what another drafted; None: any amount

    @property
    def is_administrator(self) -> bool:
        return bool(self.roles & ADMINISTRATORS)


def role_faults(roles: Collection[PersonRole], *, of: InstitutionType | None) -> Iterator[Fault]:
    """What is wrong with these roles for one person of that kind of institution, or of the register's own staff."""
    allowed = _OF_THE_REGISTER if of is None else ROLES_OF_PEOPLE[of]
    if not roles:
        yield Fault("/roles", "missing", Text("须至少有一个角色。", "At least one role is needed."))
    for role in sorted(set(roles) - allowed):
        yield Fault(
            "/roles",
            "role_not_allowed",
            Text(f"该机构的人员不能担任{WORDS[role].zh}。", f"Nobody of that institution can be {WORDS[role].en}."),
        )
    if len(ADMINISTRATORS & set(roles)) > 1:
        yield Fault(
            "/roles",
            "one_administrator",
            Text(
                "系统、安全、审计管理员须由不同的人担任。",
                "System, security and audit administrator are three people: nobody holds two of these.",
            ),
        )


def require_entry(
    roles: Collection[PersonRole], *, by: Person | None, second: Person | None, held: Collection[PersonRole]
) -> None:
    """That whoever enters a person with these roles may: the security administrator, and for an administrator any two
    of them. Nobody is asked for the first of each, of which none is among the roles ever ``held``: somebody begins."""
    if by is None:
        if len(roles) != 1 or not set(roles) <= ADMINISTRATORS - set(held):
            raise NotPermitted("only the first administrator of each kind is entered by nobody")
    elif set(roles) & ADMINISTRATORS:
        _require_two(by, second)
    elif PersonRole.SECURITY_ADMINISTRATOR not in by.roles:
        raise NotPermitted("people are entered by the security administrator")


def require_disabling(person: Person, *, by: Person, administrators: int) -> None:
    """That ``by`` may disable the person: the security administrator, or another one if it is himself who must go; and
    never an administrator of whom ``administrators`` leaves too few."""
    may = PersonRole.SECURITY_ADMINISTRATOR in by.roles or (
        by.is_administrator and PersonRole.SECURITY_ADMINISTRATOR in person.roles
    )
    if person.id == by.id or not may:
        raise NotPermitted("people are disabled by the security administrator, and never by themselves")
    if person.is_administrator and administrators - 1 < FEWEST_ADMINISTRATORS:
        raise TwoAdministratorsNeeded("two administrators must be left")


def require_proposal(person: Person, *, by: Person) -> None:
    """That ``by`` may propose to give the person a new start."""
    if not by.is_administrator or by.id == person.id:
        raise TwoAdministratorsNeeded("a recovery is proposed by an administrator, never by the person himself")


def require_confirmation(person: Person, *, proposed_by: str, by: Person) -> None:
    """That ``by`` may confirm what another proposed."""
    if not by.is_administrator or by.id in {person.id, proposed_by}:
        raise TwoAdministratorsNeeded("a recovery is confirmed by a second administrator, never by the person himself")


def _require_two(first: Person, second: Person | None) -> None:
    if second is None or first.id == second.id or not (first.is_administrator and second.is_administrator):
        raise TwoAdministratorsNeeded("an administrator is entered by two administrators")
