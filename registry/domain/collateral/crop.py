"""Standing crops and nursery stock (种植物): of one parcel and one season; harvested, they become produce."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.domain.collateral.base import AssetKey, Case, KeyRole, make_key, particular
from registry.domain.collateral.movable import Insurance, Movable, Place
from registry.domain.errors import Fault
from registry.domain.measures import Quantity, Unit
from registry.domain.rules import civil_code, register_rules
from registry.domain.rules.base import Finding
from registry.domain.text import Text

_LAST_SEASON = 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop(Movable):
    kind: ClassVar[str] = "crop"
    name: ClassVar[Text] = Text("种植物", "crop")
    several_names: ClassVar[bool] = True
    basis: ClassVar[tuple[str, ...]] = ("民法典第395条", "民法典第396条", "民法典第403条、第404条")
    rules = (
        civil_code.CROPS_ON_LAND,
        civil_code.MOVABLE_REGISTRATION,
        civil_code.GENERAL_DESCRIPTION,
        civil_code.UNPUBLICISED,
        civil_code.INSURED_ELSEWHERE,
        register_rules.HARVEST,
        register_rules.UNINSURED,
        register_rules.HOLDER,
        register_rules.SAME_SITE,
        register_rules.PRIOR_ENTRY,
    )

    plant: str = particular("作物", "what is grown", example="柑橘", longest=100)
    season_year: int = particular("收获季年份", "year of the season", example=2027, largest=_LAST_SEASON)
    place: Place = particular("种植地点（须填地块代码或者不动产单元代码）", "where it grows, by a code")
    area: Quantity = particular("面积（亩）", "area in mu", units=(Unit.MU,))
    sown_on: date = particular("播种（移栽）日期", "sown or planted on", example="2026-10-20")
    harvest_on: date = particular("预计收获日期", "expected harvest", example="2027-05-20")
    expected_yield: Quantity = particular(
        "预计产量", "expected yield", units=(Unit.TONNE, Unit.KILOGRAM, Unit.CUBIC_METRE, Unit.PIECE)
    )
    policy: Insurance | None = particular("保单", "policy", optional=True)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Parcel, crop and season. Who grows it is no part: two growers' one crop is one collateral and must meet."""
        parts = (self.plant, str(self.season_year))
        identity = [
            AssetKey(make_key(self.kind, how, code, *parts), KeyRole.IDENTITY) for how, code in self.place.codes
        ]
        policy = (self.policy.site,) if self.policy else ()
        return (*identity, *self.place.sites(), *policy, *self.holder_sites())

    @property
    def located(self) -> Place:
        return self.place

    def faults(self, pointer: str) -> Iterator[Fault]:
        if not self.place.codes:
            yield Fault(
                f"{pointer}/place/parcel_code", "missing_identity",
                Text("须填写地块代码或者不动产单元代码。", "Either the parcel code or the unit code is needed."),
            )  # fmt: skip
        if self.harvest_on <= self.sown_on:
            yield Fault(
                f"{pointer}/harvest_on", "harvest_before_sowing",
                Text("预计收获日期不晚于播种日期。", "The harvest is not after the sowing."),
            )  # fmt: skip

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from Movable.findings(self, case)
        yield Finding(civil_code.CROPS_ON_LAND, f"{case.pointer}/plant")
        if self.harvest_on < case.claim.due_on:
            yield Finding(register_rules.HARVEST, f"{case.pointer}/harvest_on")
        if self.policy is None:
            yield Finding(register_rules.UNINSURED, f"{case.pointer}/policy")
