"""Beehives (蜂箱): a kind as somebody might add it tomorrow, in one file. ``tests/api/test_new_kind.py`` adds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from registry.domain.collateral.base import (
    AssetKey,
    Case,
    Collateral,
    Interest,
    KeyRole,
    Mode,
    make_key,
    particular,
    unit_sites,
)
from registry.domain.errors import Fault
from registry.domain.identifiers import unit_code
from registry.domain.rules import civil_code, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import MOVABLES, Effect, StatutoryRegistry
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Beehive(Collateral):
    kind: ClassVar[str] = "beehive"
    name: ClassVar[Text] = Text("蜂箱", "beehive")
    mode: ClassVar[Mode] = Mode.RANKED
    interests: ClassVar[tuple[Interest, ...]] = (Interest.MORTGAGE,)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.MOVABLES
    basis: ClassVar[tuple[str, ...]] = ("民法典第395条",)
    rules = (
        civil_code.MOVABLE_REGISTRATION,
        civil_code.UNPUBLICISED,
        register_rules.SAME_SITE,
        register_rules.PRIOR_ENTRY,
    )
    linked_rule = register_rules.SAME_SITE

    tag: str = particular("标签", "tag", example="F-01")
    unit_code: str | None = particular("不动产单元代码", "unit code", optional=True, normalise=unit_code)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        return (AssetKey(make_key(self.kind, self.tag), KeyRole.IDENTITY), *unit_sites(self.unit_code))

    def faults(self, pointer: str) -> Iterator[Fault]:
        if self.tag == "0":
            yield Fault(f"{pointer}/tag", "missing", Text("缺标签。", "There is no tag."))

    def findings(self, case: Case) -> Iterator[Finding]:
        if case.terms.statutory_registration is None:
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
        return "500233"
