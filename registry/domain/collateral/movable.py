"""What movables have in common: where they stand, whose they are, and how their security is publicised.

Whose they are is told by an organisation's number only. A person's never stands in a key (个人信息保护法第4条), so what
a person gives is found by its place, its tag or its serial number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
from registry.domain.collateral.insurance_policy import InsurancePolicy
from registry.domain.identifiers import (
    IdentifierFault,
    credit_code,
    organisation_code,
    parcel_code,
    policy_number_part,
    unit_code,
)
from registry.domain.rules import civil_code, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import MOVABLES, Effect, StatutoryRegistry
from registry.domain.text import Text

_ANY_COUNTY = "500000"  # an address without a code does not tell the county


class StockCategory(StrEnum):
    """What a floating mortgage may cover (民法典第396条)."""

    EQUIPMENT = "equipment"
    RAW_MATERIAL = "raw_material"
    SEMI_FINISHED = "semi_finished"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where movables stand or grow. A code ties them to what else is on the parcel; an address is compared by words."""

    address: str = particular("地点", "where it is", example="忠县示例镇示例村一组1号库")
    parcel_code: str | None = particular(
        "地块代码", "parcel code (GB/T 35958-2018)", optional=True, normalise=parcel_code
    )
    unit_code: str | None = particular(
        "不动产单元代码", "unit code (GB/T 37346-2019)", optional=True, normalise=unit_code
    )

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """What the place is called by codes, as parts of a key."""
        named = (("parcel", self.parcel_code), ("unit", self.unit_code))
        return tuple((how, code) for how, code in named if code)

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """All that the place is called, its address included."""
        return (*self.codes, ("address", self.address))

    def sites(self) -> tuple[AssetKey, ...]:
        """What ties to the parcel and to the unit."""
        parcel = (AssetKey(make_key("parcel", self.parcel_code), KeyRole.SITE),) if self.parcel_code else ()
        return (*parcel, *unit_sites(self.unit_code))

    def may_be(self, other: Place) -> bool:
        """Whether no code tells the two places apart."""
        theirs = dict(other.codes)
        return all(theirs.get(how, code) == code for how, code in self.codes)

    @property
    def region(self) -> str | None:
        return next((code[:6] for _, code in self.codes), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Insurance:
    """The policy over an asset: security over the one reaches the money of the other (民法典第390条)."""

    insurer_uscc: str = particular(
        "保险人统一社会信用代码", "the insurer's credit code", example="91500000MA6DEM065Q", normalise=credit_code
    )
    policy_number: str = particular("保险单号", "policy number", example="PZ-2026-000117", normalise=policy_number_part)

    @property
    def site(self) -> AssetKey:
        return AssetKey(make_key("policy", self.insurer_uscc, self.policy_number), KeyRole.SITE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable(Collateral):
    """A kind of movables. Entered here it is notice; at the legal registry it is opposable (民法典第403条)."""

    mode: ClassVar[Mode] = Mode.RANKED
    interests: ClassVar[tuple[Interest, ...]] = (Interest.MORTGAGE,)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.MOVABLES
    linked_rule = register_rules.SAME_SITE
    movable: ClassVar[bool] = True

    holder_uscc: str | None = particular(
        "财产所有人统一社会信用代码（个人和个体工商户不填）",
        "credit code of the organisation that holds it; persons and sole traders leave it out",
        optional=True,
        normalise=organisation_code,
    )

    @property
    def located(self) -> Place | None:
        """Where it is, if that is part of what it is known by."""
        return None

    @property
    def reach(self) -> frozenset[StockCategory]:
        """Under which of the categories of a floating mortgage it may fall."""
        return frozenset(StockCategory)

    @property
    def is_general(self) -> bool:
        """Whether it is described in general terms, so that other movables of the holder may be among it."""
        return False

    def holder_sites(self) -> tuple[AssetKey, ...]:
        return (AssetKey(make_key("holder", self.holder_uscc), KeyRole.SITE),) if self.holder_uscc else ()

    def linked_to(self, other: Collateral) -> bool:
        """Whatever else one organisation holds is no news, unless a general description may reach it."""
        shared = {key.key for key in self.asset_keys()} & {key.key for key in other.asset_keys()}
        return bool(shared - {key.key for key in self.holder_sites()}) or self._reached(other)

    def _reached(self, other: Collateral) -> bool:
        return (
            isinstance(other, Movable)
            and self.holder_uscc is not None
            and self.holder_uscc == other.holder_uscc
            and (self.is_general or other.is_general)
            and bool(self.reach & other.reach)
        )

    def rule_of_link(self, other: Collateral) -> Rule:
        if isinstance(other, InsurancePolicy):
            return civil_code.INSURED_ELSEWHERE
        return civil_code.GENERAL_DESCRIPTION if self._reached(other) else Collateral.rule_of_link(self, other)

    def _other_holder(self, other: Movable) -> bool:
        return self.holder_uscc is not None and other.holder_uscc not in (None, self.holder_uscc)

    def findings(self, case: Case) -> Iterator[Finding]:
        organisations = {grantor.identifier.value for grantor in case.grantors if grantor.identifier}
        if (organisations or self.holder_uscc) and self.holder_uscc not in organisations:
            yield Finding(register_rules.HOLDER, f"{case.pointer}/holder_uscc")
        if case.terms.interest is not Interest.PLEDGE and case.terms.statutory_registration is None:
            yield Finding(civil_code.MOVABLE_REGISTRATION, f"{case.pointer}/statutory_registration")

    @property
    def unpublicised_rule(self) -> Rule:
        return civil_code.UNPUBLICISED

    @property
    def statutory_effect(self) -> Effect:
        return Effect.THIRD_PARTY

    @property
    def effect_text(self) -> Text:
        return MOVABLES

    @property
    def region(self) -> str:
        place = self.located.region if self.located else None
        return place or (self.holder_uscc[2:8] if self.holder_uscc else _ANY_COUNTY)

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """A bare parcel or unit code answers for all of the kind there; else what names it without its kind."""
        code = cls.typed(text)
        if is_unit_code(code):
            return (make_key("unit", code),)
        return _keys_of("parcel", code, read=parcel_code) or cls.named_by(text)

    @classmethod
    def named_by(cls, code: str) -> tuple[str, ...]:
        """Its own number, or its holder's. A parcel's code is the land's, not of what stands on it."""
        if own := cls.own_number(code):
            return own
        if code.startswith(f"{cls.kind}/v1:"):
            return (code,)
        return _keys_of("holder", cls.typed(code), read=organisation_code)

    @classmethod
    def own_number(cls, _text: str) -> tuple[str, ...]:
        """The keys of a number that only this kind bears, where there is one."""
        return ()


def _keys_of(family: str, code: str, *, read: Callable[[str], str]) -> tuple[str, ...]:
    try:
        return (make_key(family, read(code)),)
    except IdentifierFault:
        return ()
