"""From the cells that are kept to the table that is asked for.

Kept are changes by month: of a flow what happened, of a stock by how much it rose or fell, so that what stood at a
month's end is the sum of all up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby

from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.statistics import months
from registry.domain.statistics.indicators import BY, By, FigureUnit, Indicator, Reckoning
from registry.domain.statistics.suppression import withheld
from registry.domain.text import Text

Group = tuple[str, ...]
MOST_BY = 3
PUBLISHED_BY = frozenset({frozenset[By](), frozenset({By.COUNTY}), frozenset({By.KIND})})
"""Beside the month, what the tables told to everybody are grouped by: one thing, for two together would tell of few."""


class Reason(StrEnum):
    """Why a figure is not told."""

    SMALL_CELL = "small_cell"
    UNFINISHED = "unfinished_month"  # an amount that grows from day to day tells of the case it grew by


REASONS: Mapping[Reason, Text] = {
    Reason.SMALL_CELL: Text("件数过少，不予公布", "too few cases to be told"),
    Reason.UNFINISHED: Text("本月未结束，月末后公布", "told once the month is over"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What is kept of one month and group: the figure, and of how many cases it is made."""

    month: date
    group: Group
    value: int
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A table that is asked for, of the months from ``first`` to ``last``."""

    indicator: Indicator
    by: tuple[By, ...]
    first: date
    last: date
    filters: Mapping[By, str] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[By, ...]:
        """What it is grouped by beside the month."""
        return tuple(each for each in self.by if each is not By.MONTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a table. ``value`` is None where it is withheld, ``partial`` where some of its months are."""

    month: date | None
    group: Mapping[By, str]
    value: int | None
    withheld: Reason | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """How a table is told to everybody: ``open_month`` is the one that is not over."""

    threshold: int
    open_month: date | None


def require_answerable(question: Question, *, everybody: bool) -> None:
    """Raise InvalidParticulars where the figure is not grouped so, or not for everybody."""
    known = question.indicator.by
    for named, pointer in ((question.by, "/by"), (question.filters, "")):
        if strange := [each for each in named if each not in known]:
            text = Text(f"该指标不能按{BY[strange[0]].zh}分组或者筛选。", f"Not by {BY[strange[0]].en}.")
            raise InvalidParticulars(Fault(pointer or f"/{strange[0]}", "not_grouped_by", text))
    if len(question.by) > MOST_BY or len(set(question.by)) < len(question.by):
        text = Text("分组最多三项且不得重复。", "At most three, each once.")
        raise InvalidParticulars(Fault("/by", "not_grouped_by", text))
    if everybody and not _published(question):
        text = Text(
            "公布的统计仅按月份，以及按区县或者种类分组，不能筛选。",
            "What is told to everybody is by month, with county or kind, and is not filtered.",
        )
        raise InvalidParticulars(Fault("/by", "not_published_by", text))
    if question.first > question.last:
        raise InvalidParticulars(
            Fault("/from", "ends_before_it_begins", Text("起始月份晚于截止月份。", "From > until."))
        )


def _published(question: Question) -> bool:
    """Whether a table is for everybody. What stands in amounts is so only as a whole: of a county the difference of two
    months may be one case."""
    indicator, groups = question.indicator, frozenset(question.groups)
    is_standing_amount = indicator.reckoning is Reckoning.STOCK and indicator.unit is not FigureUnit.COUNT
    return groups in PUBLISHED_BY and not question.filters and not (groups and is_standing_amount)


def tabulate(cells: Iterable[Cell], question: Question, *, release: Release | None = None) -> tuple[Line, ...]:
    """The table, month by month, or over all its months where it is not grouped by them."""
    asked = months.months(question.first, question.last)
    kept = _by_month(cells, question)
    told = {month: _told(kept.get(month, {}), question.indicator, month=month, release=release) for month in asked}
    if By.MONTH in question.by:
        return tuple(
            _line(question, group, told=each, month=month) for month in asked for group, each in told[month].items()
        )
    return tuple(_line(question, group, told=each) for group, each in sorted(_gathered(told, question).items()))


@dataclass(frozen=True, slots=True)
class _Told:
    value: int | None
    reason: Reason | None = None
    partial: bool = False


def _by_month(cells: Iterable[Cell], question: Question) -> dict[date, dict[Group, tuple[int, int]]]:
    """Figure and cases of every group in every month that is asked about; what is not grouped has one group, and is
    nothing where nothing was."""
    asked = months.months(question.first, question.last)
    ordered = sorted(cells, key=lambda cell: cell.month)
    changes = {month: list(each) for month, each in groupby(ordered, key=lambda cell: cell.month)}
    whole: dict[Group, tuple[int, int]] = {} if question.groups else {(): (0, 0)}
    if question.indicator.reckoning is not Reckoning.STOCK:
        return {month: whole | _added({}, changes.get(month, ())) for month in asked}
    standing, found = dict(whole), {}
    for month in sorted({*changes, *asked}):
        standing = _added(standing, changes.get(month, ()))
        found[month] = standing
    return {month: found[month] for month in asked}


def _added(standing: Mapping[Group, tuple[int, int]], cells: Iterable[Cell]) -> dict[Group, tuple[int, int]]:
    made = dict(standing)
    for cell in cells:
        value, cases = made.get(cell.group, (0, 0))
        made[cell.group] = (value + cell.value, cases + cell.cases)
    return dict(sorted(made.items()))


def _told(
    of_month: Mapping[Group, tuple[int, int]], indicator: Indicator, *, month: date, release: Release | None
) -> dict[Group, _Told]:
    """What is told of a month's groups; of those that come to nothing only the one that is the whole."""
    some = {group: _Told(value) for group, (value, _) in of_month.items() if value or not group}
    if release is None:
        return some
    if month == release.open_month and indicator.unit is not FigureUnit.COUNT:
        return dict.fromkeys(some, _Told(None, Reason.UNFINISHED))
    hidden = withheld({group: cases for group, (_, cases) in of_month.items()}, threshold=release.threshold)
    return some | dict.fromkeys(hidden & some.keys(), _Told(None, Reason.SMALL_CELL))


def _gathered(told: Mapping[date, Mapping[Group, _Told]], question: Question) -> dict[Group, _Told]:
    """Over all months: of a stock what stood at the last one's end, of a flow the sum of what is told."""
    if question.indicator.reckoning is Reckoning.STOCK:
        return dict(told[question.last])
    made: dict[Group, _Told] = {}
    for of_month in told.values():
        for group, each in of_month.items():
            made[group] = _both(made[group], each) if group in made else each
    return made


def _both(one: _Told, other: _Told) -> _Told:
    if one.value is None and other.value is None:
        return _Told(None, one.reason)
    partial = one.partial or other.partial or one.value is None or other.value is None
    return _Told((one.value or 0) + (other.value or 0), None, partial)


def _line(question: Question, group: Group, *, told: _Told, month: date | None = None) -> Line:
    named = dict(zip(question.groups, group, strict=True))
    return Line(month=month, group=named, value=told.value, withheld=told.reason, partial=told.partial)
