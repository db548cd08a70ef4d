"""A court's seizure (查封、扣押、冻结) and its lifting.

A seizure is no lien: what was registered before keeps its rank, and what is given afterwards comes behind. Several wait
for each other in the order of service; a late entry takes its place by when the notice was served.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from registry.domain.calendar import add_months, day_of
from registry.domain.collateral import Collateral
from registry.domain.conflict import numbers, touching
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.filings.acts import ActFiling, OnAsset, held_keys, new_id, own, released
from registry.domain.filings.base import Decision, Filing, Noted, act_key, noted
from registry.domain.filings.follow_up import Released
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.queue import acts, on_asset, queue
from registry.domain.registration import Encumbrance, Ground, Seizure
from registry.domain.rules import register_rules, seizure_rules
from registry.domain.rules.base import Finding
from registry.domain.text import Text

_YEARS_OF_MOVABLES, _YEARS = 2, 3  # 民诉法解释(2022)第485条


class SeizureKind(StrEnum):
    SEAL = "seal"  # 查封
    DETAIN = "detain"  # 扣押: things only, taken away
    FREEZE = "freeze"  # 冻结: rights


class EnteredFrom(StrEnum):
    """What the entry was made from."""

    COURT_SYSTEM = "court_system"
    SERVED_PAPER = "served_paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeizedAsset(OnAsset):
    """One asset as seized. It waits behind the seizures ``behind``; ``precedes`` are the registrations that keep their
    rank, ``since_service`` those entered after the notice was served, ``determined`` those whose maximum is fixed."""

    behind: tuple[str, ...] = ()
    precedes: tuple[str, ...] = ()
    since_service: tuple[str, ...] = ()
    determined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seized:
    """What a seizure became."""

    number: str
    assets: tuple[SeizedAsset, ...]
    findings: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seize(ActFiling):
    verb: ClassVar[Verb] = Verb.SEIZE

    court: str
    case_number: str
    document_number: str
    kind: SeizureKind
    served_at: datetime
    until: date
    entered_from: EnteredFrom
    amount: Money | None = None

    def faults(self) -> tuple[Fault, ...]:
        return (*ActFiling.faults(self), *self._term_faults())

    def _term_faults(self) -> Iterator[Fault]:
        served = day_of(self.served_at)
        if self.until < served:
            text = Text("查封届满日早于送达日。", "The seizure ends before it was served.")
            yield Fault("/until", "seizure_ends_before_it_begins", text)
        for asset in self.assets:
            years = self._longest(asset)
            if self.until > add_months(served, 12 * years):
                yield Fault(
                    "/until", "seizure_too_long",
                    Text(f"对该财产（{asset.name.zh}）的查封期限不得超过{years}年（民诉法解释第485条）。",
                         f"A seizure of this asset ({asset.name.en}) lasts at most {years} years."),
                )  # fmt: skip
                return

    def _longest(self, asset: Collateral) -> int:
        return _YEARS_OF_MOVABLES if asset.is_movable or self.kind is SeizureKind.DETAIN else _YEARS

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        self._check_days(ground.at)
        assets: list[SeizedAsset] = []
        findings: list[Finding] = []
        for index, asset in enumerate(self.assets):
            seized = self._seized(asset, ground, fresh=fresh)
            assets.append(seized)
            findings += _about(seized, f"/assets/{index}")
        number = new_id("seiz", ground, fresh=fresh)
        return Decision(decided=Seized(number=number, assets=tuple(assets), findings=noted(findings)))

    def _check_days(self, at: datetime) -> None:
        """Only now is it known what has been."""
        if self.served_at > at:
            text = Text("送达时间晚于录入时间。", "The notice was served later than it is entered.")
            raise InvalidParticulars(Fault("/served_at", "served_in_the_future", text))
        if self.until < day_of(at):
            text = Text("查封已经届满。", "The seizure has lapsed already.")
            raise InvalidParticulars(Fault("/until", "seizure_over", text))

    def _seized(self, asset: Collateral, ground: Ground, *, fresh: Fresh) -> SeizedAsset:
        liens = touching(asset, ground.encumbrances).same
        waiting = queue(asset, ground.seizures, day=day_of(ground.at))
        before = [each for each in liens if each.recorded_from <= self.served_at]
        return SeizedAsset(
            id=new_id("col", ground, fresh=fresh),
            keys=held_keys(asset, ground),
            region=asset.region,
            behind=acts(each for each in waiting if each.served_at <= self.served_at),
            precedes=numbers(before),
            since_service=numbers(liens[len(before) :]),
            determined=numbers(each for each in liens if each.maximum and not determined_at(each, ground)),
        )


def determined_at(lien: Encumbrance, ground: Ground) -> datetime | None:
    """When a seizure fixed the claims that a maximum amount covers, lifted since or not; on this document or on the one
    whose place it has taken."""
    if not lien.maximum or lien.determined_at:
        return lien.determined_at
    ever = (*ground.seizures, *(each for each in ground.ended if isinstance(each, Seizure)))
    since = (each.recorded_from for each in on_asset(lien.asset, ever) if each.recorded_from > lien.recorded_from)
    return min(since, default=None)


def _about(seized: SeizedAsset, pointer: str) -> Iterator[Finding]:
    for rule, related in (
        (seizure_rules.WAITING, seized.behind),
        (register_rules.SERVED_EARLIER, seized.since_service),
        (seizure_rules.DETERMINED_BY_SEIZURE, seized.determined),
    ):
        if related:
            yield Finding(rule, pointer, related)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """What a lifting became; ``next`` are the seizures that take effect by it."""

    number: str
    released: tuple[Released, ...]
    next: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftSeizure(Filing):
    """The court that entered a seizure lifts it (解除查封)."""

    verb: ClassVar[Verb] = Verb.LIFT_SEIZURE
    looks_back: ClassVar[bool] = True

    seizure: str
    document_number: str

    @property
    def number(self) -> str:
        return self.seizure

    def locks(self) -> tuple[str, ...]:
        return (act_key(self.seizure),)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        mine = own(self.seizure, ground.seizures, ground=ground)
        day = day_of(ground.at)
        lifted = Lifted(
            number=new_id("lift", ground, fresh=fresh),
            released=released(mine),
            next=acts(each for seizure in mine for each in _next(seizure, ground, day=day)),
        )
        return Decision(decided=lifted)


def _next(seizure: Seizure, ground: Ground, *, day: date) -> tuple[Seizure, ...]:
    """Who is first once this one is gone, where it was first."""
    waiting = queue(seizure.asset, ground.seizures, day=day)
    return waiting[1:2] if waiting[:1] == (seizure,) else ()
