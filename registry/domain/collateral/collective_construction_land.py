"""Collective land planned for business (集体经营性建设用地), by grant and with its buildings (土地管理法第63条)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from registry.domain.collateral.base import (
    AssetKey,
    Case,
    Collateral,
    Interest,
    KeyRole,
    Mode,
    is_unit_code,
    make_key,
    particular,
    several,
    unit_sites,
)
from registry.domain.collateral.unit import about_the_unit, code_or_words
from registry.domain.errors import Fault
from registry.domain.identifiers import UnitCode, parse_unit_code, unit_code
from registry.domain.measures import Quantity, Unit
from registry.domain.rules import civil_code, land_administration_law, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import CONSTRUCTION_LAND, Effect, StatutoryRegistry
from registry.domain.text import Text


class Acquisition(StrEnum):
    """How the right was obtained from the collective."""

    GRANTED = "granted"
    LEASED = "leased"


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectiveConstructionLand(Collateral):
    kind: ClassVar[str] = "collective_construction_land"
    name: ClassVar[Text] = Text("集体经营性建设用地使用权", "right to collective construction land")
    mode: ClassVar[Mode] = Mode.RANKED
    titled: ClassVar[bool] = True
    interests: ClassVar[tuple[Interest, ...]] = (Interest.MORTGAGE,)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.REAL_ESTATE
    basis: ClassVar[tuple[str, ...]] = (
        "土地管理法第63条",
        "土地管理法实施条例第43条",
        "民法典第397条",
        "民法典第398条",
        "民法典第402条",
    )
    rules = (
        civil_code.LAND_OWNERSHIP,
        civil_code.DISPUTED,
        civil_code.WITH_ITS_LAND,
        civil_code.LAND_WITHOUT_BUILDING,
        civil_code.COMPONENTS,
        civil_code.REGISTRATION_CREATES,
        *land_administration_law.RULES,
        register_rules.UNIT_OF_OTHER_KIND,
        register_rules.RIGHT_ENDS,
        register_rules.ENTRY_PAST_RIGHT,
        register_rules.SAME_SITE,
        register_rules.PRIOR_ENTRY,
        register_rules.TITLE_CONFLICT,
    )
    linked_rule = civil_code.WITH_ITS_LAND

    unit_code: str = particular(
        "不动产单元代码", "unit code (GB/T 37346-2019)", example="500233001002JB00012W00000000", normalise=unit_code
    )
    acquisition: Acquisition = particular("取得方式", "how the right was obtained", example="granted")
    right_ends_on: date = particular("权利届满日", "the right ends on", example="2066-06-30")
    area: Quantity = particular("面积", "area", units=(Unit.SQUARE_METRE, Unit.MU))
    buildings: tuple[str, ...] = several(
        "地上建筑物（不动产单元代码，或者名称）", "buildings on the land: unit codes, or names", normalise=code_or_words
    )
    notice_to_owner_on: date | None = particular(
        "书面通知土地所有权人的日期", "the owner of the land was told in writing on", optional=True
    )

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """The unit names the right. Its land ties it to its buildings, whose own codes share it (民法典第397条)."""
        codes = (self.unit_code, *(each for each in self.buildings if is_unit_code(each)))
        sites = (site for code in codes for site in unit_sites(code))
        return (AssetKey(make_key(self.kind, self.unit_code), KeyRole.IDENTITY), *dict.fromkeys(sites))

    def faults(self, pointer: str) -> Iterator[Fault]:
        land = parse_unit_code(self.unit_code).parcel
        for index, building in enumerate(self.buildings):
            if not is_unit_code(building):
                continue
            unit = parse_unit_code(building)
            if unit.parcel != land or unit.attachment_feature != "F":
                yield Fault(
                    f"{pointer}/buildings/{index}", "building_of_other_land",
                    Text("建筑物的不动产单元代码应与宗地代码（前19位）一致且定着物特征码为F（GB/T 37346-2019）。",
                         "A building's unit code begins with the land's 19 characters and has attachment feature F."),
                )  # fmt: skip

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from about_the_unit(self.unit_code, f"{case.pointer}/unit_code", fits=_is_construction_land)
        if self.acquisition is Acquisition.LEASED:
            yield Finding(land_administration_law.GRANTED_ONLY, f"{case.pointer}/acquisition")
        if not self.buildings and parse_unit_code(self.unit_code).attachment_feature != "F":
            yield Finding(civil_code.LAND_WITHOUT_BUILDING, f"{case.pointer}/buildings")
        if self.notice_to_owner_on is None:
            yield Finding(land_administration_law.NOTICE_TO_OWNER, f"{case.pointer}/notice_to_owner_on")
        if case.claim.due_on > self.right_ends_on:
            yield Finding(register_rules.RIGHT_ENDS, "/secured_claim/due_on")
        if case.expires_on > self.right_ends_on:
            yield Finding(register_rules.ENTRY_PAST_RIGHT, "/expires_on")
        if case.terms.statutory_registration is None:
            yield Finding(civil_code.REGISTRATION_CREATES, f"{case.pointer}/statutory_registration")

    @property
    def unpublicised_rule(self) -> Rule:
        return civil_code.REGISTRATION_CREATES

    @property
    def statutory_effect(self) -> Effect:
        return Effect.CONSTITUTIVE

    @property
    def effect_text(self) -> Text:
        return CONSTRUCTION_LAND

    @property
    def region(self) -> str:
        return self.unit_code[:6]

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """A bare unit code asks for the land itself and for what else is tied to the unit."""
        code = cls.typed(text)
        if is_unit_code(code):
            return (make_key(cls.kind, code), make_key("unit", code))
        return (text,) if text.startswith(f"{cls.kind}/v1:") else ()


def _is_construction_land(unit: UnitCode) -> bool:
    """Collective ownership, construction land, with a building or none."""
    return (unit.ownership_feature, unit.land_feature) == ("J", "B") and unit.attachment_feature in "FW"
