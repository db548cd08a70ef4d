"""Who is paid before whom, as far as the instants on record tell (law.md section 1.2). Never merged with rank.

Four tiers: possessory liens (民法典第456条); purchase money registered in time (第416条); what else was made public, by
the instant of that (第414条, 第415条; 担保制度解释第59条), what only reached the debtor behind what is registered
(第768条); and last, all at one place, what was never made public. The register's own entry is no publicity: it is
notice only. Lien status and distribution both take the order from here, so that they cannot disagree.

Every rule is part of one key, because rules applied pair by pair can run in a circle. Three circles are cut so:

* Purchase money beats what its own buyer or lessee gave, whenever that was registered. What a former owner gave follows
  the asset (第406条): made public before the asset passed on, it comes before all that a later owner gave; made public
  only afterwards, it takes its turn among that.
* A seizure is no security that the buyer gave, but it stands behind floating charges older than itself, and those are
  beaten by purchase money: so purchase money comes before both.
* A seizure takes its turn among what is registered, so a right of which only the debtor was told is behind it
  (担保制度解释第54条).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum

from registry.domain.calendar import within_days
from registry.domain.collateral import Collateral, Interest, Terms
from registry.domain.errors import BeyondTheCalendar
from registry.domain.rules import civil_code, interpretation, register_rules, seizure_rules
from registry.domain.rules.base import Rule


class Weight(StrEnum):
    """How good the evidence for an instant is. Without an instant it is ``unknown``."""

    ATTESTED = "attested"  # by the keeper, the insurer or the registry itself
    DECLARED = "declared"  # the filer's word
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What made a right public."""

    DELIVERY = "delivery"
    REGISTRATION = "statutory_registration"
    NOTICE = "debtor_notified"
    SERVICE = "order_served"  # of the court's order on the registry (查封规定第26条)
    NONE = "none"


class Nature(StrEnum):
    SECURITY = "security"
    POSSESSORY_LIEN = "possessory_lien"
    SEIZURE = "seizure"


class Tier(IntEnum):
    POSSESSORY_LIEN = 0
    PURCHASE_MONEY = 1
    PUBLICISED = 2
    UNPUBLICISED = 3


_FIELD = {
    Basis.DELIVERY: "delivered",
    Basis.REGISTRATION: "registered",
    Basis.NOTICE: "notified",
    Basis.SERVICE: "served",
}


@dataclass(frozen=True, slots=True)
class Instant:
    """When something happened, and how good the evidence is."""

    at: datetime
    evidence: Weight = Weight.DECLARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Instants:
    """What the law looks at, kept apart. ``entered`` is our own clock, and never publicity."""

    contract_effective: Instant | None = None
    delivered: Instant | None = None  # or under the creditor's control
    notified: Instant | None = None  # the account debtor, or the insurer
    registered: Instant | None = None  # at the statutory registry
    served: Instant | None = None  # a seizure's order
    entered: datetime | None = None

    def of(self, basis: Basis) -> Instant | None:
        found: Instant | None = getattr(self, _FIELD[basis])
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Floating:
    """A charge over what the grantor has and will have (民法典第396条, 第411条). It crystallises once; ``acquired`` is
    when the asset at hand became his."""

    crystallised: Instant | None = None
    acquired: datetime | None = None

    def crystallised_by(self, at: datetime) -> Instant | None:
        return self.crystallised if self.crystallised and self.crystallised.at <= at else None

    def covers(self, at: datetime) -> bool:
        """Whether the asset was the grantor's when the charge crystallised, as far as known."""
        fixed = self.crystallised_by(at)
        return fixed is None or self.acquired is None or self.acquired <= fixed.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """The old loan a new one repays, and what lets it keep the old place (担保制度解释第16条第二款). ``amount`` is what
    was owed on the old; anything above takes its own instant unless the juniors consent (民法典第409条)."""

    of: Right
    amount: int
    entered_before_discharge: bool = True
    grantor_agrees: bool = True
    juniors_consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One right over one asset, as the order sees it.

    ``ways`` are what makes such a right public, best first. ``goods_delivered`` says that it secures the price of the
    asset (seller with mortgage or retained title, financier of the price, finance lessor) and when the buyer or lessee
    got the goods. ``passed_at`` is when the asset passed on from whoever granted the right; ``unpublicised`` what is
    said where nothing made it public.
    """

    instants: Instants = Instants()
    ways: tuple[Basis, ...] = (Basis.REGISTRATION,)
    nature: Nature = Nature.SECURITY
    goods_delivered: Instant | None = None
    floating: Floating | None = None
    passed_at: datetime | None = None
    renews: Renewal | None = None
    unpublicised: Rule = register_rules.PRO_RATA

    @property
    def published(self) -> tuple[Basis, Instant] | None:
        for way in self.ways:
            if instant := self.instants.of(way):
                return way, instant
        return None


Turn = tuple[int, datetime, int, int, datetime]
"""The key of the order: liens, then by the time the asset passed on, then tier, then notice only, then the instant."""
Ruled = tuple[Tier, tuple[Rule, ...], date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a right stands. Equal turns are one place, shared pro rata."""

    turn: Turn
    tier: Tier
    basis: Basis
    instant: Instant | None
    evidence: Weight
    reasons: tuple[str, ...]
    undecided: date | None = None  # a day whose holidays would tell, and are not on record


@dataclass(frozen=True, slots=True)
class Slot:
    """A place, and how much of the claim stands there; all of it where nothing is said."""

    place: Place
    most: int | None = None


