"""Stock (存货): goods that are named, or movables in general terms, over which a mortgage may float.

A floating mortgage needs no list but a description by which what it covers can be told (民法典第396条, 担保制度解释
第53条). A pledge stands by control: by the creditor, or by a supervisor for him (担保制度解释第55条).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from registry.domain.collateral.base import (
    AssetKey,
    Case,
    Collateral,
    Interest,
    KeyRole,
    Statement,
    Terms,
    make_key,
    particular,
    several,
)
from registry.domain.collateral.movable import Movable, Place, StockCategory
from registry.domain.collateral.warehouse_receipt import Keeper, Lot, shares_lot, taken
from registry.domain.errors import Fault
from registry.domain.identifiers import Scheme, credit_code, is_cooperative
from registry.domain.measures import Quantity, Unit
from registry.domain.party import Giver, GrantorCategory, PartyType
from registry.domain.rules import civil_code, interpretation, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import INVENTORY
from registry.domain.text import Text

_GOODS = (Unit.TONNE, Unit.KILOGRAM, Unit.CUBIC_METRE, Unit.PIECE)
_FARMERS = (GrantorCategory.FARM_HOUSEHOLD, GrantorCategory.FAMILY_FARM, GrantorCategory.SOLE_TRADER)
_BUSINESSES = (*_FARMERS, GrantorCategory.COOPERATIVE, GrantorCategory.ENTERPRISE, GrantorCategory.SMALL_ENTERPRISE)


class Appointer(StrEnum):
    """Who appointed the supervisor, and so for whom he holds the goods."""

    CREDITOR = "creditor"
    GRANTOR = "grantor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    name: str = particular("监管人名称", "the supervisor's name", example="重庆示例仓储有限公司")
    uscc: str = particular(
        "监管人统一社会信用代码", "the supervisor's credit code", example="91500112MA60ABCD5W", normalise=credit_code
    )
    appointed_by: Appointer = particular("委托监管的人", "who appointed the supervisor", example="creditor")
    agreement_number: str | None = particular("监管协议号", "number of the supervision agreement", optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """The keeper's lot, by which goods meet the receipts that were issued over them."""

    keeper: Keeper = particular("保管人", "keeper")
    lot: Lot = particular("货位与批次", "lot")

    @property
    def site(self) -> AssetKey:
        return AssetKey(self.lot.key(self.keeper), KeyRole.SITE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory(Movable):
    kind: ClassVar[str] = "inventory"
    name: ClassVar[Text] = Text("存货", "inventory")
    interests: ClassVar[tuple[Interest, ...]] = (Interest.MORTGAGE, Interest.PLEDGE, Interest.FLOATING_MORTGAGE)
    attested: ClassVar[frozenset[Statement]] = frozenset({Statement.CONFIRMED, Statement.REFUSED, Statement.DELIVERED})
    basis: ClassVar[tuple[str, ...]] = (
        "民法典第395条",
        "民法典第396条",
        "民法典第403条、第404条",
        "民法典第411条",
        "民法典第425条、第429条",
        "担保制度解释第53条、第55条",
    )
    rules = (
        civil_code.FLOATING_GRANTOR,
        civil_code.FLOATING_GRANTOR_UNTOLD,
        civil_code.CRYSTALLISATION,
        civil_code.GENERAL_DESCRIPTION,
        civil_code.MOVABLE_REGISTRATION,
        civil_code.PLEDGE_DELIVERY,
        civil_code.UNPUBLICISED,
        civil_code.INSURED_ELSEWHERE,
        interpretation.DESCRIPTION,
        interpretation.CONTROL,
        interpretation.SAME_GOODS,
        register_rules.HOLDER,
        register_rules.OTHER_KEEPER,
        *register_rules.OF_QUANTITIES,
        register_rules.DISOWNED,
        register_rules.PERISHABLE,
        register_rules.SAME_SITE,
        register_rules.PRIOR_ENTRY,
    )

    description: str = particular(
        "担保财产描述（应能合理识别）",
        "a description that reasonably identifies it",
        example="一号库内全部稻谷",
        longest=1000,
    )
    categories: tuple[StockCategory, ...] = several("类别（至少一项）", "categories, at least one", most=4)
    place: Place = particular("存放地点", "where it is kept")
    commodity: str | None = particular("货物名称", "commodity", optional=True, example="稻谷", longest=100)
    quantity: Quantity | None = particular("数量", "quantity", optional=True, units=_GOODS)
    batch: str | None = particular("批次或者序列号", "lot or serial number", optional=True, longest=64)
    storage: Storage | None = particular("仓储货位", "the keeper's lot", optional=True)
    supervisor: Supervisor | None = particular("监管人", "supervisor", optional=True)
    floor_quantity: Quantity | None = particular("最低库存", "agreed floor", optional=True, units=_GOODS)
    perishable: bool | None = particular("鲜活易腐", "whether it perishes", optional=True)
    disposal_plan: str | None = particular("处置预案", "plan for its disposal", optional=True, longest=500)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Place and category bring together what may be the same stock; ``same_as`` tells goods and lots apart. So a
        mortgage that floats over a store meets the lots in it."""
        identity = dict.fromkeys(
            make_key(self.kind, how, name, category)
            for how, name in self.place.names
            for category in self.categories
        )  # fmt: skip
        held = tuple(AssetKey(key, KeyRole.IDENTITY) for key in identity)
        return (*held, *self._lot(next(iter(identity), "")), *self.place.sites(), *self.holder_sites())

    def _lot(self, named: str) -> tuple[AssetKey, ...]:
        """Goods are told apart within a lot as ``same_as`` does, and by whose they are: two mortgages of the same ones
        take them once, and what may be others takes more."""
        if self.storage is None:
            return ()
        part = make_key("goods", named, self.holder_uscc or "", self.commodity or "", self.batch or "")
        takes = taken(self.quantity, part) if self.quantity else None
        return (replace(self.storage.site, takes=takes), self.storage.lot.spot)

    def same_as(self, other: Collateral) -> bool:
        """What neither holder, place, goods nor lot tells apart is one, so that an omission hides nothing."""
        if not isinstance(other, Inventory):
            return True
        if self._other_holder(other) or not self.place.may_be(other.place):
            return False
        return not any(one and two and one != two for one, two in zip(self.goods, other.goods, strict=True))

    @property
    def goods(self) -> tuple[str | None, ...]:
        """What may tell goods of one store apart, in the spelling of keys."""
        named = (("goods", self.commodity), ("batch", self.batch))
        lot = self.storage.site.key if self.storage else None
        return (lot, *(make_key(family, text) if text else None for family, text in named))

    @property
    def located(self) -> Place:
        return self.place

    @property
    def reach(self) -> frozenset[StockCategory]:
        return frozenset(self.categories)

    @property
    def is_general(self) -> bool:
        return self.commodity is None

    def rule_of_link(self, other: Collateral) -> Rule:
        """A keeper's lot shared is the same goods, by receipt or themselves (担保制度解释第59条), but for an order that
        they are to fill."""
        said = Movable.rule_of_link(self, other)
        if said is not register_rules.SAME_TRADE and shares_lot(self, other):
            return interpretation.SAME_GOODS
        return register_rules.OTHER_KEEPER if said is register_rules.SAME_SITE and self._spot_of(other) else said

    def _spot_of(self, other: Collateral) -> bool:
        return self.storage is not None and self.storage.lot.spot in other.asset_keys()

    @property
    def issuer(self) -> str | None:
        return self.storage.keeper.uscc if self.storage else None

    def faults(self, pointer: str) -> Iterator[Fault]:
        if not self.categories:
            yield Fault(f"{pointer}/categories", "missing", Text("至少填写一项。", "At least one is needed."))
        floor, quantity = self.floor_quantity, self.quantity
        if floor and quantity and (floor.unit is not quantity.unit or floor.steps > quantity.steps):
            yield Fault(
                f"{pointer}/floor_quantity", "floor_above_quantity",
                Text("最低库存须与数量单位相同且不高于数量。",
                     "The floor must be in the unit of the quantity and not above it."),
            )  # fmt: skip

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from Movable.findings(self, case)
        if case.terms.interest is Interest.FLOATING_MORTGAGE:
            yield from _about_floating(case)
        elif self.commodity is None or self.quantity is None:
            yield Finding(interpretation.DESCRIPTION, f"{case.pointer}/description")
        if case.terms.interest is Interest.PLEDGE:
            yield from self._about_a_pledge(case)
        if self.perishable and not self.disposal_plan:
            yield Finding(register_rules.PERISHABLE, f"{case.pointer}/disposal_plan")

    def _about_a_pledge(self, case: Case) -> Iterator[Finding]:
        if case.terms.delivered_at is None:
            yield Finding(civil_code.PLEDGE_DELIVERY, f"{case.pointer}/delivered_at")
        if self._held_for_the_grantor:
            yield Finding(interpretation.CONTROL, f"{case.pointer}/supervisor/appointed_by")

    @property
    def _held_for_the_grantor(self) -> bool:
        return self.supervisor is not None and self.supervisor.appointed_by is Appointer.GRANTOR

    def publicised(self, terms: Terms) -> tuple[str, datetime] | None:
        """A pledge by delivery, if whoever took the goods holds them for the creditor; a mortgage by registration."""
        if terms.interest is not Interest.PLEDGE:
            return Collateral.publicised(self, terms)
        delivered = terms.delivered_at if not self._held_for_the_grantor else None
        return ("delivery", delivered) if delivered else None

    @property
    def effect_text(self) -> Text:
        return INVENTORY


def _about_floating(case: Case) -> Iterator[Finding]:
    """What everybody who gives it is, as far as the filing and the numbers tell."""
    yield Finding(civil_code.CRYSTALLISATION, f"{case.pointer}/interest")
    for index, grantor in enumerate(case.grantors):
        if grantor.type is PartyType.NATURAL_PERSON:
            if grantor.category not in _FARMERS:
                yield Finding(civil_code.FLOATING_GRANTOR, f"/grantors/{index}/category")
        elif not (grantor.category in _BUSINESSES or _is_business(grantor)):
            yield Finding(civil_code.FLOATING_GRANTOR_UNTOLD, f"/grantors/{index}/category")


def _is_business(grantor: Giver) -> bool:
    """Registered with the market authority: an enterprise, a cooperative (GB 32100-2015: 91 and 93), or what is no
    person by the filing and goes by a person's number, a sole trader (92)."""
    if grantor.identifier is None:
        return True
    number = grantor.identifier.value
    return grantor.identifier.scheme is Scheme.USCC and (number.startswith("91") or is_cooperative(number))
