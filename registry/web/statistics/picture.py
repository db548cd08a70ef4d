"""A table as a page shows it: ranked rows with their bars, or months as columns with the parts they are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from registry.domain.statistics import months
from registry.domain.statistics.indicators import BY, STEPS, By, FigureUnit, Indicator
from registry.domain.statistics.tabulation import Group, Line
from registry.domain.text import Text
from registry.schemas.statistics import worded
from registry.service.statistics import Table
from registry.web import charts
from registry.web.charts import MOST_PARTS, Column, Tick, Told
from registry.web.language import language

MOST_ROWS = 40
_FEWEST_COLUMNS = 2
_Month = tuple[date, tuple[Line | None, ...]]
_OTHERS = Text("其他", "others")
_WITHHELD = Text("未公布", "withheld")
_PARTLY = Text("（部分未公布）", " (partly withheld)")
_SHORTENED: Mapping[str, tuple[int, str]] = {"zh": (10_000, "万"), "en": (1_000, "k")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    label: str
    figures: tuple[str, ...]
    bar: Markup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """``chart`` is None where bars stand in the rows, and where a month alone makes none. ``heads`` are the columns of
    figures, each with its colour in the chart; ``left_out`` are rows of a long ranking that stand in the CSV alone."""

    id: str
    indicator: Indicator
    first: str
    heads: tuple[tuple[Markup, str], ...]
    rows: tuple[Row, ...]
    chart: Markup | None = None
    left_out: int = 0


def picture(table: Table, *, name: str) -> Picture:
    """Months as columns where it is grouped by them, else a ranking; ``name`` is its own on the page."""
    return _monthly(table, name=name) if By.MONTH in table.question.by else _ranking(table, name=name)


def said(text: Text) -> str:
    return text.en if language() == "en" else text.zh


def _unit(indicator: Indicator) -> str:
    """What the head of a column says: a number without a unit is still a number of something."""
    return said(indicator.unit_text) or said(indicator.name)


def people_figure(value: int, unit: FigureUnit) -> str:
    """As people read it: whole yuan, hundredths of a mu, thousands apart."""
    digits, shown = STEPS[unit]
    kept = 0 if unit is FigureUnit.CNY else shown
    steps, divisor = abs(value), 10 ** (digits - kept)
    whole, part = divmod((2 * steps + divisor) // (2 * divisor), 10**kept)
    return f"{'-' if value < 0 else ''}{whole:,}{f'.{part:0{kept}}' if kept else ''}"


def tick(value: int, unit: FigureUnit) -> str:
    """As it is written beside a scale, where there is room for five digits."""
    whole, (by, word) = value // 10 ** STEPS[unit][0], _SHORTENED[language()]
    return f"{whole // by:,}{word}" if whole and whole % by == 0 else f"{whole:,}"


def _ranking(table: Table, *, name: str) -> Picture:
    indicator, groups = table.question.indicator, table.question.groups
    ranked = sorted(table.lines, key=lambda line: (line.value is None, -(line.value or 0), *line.group.values()))
    most = max((line.value or 0 for line in ranked), default=0)
    return Picture(
        id=name,
        indicator=indicator,
        first="／".join(said(BY[by]) for by in groups),
        heads=((Markup(), _unit(indicator)),),
        rows=tuple(
            Row(
                label=_label(line.group, table),
                figures=(_figure(line, indicator.unit),),
                bar=None if line.value is None else charts.bar(line.value, most=most),
            )
            for line in ranked[:MOST_ROWS]
        ),
        left_out=max(0, len(ranked) - MOST_ROWS),
    )


def _monthly(table: Table, *, name: str) -> Picture:
    indicator, (shown, others) = table.question.indicator, _parts(table.lines)
    columns = _columns(table, shown=shown, others=others)
    return Picture(
        id=name,
        indicator=indicator,
        first=said(BY[By.MONTH]),
        heads=_heads(table, shown=shown, others=others),
        rows=tuple(
            Row(label=months.written(month), figures=tuple(_figure(line, indicator.unit) for line in lines))
            for month, lines in columns
        ),
        chart=_chart(columns, indicator, name=name) if len(columns) >= _FEWEST_COLUMNS else None,
    )


def _columns(table: Table, *, shown: Sequence[Group], others: Sequence[Group]) -> list[_Month]:
    found = {(line.month, tuple(line.group.values())): line for line in table.lines}
    asked = months.months(table.question.first, table.question.last) if table.months else ()
    return [(month, _column(found, month, shown=shown, others=others)) for month in asked]


def _heads(table: Table, *, shown: Sequence[Group], others: Sequence[Group]) -> tuple[tuple[Markup, str], ...]:
    """What the columns of figures are: the parts, each with its colour, or the whole in its unit."""
    groups = table.question.groups
    if not groups:
        return ((Markup(), _unit(table.question.indicator)),)
    names = [_label(dict(zip(groups, group, strict=True)), table) for group in shown]
    names += [said(_OTHERS)] if others else []
    return tuple((charts.swatch(place), name) for place, name in enumerate(names))


def _parts(lines: Sequence[Line]) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """The groups that a column shows one by one, the largest first, and those it shows together."""
    sizes: Counter[Group] = Counter()
    for line in lines:
        sizes[tuple(line.group.values())] += line.value or 0
    ordered = tuple(sorted(sizes, key=lambda group: (-sizes[group], group)))
    cut = MOST_PARTS if len(ordered) <= MOST_PARTS else MOST_PARTS - 1
    return ordered[:cut], ordered[cut:]


def _column(
    found: Mapping[tuple[date | None, Group], Line], month: date, *, shown: Sequence[Group], others: Sequence[Group]
) -> tuple[Line | None, ...]:
    rest = [line for group in others if (line := found.get((month, group)))]
    told = [line.value for line in rest if line.value is not None]
    together = (Line(month=month, group={}, value=sum(told), partial=len(told) < len(rest)),) if others else ()
    return (*(found.get((month, group)) for group in shown), *together)


def _chart(columns: Sequence[_Month], indicator: Indicator, *, name: str) -> Markup:
    heights = {month: sum(_value(line) for line in lines) for month, lines in columns}
    highest = max(heights, key=lambda month: heights[month])
    first, last = columns[0][0], columns[-1][0]
    most = Text(
        f"{months.written(first)} 至 {months.written(last)}，最多的是 {months.written(highest)}："
        f"{people_figure(heights[highest], indicator.unit)}。各月数字见下表。",
        f"From {months.written(first)} to {months.written(last)}; most in {months.written(highest)}: "
        f"{people_figure(heights[highest], indicator.unit)}. The table below has every month.",
    )
    drawn = [
        Column(_month_label(month, first=first), tuple(_value(line) for line in lines)) for month, lines in columns
    ]
    ticks = [Tick(value, tick(value, indicator.unit)) for value in _scale(heights[highest], indicator.unit)]
    return charts.columns(drawn, ticks, told=Told(id=name, title=said(indicator.name), description=said(most)))


def _scale(most: int, unit: FigureUnit) -> tuple[int, ...]:
    """Marked in whole units: never at half a registration or at fen."""
    whole = 10 ** STEPS[unit][0]
    return tuple(value * whole for value in charts.scale(-(-most // whole)))


def _month_label(month: date, *, first: date) -> str:
    year = f"\n{month.year}" if month == first or month.month == 1 else ""
    return f"{month.month}{year}"


def _value(line: Line | None) -> int:
    return max(0, line.value or 0) if line else 0


def _label(group: Mapping[By, str], table: Table) -> str:
    return "／".join(said(worded(by, code, of=table)) for by, code in group.items())


def _figure(line: Line | None, unit: FigureUnit) -> str:
    if line is None:
        return "0"
    if line.value is None:
        return said(_WITHHELD)
    return people_figure(line.value, unit) + (said(_PARTLY) if line.partial else "")
