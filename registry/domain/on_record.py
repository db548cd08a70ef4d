"""What the register holds on the keys that are asked about, as of an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from registry.domain.asking import Asked
from registry.domain.burden import Burden, Recorded
from registry.domain.calendar import day_of
from registry.domain.collateral import KeyRole
from registry.domain.names import names, tied, with_names
from registry.domain.outline import Outline
from registry.domain.overlap import Overlap
from registry.domain.registration import Act, Names

R = TypeVar("R", bound=Recorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What the register holds on the keys asked about: everything ever recorded there, and the instant asked about."""

    as_of: datetime
    asked: Asked
    burdens: tuple[Burden, ...]
    acts: tuple[Act, ...] = ()
    overlaps: Mapping[str, Overlap] = field(default_factory=dict)  # the ground shared with burdens, by their ids
    names: Names = field(init=False, default=frozenset())  # what the asset went by at the instant, as far as tied

    def __post_init__(self) -> None:
        everything: tuple[Recorded, ...] = (*self.burdens, *self.acts)
        entered = [each for each in everything if each.recorded_from <= self.as_of]
        if not (groups := tied(map(names, entered))):
            return
        object.__setattr__(self, "burdens", with_names(self.burdens, groups))
        object.__setattr__(self, "acts", with_names(self.acts, groups))
        own = (name for each in entered if _on_asset(each, self.asked) for name in names(each))
        object.__setattr__(self, "names", frozenset[str]().union(*(groups.get(name, ()) for name in own)))

    @property
    def keys(self) -> tuple[str, ...]:
        return self.asked.keys

    @property
    def day(self) -> date:
        return day_of(self.as_of)

    def standing(self, recorded: Iterable[R]) -> tuple[R, ...]:
        """What stood at the instant."""
        return tuple(each for each in recorded if _stood(each, self.as_of))

    def burdened(self) -> tuple[Burden, ...]:
        """The burdens that stood at the instant, on the terms they then had."""
        return tuple(each.at(self.as_of) for each in self.standing(self.burdens))

    def on_asset(self, recorded: Iterable[R]) -> tuple[R, ...]:
        """What is on the asset itself, and not on what it is linked to."""
        return tuple(each for each in recorded if _on_asset(each, self.asked) or self._is_known(each))

    def _is_known(self, each: Recorded) -> bool:
        """Whether it was entered under another name of the asset."""
        return bool(self.names) and not self.names.isdisjoint(names(each))

    def recorded(self) -> tuple[Recorded, ...]:
        """Whatever was ever recorded on the asset itself."""
        return (*self.on_asset(self.burdens), *self.on_asset(self.acts))

    def outlines(self) -> tuple[Outline, ...]:
        """Where the asset lies: as it is asked about, or else as whoever filed upon it has drawn it."""
        if self.asked.asset and self.asked.asset.outline:
            return (self.asked.asset.outline,)
        if not any(each.asset.outline for each in self.burdens) and not any(each.asset.outline for each in self.acts):
            return ()
        drawn = (each.asset.outline for each in self.recorded())
        return tuple(dict.fromkeys(outline for outline in drawn if outline))


def _stood(recorded: Recorded, at: datetime) -> bool:
    return recorded.recorded_from <= at and (recorded.recorded_until is None or recorded.recorded_until > at)


def identifies(recorded: Recorded, keys: tuple[str, ...]) -> bool:
    """Whether it is on the asset that one of the keys identifies."""
    return any(held.role is KeyRole.IDENTITY and held.key in keys for held in recorded.keys)


def _on_asset(recorded: Recorded, asked: Asked) -> bool:
    """A site key searched (a bare parcel code) answers for every right of the kind over the site; what is of another
    kind there, a policy or a forest, is linked and burdens something else. An asset described in full is compared with
    what is held under its keys, as a filing of it would be."""
    if asked.asset is not None:
        return identifies(recorded, asked.keys) and asked.asset.same_as(recorded.asset)
    roles = {held.role for held in recorded.keys if held.key in asked.keys}
    return KeyRole.IDENTITY in roles or (bool(roles) and asked.kind in (None, recorded.asset.kind))
