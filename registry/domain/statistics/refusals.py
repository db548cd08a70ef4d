"""What is remembered of a filing that was refused: by which rule, where and of what, and never whose asset it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from registry.domain.errors import CollateralAlreadyPledged, ProhibitedByLaw, QuantityExceeded, Refusal
from registry.domain.filings import Filing
from registry.domain.statistics.months import month_of

COUNTED = (CollateralAlreadyPledged, QuantityExceeded, ProhibitedByLaw)
"""Refused for what stands on the register or for the law: whoever wrote his filing badly is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFiling:
    month: date
    code: str
    region: str
    kind: str
    institution: str


def refused(refusal: Refusal, filing: Filing, *, institution: str, at: datetime) -> RefusedFiling | None:
    """What is counted of a refusal; nothing of one that is none of ``COUNTED``."""
    if not isinstance(refusal, COUNTED):
        return None
    asset = filing.first_asset
    return RefusedFiling(
        month=month_of(at),
        code=refusal.rule.code if refusal.rule else refusal.code,
        region=asset.region if asset else "",
        kind=asset.kind if asset else "",
        institution=institution,
    )


def rows(counted: Iterable[RefusedFiling]) -> list[dict[str, Any]]:
    """What is written of a batch: each once, with how often it came."""
    return [
        asdict(each) | {"month": each.month.isoformat(), "times": times} for each, times in Counter(counted).items()
    ]
