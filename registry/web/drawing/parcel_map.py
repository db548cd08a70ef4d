"""Where a parcel lies and which ground of it is another's too. Of the other parcels nothing is shown but that ground:
who asks about one asset is told of what concerns it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from markupsafe import Markup

from registry.domain.outline import STEPS, Outline
from registry.domain.text import Text
from registry.web.drawing.svg import element, picture, said, text

_WIDE, _HIGH, _MARGIN = 360, 260, 26
_APART = 22  # so far two numbers stand from each other
_METRES = 111_320  # of a degree of latitude, near enough for a scale that is read by eye
_LENGTHS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)

Point = tuple[int, int]


def drawn(outlines: Sequence[Outline], shared: Mapping[str, Sequence[Outline]], *, language: str) -> Markup:
    """The parcel as it was drawn (in several ways, all of them), and by registration the ground that it shares."""
    plan = _Plan.of([point for outline in outlines for point in _corners(outline)[0]])
    grounds = [
        element("path", d=plan.path(ground), class_="shared") for grounds in shared.values() for ground in grounds
    ]
    names = _marks([plan.middle(grounds) for grounds in shared.values()])
    length, across = plan.scale()
    described = Text(
        f"地块范围，与 {len(shared)} 项登记的地块重叠", f"the parcel, which shares ground with {len(shared)} others"
    )
    return picture(
        "map",
        _hatching(),
        *(element("path", d=plan.path(outline), class_="parcel") for outline in outlines),
        *grounds,
        *names,
        element("path", d=f"M{_WIDE - 14} 30V8m-4 7l4-7l4 7", class_="north"),
        text("N", (_WIDE - 14, 43), class_="label", text_anchor="middle"),
        element("path", d=f"M10 {_HIGH - 12}v4h{across:.1f}v-4", class_="scale"),
        text(f"{length} m", (16 + across, _HIGH - 6), class_="label"),
        title=said(Text("地块图", "The parcel"), language),
        described=said(described, language),
        size=(_WIDE, _HIGH),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Plan:
    """How places become points of the picture: north above, and a metre as long in either direction."""

    west: float
    north: float
    narrowing: float  # of a degree of longitude at this latitude
    factor: float
    left: float
    top: float

    @classmethod
    def of(cls, points: Sequence[Point]) -> _Plan:
        xs, ys = [x / STEPS for x, _ in points], [y / STEPS for _, y in points]
        west, east, south, north = min(xs), max(xs), min(ys), max(ys)
        narrowing = math.cos(math.radians((south + north) / 2))
        across, down = (east - west) * narrowing, north - south
        factor = min((_WIDE - 2 * _MARGIN) / across, (_HIGH - 2 * _MARGIN) / down)
        left, top = (_WIDE - across * factor) / 2, (_HIGH - down * factor) / 2
        return cls(west, north, narrowing, factor, left, top)

    def at(self, point: Point) -> tuple[float, float]:
        x, y = point
        return (
            self.left + (x / STEPS - self.west) * self.narrowing * self.factor,
            self.top + (self.north - y / STEPS) * self.factor,
        )

    def path(self, outline: Outline) -> str:
        rings = ([self.at(point) for point in ring[:-1]] for ring in _corners(outline))
        return "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring)}Z" for ring in rings)

    def middle(self, grounds: Sequence[Outline]) -> tuple[float, float]:
        placed = [self.at(point) for point in chain.from_iterable(_corners(each)[0][:-1] for each in grounds)]
        return sum(x for x, _ in placed) / len(placed), sum(y for _, y in placed) / len(placed)

    def scale(self) -> tuple[int, float]:
        """A round length in metres that is no longer than a third of the picture, and how long that is there."""
        metre = self.factor / _METRES
        length = max((each for each in _LENGTHS if each * metre <= _WIDE / 3), default=_LENGTHS[0])
        return length, length * metre


def _marks(places: Sequence[tuple[float, float]]) -> list[Markup]:
    """The numbers, in the order of the table; one that would stand on another stands beside it."""
    marks = []
    for before, (x, y) in enumerate(places):
        beside = sum(math.dist((x, y), other) < _APART for other in places[:before])
        marks.append(_mark(before + 1, (x, y + beside * _APART)))
    return marks


def _mark(number: int, at: tuple[float, float]) -> Markup:
    x, y = at
    circle = element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=10, class_="mark")
    return circle + text(str(number), (x, y + 4.5), text_anchor="middle", class_="of-mark")


def _hatching() -> Markup:
    """Lines rather than a colour, which a grey print would lose."""
    line = element("path", d="M0 8L8 0", class_="hatch")
    return element("defs", element("pattern", line, id="hatched", width=8, height=8, patternUnits="userSpaceOnUse"))


def _corners(outline: Outline) -> list[list[Point]]:
    """The rings' vertices, the first again at the end."""
    return [[_point(each) for each in ring.split(",")] for ring in outline.rings]


def _point(written: str) -> Point:
    x, y = written.split(" ")
    return int(x), int(y)
