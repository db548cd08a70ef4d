"""Land tickets (地票): quota of construction land from reclaimed land, traded at the rural land exchange.

All that is known of their pledge is from memory (重庆市地票管理办法), so nothing here refuses; that a ticket carries
one live registration is a rule of this register.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from registry.domain.calendar import add_months
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
from registry.domain.collateral.collective_construction_land import CollectiveConstructionLand
from registry.domain.collateral.farm_house import FarmHouse
from registry.domain.collateral.unit import code_or_words
from registry.domain.errors import Fault
from registry.domain.identifiers import land_ticket_number
from registry.domain.measures import Quantity, Unit
from registry.domain.rules import land_ticket_measures, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import LAND_TICKET, Effect, StatutoryRegistry
from registry.domain.text import Text

_SOURCES = (FarmHouse, CollectiveConstructionLand)
_YOUNG = 24  # months; see R-DP-YEARS
_ANY_COUNTY = "500000"  # a ticket may be used in another county than it came from


class TicketState(StrEnum):
    HELD = "held"
    USED = "used"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class LandTicket(Collateral):
    kind: ClassVar[str] = "land_ticket"
    name: ClassVar[Text] = Text("地票", "land ticket")
    mode: ClassVar[Mode] = Mode.EXCLUSIVE
    titled: ClassVar[bool] = True
    interests: ClassVar[tuple[Interest, ...]] = (Interest.PLEDGE,)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.LAND_EXCHANGE
    basis: ClassVar[tuple[str, ...]] = ("民法典第440条第七项", "重庆市地票管理办法（市政府令第295号，待核实）")
    rules = (
        *land_ticket_measures.RULES,
        register_rules.EXCLUSIVE,
        register_rules.SAME_SITE,
        register_rules.TITLE_CONFLICT,
    )
    linked_rule = register_rules.SAME_SITE

    certificate_number: str = particular(
        "地票证书编号", "number of the certificate", example="渝地票(2026)第117号", normalise=land_ticket_number
    )
    area: Quantity = particular("面积", "area", units=(Unit.MU, Unit.SQUARE_METRE))
    traded_on: date = particular("交易日期", "traded on", example="2025-03-18")
    state: TicketState = particular("状态", "state", example="held")
    sources: tuple[str, ...] = several(
        "复垦来源（不动产单元代码，或者名称）",
        "land it was reclaimed from: unit codes, or names",
        normalise=code_or_words,
    )

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """The certificate names the ticket. What it was reclaimed from ties it to security given over that land."""
        sites = (site for code in self.sources if is_unit_code(code) for site in unit_sites(code))
        named = AssetKey(make_key(self.kind, self.certificate_number), KeyRole.IDENTITY, exclusive=True)
        return (named, *dict.fromkeys(sites))

    def rule_of_link(self, other: Collateral) -> Rule:
        return self.rule_towards(other) if isinstance(other, _SOURCES) else Collateral.rule_of_link(self, other)

    def rule_towards(self, other: Collateral) -> Rule:
        """Land reclaimed is no longer there to be given."""
        return land_ticket_measures.RECLAIMED if isinstance(other, _SOURCES) else Collateral.rule_towards(self, other)

    def faults(self, pointer: str) -> Iterator[Fault]:  # noqa: ARG002  # whatever is written of a ticket can be true
        return iter(())

    def findings(self, case: Case) -> Iterator[Finding]:
        if self.state is not TicketState.HELD:
            yield Finding(land_ticket_measures.SPENT, f"{case.pointer}/state")
        if case.today < add_months(self.traded_on, _YOUNG):
            yield Finding(land_ticket_measures.YOUNG, f"{case.pointer}/traded_on")
        yield Finding(land_ticket_measures.CONSUMED_BY_USE, case.pointer)
        if case.terms.statutory_registration is None:
            yield Finding(land_ticket_measures.TICKET_REGISTRATION, f"{case.pointer}/statutory_registration")

    @property
    def unpublicised_rule(self) -> Rule:
        return land_ticket_measures.TICKET_REGISTRATION

    @property
    def statutory_effect(self) -> Effect:
        return Effect.CONSTITUTIVE

    @property
    def effect_text(self) -> Text:
        return LAND_TICKET

    @property
    def region(self) -> str:
        return next((code[:6] for code in self.sources if is_unit_code(code)), _ANY_COUNTY)
