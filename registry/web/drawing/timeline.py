"""What stands on an asset, in time: from when to when each thing is recorded, and the instant that is answered for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from registry.domain.text import Text
from registry.web.drawing.svg import element, fitted, picture, said, text

_WIDE, _ROW, _HEAD, _FOOT = 360, 40, 8, 30
_EDGE = 6  # on both sides, so that what stands at an end is seen whole


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on record: what it is called, its kind (a class of the style sheet), and from when to when."""

    name: str
    kind: str
    since: date
    until: date


def drawn(lines: Sequence[Line], *, as_of: date, newer: Sequence[date], language: str) -> Markup:
    """The lines beneath each other on one scale; ``newer`` are the days of what was entered since."""
    scale = _Scale.of([as_of, *newer, *(day for line in lines for day in (line.since, line.until))])
    high = _HEAD + _ROW * len(lines) + _FOOT
    now = scale.at(as_of)
    words = Text(f"记载截至 {as_of}", f"as of {as_of}")
    return picture(
        "timeline",
        *(_line(line, _HEAD + _ROW * place, scale=scale) for place, line in enumerate(lines)),
        element("path", d=f"M{now:.1f} 0V{high - _FOOT + 6}", class_="now"),
        *(element("path", d=f"M{scale.at(day):.1f} 0V{high - _FOOT}", class_="newer") for day in newer),
        text(str(scale.first), (_EDGE, high - 4), class_="label"),
        text(str(scale.last), (_WIDE - _EDGE, high - 4), class_="label", text_anchor="end"),
        title=said(Text("时间图", "In time"), language),
        described="; ".join([said(words, language), *(f"{each.name}: {each.since} – {each.until}" for each in lines)]),
        size=(_WIDE, high),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    @classmethod
    def of(cls, days: Sequence[date]) -> _Scale:
        """From the first of the days to the last, and never so short that nothing can be told apart."""
        first = min(days)
        return cls(first, max(*days, first + timedelta(days=30)))

    def at(self, day: date) -> float:
        along = (day - self.first) / (self.last - self.first)
        return _EDGE + along * (_WIDE - 2 * _EDGE)


def _line(line: Line, top: int, *, scale: _Scale) -> Markup:
    start, end = scale.at(line.since), scale.at(line.until)
    return element(
        "g",
        text(fitted(line.name, width=_WIDE - 2 * _EDGE, height=13), (_EDGE, top + 14)),
        element("rect", x=f"{start:.1f}", y=top + 20, width=f"{max(3, end - start):.1f}", height=10, rx=2),
        class_=f"line {line.kind}",
    )
