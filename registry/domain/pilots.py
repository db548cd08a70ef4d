"""Where the law has allowed what it otherwise forbids: dated rows of configuration. None ships, and what no row covers
stays forbidden.

Why configuration: 民法典第399条 forbids security over a homestead unless the law allows it, and pilots have allowed it
for some counties and some years. A row is the operator's word that an authority did so, under a document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from registry.domain import canon

_REGION = re.compile(r"[0-9]{2}(?:[0-9]{2}){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """What an authority allowed, for a kind of collateral, in a region, from a day on and until a day."""

    kind: str
    region: str  # the first digits of GB/T 2260: a county's six, a municipality's two
    authority: str
    document: str
    valid_from: date
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if not _REGION.fullmatch(self.region):
            raise ValueError(f"no region: {self.region}")
        if self.valid_until and self.valid_until < self.valid_from:
            raise ValueError(f"{self.document} ends before it begins")

    def allows(self, kind: str, region: str, *, day: date) -> bool:
        """Whether collateral of the kind may be given there on the day."""
        begun, over = self.valid_from <= day, self.valid_until is not None and self.valid_until < day
        return self.kind == kind and region.startswith(self.region) and begun and not over


def read(text: str, *, kinds: Collection[str]) -> tuple[Pilot, ...]:
    """The rows of a JSON list. Raises ValueError for anything else, and for a kind that is none of the ``kinds``."""
    rows = canon.build(tuple[Pilot, ...], json.loads(text))
    for row in rows:
        if row.kind not in kinds:
            raise ValueError(f"no kind of collateral: {row.kind}")
    return rows
