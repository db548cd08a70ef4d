"""Where a visitor may go from the top of every page. What his role does not open is not offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.domain.access import Permission, person_may
from registry.domain.people.roles import Person
from registry.domain.text import Text


@dataclass(frozen=True, slots=True)
class Door:
    """A page that is a beginning, and the right that opens it; without one it is open to everybody."""

    path: str
    name: Text
    right: Permission | None = None


DOORS: tuple[Door, ...] = (
    Door("/verify", Text("核验证明", "Verify")),
    Door("/look-up", Text("查询财产", "Look up")),
    Door("/statistics", Text("统计", "Statistics")),
    Door("/desk", Text("登记窗口", "Desk"), Permission.DRAFT),
    Door("/drafts", Text("登记草稿", "Drafts"), Permission.DRAFTS),
    Door("/exchange", Text("权利负担查询", "Lien status"), Permission.LIEN_STATUS),
    Door("/regulator", Text("监管统计", "Supervision"), Permission.SUPERVISE),
    Door("/administration", Text("系统管理", "Administration"), Permission.ADMINISTER),
    Door("/administration/trail", Text("访问审计", "Audit trail"), Permission.ACCESS_EVENTS),
    Door("/account", Text("我的账户", "My account"), Permission.ACCOUNT),
)


def open_to(person: Person | None) -> Iterator[Door]:
    """The doors this visitor may open, in the order of the list."""
    roles = person.roles if person else frozenset()
    yield from (door for door in DOORS if door.right is None or person_may(roles, door.right))
