"""The outline of a parcel: longitude and latitude on CGCS2000 (EPSG:4490), in whole steps of a billionth of a degree.

Why whole steps: a float in the journal would have several spellings. A step is a tenth of a millimetre, finer than any
survey. One parcel has one spelling, however it was drawn: no vertex twice in a row, the exterior counter-clockwise and
holes clockwise (RFC 7946 section 3.1.6), every ring from its least vertex, holes in order. Edges are straight between
longitude and latitude (RFC 7946 section 3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from registry.domain import ellipsoid
from registry.domain.text import Text

STEPS = 10**9  # of a degree
CELL = STEPS // 50  # design.md section 3: the grid of 0.02 degree
MOST_CELLS = 64  # about 270 km2: more is no parcel, and every cell is a lock that neighbours wait for
MOST_POSITIONS = 2_000
WEST, SOUTH, EAST, NORTH = 73, 3, 136, 54  # whole degrees around China, where alone EPSG:4490 is meant
_CLOSED_TRIANGLE = 4

Point = tuple[int, int]
Cell = tuple[int, int]


class OutlineFault(ValueError):
    """What was drawn is no parcel: why, and the path to it within the coordinates."""

    def __init__(self, code: str, text: Text, *, path: tuple[int, ...] = ()) -> None:
        super().__init__(text.en)
        self.code, self.text, self.path = code, text, path


@dataclass(frozen=True, slots=True)
class Outline:
    """Rings as WKT writes them (OGC 06-103r4): ``x y,x y,…`` in steps, closed, the exterior first. Made by ``drawn``,
    and text, because a thousand of them are looked at behind a lock and few are looked into."""

    rings: tuple[str, ...]

    @property
    def wkt(self) -> str:
        return f"POLYGON(({'),('.join(self.rings)}))"

    @property
    def area(self) -> int:
        """What it encloses on the ellipsoid, in cm2."""
        return ellipsoid.area([_points(ring) for ring in self.rings], steps=STEPS)

    @property
    def extent(self) -> tuple[Point, Point]:
        """Its south-western and north-eastern ends, in steps: whose extents do not meet share no ground."""
        points = _points(self.rings[0])
        return (min(x for x, _ in points), min(y for _, y in points)), (
            max(x for x, _ in points),
            max(y for _, y in points),
        )

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of the grid that its inside may reach: whoever shares ground with it shares one of them."""
        return _cells(self.rings[0])


def drawn(coordinates: Any) -> Outline:
    """The outline behind the coordinates of a GeoJSON polygon. Raises OutlineFault; whether the rings cross each other
    or themselves is not asked here."""
    rings = [_ring(ring, place=place) for place, ring in enumerate(_bounded(coordinates))]
    exterior, *holes = (_one_way(ring, clockwise=place > 0) for place, ring in enumerate(rings))
    made = Outline((_written(exterior), *sorted(map(_written, holes))))
    _within_the_grid(exterior)
    return made


def _bounded(coordinates: Any) -> Sequence[Sequence[Any]]:
    if not isinstance(coordinates, list) or not coordinates:
        raise OutlineFault("wrong_type", Text("应为由环组成的非空数组。", "Must be a list of at least one ring."))
    for place, ring in enumerate(coordinates):
        if not isinstance(ring, list):
            text = Text("环应为由坐标组成的数组。", "A ring is a list of positions.")
            raise OutlineFault("wrong_type", text, path=(place,))
    if sum(map(len, coordinates)) > MOST_POSITIONS:
        text = Text(f"最多 {MOST_POSITIONS} 个坐标。", f"At most {MOST_POSITIONS} positions.")
        raise OutlineFault("too_many_positions", text)
    return coordinates


