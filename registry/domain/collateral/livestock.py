"""Livestock (养殖物): animals by their ear tags, or by the barn and the batch they are kept in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from registry.domain.collateral.base import AssetKey, Case, Collateral, KeyRole, make_key, particular, several
from registry.domain.collateral.movable import Insurance, Movable, Place
from registry.domain.errors import Fault
from registry.domain.identifiers import IdentifierFault, ear_tag
from registry.domain.measures import Measure, Taken
from registry.domain.rules import civil_code, register_rules
from registry.domain.rules.base import Finding
from registry.domain.text import Text

_MOST_HEADS, _MOST_TAGS = 10_000_000, 200


class Species(StrEnum):
    PIG = "pig"
    CATTLE = "cattle"
    SHEEP = "sheep"
    POULTRY = "poultry"
    OTHER = "other"


_TAGGED = {Species.PIG: "1", Species.CATTLE: "2", Species.SHEEP: "3"}  # how the ear tags of a species begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Livestock(Movable):
    kind: ClassVar[str] = "livestock"
    name: ClassVar[Text] = Text("养殖物", "livestock")
    basis: ClassVar[tuple[str, ...]] = (
        "民法典第395条",
        "民法典第396条",
        "民法典第403条、第404条",
        "关于推广农业设施和畜禽活体抵押融资的通知（2025年）",
    )
    rules = (
        civil_code.MOVABLE_REGISTRATION,
        civil_code.GENERAL_DESCRIPTION,
        civil_code.UNPUBLICISED,
        civil_code.INSURED_ELSEWHERE,
        register_rules.QUARANTINE,
        register_rules.EPIDEMIC,
        register_rules.PROTECTED,
        register_rules.EAR_TAG,
        register_rules.UNINSURED,
        register_rules.HOLDER,
        register_rules.SAME_SITE,
        register_rules.PRIOR_ENTRY,
        *register_rules.OF_QUANTITIES,
    )

    species: Species = particular("畜种", "species", example="pig")
    breed: str = particular("品种", "breed", example="荣昌猪", longest=100)
    head_count: int = particular("数量（头、只）", "head", example=120, largest=_MOST_HEADS)
    place: Place = particular("养殖地点", "where they are kept")
    ear_tags: tuple[str, ...] = several("畜禽标识编码", "ear tags", normalise=ear_tag, most=_MOST_TAGS)
    barn: str | None = particular("圈舍", "barn", optional=True, longest=64)
    batch: str | None = particular("批次", "batch", optional=True, longest=64)
    floor_count: int | None = particular("最低存栏", "agreed floor", optional=True, largest=_MOST_HEADS)
    quarantine_certificate: str | None = particular("检疫证明编号", "certificate of quarantine", optional=True)
    policy: Insurance | None = particular("保单", "policy", optional=True)
    under_epidemic_control: bool | None = particular("处于疫病管控", "under epidemic control", optional=True)
    protected_species: bool | None = particular("属于受保护物种", "of a protected species", optional=True)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Each tag names an animal; place, barn, species and batch name a herd. Given both, each finds the other, and
        the animals are a part of the herd."""
        tags = list(dict.fromkeys(make_key(self.kind, "tag", tag) for tag in self.ear_tags))
        herd = (str(self.species), self.barn or "", self.batch or "")
        herds = (make_key(self.kind, how, name, *herd) for how, name in self.place.names) if self._is_a_herd else ()
        takes = self._heads(*tags[:1])
        identity = (
            *(AssetKey(key, KeyRole.IDENTITY) for key in tags),
            *(AssetKey(key, KeyRole.IDENTITY, takes=takes) for key in dict.fromkeys(herds)),
        )
        policy = (self.policy.site,) if self.policy else ()
        return (*identity, *self.place.sites(), *policy, *self.holder_sites())

    def _heads(self, part: str | None = None) -> Taken | None:
        return Taken(steps=self.head_count, measure=Measure.COUNT, part=part) if self.head_count else None

    @property
    def _is_a_herd(self) -> bool:
        return bool(self.barn and self.batch)

    def same_as(self, other: Collateral) -> bool:
        """Tags decide where both have them; a herd without tags may be any that is not told apart from it."""
        if not isinstance(other, Livestock):
            return True
        if self.ear_tags and other.ear_tags:
            return not set(self.ear_tags).isdisjoint(other.ear_tags)
        return self.place.may_be(other.place) and not self._other_holder(other)

    @property
    def located(self) -> Place:
        return self.place

    def faults(self, pointer: str) -> Iterator[Fault]:
        if not self.ear_tags and not self._is_a_herd:
            yield Fault(
                f"{pointer}/ear_tags", "missing_identity",
                Text("须填写畜禽标识编码，或者圈舍和批次。", "Either ear tags, or the barn and the batch, are needed."),
            )  # fmt: skip
        if len(set(self.ear_tags)) > self.head_count:
            yield Fault(
                f"{pointer}/head_count", "more_tags_than_heads",
                Text("标识编码多于所填数量。", "There are more ear tags than animals."),
            )  # fmt: skip
        if self.floor_count is not None and self.floor_count > self.head_count:
            yield Fault(
                f"{pointer}/floor_count", "floor_above_quantity",
                Text("最低存栏高于数量。", "The floor is above the number of animals."),
            )  # fmt: skip

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from Movable.findings(self, case)
        begins = _TAGGED.get(self.species)
        if begins and any(not tag.startswith(begins) for tag in self.ear_tags):
            yield Finding(register_rules.EAR_TAG, f"{case.pointer}/ear_tags")
        if self.under_epidemic_control:
            yield Finding(register_rules.EPIDEMIC, f"{case.pointer}/under_epidemic_control")
        if self.protected_species:
            yield Finding(register_rules.PROTECTED, f"{case.pointer}/protected_species")
        if self.quarantine_certificate is None:
            yield Finding(register_rules.QUARANTINE, f"{case.pointer}/quarantine_certificate")
        if self.policy is None:
            yield Finding(register_rules.UNINSURED, f"{case.pointer}/policy")

    @classmethod
    def own_number(cls, text: str) -> tuple[str, ...]:
        """A bare ear tag asks for its animal."""
        try:
            return (make_key(cls.kind, "tag", ear_tag(cls.typed(text))),)
        except IdentifierFault:
            return ()
