"""What the kinds that lie on the ground share: the outline a filer may draw, and whether it is as large as he says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from registry.domain.collateral.base import particular
from registry.domain.measures import Quantity
from registry.domain.outline import Outline
from registry.domain.rules.base import Finding
from registry.domain.rules.register_rules import AREA_DIFFERS

_FIFTEENTHS = 10_000  # of a cm2 in the smallest step of a mu, which is 10000/15 m2
_ROUNDED = 100  # such steps: 0.01 mu, to which areas are written (law.md section 4.4, for one parcel)


def geometry() -> Any:
    """The field of the outline."""
    return particular(
        "范围（GeoJSON 多边形，EPSG:4490，经度在前）",
        "outline: a GeoJSON polygon, EPSG:4490, longitude first",
        optional=True,
    )


def about_the_area(stated: Quantity, outline: Outline | None, *, pointer: str) -> Iterator[Finding]:
    """A warning and no more: areas of contract and of survey differ lawfully, and the register does not measure land.
    A thousandth is let pass beside the rounding, for a survey's plane differs from the ellipsoid by as much."""
    if outline is None:
        return
    allowed = _ROUNDED + stated.steps // 1000
    if abs(outline.area * 15 - stated.steps * _FIFTEENTHS) > allowed * _FIFTEENTHS:
        yield Finding(AREA_DIFFERS, f"{pointer}/area")
