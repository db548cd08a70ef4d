"""Area on the ellipsoid of CGCS2000 (EPSG:1024), on which EPSG:4490 counts degrees.

Why not a plane: the register takes parcels from everywhere in China, and a plane is true along one meridian only. The
area between a parallel and the equator has a closed form (Snyder, Map Projections: A Working Manual, USGS Professional
Paper 1395, equation 3-12); along an edge that is straight between longitude and latitude it is integrated by Simpson's
rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

_A = 6_378_137.0  # metres
_F = 1 / 298.257222101
_E2 = _F * (2 - _F)
_E = math.sqrt(_E2)
_CM2 = 10_000

Position = tuple[float, float]


def area(rings: Sequence[Sequence[Position]], *, steps: int) -> int:
    """What closed rings enclose, in cm2: the first ring without the others. Positions are in steps of a degree."""
    exterior, *holes = (_enclosed(ring, steps) for ring in rings)
    return round((exterior - sum(holes)) * _CM2)


def _enclosed(ring: Sequence[Position], steps: int) -> float:
    """Square metres, whichever way the ring runs."""
    total = 0.0
    for (x, y), (u, v) in pairwise(ring):
        south, middle, north = (below(each / steps) for each in (y, (y + v) / 2, v))
        total += math.radians((u - x) / steps) * (south + 4 * middle + north) / 6
    return abs(total)


def below(latitude: float) -> float:
    """Square metres between the equator and a parallel, for each radian of longitude."""
    sine = math.sin(math.radians(latitude))
    logarithm = math.log((1 + _E * sine) / (1 - _E * sine)) / (2 * _E)
    return _A**2 * (1 - _E2) / 2 * (sine / (1 - _E2 * sine**2) + logarithm)
