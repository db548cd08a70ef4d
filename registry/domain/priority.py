"""Who is paid before whom, as far as the instants on record tell (law.md section 1.2). Never merged with rank.

Publicised rights go by the instant of publicity (民法典第414条, 第415条; 担保制度解释第59条). Rights without one come
behind, all at one position, pro rata. The register's own entry is no publicity: it is notice only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from registry.domain.collateral import Collateral, Terms
from registry.domain.rules.base import Rule
from registry.domain.rules.civil_code import BY_DELIVERY, BY_NOTICE, BY_REGISTRATION

_REASON = {"delivery": BY_DELIVERY, "statutory_registration": BY_REGISTRATION, "debtor_notified": BY_NOTICE}
_BEHIND = frozenset({"debtor_notified"})  # 民法典第768条: whoever registered comes before whoever only told the debtor


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
    """One right over the asset, as the order of payment sees it."""

    asset: Collateral
    terms: Terms

    @property
    def publicity(self) -> tuple[str, datetime] | None:
        return self.asset.publicised(self.terms)


def reckon(own: Stake, others: Iterable[Stake]) -> Reckoned:
    """The place of one right among all over the same asset. All instants are the filers' words: ``declared``."""
    mine = own.publicity
    publicised = [_turn(*stake.publicity) for stake in others if stake.publicity]
    if mine is None:
        rule: Rule = own.asset.unpublicised_rule
        return Reckoned(position=len(publicised) + 1, basis="none", evidence="unknown", reasons=(rule.code,))
    basis, instant = mine
    ahead = sum(1 for other in publicised if other < _turn(basis, instant))
    return Reckoned(
        position=ahead + 1, basis=basis, evidence="declared", instant=instant, reasons=(_REASON[basis].code,)
    )


def _turn(basis: str, instant: datetime) -> tuple[bool, datetime]:
    return basis in _BEHIND, instant
