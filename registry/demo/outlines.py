"""Where the demo's land lies: every second parcel and forest is drawn, near the seat of its county and as large as its
certificate says. Nobody's boundary is meant; two of them overlap, so that there is something to find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from math import cos, radians, sqrt
from typing import Any

from registry.domain.collateral import ForestRight, LandManagementRight
from registry.domain.collateral.land_management_right import Layer
from registry.domain.outline import drawn

_SEATS = {  # longitude and latitude, to a twentieth of a degree
    "500101": (108.4, 30.8), "500102": (107.4, 29.7), "500103": (106.55, 29.55), "500104": (106.5, 29.5),
    "500106": (106.45, 29.55), "500107": (106.5, 29.45), "500108": (106.65, 29.5), "500109": (106.4, 29.8),
    "500110": (106.65, 29.0), "500111": (105.7, 29.7), "500113": (106.55, 29.4), "500114": (108.75, 29.5),
    "500115": (107.1, 29.85), "500116": (106.25, 29.25), "500117": (106.3, 30.0), "500118": (105.9, 29.35),
    "500119": (107.1, 29.15), "500120": (106.2, 29.6), "500151": (106.05, 29.85), "500152": (105.85, 30.2),
    "500153": (105.6, 29.4), "500154": (108.4, 31.2), "500155": (107.8, 30.65), "500156": (107.75, 29.3),
    "500157": (106.6, 29.7), "500229": (108.65, 31.95), "500230": (107.75, 29.85), "500231": (107.35, 30.3),
    "500233": (108.05, 30.3), "500235": (108.7, 30.95), "500236": (109.45, 31.0), "500237": (109.9, 31.1),
    "500238": (109.6, 31.4), "500240": (108.1, 30.0), "500241": (109.0, 28.45), "500242": (108.75, 28.85),
    "500243": (108.2, 29.3),
}  # fmt: skip
_DRAWN = (LandManagementRight.kind, ForestRight.kind)
_PLOT = 0.012  # degrees from one corner to the next: the largest parcel of the demo fits
_ROW = 6
_LEAN = 0.2  # of the width: boundaries do not run due north
_METRES = 111_000  # of a degree of latitude, about
_M2_OF_A_MU = Decimal(10_000) / 15


def draw(items: Sequence[dict[str, Any]]) -> None:
    """Give every second of the items that lie somewhere its outline, and the first that can be drawn so one that
    reaches into its neighbour's."""
    plots: Counter[str] = Counter()
    first_of: dict[str, dict[str, Any]] = {}
    overlapping = False
    for item in [each for each in items if _county(each) in _SEATS][::2]:
        county, is_field = _county(item), item.get("layer") == Layer.CONTRACTOR
        west, south = (
            _SEATS[county][0] + plots[county] % _ROW * _PLOT,
            _SEATS[county][1] + plots[county] // _ROW * _PLOT,
        )
        plots[county] += 1
        if is_field and not overlapping and county in first_of:
            corners = first_of[county]["geometry"]["coordinates"][0]
            west, south, overlapping = (corners[0][0] + corners[1][0]) / 2, corners[0][1], True
        item["geometry"] = {"type": "Polygon", "coordinates": [_field(west, south, mu=Decimal(item["area"]["value"]))]}
        if is_field:
            first_of.setdefault(county, item)


def _county(item: dict[str, Any]) -> str:
    """Of what can be drawn and has a code that tells."""
    code = item.get("parcel_code") or item.get("unit_code") if item["kind"] in _DRAWN else None
    return str(code or "")[:6]


def _field(west: float, south: float, *, mu: Decimal) -> list[list[float]]:
    """A leaning four-sided field of this area, counter-clockwise from its south-western corner, to the centimetre."""
    m2 = float(mu * _M2_OF_A_MU)
    high = sqrt(m2) / _METRES
    wide = high / cos(radians(south))
    enclosed = drawn([_corners(west, south, wide=wide, high=high)]).area / 10_000
    return _corners(west, south, wide=wide * m2 / enclosed, high=high)


def _corners(west: float, south: float, *, wide: float, high: float) -> list[list[float]]:
    lean = wide * _LEAN
    corners = ((0.0, 0.0), (wide, 0.0), (wide + lean, high), (lean, high), (0.0, 0.0))
    return [[round(west + x, 7), round(south + y, 7)] for x, y in corners]
