"""Of whose figures somebody is told: the one table of rights (``domain.access``) says how far, and he may ask for
less."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from registry.domain.access import TABLE, Permission, Role, Scope
from registry.domain.errors import NotPermitted
from registry.domain.text import Text


class Reach(StrEnum):
    RELEASED = "released"
    OWN = "own"
    ALL = "all"


REACHES: Mapping[Reach, Text] = {
    Reach.RELEASED: Text("向社会公布的统计", "what is published, small figures left out"),
    Reach.OWN: Text("本机构", "the institution's own"),
    Reach.ALL: Text("全部机构", "of all institutions"),
}
_WIDEST: Mapping[Scope, Reach] = {
    Scope.RELEASED: Reach.RELEASED,
    Scope.OWN_INSTITUTION: Reach.OWN,
    Scope.ANY: Reach.ALL,
}


def open_to(role: Role) -> tuple[Reach, ...]:
    """What the role may ask for, the widest first."""
    widest = _WIDEST[TABLE[Permission.STATISTICS][role]]
    return (widest,) if widest is Reach.RELEASED else (widest, Reach.RELEASED)


def reach(role: Role, asked: Reach | None) -> Reach:
    """How far a role's question reaches that asks for so much; where it does not say, as far as the role's right does.
    Raises NotPermitted."""
    may = open_to(role)
    if asked is None:
        return may[0]
    if asked not in may:
        raise NotPermitted(f"{role} is not told the figures of {asked}")
    return asked
