"""Warehouse receipts (仓单): a document of title over stored goods, one live pledge (民法典第440条至第442条)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from registry.domain.collateral.base import (
    AssetKey,
    Case,
    Collateral,
    Interest,
    KeyRole,
    Mode,
    Statement,
    Terms,
    make_key,
    particular,
)
from registry.domain.errors import Fault
from registry.domain.identifiers import credit_code, warehouse_receipt_part
from registry.domain.measures import Measure, Quantity, Taken, Unit
from registry.domain.rules import civil_code, interpretation, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import ELECTRONIC_RECEIPT, PAPER_RECEIPT, Effect, StatutoryRegistry
from registry.domain.text import Text

_LOTS = "lot/v1:"
_GOODS = (Unit.TONNE, Unit.KILOGRAM, Unit.CUBIC_METRE, Unit.PIECE)


class ReceiptForm(StrEnum):
    PAPER = "paper"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    name: str = particular("保管人名称", "the keeper's name", example="重庆示例仓储有限公司")
    uscc: str = particular(
        "保管人统一社会信用代码", "the keeper's credit code", example="91500112MA60ABCD5W", normalise=credit_code
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Where the goods lie; the second key of a receipt, for two receipts may cover the same goods."""

    warehouse: str = particular("仓库", "warehouse", example="一号库", longest=64)
    slot: str = particular("货位", "slot, pile or tank", example="A-03", longest=64)
    lot: str = particular("批次", "lot", example="2026-稻-07", longest=64)

    def key(self, keeper: Keeper) -> str:
        return make_key("lot", keeper.uscc, self.warehouse, self.slot, self.lot)

    @property
    def spot(self) -> AssetKey:
        """The same place whoever says that he keeps it: two keepers may have issued receipts over one pile."""
        return AssetKey(make_key("spot", self.warehouse, self.slot, self.lot), KeyRole.SITE)


