"""Charts as SVG, drawn from numbers alone: nothing but shapes and labels, sized by the page, coloured by its style.

Every chart has a title and a description for those who do not see it, and stands beside a table that says the same.
Parts of a column are told apart by colour, by lightness and by hatching, so that a grey print can be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

MOST_PARTS = 7
"""As many kinds of part as a reader tells apart; the last is the sum of all others."""
_WIDE, _HIGH = 640, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 8, 14, 44
_FLOOR = _HIGH - _BOTTOM
_GAP = 0.28  # of a column's width
_WIDEST = 64
_STEPS = (1, 2, 5)
_TICKS = 3
_HATCHES = ("", "M0 6 L6 0", "", "M0 0 L6 6", "", "M3 0 V6", "M0 3 H6")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands below it, and its parts from the bottom up."""

    label: str
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a chart is called, and what it says to those who do not see it."""

    id: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale, and what is written beside it."""

    value: int
    label: str


def scale(most: int) -> tuple[int, ...]:
    """The values at which a scale is marked that reaches above ``most``: from nothing, in steps people count in."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power * _TICKS >= most:
                return tuple(step * power * place for place in range(_TICKS + 1))
        power *= 10


def columns(drawn: Sequence[Column], ticks: Sequence[Tick], *, told: Told) -> Markup:
    """Columns over a scale, whose last tick is above them all."""
    shapes = [*_lines(ticks), *_hatched(drawn, top=ticks[-1].value, prefix=told.id)]
    return Markup(
        '<svg class="chart" viewBox="0 0 {wide} {high}" role="img" aria-labelledby="{id}-title {id}-desc">'
        '<title id="{id}-title">{title}</title><desc id="{id}-desc">{description}</desc>{defs}{shapes}</svg>'
    ).format(
        wide=_WIDE,
        high=_HIGH,
        id=told.id,
        title=told.title,
        description=told.description,
        defs=_defs(told.id),
        shapes=Markup("").join(shapes),
    )


def bar(value: int, *, most: int) -> Markup:
    """A bar as long as its share of the longest, for a table's row that says its number; for the eye alone."""
    share = 0.0 if most <= 0 else max(0.0, min(1.0, value / most)) * 100
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="p0" width="{share}" height="10"/></svg>'
    ).format(share=f"{share:.2f}")


def swatch(place: int) -> Markup:
    """The colour and hatching of a part, for the head of its column in the table."""
    return Markup(
        '<svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class="p{place}" width="12" height="12"/>'
        '<path class="hatch" d="{hatch}" transform="scale(2)"/></svg>'
    ).format(place=place, hatch=_HATCHES[place] or "M0 0")


def _defs(prefix: str) -> Markup:
    pattern = Markup(
        '<pattern id="{id}-h{place}" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path class="hatch" d="{path}"/></pattern>'
    )
    made = [pattern.format(id=prefix, place=place, path=path) for place, path in enumerate(_HATCHES) if path]
    return Markup("<defs>{}</defs>").format(Markup("").join(made))


def _lines(ticks: Sequence[Tick]) -> Iterator[Markup]:
    line = Markup(
        '<path class="line" d="M{left} {y}H{right}"/><text x="{at}" y="{y}" dy="0.35em" class="tick">{label}</text>'
    )
    for tick in ticks:
        y = _y(tick.value, top=ticks[-1].value)
        yield line.format(left=_LEFT, right=_WIDE - _RIGHT, at=_LEFT - 8, y=f"{y:.1f}", label=tick.label)


def _hatched(drawn: Sequence[Column], *, top: int, prefix: str) -> Iterator[Markup]:
    step = (_WIDE - _LEFT - _RIGHT) / max(1, len(drawn))
    width = min(_WIDEST, step * (1 - _GAP))
    label = Markup('<text x="{x}" y="{y}" class="month">{label}</text>')
    for place, column in enumerate(drawn):
        middle = _LEFT + step * (place + 0.5)
        yield from _parts(column, top=top, left=middle - width / 2, width=width, prefix=prefix)
        for row, text in enumerate(column.label.split("\n")):
            yield label.format(x=f"{middle:.1f}", y=_FLOOR + 18 + 18 * row, label=text)


def _parts(column: Column, *, top: int, left: float, width: float, prefix: str) -> Iterator[Markup]:
    rect = Markup('<rect class="p{place}" x="{x}" y="{y}" width="{w}" height="{h}"/>')
    over = Markup('<rect fill="url(#{id}-h{place})" x="{x}" y="{y}" width="{w}" height="{h}"/>')
    below = 0
    for place, part in enumerate(column.parts):
        y, h = _y(below + part, top=top), _y(below, top=top) - _y(below + part, top=top)
        given = {"place": place, "x": f"{left:.1f}", "y": f"{y:.1f}", "w": f"{width:.1f}", "h": f"{h:.1f}"}
        if part > 0:
            yield rect.format(**given)
            if _HATCHES[place]:
                yield over.format(id=prefix, **given)
        below += max(0, part)


def _y(value: int, *, top: int) -> float:
    return _FLOOR - (_FLOOR - _TOP) * value / max(1, top)
