"""Who owes whom, and under what contract: what orders and receivables are known by, and what is said of both.

A person's number stands in no key and in no entry (个人信息保护法第4条). So a party is told by an organisation's
number, and at least one of the two must be an organisation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.claim import ConsentKind
from registry.domain.collateral.base import (
    AssetKey,
    Case,
    Interest,
    KeyRole,
    Terms,
    TransferRestriction,
    make_key,
    particular,
)
from registry.domain.errors import Fault
from registry.domain.identifiers import organisation_code
from registry.domain.measures import Money
from registry.domain.rules import civil_code, contract_law, interpretation, register_rules
from registry.domain.rules.base import Finding, Rule
from registry.domain.text import Text

_ANY_COUNTY = "500000"


class Assignability(StrEnum):
    """Whether the claim may change hands (民法典第545条)."""

    ASSIGNABLE = "assignable"
    BARRED_BY_AGREEMENT = "barred_by_agreement"
    BARRED_BY_LAW = "barred_by_law"  # or by its nature


@dataclass(frozen=True, slots=True, kw_only=True)
class Trader:
    """One party to the contract. Without a number it is a person, whose name an entry says to nobody."""

    name: str | None = particular("名称或者姓名", "name", personal=True, example="重庆示例粮油收储有限公司")
    uscc: str | None = particular(
        "统一社会信用代码（个人和个体工商户不填）", "credit code; persons and sole traders leave it out",
        optional=True, normalise=organisation_code, example="91500000MA6DEM065Q",
    )  # fmt: skip

    @property
    def is_person(self) -> bool:
        return self.uscc is None


@dataclass(frozen=True, slots=True)
class Dealing:
    """The two parties and their contract, whichever of them the fields of a kind call seller or creditor."""

    owed: Trader
    owing: Trader
    contract_number: str | None

    @property
    def parties(self) -> tuple[str, str]:
        return self.owed.uscc or "", self.owing.uscc or ""

    @property
    def site(self) -> tuple[AssetKey, ...]:
        """What ties together all that springs from one contract."""
        if self.contract_number is None:
            return ()
        return (AssetKey(make_key("trade", *self.parties, self.contract_number), KeyRole.SITE),)

    @property
    def region(self) -> str:
        code = self.owed.uscc or self.owing.uscc
        return code[2:8] if code else _ANY_COUNTY

    def faults(self, pointer: str, *, owed: str, owing: str) -> Iterator[Fault]:
        """``owed`` and ``owing`` are what the kind calls the two."""
        for name, party in ((owed, self.owed), (owing, self.owing)):
            if party.name is None:
                yield Fault(f"{pointer}/{name}/name", "missing", Text("须填写名称或者姓名。", "A name is needed."))
        if self.owed.is_person and self.owing.is_person:
            yield Fault(
                f"{pointer}/{owing}/uscc", "missing_identity",
                Text("双方至少一方须为组织并填写统一社会信用代码，否则本系统无法识别该财产。",
                     "One of the two at least must be an organisation with its credit code, else the register cannot "
                     "tell this asset."),
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claimable:
    """What the law says of any claim given, existing or to come."""

    amount: Money
    assignability: Assignability

    def findings(self, case: Case) -> Iterator[Finding]:
        if self.assignability is Assignability.BARRED_BY_LAW:
            yield Finding(contract_law.NOT_ASSIGNABLE, f"{case.pointer}/assignability")
        if self.assignability is Assignability.BARRED_BY_AGREEMENT:
            yield Finding(contract_law.AGREED_NOT_ASSIGNABLE, f"{case.pointer}/assignability")
        if ConsentKind.ACCOUNT_DEBTOR not in case.consents:
            yield Finding(interpretation.DEBTOR_CONFIRMATION, case.pointer)
        allocated = case.terms.allocated_amount
        if allocated and allocated.minor > self.amount.minor:
            yield Finding(register_rules.ABOVE_FACE, f"{case.pointer}/allocated_amount")
        if case.terms.statutory_registration is None:
            pledged = case.terms.interest is Interest.PLEDGE
            rule = civil_code.PLEDGE_OF_RECEIVABLE if pledged else civil_code.UNREGISTERED_ASSIGNMENT
            yield Finding(rule, f"{case.pointer}/statutory_registration")


def restriction_on(terms: Terms) -> TransferRestriction:
    """Once pledged, a claim passes on only as the pledgee agrees, whatever was registered (民法典第445条第二款)."""
    agreed = terms.transfer_restriction
    if terms.interest is Interest.PLEDGE and agreed is TransferRestriction.NONE:
        return TransferRestriction.CONSENT
    return agreed


RULES: tuple[Rule, ...] = (
    civil_code.PLEDGE_OF_RECEIVABLE,
    civil_code.UNREGISTERED_ASSIGNMENT,
    contract_law.NOT_ASSIGNABLE,
    contract_law.AGREED_NOT_ASSIGNABLE,
    interpretation.DEBTOR_CONFIRMATION,
    register_rules.ABOVE_FACE,
    register_rules.SAME_TRADE,
    register_rules.PRIOR_ENTRY,
)
"""What both kinds may find."""