def _ring(ring: Sequence[Any], *, place: int) -> list[Point]:
    """The vertices of a ring, each once, without the last that closes it."""
    points = [_position(each, path=(place, number)) for number, each in enumerate(ring)]
    if len(points) < _CLOSED_TRIANGLE:
        text = Text("环至少有四个坐标，首尾相同。", "A ring has at least four positions, and ends where it began.")
        raise OutlineFault("too_few_positions", text, path=(place,))
    if points[0] != points[-1]:
        text = Text("环的最后一个坐标应与第一个相同。", "The last position of a ring repeats the first.")
        raise OutlineFault("ring_not_closed", text, path=(place, len(points) - 1))
    vertices = [point for before, point in pairwise(points) if point != before]
    if not _doubled_area(vertices):
        raise OutlineFault("no_area", Text("环不围成面积。", "The ring encloses nothing."), path=(place,))
    return vertices


def _position(position: Any, *, path: tuple[int, ...]) -> Point:
    match position:
        case [longitude, latitude] if {type(longitude), type(latitude)} <= {
            int,
            float,
        }:  # true and false are no numbers
            pass
        case _:
            text = Text("坐标应为经度、纬度两个数。", "A position is two numbers: longitude, latitude.")
            raise OutlineFault("bad_position", text, path=path)
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        text = Text(
            "坐标不在中国范围内；经度在前，纬度在后。", "The position is not in China; longitude comes before latitude."
        )
        raise OutlineFault("outside_china", text, path=path)
    return _steps(longitude), _steps(latitude)


def _steps(degrees: float) -> int:
    """To the nearest step of the shortest decimal that means this number: the one that was sent."""
    return int((Decimal(repr(degrees)) * STEPS).to_integral_value())


def _one_way(vertices: list[Point], *, clockwise: bool) -> list[Point]:
    turned = vertices if (_doubled_area(vertices) < 0) is clockwise else vertices[::-1]
    least = turned.index(min(turned))
    return turned[least:] + turned[:least]


def _doubled_area(vertices: Sequence[Point]) -> int:
    """Twice the area in steps, above zero where the ring runs counter-clockwise."""
    return sum(x * v - u * y for (x, y), (u, v) in _edges(vertices))


def _edges(vertices: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(vertices, [*vertices[1:], *vertices[:1]], strict=True)


def _written(vertices: Sequence[Point]) -> str:
    return ",".join(f"{x} {y}" for x, y in (*vertices, vertices[0]))


def _points(ring: str) -> list[Point]:
    """The vertices of a written ring, the first again at the end."""
    return [(int(x), int(y)) for x, y in (each.split(" ") for each in ring.split(","))]


def _within_the_grid(exterior: Sequence[Point]) -> None:
    wide = range(min(x for x, _ in exterior) // CELL, (max(x for x, _ in exterior) - 1) // CELL + 1)
    if len(wide) > MOST_CELLS or len(_cells(_written(exterior))) > MOST_CELLS:
        text = Text(
            f"范围跨越的 0.02 度网格超过 {MOST_CELLS} 个。",
            f"The outline reaches into more than {MOST_CELLS} cells of 0.02 degree.",
        )
        raise OutlineFault("too_large", text)


@lru_cache(maxsize=64)  # asked several times over in every filing
def _cells(exterior: str) -> tuple[Cell, ...]:
    """Column by column, every cell between the lowest and the highest point of the boundary there. A border of the
    grid that is touched and not crossed is not reached: the inside of what lies beyond it is another's."""
    reach: dict[int, tuple[int, int]] = {}
    points = _points(exterior)
    for one, other in pairwise(points):
        (x, y), (u, v) = sorted((one, other))
        for column in range(x // CELL, (u - 1) // CELL + 1):
            left, right = max(x, column * CELL), min(u, (column + 1) * CELL)
            ends = ((x, y), (u, v))
            crossed = [y, v] if x == u else [*_heights(ends, at=left), *_heights(ends, at=right)]
            low, high = reach.get(column, (crossed[0], crossed[0]))
            reach[column] = min(low, *crossed), max(high, *crossed)
    return tuple(
        (column, row)
        for column, (low, high) in sorted(reach.items())
        for row in range(low // CELL, (high - 1) // CELL + 1)
    )


def _heights(ends: tuple[Point, Point], *, at: int) -> tuple[int, int]:
    """The whole steps below and above the edge where it has come as far east as this."""
    (x, y), (u, v) = ends
    risen, along = (v - y) * (at - x), u - x
    return y + risen // along, y - (-risen // along)
