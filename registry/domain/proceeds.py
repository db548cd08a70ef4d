"""What is divided, among whom, and what comes of it: the values of ``waterfall``. Money is whole minor units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from registry.domain.calendar import day_of
from registry.domain.priority import Right, Weight
from registry.domain.rules import civil_code, interpretation, seizure_rules
from registry.domain.rules.base import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Secured:
    """A claim as it stands: principal, interest, penalties and costs in one sum (民法典第389条), in minor units.
    ``creditors`` are the shares of several, and make up the whole."""

    id: str
    owed: int
    creditors: tuple[tuple[str, Fraction], ...] = ()

    def __post_init__(self) -> None:
        if self.owed < 0:
            raise ValueError(f"{self.id}: less than nothing is owed")
        if self.creditors and sum(share for _, share in self.creditors) != 1:
            raise ValueError(f"{self.id}: the creditors' shares do not make up the whole")


@dataclass(frozen=True, slots=True, kw_only=True)
class Determined:
    """When the claims under a maximum amount were fixed, and at how much (民法典第423条)."""

    at: datetime
    owed: int
    by_seizure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Maximum:
    """The maximum amount of a registration; ``agreed`` is what its contract says where that differs."""

    registered: int
    agreed: int | None = None
    determined: Determined | None = None

    def determined_by(self, at: datetime) -> Determined | None:
        return self.determined if self.determined and self.determined.at <= at else None

    def bound(self, at: datetime) -> int:
        fixed = self.determined_by(at)
        return min(self.registered, fixed.owed) if fixed else self.registered

    def rules(self, at: datetime) -> Iterator[Rule]:
        yield civil_code.MAXIMUM
        if self.agreed not in (None, self.registered):
            yield interpretation.REGISTERED_MAXIMUM
        if fixed := self.determined_by(at):
            yield seizure_rules.DETERMINED_BY_SEIZURE if fixed.by_seizure else civil_code.DETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class Lien:
    """One registration's right over one part of what is sold, as it was recorded for a time. ``until`` is the last day
    of a seizure."""

    id: str
    registration: str
    claim: Secured
    part: str
    right: Right
    recorded_from: datetime
    recorded_until: datetime | None = None
    maximum: Maximum | None = None
    until: date | None = None

    def stands_at(self, at: datetime) -> bool:
        return recorded(self, at) and (self.until is None or day_of(at) <= self.until)

    @property
    def rank(self) -> tuple[datetime, str]:
        """The order of entry here. It decides nothing but to whom an odd minor unit goes."""
        return self.right.instants.entered or self.recorded_from, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Subordination:
    """The holder of one lien lets another go first (顺位变更)."""

    lien: str
    behind: str
    recorded_from: datetime
    recorded_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Proceeds of one part. Parts of one ``estate`` are land and what stands on it; ``since`` is when it was added."""

    name: str
    proceeds: int
    estate: str | None = None
    since: datetime | None = None

    def __post_init__(self) -> None:
        if self.proceeds < 0:
            raise ValueError(f"{self.name}: proceeds below nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a lien gets of a part, and why. Without a position it takes no part in it, and the reasons say why not."""

    lien: str
    claim: str
    part: str
    amount: int
    position: int | None
    evidence: Weight
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a claim gets altogether, what of it stays unpaid, and how several creditors divide it."""

    claim: str
    paid: int
    unpaid: int
    creditors: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    shares: tuple[Share, ...]
    claims: tuple[Settled, ...]
    left_over: tuple[tuple[str, int], ...]


def recorded(row: Lien | Subordination, at: datetime) -> bool:
    """Whether a row stood in the register at the instant."""
    return row.recorded_from <= at and (row.recorded_until is None or at < row.recorded_until)
