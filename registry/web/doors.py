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
    Door("/drafts", Text("登记草稿", "Drafts"), Permission.DRAFTS),
    Door("/account", Text("我的账户", "My account"), Permission.ACCOUNT),
)


def open_to(person: Person | None) -> Iterator[Door]:
    """The doors this visitor may open, in the order of the list."""
    roles = person.roles if person else frozenset()
    yield from (door for door in DOORS if door.right is None or person_may(roles, door.right))