_NEVER = datetime.max.replace(tzinfo=UTC)
_PRICE_TERM = 10  # days, 民法典第416条
_BY_BASIS = {
    Basis.DELIVERY: civil_code.BY_DELIVERY,
    Basis.REGISTRATION: civil_code.BY_REGISTRATION,
    Basis.NOTICE: civil_code.BY_NOTICE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """A place in the order of payment: its basis, how good the evidence for it is, and the rules applied."""

    position: int
    basis: str
    evidence: str
    instant: datetime | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stake:
    """One right over the asset, as it was filed. All instants are the filers' words: ``declared``."""

    asset: Collateral
    terms: Terms
    passed_at: datetime | None = None  # when the asset passed on from whoever held it then

    @property
    def right(self) -> Right:
        """The kind decides what makes it public (law.md table (a)), the terms say when."""
        terms, declared = self.terms, self.terms.statutory_registration
        basis, at = self.asset.publicised(terms) or (Basis.NONE, None)
        instants = Instants(
            contract_effective=_declared(terms.contract_effective_at),
            delivered=_declared(terms.delivered_at),
            registered=_declared(declared.registered_at if declared else None),
            notified=_declared(at if basis == Basis.NOTICE else None),
        )
        return Right(
            instants=instants,
            ways=(Basis(basis),) if at else (),
            goods_delivered=_declared(self.asset.goods_delivered(terms)),
            floating=Floating() if terms.interest is Interest.FLOATING_MORTGAGE else None,
            passed_at=self.passed_at,
            unpublicised=self.asset.unpublicised_rule,
        )


def reckon(own: Stake, others: Iterable[Stake]) -> Reckoned:
    """The place of one right among all over the same asset."""
    return reckoned(place(own.right), (place(stake.right) for stake in others))


def reckoned(mine: Place, others: Iterable[Place]) -> Reckoned:
    """The same of places that are known."""
    return Reckoned(
        position=position(mine, others),
        basis=mine.basis.value,
        evidence=mine.evidence.value,
        instant=mine.instant.at if mine.instant else None,
        reasons=mine.reasons,
    )


def position(own: Place, others: Iterable[Place]) -> int:
    """One, and one more for each place ahead. Equal places have one position."""
    return 1 + sum(other.turn < own.turn for other in others)


def slots(right: Right) -> tuple[Slot, ...]:
    """The places a right takes, the best first: more than one only where a renewed loan exceeds the old."""
    own, renewal = place(right), right.renews
    if renewal is None or not (renewal.entered_before_discharge and renewal.grantor_agrees):
        return (Slot(own),)
    kept: list[Slot] = []
    left = renewal.amount
    for old in slots(renewal.of):
        most = left if old.most is None else min(old.most, left)
        kept.append(Slot(_because(old.place, interpretation.RENEWED_LOAN), most))
        left -= most
    if renewal.juniors_consent:
        return (*kept[:-1], Slot(_because(kept[-1].place, civil_code.CHANGE_OF_PRIORITY)))
    return (*kept, Slot(own))


def place(right: Right) -> Place:
    """Where a right stands by its own instants."""
    basis, instant = right.published or (Basis.NONE, None)
    at, passed = (instant.at if instant else _NEVER), right.passed_at or _NEVER
    follows = at <= passed < _NEVER
    tier, rules, undecided = _tier(right, basis)
    if follows:
        rules = (*rules, civil_code.FOLLOWS_THE_ASSET)
    return Place(
        turn=(min(tier, 1), passed if follows else _NEVER, tier, int(basis is Basis.NOTICE), at),
        tier=tier,
        basis=basis,
        instant=instant,
        evidence=_evidence(right, tier, instant=instant),
        reasons=tuple([rule.code for rule in rules]),
        undecided=undecided,
    )


def _tier(right: Right, basis: Basis) -> Ruled:
    if right.nature is Nature.POSSESSORY_LIEN:
        return Tier.POSSESSORY_LIEN, (civil_code.POSSESSORY_LIEN,), None
    if right.nature is Nature.SEIZURE:
        return Tier.PUBLICISED, (seizure_rules.BY_SERVICE,), None
    if basis is Basis.NONE:
        return Tier.UNPUBLICISED, (right.unpublicised,), None
    if basis is Basis.REGISTRATION and right.instants.registered and right.goods_delivered:
        return _price(right, registered=right.instants.registered.at, delivered=right.goods_delivered.at)
    return Tier.PUBLICISED, (_BY_BASIS[basis],), None


def _price(right: Right, *, registered: datetime, delivered: datetime) -> Ruled:
    """Purchase money, if registered within ten days of delivery and before its buyer passed the asset on: it beats what
    he gave, and no later owner."""
    try:
        in_time = within_days(registered, event=delivered, days=_PRICE_TERM)
    except BeyondTheCalendar as beyond:
        return Tier.PUBLICISED, (civil_code.BY_REGISTRATION, register_rules.DEADLINE_UNKNOWN), beyond.day
    if not in_time:
        return Tier.PUBLICISED, (civil_code.BY_REGISTRATION, civil_code.PRICE_LATE), None
    if right.passed_at and right.passed_at < registered:
        return Tier.PUBLICISED, (civil_code.BY_REGISTRATION,), None
    return Tier.PURCHASE_MONEY, (civil_code.PRICE_FIRST,), None


def _evidence(right: Right, tier: Tier, *, instant: Instant | None) -> Weight:
    """The weaker of its two, where a place hangs on the delivery of the goods as well."""
    if instant is None:
        return Weight.UNKNOWN
    if tier is Tier.PURCHASE_MONEY and right.goods_delivered and right.goods_delivered.evidence is Weight.DECLARED:
        return Weight.DECLARED
    return instant.evidence


def _because(old: Place, rule: Rule) -> Place:
    return replace(old, reasons=(*old.reasons, rule.code))


def _declared(at: datetime | None) -> Instant | None:
    return Instant(at) if at else None
