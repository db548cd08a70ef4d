"""The secured claim, and the papers and consents a filing names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.domain.canon import personal
from registry.domain.errors import Fault
from registry.domain.measures import Money
from registry.domain.text import Text


class ClaimKind(StrEnum):
    LOAN = "loan"
    CREDIT_LINE = "credit_line"
    GUARANTEE_RECOURSE = "guarantee_recourse"
    SUPPLY = "supply"
    LEASE = "lease"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is secured (民法典第400条, 第427条)."""

    kind: ClaimKind
    principal: Money
    contract_number: str
    contract_effective_on: date
    due_on: date
    maximum_amount: Money | None = None

    def faults(self) -> Iterator[Fault]:
        if self.due_on < self.contract_effective_on:
            yield Fault(
                "/secured_claim/due_on", "due_before_contract",
                Text("债务到期日早于合同生效日。", "The claim falls due before its contract takes effect."),
            )  # fmt: skip
        if self.maximum_amount and self.maximum_amount.minor < self.principal.minor:
            yield Fault(
                "/secured_claim/maximum_amount", "maximum_below_principal",
                Text("最高债权额低于本金。", "The maximum amount is below the principal."),
            )  # fmt: skip


class ConsentKind(StrEnum):
    CONTRACTOR_CONSENT = "contractor_consent"
    OWNER_FILING = "owner_filing"
    FAMILY_CONSENT = "family_consent"
    CO_OWNER_CONSENT = "co_owner_consent"
    COLLECTIVE_RESOLUTION = "collective_resolution"
    GRANTOR_AUTHORISATION = "grantor_authorisation"
    INSURER = "insurer"
    INSURED = "insured"
    KEEPER = "keeper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent, filing or resolution the filer has seen; for the items named, or for all where none is."""

    kind: ConsentKind
    collateral: tuple[int, ...] = ()
    given_by: str | None = personal(default=None)
    given_on: date | None = None
    document: str | None = None

    def covers(self, index: int) -> bool:
        return not self.collateral or index in self.collateral


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper behind the filing; its digest, or who saw the original."""

    kind: str
    reference: str
    sha256: str | None = None
    collateral: tuple[int, ...] = ()
    signed_on: date | None = None
    original_seen_by: str | None = personal(default=None)
