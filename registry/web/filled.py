"""A form with what was typed in it, and beside each field what is wrong with that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.domain.errors import Fault
from registry.domain.text import Text
from registry.web.forms import Field, Member, Part
from registry.web.typed import Body, beside, found, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledField:
    field: Field
    values: tuple[str, ...]
    faults: tuple[Fault, ...]
    beside: tuple[str, str] | None

    @property
    def value(self) -> str:
        """What stands in a field of one line."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledPart:
    part: Part
    members: tuple[FilledField | FilledPart, ...]
    faults: tuple[Fault, ...]
    is_used: bool  # there is something in it, or something wrong with it, or somebody wants to type into it


Filled = FilledField | FilledPart


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what is wrong with a page, and the field it is about where the page has that."""

    fault: Fault
    anchor: str | None
    name: Text


def filled(
    members: Iterable[Member], body: Body, *, faults: Sequence[Fault] = (), opened: str = ""
) -> tuple[Filled, ...]:
    """``opened`` is the place of a part that is empty and yet shown; of others that are empty, only that they are."""
    return tuple(_filled(each, body, faults=faults, opened=opened) for each in members)


def told(members: Iterable[Member], faults: Iterable[Fault]) -> tuple[Told, ...]:
    """The faults as a page's summary lists them."""
    listed = tuple(members)
    return tuple(_told(each, listed) for each in faults)


def stands_under(pointer: str, name: str) -> bool:
    """Whether a fault is of what stands at a place, or of anything in it."""
    return f"{pointer}/".startswith(f"/{name}/")


def _filled(member: Member, body: Body, *, faults: Sequence[Fault], opened: str) -> Filled:
    own = tuple(each for each in faults if stands_under(each.pointer, member.name))
    if isinstance(member, Field):
        value = found(body, member.name)
        return FilledField(field=member, values=shown(member, body), faults=own, beside=beside(value))
    return FilledPart(
        part=member,
        members=filled(member.members, body, faults=own, opened=opened),
        faults=tuple(each for each in own if each.pointer == f"/{member.name}"),
        is_used=bool(own) or found(body, member.name) is not None or f"{opened}/".startswith(f"{member.name}/"),
    )


def _told(fault: Fault, members: Sequence[Member]) -> Told:
    about = _about(members, fault.pointer)
    if about is None:
        return Told(fault, None, Text("", ""))
    return Told(fault, about.anchor if isinstance(about, Field) else about.name, about.label)


def _about(members: Sequence[Member], pointer: str) -> Member | None:
    """The innermost that the fault is of."""
    for each in members:
        if stands_under(pointer, each.name):
            return each if isinstance(each, Field) else _about(each.members, pointer) or each
    return None
