"""Further claim: the same creditor's next loan on collateral he holds already (追加债权).

Each item is burdened once more, at the instant of this entry: whoever was entered in between stands before it, and an
exclusive asset stays the one registration's that has it. What was declared of the first claim's publicity says nothing
of the further one's (民法典第414条、第415条): its instants are its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from registry.domain.calendar import day_of
from registry.domain.claim import Claim, Consent
from registry.domain.collateral import Case, Collateral, StatutoryRegistration, Terms
from registry.domain.conflict import numbers
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.filings.base import (
    Decision,
    Noted,
    claim_key,
    noted,
    registration_key,
    require_acknowledged,
    require_lawful,
    require_own_claim,
    require_real_numbers,
)
from registry.domain.filings.follow_up import Followed, FollowUp, held_by, items_of, named_among, named_faults
from registry.domain.filings.givers import about_givers
from registry.domain.filings.offered import (
    EnteredItem,
    Offered,
    about_a_lease,
    about_acts,
    about_links,
    about_title,
    enter,
    offer,
)
from registry.domain.ids import Fresh
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.queue import parted
from registry.domain.registration import Encumbrance, Ground, Item, RegistrationState, StandingClaim
from registry.domain.rules import register_rules
from registry.domain.rules.base import Finding
from registry.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherOn:
    """An item of the registration, and what is agreed about it for the further claim."""

    id: str
    statutory_registration: StatutoryRegistration | None = None
    delivered_at: datetime | None = None
    contract_effective_at: datetime | None = None
    allocated_amount: Money | None = None

    def terms(self, first: Terms) -> Terms:
        return Terms(
            interest=first.interest,
            transfer_restriction=first.transfer_restriction,
            statutory_registration=self.statutory_registration,
            delivered_at=self.delivered_at,
            contract_effective_at=self.contract_effective_at,
            allocated_amount=self.allocated_amount,
            prior_lease=first.prior_lease,  # older than the first, it is older than this
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherItem:
    """An item as it is burdened once more."""

    item: str
    asset: Collateral
    terms: Terms
    entered: EnteredItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Furthered(Followed):
    """What a further claim became; ``claims`` are those the registration secured before."""

    collateral: tuple[FurtherItem, ...]
    claims: tuple[StandingClaim, ...]
    findings: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherClaim(FollowUp):
    verb: ClassVar[Verb] = Verb.FURTHER_CLAIM

    secured_claim: Claim
    collateral: tuple[FurtherOn, ...]
    acknowledged: frozenset[str] = frozenset()
    consents: tuple[Consent, ...] = ()

    @property
    def items(self) -> int:
        return len(self.collateral)

    @property
    def claim(self) -> str | None:
        return self.secured_claim.claim_id

    @property
    def _items(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.collateral)

    def at_stake(self, ground: Ground) -> tuple[Money, ...]:  # noqa: ARG002
        return (self.secured_claim.maximum_amount or self.secured_claim.principal,)

    def locks(self) -> tuple[str, ...]:
        claims = (claim_key(self.claim),) if self.claim else ()
        return (registration_key(self.registration), *claims)

    def faults(self) -> tuple[Fault, ...]:
        return (
            *named_faults(self._items, self.documents),
            *self.secured_claim.faults(),
            *self._stray_consents(),
            *FollowUp.faults(self),
        )

    def _stray_consents(self) -> Iterator[Fault]:
        for index, consent in enumerate(self.consents):
            if any(not 0 <= each < len(self.collateral) for each in consent.collateral):
                text = Text("所指担保财产不在本申请中。", "Names an item that is not in this filing.")
                yield Fault(f"/consents/{index}/collateral", "no_such_item", text)

    def decide(self, ground: Ground, fresh: Fresh) -> Decision:
        state, status = self.reached(ground)
        main = self.secured_claim.main_claim
        named = [("/secured_claim/main_claim/creditor", main.creditor)] if main else []
        require_real_numbers(named, today=day_of(ground.at))
        require_own_claim(ground, institution=state.institution)
        burdened = named_among(self._items, items_of(held_by(state.number, ground)))
        offered = [self._offered(index, first, ground=ground) for index, first in enumerate(burdened)]
        if wrong := [fault for each in offered for fault in each.item.terms.faults(each.pointer, self.secured_claim)]:
            raise InvalidParticulars(*wrong)
        findings = [
            *self.secured_claim.findings(),
            *about_givers(state.grantors, self.consents, for_another=state.for_another),
            *self._about(offered, ground, state=state),
        ]
        require_lawful(findings)
        require_acknowledged(findings, self.acknowledged)
        furthered = Furthered(
            number=state.number,
            version=state.version + 1,
            status=status,
            expires_on=state.expires_on,
            collateral=tuple(
                _again(first, each, entered=enter(each, ground, fresh=fresh))
                for first, each in zip(burdened, offered, strict=True)
            ),
            claims=state.claims,
            findings=noted(findings),
        )
        return Decision(decided=furthered, registration=state.number, version=furthered.version)

    def _offered(self, index: int, first: Encumbrance, *, ground: Ground) -> Offered:
        """What its own registration holds beside the item is no news to anybody. Who gave it gives it again: if he has
        parted with it since, he gives what he may no longer dispose of (担保制度解释第37条)."""
        gone = parted(first.asset, ground.transfers, of=sorted(first.givers))
        offered = offer(index, Item(first.asset, self.collateral[index].terms(first.terms)), ground=ground)
        linked = tuple(each for each in offered.touch.linked if each.registration != first.registration)
        return replace(offered, touch=replace(offered.touch, linked=linked), parted=gone)

    def _about(self, offered: Iterable[Offered], ground: Ground, *, state: RegistrationState) -> Iterator[Finding]:
        for each in offered:
            case = Case(
                pointer=each.pointer,
                today=day_of(ground.at),
                creditor=state.creditor,
                claim=self.secured_claim,
                expires_on=state.expires_on,
                consents=frozenset(consent.kind for consent in self.consents if consent.covers(each.index)),
                terms=each.item.terms,
                creditor_is_person=state.creditor_is_person,
                pilots=ground.pilots,
                grantors=state.grantors,
                creditor_number=state.creditor_number,
                same=tuple(standing.asset for standing in each.touch.same),
            )
            yield from each.item.asset.findings(case)
            yield from about_a_lease(each)
            yield from about_links(each)
            yield from about_acts(each)
            yield from about_title(each)
            yield from self._about_what_stands(each)

    def _about_what_stands(self, offered: Offered) -> Iterator[Finding]:
        own = [each for each in offered.touch.same if each.registration == self.registration]
        others = [each for each in offered.touch.same if each.registration != self.registration]
        if others:
            yield Finding(register_rules.PRIOR_ENTRY, offered.pointer, numbers(others))
        if any(each.contract_number == self.secured_claim.contract_number for each in own):
            yield Finding(register_rules.SIMILAR, offered.pointer, numbers(own))


def _again(first: Encumbrance, offered: Offered, *, entered: EnteredItem) -> FurtherItem:
    """The first encumbrance keeps the key to itself, so that this one need not and could not; and takes its quantity
    once."""
    keys = tuple(replace(key, exclusive=False, takes=None) for key in entered.keys)
    return FurtherItem(item=first.id, asset=first.asset, terms=offered.item.terms, entered=replace(entered, keys=keys))
