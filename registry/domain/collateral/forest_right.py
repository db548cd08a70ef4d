"""Forest rights (林权): the right to forest land and the trees on it (森林法第15条至第18条)."""

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
    cells_of,
    is_unit_code,
    make_key,
    particular,
    unit_sites,
)
from registry.domain.collateral.drawn import about_the_area, geometry
from registry.domain.collateral.unit import about_the_unit
from registry.domain.errors import Fault
from registry.domain.identifiers import UnitCode, forest_certificate, subcompartment, unit_code
from registry.domain.measures import Quantity, Unit
from registry.domain.outline import Outline
from registry.domain.rules import civil_code, forest_law, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import FOREST_RIGHT, Effect, StatutoryRegistry
from registry.domain.text import Text

_OLDEST = 2_000  # years; the oldest trees of China are not much older
_ANY_COUNTY = "500000"  # an old certificate does not tell the county


class ForestCategory(StrEnum):
    TIMBER = "timber"
    ECONOMIC = "economic"
    ENERGY = "energy"
    PROTECTION = "protection"
    SPECIAL_PURPOSE = "special_purpose"


_PUBLIC = (ForestCategory.PROTECTION, ForestCategory.SPECIAL_PURPOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRight(Collateral):
    kind: ClassVar[str] = "forest_right"
    name: ClassVar[Text] = Text("林权", "forest right")
    mode: ClassVar[Mode] = Mode.RANKED
    titled: ClassVar[bool] = True
    several_names: ClassVar[bool] = True
    interests: ClassVar[tuple[Interest, ...]] = (Interest.MORTGAGE,)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.REAL_ESTATE
    basis: ClassVar[tuple[str, ...]] = ("森林法第15条至第18条", "民法典第395条", "民法典第402条")
    rules = (
        civil_code.LAND_OWNERSHIP,
        civil_code.DISPUTED,
        civil_code.REGISTRATION_CREATES,
        civil_code.COMPONENTS,
        *forest_law.RULES,
        register_rules.UNIT_OF_OTHER_KIND,
        register_rules.ENTRY_PAST_RIGHT,
        register_rules.SAME_SITE,
        register_rules.OVERLAP,
        register_rules.OVERLAP_WITHIN,
        register_rules.OUTLINE_DIFFERS,
        register_rules.AREA_DIFFERS,
        register_rules.PRIOR_ENTRY,
        register_rules.TITLE_CONFLICT,
    )
    linked_rule = register_rules.SAME_SITE

    forest_category: ForestCategory = particular("林种", "forest category", example="timber")
    species: str = particular("树种", "species", example="马尾松", longest=100)
    area: Quantity = particular("面积（亩）", "area in mu", units=(Unit.MU,))
    includes_land: bool = particular("含林地使用权", "includes the right to the forest land", example=True)
    includes_trees: bool = particular("含林木", "includes the trees", example=True)
    right_ends_on: date = particular("权利届满日", "the right ends on", example="2069-12-31")
    unit_code: str | None = particular(
        "不动产单元代码", "unit code (GB/T 37346-2019)", optional=True, normalise=unit_code,
        example="500233010001JE00007L00000001",
    )  # fmt: skip
    certificate_number: str | None = particular(
        "林权证号", "forest right certificate", optional=True, normalise=forest_certificate
    )
    subcompartment: str | None = particular(
        "小班号", "subcompartment within the certificate", optional=True, normalise=subcompartment
    )
    stand_age_years: int | None = particular("林龄（年）", "age of the stand in years", optional=True, largest=_OLDEST)
    volume: Quantity | None = particular(
        "蓄积量（立方米）", "growing stock in cubic metres", optional=True, units=(Unit.CUBIC_METRE,)
    )
    geometry: Outline | None = geometry()

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """The unit code, and the certificate with its subcompartment: where both are given, each finds the other."""
        keys = []
        if self.unit_code:
            keys.append(AssetKey(make_key(self.kind, "unit", self.unit_code), KeyRole.IDENTITY))
        if self.certificate_number and self.subcompartment:
            named = (self.certificate_number, self.subcompartment)
            keys.append(AssetKey(make_key(self.kind, "certificate", *named), KeyRole.IDENTITY))
        return (*keys, *unit_sites(self.unit_code), *cells_of(self.geometry))

    @property
    def outline(self) -> Outline | None:
        return self.geometry

    def faults(self, pointer: str) -> Iterator[Fault]:
        if self.certificate_number and not self.subcompartment:
            yield Fault(
                f"{pointer}/subcompartment", "missing_subcompartment",
                Text("填写林权证号的须同时填写小班号。", "A certificate's number comes with the subcompartment."),
            )  # fmt: skip
        elif not self.unit_code and not self.certificate_number:
            yield Fault(
                f"{pointer}/unit_code", "missing_identity",
                Text("须填写不动产单元代码，或者林权证号和小班号。",
                     "Either the unit code or the certificate with its subcompartment is needed."),
            )  # fmt: skip
        if self.includes_trees:
            yield from self._missing_stand(pointer)
        elif not self.includes_land:
            yield Fault(
                f"{pointer}/includes_land", "nothing_given",
                Text("林地使用权与林木至少包括一项。", "Land or trees, one of them at least, must be included."),
            )  # fmt: skip

    def _missing_stand(self, pointer: str) -> Iterator[Fault]:
        for name in ("stand_age_years", "volume"):
            if getattr(self, name) is None:
                yield Fault(
                    f"{pointer}/{name}", "missing",
                    Text("含林木的须填写林龄和蓄积量。", "Trees are described by their age and volume."),
                )  # fmt: skip

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from about_the_unit(self.unit_code, f"{case.pointer}/unit_code", fits=_is_forest)
        yield from about_the_area(self.area, self.geometry, pointer=case.pointer)
        if self.forest_category in _PUBLIC:
            yield Finding(forest_law.PUBLIC_WELFARE, f"{case.pointer}/forest_category")
        if not self.includes_land:
            yield Finding(forest_law.WITHOUT_LAND, f"{case.pointer}/includes_land")
        if self.includes_trees:
            yield Finding(forest_law.CUTTING_LICENCE, f"{case.pointer}/includes_trees")
        if case.claim.due_on > self.right_ends_on:
            yield Finding(forest_law.TERM_WITHIN_RIGHT, "/secured_claim/due_on")
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
        return FOREST_RIGHT

    @property
    def region(self) -> str:
        return self.unit_code[:6] if self.unit_code else _ANY_COUNTY

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """A bare unit code asks for the forest itself and for what else is tied to the unit."""
        code = cls.typed(text)
        if is_unit_code(code):
            return (make_key(cls.kind, "unit", code), make_key("unit", code))
        return (text,) if text.startswith(f"{cls.kind}/v1:") else ()


def _is_forest(unit: UnitCode) -> bool:
    return unit.land_feature == "E" and unit.attachment_feature in "LW"