def taken(quantity: Quantity, part: str) -> Taken:
    """What goods take of their lot."""
    return Taken(steps=quantity.steps, measure=quantity.measure or Measure.COUNT, part=part)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseReceipt(Collateral):
    kind: ClassVar[str] = "warehouse_receipt"
    name: ClassVar[Text] = Text("仓单", "warehouse receipt")
    mode: ClassVar[Mode] = Mode.EXCLUSIVE
    interests: ClassVar[tuple[Interest, ...]] = (Interest.PLEDGE,)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.MOVABLES
    attested: ClassVar[frozenset[Statement]] = frozenset(Statement)
    basis: ClassVar[tuple[str, ...]] = (
        "民法典第440条",
        "民法典第441条",
        "民法典第908条至第910条",
        "担保制度解释第59条",
    )
    rules = (
        civil_code.RECEIPT_DELIVERY,
        civil_code.RECEIPT_REGISTRATION,
        interpretation.SAME_GOODS,
        register_rules.EXCLUSIVE,
        register_rules.OTHER_KEEPER,
        *register_rules.OF_QUANTITIES,
        *register_rules.OF_DOCUMENTS,
        register_rules.STORAGE_ENDS,
    )
    linked_rule = interpretation.SAME_GOODS

    keeper: Keeper = particular("保管人", "keeper")
    receipt_number: str = particular(
        "仓单编号", "receipt number", example="CD-2026-000117", normalise=warehouse_receipt_part
    )
    form: ReceiptForm = particular("仓单形式", "form", example="paper")
    commodity: str = particular("货物", "commodity", example="稻谷", longest=100)
    quantity: Quantity = particular("数量", "quantity", units=_GOODS)
    lot: Lot = particular("货位与批次", "lot")
    stored_from: date = particular("仓储起始日", "stored from", example="2026-10-01")
    stored_until: date = particular("仓储届满日", "stored until", example="2027-09-30")
    platform: str | None = particular(
        "仓单平台", "platform that issued an electronic receipt", optional=True, normalise=warehouse_receipt_part
    )
    floor_quantity: Quantity | None = particular("最低库存", "agreed floor", optional=True, units=_GOODS)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Keeper, platform and number name the receipt; the key without the platform finds it where one filer left the
        platform out (``same_as`` decides), so that an omission never lets one receipt be pledged twice."""
        named = make_key(self.kind, self.keeper.uscc, self.platform or "", self.receipt_number)
        return (
            AssetKey(named, KeyRole.IDENTITY, exclusive=True),
            AssetKey(make_key("receipt", self.keeper.uscc, self.receipt_number), KeyRole.IDENTITY),
            AssetKey(self.lot.key(self.keeper), KeyRole.SITE, takes=taken(self.quantity, named)),
            self.lot.spot,
        )

    def same_as(self, other: Collateral) -> bool:
        return not isinstance(other, WarehouseReceipt) or (
            self.platform is None
            or other.platform is None
            or make_key("platform", self.platform) == make_key("platform", other.platform)
        )

    def rule_of_link(self, other: Collateral) -> Rule:
        """Whatever else stands in a receipt's lot is over the same goods (担保制度解释第59条), but for what only
        springs from them, as an order they are to fill. What another keeper keeps under the same names may be."""
        said = other.rule_towards(self)
        if said is not register_rules.SAME_SITE:
            return said
        return self.linked_rule if shares_lot(self, other) else register_rules.OTHER_KEEPER

    @property
    def issuer(self) -> str:
        return self.keeper.uscc

    @classmethod
    def issuer_in(cls, key: str) -> str:
        """Every key that it is looked up under names who issued it first."""
        return key.split(":")[1]

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """Asks as ``same_as`` decides: a receipt named with its platform is also one entered without, and one named
        without is any of that keeper and number."""
        family, *parts = text.split(":")
        if family == "receipt/v1" and len(parts) == 2:  # noqa: PLR2004  # keeper and number, as in asset_keys
            return (text,)
        if family != f"{cls.kind}/v1" or len(parts) != 3:  # noqa: PLR2004  # keeper, platform, number
            return ()
        keeper, platform, number = parts
        return (text, f"{family}:{keeper}::{number}" if platform else f"receipt/v1:{keeper}:{number}")

    def faults(self, pointer: str) -> Iterator[Fault]:
        if self.stored_until <= self.stored_from:
            yield Fault(
                f"{pointer}/stored_until", "storage_ends_before_it_begins",
                Text("仓储届满日不晚于起始日。", "Storage ends before it begins."),
            )  # fmt: skip
        floor = self.floor_quantity
        if floor and (floor.unit is not self.quantity.unit or floor.steps > self.quantity.steps):
            yield Fault(
                f"{pointer}/floor_quantity", "floor_above_quantity",
                Text("最低库存须与数量单位相同且不高于数量。",
                     "The floor must be in the unit of the quantity and not above it."),
            )  # fmt: skip

    def findings(self, case: Case) -> Iterator[Finding]:
        if self.form is ReceiptForm.PAPER and case.terms.delivered_at is None:
            yield Finding(civil_code.RECEIPT_DELIVERY, f"{case.pointer}/delivered_at")
        if self.form is ReceiptForm.ELECTRONIC and case.terms.statutory_registration is None:
            yield Finding(civil_code.RECEIPT_REGISTRATION, f"{case.pointer}/statutory_registration")
        if self.stored_until < case.claim.due_on:
            yield Finding(register_rules.STORAGE_ENDS, f"{case.pointer}/stored_until")

    def publicised(self, terms: Terms) -> tuple[str, datetime] | None:
        """Delivery of the paper, or registration where there is none (民法典第441条)."""
        if self.form is ReceiptForm.PAPER and terms.delivered_at:
            return "delivery", terms.delivered_at
        return Collateral.publicised(self, terms) if self.form is ReceiptForm.ELECTRONIC else None

    @property
    def unpublicised_rule(self) -> Rule:
        electronic = self.form is ReceiptForm.ELECTRONIC
        return civil_code.RECEIPT_REGISTRATION if electronic else civil_code.RECEIPT_DELIVERY

    @property
    def statutory_effect(self) -> Effect:
        return Effect.CONSTITUTIVE if self.form is ReceiptForm.ELECTRONIC else Effect.NONE

    @property
    def effect_text(self) -> Text:
        return ELECTRONIC_RECEIPT if self.form is ReceiptForm.ELECTRONIC else PAPER_RECEIPT

    @property
    def region(self) -> str:
        return self.keeper.uscc[2:8]


def shares_lot(one: Collateral, other: Collateral) -> bool:
    """Whether both lie in one lot of one keeper, and not only where two keepers say that something lies."""
    lots = ({key.key for key in each.asset_keys() if key.key.startswith(_LOTS)} for each in (one, other))
    return not set.isdisjoint(*lots)
