"""Answers questions for figures: to everybody only what tells of nobody, to a lender of itself, to those who watch of
all. One way for every face, so that what is withheld on one is on none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from registry.domain.statistics.counties import became
from registry.domain.statistics.indicators import INDICATORS, By, Indicator, Reckoning
from registry.domain.statistics.reach import Reach
from registry.domain.statistics.tabulation import Cell, Line, Question, Release, require_answerable, tabulate
from registry.store import Store
from registry.store.reads import statistics as read
from registry.store.reads.statistics import Counted

_NOTHING: Mapping[Reckoning, int] = dict.fromkeys(Reckoning, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Months that are not given are the first and the last there are figures of."""

    question: Question
    reach: Reach
    institution: str | None = None  # whose own, where it reaches no further


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is answered. ``fewest`` is how many cases a figure is made of at least, where that is asked of them."""

    question: Question
    reach: Reach
    months: tuple[Counted, ...]
    fewest: int | None
    lines: tuple[Line, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def as_of(self) -> datetime | None:
        """What was settled by then is counted; None before the first count."""
        return self.months[-1].until if self.months else None


def answered(store: Store, asked: Asked, *, fewest: int, today: date) -> Table:
    """The table. Raises InvalidParticulars for what is not told so."""
    everybody = asked.reach is Reach.RELEASED
    require_answerable(asked.question, everybody=everybody)
    first, last = asked.question.first, asked.question.last
    months = tuple(each for each in read.counted(store) if first <= each.month <= last)
    told = Table(question=asked.question, reach=asked.reach, months=months, fewest=fewest if everybody else None)
    if not months:
        return told
    question = replace(asked.question, first=months[0].month, last=months[-1].month)
    kept = read.cells(store, question, became=became(today), institution=asked.institution)
    lines = tabulate(kept, question, release=_release(months, fewest) if everybody else None)
    names = read.names(store) if By.INSTITUTION in question.by else {}
    return replace(told, question=question, lines=lines, names=names)


def overview(store: Store, *, reach: Reach, fewest: int) -> tuple[tuple[Indicator, Line], ...]:
    """Of every figure what it came to in the last month; nothing before the first count."""
    months = read.counted(store)
    if not months:
        return ()
    release = _release(months, fewest) if reach is Reach.RELEASED else None
    kept = read.totals(store, months[-1].month)
    return tuple((each, _total(each, kept, release=release, month=months[-1].month)) for each in INDICATORS.values())


def _total(
    indicator: Indicator, kept: Mapping[str, Mapping[Reckoning, int]], *, release: Release | None, month: date
) -> Line:
    """Different institutions are counted in the figure that they are counted by."""
    distinct = indicator.reckoning is Reckoning.DISTINCT
    cases = kept.get(indicator.counted, _NOTHING)
    value = (cases if distinct else kept.get(indicator.code, _NOTHING))[indicator.reckoning]
    cell = Cell(month, (), value, cases[Reckoning.FLOW if distinct else indicator.reckoning])
    question = Question(indicator=indicator, by=(By.MONTH,), first=month, last=month)
    (line,) = tabulate([cell], question, release=release)
    return line


def _release(months: tuple[Counted, ...], fewest: int) -> Release:
    """Only the last month can be one that is not over."""
    return Release(fewest, None if months[-1].complete else months[-1].month)
