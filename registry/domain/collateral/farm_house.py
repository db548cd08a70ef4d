"""Farm houses with their homestead (农房及宅基地使用权): forbidden by 民法典第399条 but where a pilot allows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from registry.domain.claim import ConsentKind
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
from registry.domain.collateral.unit import about_the_unit
from registry.domain.errors import Fault
from registry.domain.identifiers import UnitCode, house_certificate, unit_code
from registry.domain.measures import Quantity, Unit
from registry.domain.party import GrantorRole
from registry.domain.rules import (
    civil_code,
    homestead_pilots,
    interpretation,
    land_administration_law,
    land_registration_regulation,
    register_rules,
)
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import FARM_HOUSE, Effect, StatutoryRegistry
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmHouse(Collateral):
    kind: ClassVar[str] = "farm_house"
    name: ClassVar[Text] = Text("农房及宅基地使用权", "farm house with its homestead")
    mode: ClassVar[Mode] = Mode.RANKED
    titled: ClassVar[bool] = True
    several_names: ClassVar[bool] = True
    interests: ClassVar[tuple[Interest, ...]] = (Interest.MORTGAGE,)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.REAL_ESTATE
    basis: ClassVar[tuple[str, ...]] = (
        "民法典第399条第二项",
        "民法典第402条",
        "土地管理法第62条",
        "重庆市土地房屋权属登记条例第44条",
    )
    rules = (
        civil_code.LAND_OWNERSHIP,
        civil_code.HOMESTEAD,
        civil_code.UNDER_A_PILOT,
        civil_code.DISPUTED,
        civil_code.REGISTRATION_CREATES,
        civil_code.COMPONENTS,
        interpretation.ILLEGAL_BUILDING,
        land_administration_law.ONE_HOMESTEAD,
        land_registration_regulation.COLLECTIVE_CONSENT,
        *homestead_pilots.RULES,
        register_rules.UNIT_OF_OTHER_KIND,
        register_rules.CO_OWNERS,
        register_rules.SAME_SITE,
        register_rules.PRIOR_ENTRY,
        register_rules.TITLE_CONFLICT,
    )
    linked_rule = register_rules.SAME_SITE

    unit_code: str = particular(
        "不动产单元代码", "unit code (GB/T 37346-2019)", example="500233003005JC00123F00010001", normalise=unit_code
    )
    floor_area: Quantity = particular("建筑面积", "floor area", units=(Unit.SQUARE_METRE,))
    lawfully_built: bool = particular("已合法建造", "whether it was lawfully built", example=True)
    owned_in_common: bool = particular("是否共有", "whether others own it too", example=False)
    pilot_authorisation: str | None = particular(
        "试点授权文号", "number of the pilot authorisation it is given under", optional=True
    )
    homestead_area: Quantity | None = particular(
        "宅基地面积", "area of the homestead", optional=True, units=(Unit.SQUARE_METRE,)
    )
    certificate_number: str | None = particular(
        "权属证书号", "certificate of title", optional=True, normalise=house_certificate
    )
    location: str | None = particular(  # where the household lives: an address of people
        "坐落", "where it lies", personal=True, example="忠县示例镇示例村一组17号"
    )
    other_dwelling: bool | None = particular("有其他居所", "whether the household has another dwelling", optional=True)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """The unit names the house, and its certificate too where one is given; the land ties it to what is on it."""
        keys = [AssetKey(make_key(self.kind, "unit", self.unit_code), KeyRole.IDENTITY)]
        if self.certificate_number:
            keys.append(AssetKey(make_key(self.kind, "certificate", self.certificate_number), KeyRole.IDENTITY))
        return (*keys, *unit_sites(self.unit_code))

    def faults(self, pointer: str) -> Iterator[Fault]:  # noqa: ARG002  # whatever is written of a house can be true
        return iter(())

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from about_the_unit(self.unit_code, f"{case.pointer}/unit_code", fits=_is_house)
        allowed = civil_code.UNDER_A_PILOT if self._is_allowed(case) else civil_code.HOMESTEAD
        yield Finding(allowed, f"{case.pointer}/pilot_authorisation")
        if not self.lawfully_built:
            yield Finding(interpretation.ILLEGAL_BUILDING, f"{case.pointer}/lawfully_built")
        yield from self._about_consents(case)
        yield Finding(land_administration_law.ONE_HOMESTEAD, case.pointer)
        if not self.other_dwelling:
            yield Finding(homestead_pilots.OTHER_DWELLING, f"{case.pointer}/other_dwelling")
        yield Finding(homestead_pilots.BUYERS, case.pointer)
        if case.terms.statutory_registration is None:
            yield Finding(civil_code.REGISTRATION_CREATES, f"{case.pointer}/statutory_registration")

    def _is_allowed(self, case: Case) -> bool:
        """Under the document named, not under any: whoever files says which he relies on, and the entry keeps it."""
        if self.pilot_authorisation is None:
            return False
        named = self.typed(self.pilot_authorisation)
        return any(
            self.typed(pilot.document) == named and pilot.allows(self.kind, self.region, day=case.today)
            for pilot in case.pilots
        )

    def _about_consents(self, case: Case) -> Iterator[Finding]:
        if ConsentKind.COLLECTIVE_CONSENT not in case.consents:
            yield Finding(land_registration_regulation.COLLECTIVE_CONSENT, case.pointer)
        together = any(grantor.role is GrantorRole.CO_OWNER for grantor in case.grantors)
        if self.owned_in_common and not together and ConsentKind.CO_OWNER_CONSENT not in case.consents:
            yield Finding(register_rules.CO_OWNERS, f"{case.pointer}/owned_in_common")

    @property
    def unpublicised_rule(self) -> Rule:
        return civil_code.REGISTRATION_CREATES

    @property
    def statutory_effect(self) -> Effect:
        return Effect.CONSTITUTIVE

    @property
    def effect_text(self) -> Text:
        return FARM_HOUSE

    @property
    def region(self) -> str:
        return self.unit_code[:6]

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """A bare unit code asks for the house itself and for what else is tied to the unit."""
        code = cls.typed(text)
        if is_unit_code(code):
            return (make_key(cls.kind, "unit", code), make_key("unit", code))
        return (text,) if text.startswith(f"{cls.kind}/v1:") else ()


def _is_house(unit: UnitCode) -> bool:
    """A house (F) on a homestead (C), which is always the collective's (J)."""
    return (unit.land_feature, unit.attachment_feature) == ("C", "F")
