"""Receivables, existing and to come (应收账款, 民法典第440条, 第445条, 第761条): subsidies and transfer fees too."""

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
    Terms,
    TransferRestriction,
    make_key,
    particular,
    unit_sites,
)
from registry.domain.collateral.trade import RULES, Assignability, Claimable, Dealing, Trader, restriction_on
from registry.domain.errors import Fault
from registry.domain.identifiers import invoice_number, parcel_code, trade_number_part, unit_code
from registry.domain.measures import Money
from registry.domain.rules import civil_code, interpretation, movables_measures, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import RECEIVABLE, Effect, StatutoryRegistry
from registry.domain.text import Text

_PARTS = 4  # of a receivable's own key: creditor, debtor, contract, invoice
_PARTS_OF_A_NAME = 3  # creditor, debtor, and the contract or the invoice


class Origin(StrEnum):
    GOODS = "goods"
    SERVICES = "services"
    LAND_TRANSFER_FEE = "land_transfer_fee"
    RENT = "rent"
    SUBSIDY = "subsidy"
    COMPENSATION = "compensation"
    INSURANCE_MONEY = "insurance_money"
    OTHER = "other"


class Stage(StrEnum):
    EXISTING = "existing"
    FUTURE = "future"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivable(Collateral):
    kind: ClassVar[str] = "receivable"
    name: ClassVar[Text] = Text("应收账款", "receivable")
    mode: ClassVar[Mode] = Mode.RANKED
    interests: ClassVar[tuple[Interest, ...]] = (Interest.PLEDGE, Interest.FACTORING, Interest.ASSIGNMENT)
    registry: ClassVar[StatutoryRegistry] = StatutoryRegistry.MOVABLES
    basis: ClassVar[tuple[str, ...]] = (
        "民法典第440条第六项",
        "民法典第445条",
        "民法典第761条、第768条",
        "担保制度解释第61条、第66条",
    )
    rules = (
        *RULES,
        interpretation.SPECIAL_ACCOUNT,
        movables_measures.BILL,
        register_rules.PAID_BEFORE,
        register_rules.SAME_SITE,
    )
    linked_rule = register_rules.SAME_TRADE

    creditor: Trader = particular("应收账款债权人", "to whom it is owed")
    debtor: Trader = particular("应收账款债务人", "the account debtor")
    origin: Origin = particular("产生原因", "what it arises from", example="goods")
    stage: Stage = particular("现有或者将有", "existing, or to come", example="existing")
    face_amount: Money = particular("金额", "face amount")
    payable_on: date = particular("付款日", "payable on", example="2027-06-30")
    assignability: Assignability = particular("可否转让", "whether it may be assigned", example="assignable")
    evidenced_by_bill: bool = particular("是否因票据产生", "whether it arises from a bill", example=False)
    contract_number: str | None = particular(
        "基础合同号或者文号", "number of its contract or act", optional=True, normalise=trade_number_part,
        example="GX-2026-117",
    )  # fmt: skip
    invoice_number: str | None = particular("发票号码", "invoice number", optional=True, normalise=invoice_number)
    parcel_code: str | None = particular(
        "所由产生的地块代码", "parcel it arises from (GB/T 35958-2018)", optional=True, normalise=parcel_code
    )
    unit_code: str | None = particular(
        "所由产生的不动产单元代码", "unit it arises from (GB/T 37346-2019)", optional=True, normalise=unit_code
    )
    debtor_notified_at: datetime | None = particular(
        "通知到达债务人的时间", "when notice reached the debtor", optional=True
    )
    special_account: bool | None = particular("已设特定账户", "whether a special account is set up", optional=True)

    @property
    def _dealing(self) -> Dealing:
        return Dealing(self.creditor, self.debtor, self.contract_number)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """Contract and invoice name what is given; the contract alone finds each of its invoices, which are part of it
        (``same_as`` decides), and an invoice alone finds it where one filer left the contract out."""
        parties, contract, invoice = self._dealing.parties, self.contract_number, self.invoice_number
        named = [make_key(self.kind, *parties, contract or "", invoice or "")]
        if contract:
            named.append(make_key("debt", *parties, contract))
        if invoice:
            named.append(make_key("invoice", *parties, invoice))
        identity = (AssetKey(key, KeyRole.IDENTITY) for key in named)
        return (*identity, *self._dealing.site, *self._sites())

    def _sites(self) -> Iterator[AssetKey]:
        """The land it arises from, and the policy whose money it is."""
        if self.parcel_code:
            yield AssetKey(make_key("parcel", self.parcel_code), KeyRole.SITE)
        yield from unit_sites(self.unit_code)
        if self.origin is Origin.INSURANCE_MONEY and self.debtor.uscc and self.contract_number:
            yield AssetKey(make_key("policy", self.debtor.uscc, self.contract_number), KeyRole.SITE)

    def same_as(self, other: Collateral) -> bool:
        """A contract given whole meets each of its invoices; two invoices are two assets."""
        if not isinstance(other, Receivable) or self.invoice_number is None or other.invoice_number is None:
            return True
        return make_key("invoice", self.invoice_number) == make_key("invoice", other.invoice_number)

    def rule_towards(self, other: Collateral) -> Rule:  # noqa: ARG002  # whatever it is, both spring from one thing
        return register_rules.SAME_TRADE

    def rule_of_link(self, other: Collateral) -> Rule:  # noqa: ARG002
        return self.linked_rule

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """Asks as ``same_as`` decides: an invoice is given with its whole contract too, a contract with any invoice."""
        family, *parts = text.split(":")
        if family in ("debt/v1", "invoice/v1") and len(parts) == _PARTS_OF_A_NAME:
            return (text,)
        if family != f"{cls.kind}/v1" or len(parts) != _PARTS:
            return ()
        *parties, contract, invoice = parts
        whole = ":".join(parties)
        if not invoice:
            return (f"debt/v1:{whole}:{contract}",)
        return (f"invoice/v1:{whole}:{invoice}", *([f"{family}:{whole}:{contract}:"] if contract else ()))

    def faults(self, pointer: str) -> Iterator[Fault]:
        yield from self._dealing.faults(pointer, owed="creditor", owing="debtor")
        if not self.contract_number and not self.invoice_number:
            yield Fault(
                f"{pointer}/contract_number", "missing_identity",
                Text("基础合同号（文号）与发票号码至少填写一项。", "Give the number of its contract or invoice."),
            )  # fmt: skip

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from Claimable(self.face_amount, self.assignability).findings(case)
        if self.evidenced_by_bill:
            yield Finding(movables_measures.BILL, f"{case.pointer}/evidenced_by_bill")
        if self.stage is Stage.FUTURE and not self.special_account:
            yield Finding(interpretation.SPECIAL_ACCOUNT, f"{case.pointer}/special_account")
        if self.payable_on < case.claim.due_on:
            yield Finding(register_rules.PAID_BEFORE, f"{case.pointer}/payable_on")

    def restriction(self, terms: Terms) -> TransferRestriction:
        return restriction_on(terms)

    def publicised(self, terms: Terms) -> tuple[str, datetime] | None:
        """Registration, and behind it notice that reached the debtor (民法典第768条, 担保制度解释第66条)."""
        registered = Collateral.publicised(self, terms)
        if registered is None and self.debtor_notified_at:
            return "debtor_notified", self.debtor_notified_at
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
        return (self.parcel_code or self.unit_code or self._dealing.region)[:6]
