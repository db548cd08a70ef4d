"""Orders: the price of what is still to be delivered, given as a receivable to come (订单, 民法典第440条第六项)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from registry.domain.collateral.base import (
    AssetKey,
    Case,
    Collateral,
    Interest,
    KeyRole,
    Mode,
    Terms,
    TransferRestriction,
    make_key,
    particular,
)
from registry.domain.collateral.inventory import Storage
from registry.domain.collateral.trade import RULES, Assignability, Claimable, Dealing, Trader, restriction_on
from registry.domain.errors import Fault
from registry.domain.identifiers import trade_number_part
from registry.domain.measures import Measure, Money, Quantity, Taken, Unit
from registry.domain.rules import civil_code, interpretation, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import RECEIVABLE, Effect, StatutoryRegistry
from registry.domain.text import Text

_PARTS = 4  # of an order's own key: seller, buyer, contract, line
_GOODS = (Unit.TONNE, Unit.KILOGRAM, Unit.CUBIC_METRE, Unit.PIECE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Collateral):
    kind: ClassVar[str] = "order"
    name: ClassVar[Text] = Text("订单", "order")
    mode: ClassVar[Mode] = Mode.RANKED
    interests: ClassVar[tuple[Interest, ...]] = (Interest.PLEDGE, Interest.FACTORING, Interest.ASSIGNMENT)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.MOVABLES
    basis: ClassVar[tuple[str, ...]] = (
        "民法典第440条第六项",
        "民法典第445条",
        "民法典第545条",
        "民法典第761条、第768条",
    )
    rules = (*RULES, interpretation.SPECIAL_ACCOUNT, register_rules.PAID_BEFORE, *register_rules.OF_QUANTITIES)
    linked_rule = register_rules.SAME_TRADE

    seller: Trader = particular("卖方", "seller")
    buyer: Trader = particular("买方", "buyer")
    contract_number: str = particular(
        "合同或者订单号", "number of the contract or order", example="DD-2026-117", normalise=trade_number_part
    )
    goods: str = particular("货物", "goods", example="稻谷", longest=100)
    order_amount: Money = particular("订单金额", "amount of the order")
    deliver_on: date = particular("交货日", "to be delivered on", example="2027-03-31")
    assignability: Assignability = particular("可否转让", "whether the price may be assigned", example="assignable")
    line_number: str | None = particular("行号", "line of the order", optional=True, normalise=trade_number_part)
    quantity: Quantity | None = particular("数量", "quantity", optional=True, units=_GOODS)
    unit_price: Money | None = particular("单价", "price of a unit", optional=True)
    filled_from: Storage | None = particular("用于履行的库存货物", "goods in store to fill it", optional=True)
    buyer_notified_at: datetime | None = particular(
        "通知到达买方的时间", "when notice reached the buyer", optional=True
    )
    special_account: bool | None = particular("已设特定账户", "whether a special account is set up", optional=True)

    @property
    def _dealing(self) -> Dealing:
        return Dealing(self.seller, self.buyer, self.contract_number)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Parties, contract and line name what is given; the key without the line finds the whole order, which every
        line is part of (``same_as`` decides)."""
        parties = self._dealing.parties
        named = make_key(self.kind, *parties, self.contract_number, self.line_number or "")
        part = named if self.line_number else None
        takes = Taken(steps=self.order_amount.minor, measure=Measure.MONEY, part=part)
        keys = [
            AssetKey(named, KeyRole.IDENTITY),
            AssetKey(make_key("purchase", *parties, self.contract_number), KeyRole.IDENTITY, takes=takes),
            *self._dealing.site,
        ]
        if self.filled_from:
            keys.append(self.filled_from.site)
        return tuple(keys)

    def same_as(self, other: Collateral) -> bool:
        """The whole order meets each of its lines; two lines are two assets."""
        if not isinstance(other, Order) or self.line_number is None or other.line_number is None:
            return True
        return make_key("line", self.line_number) == make_key("line", other.line_number)

    def rule_towards(self, other: Collateral) -> Rule:  # noqa: ARG002  # whatever it is, both serve one dealing
        return register_rules.SAME_TRADE

    def rule_of_link(self, other: Collateral) -> Rule:  # noqa: ARG002
        return self.linked_rule

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """Asks as ``same_as`` decides: a line is given with its whole order too, an order with any line."""
        family, *parts = text.split(":")
        if family == "purchase/v1" and len(parts) == _PARTS - 1:
            return (text,)
        if family != f"{cls.kind}/v1" or len(parts) != _PARTS:
            return ()
        *whole, line = parts
        named = ":".join(whole)
        return (text, f"{family}:{named}:") if line else (f"purchase/v1:{named}",)

    def faults(self, pointer: str) -> Iterator[Fault]:
        yield from self._dealing.faults(pointer, owed="seller", owing="buyer")

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from Claimable(self.order_amount, self.assignability).findings(case)
        if not self.special_account:  # an order's price is always to come
            yield Finding(interpretation.SPECIAL_ACCOUNT, f"{case.pointer}/special_account")
        if self.deliver_on < case.claim.due_on:
            yield Finding(register_rules.PAID_BEFORE, f"{case.pointer}/deliver_on")

    def restriction(self, terms: Terms) -> TransferRestriction:
        return restriction_on(terms)

    def publicised(self, terms: Terms) -> tuple[str, datetime] | None:
        """Registration, and behind it notice that reached the buyer (民法典第768条, 担保制度解释第66条)."""
        registered = Collateral.publicised(self, terms)
        if registered is None and self.buyer_notified_at:
            return "debtor_notified", self.buyer_notified_at
        return registered

    @property
    def unpublicised_rule(self) -> Rule:
        return civil_code.UNREGISTERED_ASSIGNMENT

    @property
    def statutory_effect(self) -> Effect:
        return Effect.CONSTITUTIVE

    @property
    def effect_text(self) -> Text:
        return RECEIVABLE

    @property
    def region(self) -> str:
        return self._dealing.region
