"""What stands on the land (地上附着物, 农业设施): greenhouses, livestock houses, ponds (民法典第395条).

Fixed, it is mortgaged as real estate is; what can be moved is a movable (民法典第402条, 第403条). The filer says which.
"""

from __future__ import annotations

import re
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
    unit_sites,
)
from registry.domain.collateral.collective_construction_land import CollectiveConstructionLand
from registry.domain.collateral.farm_house import FarmHouse
from registry.domain.collateral.forest_right import ForestRight
from registry.domain.collateral.land_management_right import LandManagementRight
from registry.domain.collateral.unit import about_the_unit
from registry.domain.errors import Fault
from registry.domain.identifiers import UnitCode, facility_number, parcel_code, parse_unit_code, unit_code
from registry.domain.measures import Quantity, Unit
from registry.domain.rules import civil_code, interpretation, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import FIXED_ATTACHMENT, MOVABLE_FACILITY, Effect, StatutoryRegistry
from registry.domain.text import Text

_LAND = (LandManagementRight, CollectiveConstructionLand, ForestRight, FarmHouse)
_ANY_COUNTY = "500000"  # a certificate alone does not tell the county


class FacilityType(StrEnum):
    GREENHOUSE = "greenhouse"
    LIVESTOCK_HOUSE = "livestock_house"
    FISH_POND = "fish_pond"
    STORAGE = "storage"
    PROCESSING = "processing"
    WATERWORKS = "waterworks"
    OTHER = "other"


class Nature(StrEnum):
    FIXED = "fixed"
    MOVABLE = "movable"


