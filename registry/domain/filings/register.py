"""Register: a secured creditor enters a security right (登记)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from registry.domain.calendar import add_months, day_of
from registry.domain.claim import Claim, Consent, Document, paper_faults
from registry.domain.collateral import Case, Collateral, Interest, Mode
from registry.domain.conflict import numbers, same_asset
from registry.domain.creditors import Creditors
from registry.domain.errors import (
    CollateralAlreadyPledged,
    CreditorIsNotTheFiler,
    Fault,
    InvalidParticulars,
    KeyRevoked,
)
from registry.domain.filings.base import (
    Decision,
    Filing,
    Noted,
    claim_key,
    noted,
    require_acknowledged,
    require_lawful,
    require_own_claim,
    require_real_numbers,
)
from registry.domain.filings.givers import about_givers
from registry.domain.filings.offered import (
    EnteredItem,
    Offered,
    about_a_lease,
    about_acts,
    about_links,
    about_outlines,
    about_title,
    enter,
    offer,
)
from registry.domain.filings.taking import Taking
from registry.domain.identifiers import (
    Scheme,
    organisation_code_checks,
    registration_number,
)
from registry.domain.ids import Fresh
from registry.domain.ledger import Ledgered
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.names import names_of
from registry.domain.outline import Outline
from registry.domain.party import (
    CoCreditor,
    FiledAs,
    Giver,
    Grantor,
    Identifier,
    Party,
    PartyType,
    SecuredCreditor,
    Standing,
)
from registry.domain.registration import Ground, Item
from registry.domain.rules import register_rules
from registry.domain.rules.base import Finding
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What a registration became."""

    number: str
    registered_at: datetime
    expires_on: date
    collateral: tuple[EnteredItem, ...]
    findings: tuple[Noted, ...] = ()
    ledgers: tuple[Ledgered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Filing):
    """Without debtors the grantors are. Only an institution that files as another's agent is not the creditor."""

    verb: ClassVar[Verb] = Verb.REGISTER

    secured_creditor: SecuredCreditor
    grantors: tuple[Grantor, ...]
    secured_claim: Claim
    collateral: tuple[Item, ...]
    expires_on: date
    client_reference: str | None = None
    acknowledged: frozenset[str] = frozenset()
    consents: tuple[Consent, ...] = ()
    documents: tuple[Document, ...] = ()
    debtors: tuple[Party, ...] = ()
    co_creditors: tuple[CoCreditor, ...] = ()
    filed_as: FiledAs | None = None

    @property
    def items(self) -> int:
        return len(self.collateral)

    @property
    def first_asset(self) -> Collateral | None:
        return next((item.asset for item in self.collateral), None)

    @property
    def creditor(self) -> str | None:
        return self.secured_creditor.identifier.value if self.filed_as else None

    @property
    def claim(self) -> str | None:
        return self.secured_claim.claim_id

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for item in self.collateral for name in names_of(item.asset))

    @property
    def givers(self) -> tuple[Identifier, ...]:
        return tuple(grantor.identifier for grantor in self.grantors)

    @property
    def _creditors(self) -> Creditors:
        return Creditors(self.secured_creditor, self.co_creditors, self.filed_as)

    def locks(self) -> tuple[str, ...]:
        assets = (key.key for item in self.collateral for key in item.asset.asset_keys())
        return (*assets, *([claim_key(self.claim)] if self.claim else ()))

    def outlines(self) -> Mapping[str, Outline]:
        offered = ((f"/collateral/{index}", item.asset.outline) for index, item in enumerate(self.collateral))
        return {pointer: outline for pointer, outline in offered if outline}

    def faults(self) -> tuple[Fault, ...]:
        return (
            *self._missing(),
            *self._creditors.faults(),
            *self.secured_claim.faults(),
            *self._item_faults(),
            *self._twice(),
            *self._stray_references(),
            *paper_faults(self.documents),
        )

    def at_stake(self, ground: Ground) -> tuple[Money, ...]:  # noqa: ARG002
        return (self.secured_claim.maximum_amount or self.secured_claim.principal,)

    def _missing(self) -> Iterator[Fault]:
        for name in ("grantors", "collateral"):
            if not getattr(self, name):
                yield Fault(f"/{name}", "missing", Text("至少填写一项。", "At least one is needed."))

    def _item_faults(self) -> Iterator[Fault]:
        for index, item in enumerate(self.collateral):
            pointer = f"/collateral/{index}"
            yield from item.asset.faults(pointer)
            yield from item.terms.faults(pointer, self.secured_claim)
            if item.terms.interest not in item.asset.interests:
                yield Fault(
                    f"{pointer}/interest", "interest_not_allowed",
                    Text("该类担保财产不适用此种担保权。", "This kind of collateral does not take this interest."),
                )  # fmt: skip

    def _twice(self) -> Iterator[Fault]:
        first_at: dict[str, int] = {}
        for index, item in enumerate(self.collateral):
            for key in item.asset.asset_keys():
                before = first_at.setdefault(key.key, index)
                if before != index and same_asset(self.collateral[before].asset, item.asset):
                    yield Fault(
                        f"/collateral/{index}", "same_asset_twice",
                        Text(f"与第 {before + 1} 项为同一担保财产。", f"The same asset as item {before + 1}."),
                    )  # fmt: skip
                    break

    def _stray_references(self) -> Iterator[Fault]:
        for name in ("consents", "documents"):
            for index, paper in enumerate(getattr(self, name)):
                if any(not 0 <= each < len(self.collateral) for each in paper.collateral):
                    yield Fault(
                        f"/{name}/{index}/collateral", "no_such_item",
                        Text("所指担保财产不在本申请中。", "Names an item that is not in this filing."),
                    )  # fmt: skip

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        if ground.standing is None:
            raise KeyRevoked
        today = day_of(ground.at)
        require_real_numbers(self._named(), today=today)
        self._check_filer(ground, ground.standing)
        offered = [offer(index, item, ground=ground) for index, item in enumerate(self.collateral)]
        findings = [*self._about_the_filing(ground), *about_outlines(offered)]
        for each in offered:
            findings += self._about_an_item(each, ground, standing=ground.standing)
        taking = Taking(tuple(offered), ground)
        findings += taking.findings()
        self._admit(findings, offered, taking=taking)
        number = registration_number(today, ground.serial)
        entered = Entered(
            number=number,
            registered_at=ground.at,
            expires_on=self.expires_on,
            collateral=tuple(enter(each, ground, fresh=fresh) for each in offered),
            findings=noted(findings),
            ledgers=taking.ledgers,
        )
        return Decision(decided=entered, registration=number, version=1)

    def _named(self) -> Iterator[tuple[str, Party]]:
        """Everybody named, with the place; but not the filer, whose own record is read."""
        if self.filed_as:
            yield "/secured_creditor", self.secured_creditor
        for name, parties in (
            ("/grantors", self.grantors),
            ("/debtors", self.debtors),
            ("/secured_creditor/beneficiaries", self.secured_creditor.beneficiaries),
        ):
            yield from ((f"{name}/{index}", party) for index, party in enumerate(parties))
        for index, other in enumerate(self.co_creditors):
            yield f"/co_creditors/{index}/party", other.party
        if self.secured_claim.main_claim:
            yield "/secured_claim/main_claim/creditor", self.secured_claim.main_claim.creditor

    def _check_filer(self, ground: Ground, standing: Standing) -> None:
        """The creditor files, or somebody who says that he files for him; and a claim belongs to who named it first."""
        itself = self.secured_creditor.identifier.value == standing.identifier
        if self.filed_as and itself:
            text = Text("担保权人即申报机构，不属于代理申报。", "The creditor files for itself; there is no agent.")
            raise InvalidParticulars(Fault("/filed_as", "files_for_itself", text))
        if not self.filed_as and not itself:
            raise CreditorIsNotTheFiler
        require_own_claim(ground, institution=standing.institution)

    def _admit(self, findings: list[Finding], offered: list[Offered], *, taking: Taking) -> None:
        """Refuse what the law forbids, then what is already given or is not there, then what has not been
        acknowledged."""
        require_lawful(findings)
        if given := {each.pointer: numbers(each.touch.same) for each in offered if each.is_given_already}:
            raise CollateralAlreadyPledged(given, rule=register_rules.EXCLUSIVE)
        contested = {each.pointer: numbers(each.touch.same) for each in offered if each.is_contested}
        if contested and (code := register_rules.TITLE_CONFLICT.code) not in self.acknowledged:
            raise CollateralAlreadyPledged(contested, rule=register_rules.EXCLUSIVE, unless=code)
        taking.require_enough()
        require_acknowledged(findings, self.acknowledged)

    def _about_the_filing(self, ground: Ground) -> Iterator[Finding]:
        today = day_of(ground.at)
        if self.expires_on < add_months(today, 1):
            yield Finding(register_rules.TERM_TOO_SHORT, "/expires_on")
        if self.expires_on > add_months(today, 12 * 30):
            yield Finding(register_rules.TERM_TOO_LONG, "/expires_on")
        yield from self._creditors.findings()
        yield from self.secured_claim.findings()
        yield from about_givers(map(Giver.of, self.grantors), self.consents, for_another=self._for_another)
        for pointer, party in self._named():
            if _has_credit_code(party) and not organisation_code_checks(party.identifier.value):
                yield Finding(register_rules.ORGANISATION_CODE, f"{pointer}/identifier/value")

    @property
    def _for_another(self) -> bool:
        """Whether the filing names a debtor who is none of the grantors."""
        return not {debtor.identifier for debtor in self.debtors} <= set(self.givers)

    def _about_an_item(self, offered: Offered, ground: Ground, *, standing: Standing) -> Iterator[Finding]:
        item = offered.item
        case = Case(
            pointer=offered.pointer,
            today=day_of(ground.at),
            creditor=ground.creditor if self.filed_as else standing.type,
            claim=self.secured_claim,
            expires_on=self.expires_on,
            consents=frozenset(consent.kind for consent in self.consents if consent.covers(offered.index)),
            terms=item.terms,
            creditor_is_person=self.secured_creditor.is_person,
            pilots=ground.pilots,
            grantors=tuple(map(Giver.of, self.grantors)),
            creditor_number=self.secured_creditor.identifier.value,
            same=tuple(each.asset for each in offered.touch.same),
        )
        yield from item.asset.findings(case)
        yield from about_a_lease(offered)
        yield from self._about_what_stands(offered, standing)

    def _about_what_stands(self, offered: Offered, standing: Standing) -> Iterator[Finding]:
        asset, touch = offered.item.asset, offered.touch
        yield from about_links(offered)
        yield from about_acts(offered)
        yield from about_title(offered)
        if asset.mode is Mode.EXCLUSIVE or not touch.same:
            return
        yield Finding(register_rules.PRIOR_ENTRY, offered.pointer, numbers(touch.same))
        similar = [
            each
            for each in touch.same
            if each.institution == standing.institution and each.contract_number == self.secured_claim.contract_number
        ]
        if similar:
            yield Finding(register_rules.SIMILAR, offered.pointer, numbers(similar))


def _has_credit_code(party: Party) -> bool:
    return party.type is PartyType.ORGANIZATION and party.identifier.scheme is Scheme.USCC


def default_interest(interests: tuple[Interest, ...]) -> Interest:
    """What a filing means that names no interest."""
    return interests[0]
