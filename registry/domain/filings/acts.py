"""What seizures, holds and transfers have in common: they are on assets, and have an id instead of a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from registry.domain.access import Right, reaches
from registry.domain.collateral import Collateral
from registry.domain.conflict import same_asset
from registry.domain.errors import ActEnded, Fault, UnknownRegistration
from registry.domain.filings.base import Filing
from registry.domain.filings.follow_up import Released
from registry.domain.ids import Fresh, uuid7
from registry.domain.names import names_of
from registry.domain.registration import Act, Ground, HeldKey
from registry.domain.text import Text

A = TypeVar("A", bound=Act)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAsset:
    """One asset as held by what was entered."""

    id: str
    keys: tuple[HeldKey, ...]
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFiling(Filing):
    """A filing on assets. Subclasses add what else was filed."""

    looks_back: ClassVar[bool] = True

    assets: tuple[Collateral, ...]

    @property
    def items(self) -> int:
        return len(self.assets)

    @property
    def first_asset(self) -> Collateral | None:
        return next(iter(self.assets), None)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for asset in self.assets for name in names_of(asset))

    def locks(self) -> tuple[str, ...]:
        return tuple(key.key for asset in self.assets for key in asset.asset_keys())

    def faults(self) -> tuple[Fault, ...]:
        return tuple(_asset_faults(self.assets))


def _asset_faults(assets: Sequence[Collateral]) -> Iterator[Fault]:
    if not assets:
        yield Fault("/assets", "missing", Text("至少填写一项。", "At least one is needed."))
    for index, asset in enumerate(assets):
        yield from asset.faults(f"/assets/{index}")
        before = next((place for place in range(index) if same_asset(assets[place], asset)), None)
        if before is not None:
            yield Fault(
                f"/assets/{index}", "same_asset_twice",
                Text(f"与第 {before + 1} 项为同一财产。", f"The same asset as item {before + 1}."),
            )  # fmt: skip


def held_keys(asset: Collateral, ground: Ground) -> tuple[HeldKey, ...]:
    """The asset's keys as an act holds them: behind all that is there, and in nobody's way."""
    return tuple(
        HeldKey(key=key.key, role=key.role, position=ground.positions.get(key.key, 0) + 1) for key in asset.asset_keys()
    )


def new_id(prefix: str, ground: Ground, *, fresh: Fresh) -> str:
    return f"{prefix}_{uuid7(ground.at, fresh)}"


def own(act: str, held: Sequence[A], *, ground: Ground, right: Right) -> tuple[A, ...]:
    """What still stands of an act that the filer's right reaches. Raises UnknownRegistration for any other as for none,
    and ActEnded."""
    if found := tuple(each for each in held if each.act == act and _within(right, each, ground=ground)):
        return found
    if any(each.act == act and _within(right, each, ground=ground) for each in ground.ended):
        raise ActEnded(act)
    raise UnknownRegistration(act)


def _within(right: Right, act: Act, *, ground: Ground) -> bool:
    filer = ground.standing
    return filer is not None and reaches(filer.role, right, own=act.institution == filer.institution)


def released(held: Sequence[Act]) -> tuple[Released, ...]:
    return tuple(Released(id=each.id, keys=tuple(key.key for key in each.keys)) for each in held)
