"""The secured claim, and the papers and consents a filing names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.domain.canon import personal
from registry.domain.errors import Fault
from registry.domain.measures import Money
from registry.domain.party import Party
from registry.domain.rules import civil_code, register_rules
from registry.domain.rules.base import Finding
from registry.domain.text import Text

CLAIM_ID = r"^claim_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"


class ClaimKind(StrEnum):
    LOAN = "loan"
    CREDIT_LINE = "credit_line"
    GUARANTEE_RECOURSE = "guarantee_recourse"
    SUPPLY = "supply"
    LEASE = "lease"
    OTHER = "other"


class ClaimPart(StrEnum):
    """What a security covers beside the principal, where the parties say so (民法典第389条)."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    PENALTY = "penalty"
    DAMAGES = "damages"
    CUSTODY_COST = "custody_cost"
    ENFORCEMENT_COST = "enforcement_cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class MainClaim:
    """The claim that was guaranteed, where the security covers the guarantor's recourse."""

    creditor: Party
    contract_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """The period whose claims a maximum amount covers (民法典第420条, 第423条)."""

    starts_on: date
    ends_on: date
    includes_prior_claims: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is secured (民法典第400条, 第427条); without a scope, all that the law says. ``claim_id`` is the filer's own
    name for a claim that several registrations secure."""

    kind: ClaimKind
    principal: Money
    contract_number: str
    contract_effective_on: date
    due_on: date
    maximum_amount: Money | None = None
    scope: frozenset[ClaimPart] = frozenset()
    main_claim: MainClaim | None = None
    determination: Determination | None = None
    claim_id: str | None = None

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
        if self.determination:
            yield from self._period_faults(self.determination)

    def _period_faults(self, period: Determination) -> Iterator[Fault]:
        if not self.maximum_amount:
            yield Fault(
                "/secured_claim/maximum_amount", "determination_without_maximum",
                Text("债权确定期间只用于最高额担保；未填写最高债权额。",
                     "A period of determination belongs to a maximum amount, and none is named."),
            )  # fmt: skip
        if period.ends_on < period.starts_on:
            yield Fault(
                "/secured_claim/determination/until", "period_ends_before_it_begins",
                Text("债权确定期间的届满日早于起始日。", "The period of determination ends before it begins."),
            )  # fmt: skip

    def findings(self) -> Iterator[Finding]:
        """What is said of a claim whatever secures it."""
        if self.maximum_amount and not self.determination:
            yield Finding(civil_code.NO_DETERMINATION_PERIOD, "/secured_claim/determination")
        if self.kind is ClaimKind.GUARANTEE_RECOURSE and not self.main_claim:
            yield Finding(register_rules.MAIN_CLAIM, "/secured_claim/main_claim")


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
    COLLECTIVE_CONSENT = "collective_consent"
    ACCOUNT_DEBTOR = "account_debtor"
    TOWNSHIP_APPROVAL = "township_approval"


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
    """A paper behind the filing: its digest, or who saw the original, or both."""

    kind: str
    reference: str
    sha256: str | None = None
    collateral: tuple[int, ...] = ()
    signed_on: date | None = None
    original_seen_by: str | None = personal(default=None)

    def faults(self, pointer: str) -> Iterator[Fault]:
        if not (self.sha256 or self.original_seen_by):
            yield Fault(
                f"{pointer}/sha256", "neither_digest_nor_witness",
                Text("须填写文件摘要，或者写明何人核验了原件。", "Give the paper's digest or who saw the original."),
            )  # fmt: skip


def paper_faults(documents: tuple[Document, ...]) -> Iterator[Fault]:
    """What is wrong with the papers of a filing of any verb."""
    for index, document in enumerate(documents):
        yield from document.faults(f"/documents/{index}")
