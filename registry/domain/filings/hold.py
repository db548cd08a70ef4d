"""An exchange's hold while a trade is in progress (交易预留), and its release.

A hold queues and reserves nothing: whoever files meanwhile is entered at once and told of it, and the hold is
disturbed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from registry.domain.calendar import day_of, working_days_after
from registry.domain.collateral import Collateral
from registry.domain.conflict import numbers, touching
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.filings.acts import ActFiling, OnAsset, held_keys, new_id, own, released
from registry.domain.filings.base import Decision, Filing, Noted, act_key, noted, require_lawful
from registry.domain.filings.follow_up import Released
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Verb
from registry.domain.queue import acts, on_asset, queue
from registry.domain.registration import Ground, Hold
from registry.domain.rules import register_rules, seizure_rules
from registry.domain.rules.base import Finding
from registry.domain.text import Text

_WORKING_DAYS, _DAYS_BETWEEN = 5, 30  # design/api.md


class ReleaseReason(StrEnum):
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAsset(OnAsset):
    """One asset as held: the registrations and seizures that stood on it."""

    precedes: tuple[str, ...] = ()
    seizures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a hold became."""

    number: str
    assets: tuple[HeldAsset, ...]
    findings: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceHold(ActFiling):
    verb: ClassVar[Verb] = Verb.HOLD

    case_number: str
    until: date

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        today = day_of(ground.at)
        if self.until < today:
            text = Text("预留期已经届满。", "The hold is over already.")
            raise InvalidParticulars(Fault("/until", "hold_over", text))
        assets = tuple(self._held(asset, ground, fresh=fresh) for asset in self.assets)
        findings = list(self._findings(assets, ground, today=today))
        require_lawful(findings)
        number = new_id("hold", ground, fresh=fresh)
        return Decision(decided=Held(number=number, assets=assets, findings=noted(findings)))

    def _held(self, asset: Collateral, ground: Ground, *, fresh: Fresh) -> HeldAsset:
        return HeldAsset(
            id=new_id("col", ground, fresh=fresh),
            keys=held_keys(asset, ground),
            region=asset.region,
            precedes=numbers(touching(asset, ground.encumbrances).same),
            seizures=acts(queue(asset, ground.seizures, day=day_of(ground.at))),
        )

    def _findings(self, assets: tuple[HeldAsset, ...], ground: Ground, *, today: date) -> Iterator[Finding]:
        if _too_long(today, self.until):
            yield Finding(register_rules.HOLD_TOO_LONG, "/until")
        for index, (asset, held) in enumerate(zip(self.assets, assets, strict=True)):
            if earlier := _lately(asset, ground, today=today):
                yield Finding(register_rules.HELD_LATELY, f"/assets/{index}", acts(earlier))
            if held.seizures:
                yield Finding(seizure_rules.TRADE_OF_SEIZED, f"/assets/{index}", held.seizures)


def _too_long(today: date, until: date) -> bool:
    """Five days hold no more than five working days: beyond the holidays on record only a longer hold is a question.
    Raises BeyondTheCalendar."""
    return (until - today).days > _WORKING_DAYS and until > working_days_after(today, _WORKING_DAYS)


def _lately(asset: Collateral, ground: Ground, *, today: date) -> tuple[Hold, ...]:
    """The filer's own holds on the asset that began within the last days, whatever has become of them."""
    institution = ground.standing.institution if ground.standing else None
    ever = (*ground.holds, *(each for each in ground.ended if isinstance(each, Hold)))
    return tuple(
        each
        for each in on_asset(asset, ever)
        if each.institution == institution and (today - day_of(each.recorded_from)).days < _DAYS_BETWEEN
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased:
    """What a release became."""

    number: str
    released: tuple[Released, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseHold(Filing):
    """The exchange that holds lets go."""

    verb: ClassVar[Verb] = Verb.RELEASE_HOLD
    looks_back: ClassVar[bool] = True

    hold: str
    reason: ReleaseReason

    @property
    def number(self) -> str:
        return self.hold

    def locks(self) -> tuple[str, ...]:
        return (act_key(self.hold),)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        mine = own(self.hold, ground.holds, ground=ground, right=self.verb)
        return Decision(decided=HoldReleased(number=new_id("rel", ground, fresh=fresh), released=released(mine)))