class LandBasis(StrEnum):
    """By what right it stands where it stands."""

    CONTRACTED = "contracted"
    TRANSFERRED = "transferred"
    FACILITY_LAND = "facility_land"
    CONSTRUCTION_LAND = "construction_land"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundAttachment(Collateral):
    kind: ClassVar[str] = "ground_attachment"
    name: ClassVar[Text] = Text("地上附着物和农业设施", "attachment to land or farming facility")
    mode: ClassVar[Mode] = Mode.RANKED
    titled: ClassVar[bool] = True
    several_names: ClassVar[bool] = True
    interests: ClassVar[tuple[Interest, ...]] = (Interest.MORTGAGE,)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.REAL_ESTATE
    basis: ClassVar[tuple[str, ...]] = (
        "民法典第395条第一项、第四项",
        "民法典第402条",
        "民法典第403条",
        "民法典第417条",
        "关于推广农业设施和畜禽活体抵押融资的通知",
    )
    rules = (
        civil_code.LAND_OWNERSHIP,
        civil_code.DISPUTED,
        civil_code.REGISTRATION_CREATES,
        civil_code.MOVABLE_REGISTRATION,
        civil_code.COMPONENTS,
        interpretation.ILLEGAL_BUILDING,
        register_rules.UNIT_OF_OTHER_KIND,
        register_rules.OWNERSHIP,
        register_rules.FACILITY_FILING,
        register_rules.BASIC_FARMLAND,
        register_rules.RIGHT_ENDS,
        register_rules.ENTRY_PAST_RIGHT,
        register_rules.SAME_SITE,
        register_rules.PRIOR_ENTRY,
        register_rules.TITLE_CONFLICT,
    )
    linked_rule = register_rules.SAME_SITE

    facility_type: FacilityType = particular("设施种类", "type of facility", example="greenhouse")
    nature: Nature = particular("不动产或者可移动", "fixed to the land, or can be moved", example="fixed")
    location: str = particular("坐落", "where it stands", example="忠县示例镇示例村一组")
    land_basis: LandBasis = particular("用地依据", "by what right it stands there", example="facility_land")
    lawfully_built: bool = particular("已合法建造", "whether it was lawfully built", example=True)
    on_basic_farmland: bool = particular(
        "位于永久基本农田", "whether it stands on permanent basic farmland", example=False
    )
    parcel_code: str | None = particular(
        "所在地块代码", "code of its parcel (GB/T 35958-2018)", optional=True, normalise=parcel_code,
        example="5002331042030100123",
    )  # fmt: skip
    unit_code: str | None = particular(
        "不动产单元代码（本身的，或者所在宗地的）", "unit code, its own or its land's (GB/T 37346-2019)", optional=True,
        normalise=unit_code,
    )  # fmt: skip
    serial: str | None = particular(
        "在该地块上的序号", "number among those of its type on that land", optional=True, normalise=facility_number
    )
    facility_certificate: str | None = particular(
        "设施权属凭证号", "certificate of the facility", optional=True, normalise=facility_number
    )
    facility_code: str | None = particular(
        "设施码（二维码所载）", "what its own two-dimensional code says", optional=True, normalise=facility_number
    )
    area: Quantity | None = particular("面积", "area", optional=True, units=(Unit.SQUARE_METRE, Unit.MU))
    count: Quantity | None = particular("数量", "count", optional=True, units=(Unit.PIECE,))
    ownership_document: str | None = particular("权属凭证", "proof of ownership", optional=True)
    facility_filing: str | None = particular(
        "设施农业用地备案号", "number under which the use of the land was filed", optional=True
    )
    farmland_permit: str | None = particular("占用批准文号", "permit to use the farmland", optional=True)
    right_ends_on: date | None = particular("用地权利届满日", "the right to the land ends on", optional=True)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """By certificate, by its own code, and by type and number on its land: each that is given finds it."""
        names = {
            "certificate": (self.facility_certificate,),
            "code": (self.facility_code,),
            "unit": self._unit_name(),
            "parcel": (self.parcel_code, str(self.facility_type), self.serial),
        }
        known = {by: tuple(part for part in parts if part) for by, parts in names.items() if all(parts)}
        identity = (AssetKey(make_key(self.kind, by, *parts), KeyRole.IDENTITY) for by, parts in known.items())
        return (*identity, *self._sites())

    def _unit_name(self) -> tuple[str | None, ...]:
        """A unit code with an attachment in it names that one; the land's own needs type and number."""
        if self.unit_code and parse_unit_code(self.unit_code).attachment_feature != "W":
            return (self.unit_code,)
        return (self.unit_code, str(self.facility_type), self.serial)

    def _sites(self) -> Iterator[AssetKey]:
        if self.parcel_code:
            yield AssetKey(make_key("parcel", self.parcel_code), KeyRole.SITE)
        land = f"{parse_unit_code(self.unit_code).parcel}W00000000" if self.unit_code else None
        yield from dict.fromkeys((*unit_sites(self.unit_code), *unit_sites(land)))

    def rule_of_link(self, other: Collateral) -> Rule:
        """Land given apart from what stands on it is another thing than a neighbour, a herd or a policy."""
        return self.rule_towards(other) if isinstance(other, _LAND) else Collateral.rule_of_link(self, other)

    def rule_towards(self, other: Collateral) -> Rule:
        return civil_code.COMPONENTS if isinstance(other, _LAND) else Collateral.rule_towards(self, other)

    def faults(self, pointer: str) -> Iterator[Fault]:
        if not any(key.role is KeyRole.IDENTITY for key in self.asset_keys()):
            yield Fault(
                f"{pointer}/serial", "missing_identity",
                Text("须填写设施权属凭证号、设施码，或者地块代码（不动产单元代码）和序号。",
                     "Give its certificate, its own code, or the code of its land with its number there."),
            )  # fmt: skip
        if not self.area and not self.count:
            yield Fault(
                f"{pointer}/area", "missing",
                Text("面积与数量至少填写一项。", "Give its area or its count."),
            )  # fmt: skip

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from about_the_unit(self.unit_code, f"{case.pointer}/unit_code", fits=_is_attachment)
        if not self.lawfully_built:
            yield Finding(interpretation.ILLEGAL_BUILDING, f"{case.pointer}/lawfully_built")
        if self.on_basic_farmland and not self.farmland_permit:
            yield Finding(register_rules.BASIC_FARMLAND, f"{case.pointer}/farmland_permit")
        if not self.ownership_document:
            yield Finding(register_rules.OWNERSHIP, f"{case.pointer}/ownership_document")
        if self.land_basis is LandBasis.FACILITY_LAND and not self.facility_filing:
            yield Finding(register_rules.FACILITY_FILING, f"{case.pointer}/facility_filing")
        yield from self._about_the_term(case)
        if case.terms.statutory_registration is None:
            yield Finding(self.unpublicised_rule, f"{case.pointer}/statutory_registration")

    def _about_the_term(self, case: Case) -> Iterator[Finding]:
        if self.right_ends_on is None:
            return
        if case.claim.due_on > self.right_ends_on:
            yield Finding(register_rules.RIGHT_ENDS, "/secured_claim/due_on")
        if case.expires_on > self.right_ends_on:
            yield Finding(register_rules.ENTRY_PAST_RIGHT, "/expires_on")

    @property
    def is_movable(self) -> bool:
        return self.nature is Nature.MOVABLE

    @property
    def statutory_registry(self) -> StatutoryRegistry:
        return StatutoryRegistry.MOVABLES if self.is_movable else StatutoryRegistry.REAL_ESTATE

    @property
    def unpublicised_rule(self) -> Rule:
        return civil_code.MOVABLE_REGISTRATION if self.is_movable else civil_code.REGISTRATION_CREATES

    @property
    def statutory_effect(self) -> Effect:
        return Effect.THIRD_PARTY if self.is_movable else Effect.CONSTITUTIVE

    @property
    def effect_text(self) -> Text:
        return MOVABLE_FACILITY if self.is_movable else FIXED_ATTACHMENT

    @property
    def region(self) -> str:
        return (self.parcel_code or self.unit_code or _ANY_COUNTY)[:6]

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """A bare parcel code answers for all facilities there; else what names one without its kind."""
        code = cls.typed(text)
        return (make_key("parcel", code),) if re.fullmatch(r"[0-9]{19}", code) else cls.named_by(text)

    @classmethod
    def named_by(cls, code: str) -> tuple[str, ...]:
        """A bare unit code asks for its facility and for what else is tied to it; a parcel's code is the land's."""
        unit = cls.typed(code)
        if is_unit_code(unit):
            return (make_key(cls.kind, "unit", unit), make_key("unit", unit))
        return (code,) if code.startswith(f"{cls.kind}/v1:") else ()


def _is_attachment(unit: UnitCode) -> bool:
    """Land, or what stands on it, but no trees (林权) and no homestead (农房), which are kinds of their own."""
    return unit.attachment_feature in "FQW" and unit.land_feature != "C"
