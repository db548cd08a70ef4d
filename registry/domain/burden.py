"""What is recorded on an asset, with the interval in which it was: security, and what was agreed about it later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from registry.domain.collateral import Collateral, Terms
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.registration import Act, HeldKey, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """While something stood."""

    recorded_from: datetime
    recorded_until: datetime | None

    def stood_at(self, at: datetime) -> bool:
        return self.recorded_from <= at and (self.recorded_until is None or self.recorded_until > at)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterTerms(Span):
    """What was agreed about a burden by a later entry, of which verb, and while it stood."""

    terms: Terms
    verb: Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Span):
    """That a burden stands behind an encumbrance of another registration, and while that was agreed."""

    behind: str
    registration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """One encumbrance with the interval in which it was recorded."""

    id: str
    registration: str
    institution: str
    creditor: str | None  # None: a person, whose name is no row's
    asset: Collateral
    terms: Terms
    keys: tuple[HeldKey, ...]
    recorded_from: datetime
    recorded_until: datetime | None
    expires_on: date
    agent: str | None = None  # who filed, where that is not the creditor
    maximum: bool = False  # whether it secures claims up to a maximum amount
    amount: Money | None = None  # as registered (登记担保金额): that maximum, or else the principal
    claim: int | None = None  # of a further claim: the version that entered it
    contests: tuple[str, ...] = ()  # the registrations and the transfer that say another is the holder
    ended_by: Verb | None = None  # the verb that ended it, if one did
    later: tuple[LaterTerms, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    # what had become of it on the document whose place its own has taken
    passed_at: datetime | None = None  # when that passed on from whoever gave it
    determined_at: datetime | None = None  # when a seizure fixed the claims it secures
    known_by: Names = frozenset()  # what its asset goes by beside the names it was entered under
    overpledged: tuple[Span, ...] = ()  # while less was attested to be there than is pledged of what it takes of

    def overpledged_at(self, at: datetime) -> bool:
        return any(each.stood_at(at) for each in self.overpledged)

    def at(self, instant: datetime) -> Burden:
        """The burden with the terms that stood at the instant."""
        later = next((each.terms for each in self.later if each.stood_at(instant)), None)
        return replace(self, terms=later) if later else self


Recorded = Burden | Act
