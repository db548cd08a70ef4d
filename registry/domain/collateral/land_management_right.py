"""The right to manage contracted land (土地经营权); never the contract right itself (农村土地承包法第47条).

What a household contracted, and what was contracted otherwise (四荒: a contract code ending in Q), are two things in
law: the first is given by contract, the second by registration under its certificate (民法典第342条).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from registry.domain.calendar import add_months
from registry.domain.claim import ConsentKind
from registry.domain.collateral.base import (
    AssetKey,
    Case,
    Collateral,
    Interest,
    KeyRole,
    Mode,
    cells_of,
    make_key,
    particular,
)
from registry.domain.collateral.drawn import about_the_area, geometry
from registry.domain.collateral.unit import about_the_unit
from registry.domain.errors import Fault
from registry.domain.identifiers import (
    UnitCode,
    certificate_of_title,
    contract_code,
    contract_is_household,
    parcel_code,
    same_issuing_party,
    unit_code,
)
from registry.domain.measures import Quantity, Unit
from registry.domain.outline import Outline
from registry.domain.party import InstitutionType
from registry.domain.rules import civil_code, contracting_law, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import CERTIFIED_WASTELAND, LAND_MANAGEMENT_RIGHT, Effect, StatutoryRegistry
from registry.domain.text import Text


class Layer(StrEnum):
    """Who holds the right: the household that contracted the land, or one it was transferred to."""

    CONTRACTOR = "contractor"
    TRANSFEREE = "transferee"


@dataclass(frozen=True, slots=True, kw_only=True)
class LandManagementRight(Collateral):
    kind: ClassVar[str] = "land_management_right"
    name: ClassVar[Text] = Text("土地经营权", "right to manage contracted land")
    mode: ClassVar[Mode] = Mode.RANKED
    titled: ClassVar[bool] = True
    several_names: ClassVar[bool] = True
    interests: ClassVar[tuple[Interest, ...]] = (Interest.MORTGAGE,)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.REAL_ESTATE
    basis: ClassVar[tuple[str, ...]] = ("农村土地承包法第47条", "民法典第339条至第342条")
    rules = (
        civil_code.LAND_OWNERSHIP,
        civil_code.DISPUTED,
        civil_code.OTHER_CONTRACT_CERTIFICATE,
        civil_code.REGISTRATION_CREATES,
        civil_code.COMPONENTS,
        *contracting_law.RULES,
        register_rules.RIGHT_ENDS,
        register_rules.ENTRY_PAST_RIGHT,
        register_rules.UNIT_OF_OTHER_KIND,
        register_rules.OTHER_LAYER,
        register_rules.SAME_SITE,
        register_rules.OVERLAP,
        register_rules.OVERLAP_WITHIN,
        register_rules.OUTLINE_DIFFERS,
        register_rules.AREA_DIFFERS,
        register_rules.PRIOR_ENTRY,
        register_rules.TITLE_CONFLICT,
    )
    linked_rule = register_rules.OTHER_LAYER

    parcel_code: str = particular(
        "地块代码", "parcel code (GB/T 35958-2018)", example="5002331042030100123", normalise=parcel_code
    )
    contract_code: str = particular(
        "承包合同代码", "contract code", example="500233104203010012J", normalise=contract_code
    )
    layer: Layer = particular("权利层级", "layer", example="contractor")
    right_starts_on: date = particular("权利起始日", "the right starts on", example="1998-10-01")
    right_ends_on: date = particular("权利届满日", "the right ends on", example="2058-09-30")
    area: Quantity = particular("面积（亩）", "area in mu", units=(Unit.MU,))
    location: str = particular("坐落", "where it lies", example="忠县示例镇示例村一组")
    unit_code: str | None = particular(
        "不动产单元代码", "unit code (GB/T 37346-2019)", optional=True, normalise=unit_code
    )
    certificate_number: str | None = particular(
        "权属证书号", "certificate of title", optional=True, normalise=certificate_of_title
    )
    transferee_contract_number: str | None = particular("流转合同号", "number of the transfer contract", optional=True)
    contracted_by_outsider: bool | None = particular(
        "由本集体经济组织以外的单位或者个人承包（仅限其他方式承包）",
        "whether an outsider to the collective contracted it (other than by household)",
        optional=True,
    )
    geometry: Outline | None = geometry()

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Parcel and layer name the right; a transferee's by its contract too, for several terms may follow another.
        The household's contract number is no part: two contracts for one parcel are one collateral and must meet."""
        layer = (str(self.layer), self.transferee_contract_number or "") if self._transferred else (str(self.layer),)
        keys = [
            AssetKey(make_key(self.kind, self.parcel_code, *layer), KeyRole.IDENTITY),
            AssetKey(make_key("parcel", self.parcel_code), KeyRole.SITE),
        ]
        if self.unit_code:
            keys += [
                AssetKey(make_key(self.kind, "unit", self.unit_code, *layer), KeyRole.IDENTITY),
                AssetKey(make_key("unit", self.unit_code), KeyRole.SITE),
            ]
        return (*keys, *cells_of(self.geometry))

    @property
    def outline(self) -> Outline | None:
        return self.geometry

    def competes_with(self, other: Collateral) -> bool:
        return isinstance(other, LandManagementRight) and other.layer is self.layer

    @property
    def _transferred(self) -> bool:
        return self.layer is Layer.TRANSFEREE

    def faults(self, pointer: str) -> Iterator[Fault]:
        if not same_issuing_party(self.parcel_code, self.contract_code):
            yield Fault(
                f"{pointer}/contract_code", "issuing_party_mismatch",
                Text("承包合同代码与地块代码的发包方（前14位）不一致（GB/T 35958-2018）。",
                     "Contract code and parcel code name different issuing parties (first 14 digits)."),
            )  # fmt: skip
        if self.right_ends_on <= self.right_starts_on:
            yield Fault(
                f"{pointer}/right_ends_on", "right_ends_before_it_begins",
                Text("权利届满日不晚于起始日。", "The right ends before it begins."),
            )  # fmt: skip
        if self._transferred and not self.transferee_contract_number:
            yield Fault(
                f"{pointer}/transferee_contract_number", "missing_transfer_contract",
                Text("受让方的土地经营权须填写流转合同号。", "A transferee's right needs the number of its contract."),
            )  # fmt: skip

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from about_the_unit(self.unit_code, f"{case.pointer}/unit_code", fits=_is_contracted_land)
        yield from about_the_area(self.area, self.geometry, pointer=case.pointer)
        yield from self._about_the_term(case)
        yield from self._about_household_land(case) if self._household else self._about_other_land(case)

    def _about_the_term(self, case: Case) -> Iterator[Finding]:
        """Article 38 binds what a household contracted; of the rest the register only says what it sees."""
        law = contracting_law
        due, entry = (
            (law.TERM_WITHIN_RIGHT, law.ENTRY_PAST_RIGHT)
            if self._household
            else (register_rules.RIGHT_ENDS, register_rules.ENTRY_PAST_RIGHT)
        )
        if case.claim.due_on > self.right_ends_on:
            yield Finding(due, "/secured_claim/due_on")
        if case.expires_on > self.right_ends_on:
            yield Finding(entry, "/expires_on")
        # The last day counts: from 1 January 2020 to 31 December 2024 is five years.
        if self._transferred and add_months(self.right_starts_on, 60) - timedelta(days=1) > self.right_ends_on:
            yield Finding(contracting_law.SHORT_TRANSFER, f"{case.pointer}/right_ends_on")

    def _about_household_land(self, case: Case) -> Iterator[Finding]:
        if case.creditor is InstitutionType.GUARANTEE_COMPANY:
            yield Finding(contracting_law.COUNTER_SECURITY, "/secured_creditor")
        elif case.creditor is None and not case.creditor_is_person:
            yield Finding(contracting_law.UNSEEN_CREDITOR, "/secured_creditor")
        elif case.creditor is not InstitutionType.FINANCIAL_INSTITUTION:
            yield Finding(contracting_law.FINANCIAL_CREDITOR, "/secured_creditor")
        if self._transferred and ConsentKind.CONTRACTOR_CONSENT not in case.consents:
            yield Finding(contracting_law.CONTRACTOR_CONSENT, case.pointer)
        if not self._transferred and ConsentKind.FAMILY_CONSENT not in case.consents:
            yield Finding(contracting_law.FAMILY_CONSENT, case.pointer)
        if ConsentKind.OWNER_FILING not in case.consents:
            yield Finding(contracting_law.OWNER_FILING, case.pointer)

    def _about_other_land(self, case: Case) -> Iterator[Finding]:
        if not self.certificate_number:
            yield Finding(civil_code.OTHER_CONTRACT_CERTIFICATE, f"{case.pointer}/certificate_number")
        needed = {ConsentKind.COLLECTIVE_RESOLUTION, ConsentKind.TOWNSHIP_APPROVAL}
        if self.contracted_by_outsider and not needed <= case.consents:
            yield Finding(contracting_law.OUTSIDER, f"{case.pointer}/contracted_by_outsider")
        if case.terms.statutory_registration is None:
            yield Finding(civil_code.REGISTRATION_CREATES, f"{case.pointer}/statutory_registration")

    @property
    def _household(self) -> bool:
        return contract_is_household(self.contract_code)

    @property
    def unpublicised_rule(self) -> Rule:
        return contracting_law.CONTRACT_CREATES if self._household else civil_code.REGISTRATION_CREATES

    @property
    def statutory_effect(self) -> Effect:
        return Effect.THIRD_PARTY if self._household else Effect.CONSTITUTIVE

    @property
    def effect_text(self) -> Text:
        return LAND_MANAGEMENT_RIGHT if self._household else CERTIFIED_WASTELAND

    @property
    def region(self) -> str:
        return self.parcel_code[:6]

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """A bare parcel or unit code answers for all layers, through the site key."""
        code = cls.typed(text)
        if re.fullmatch(r"\d{19}", code):
            return (make_key("parcel", code),)
        if re.fullmatch(r"\d{12}[A-Z]{2}\d{5}[A-Z]\d{8}", code):
            return (make_key("unit", code),)
        return (text,) if text.startswith((f"{cls.kind}/v1:", "parcel/v1:", "unit/v1:")) else ()


def _is_contracted_land(unit: UnitCode) -> bool:
    """Cropland, on which a unit code names no attachment (GB/T 37346-2019: D with W), or grassland."""
    return unit.land_feature == "F" or (unit.land_feature, unit.attachment_feature) == ("D", "W")
