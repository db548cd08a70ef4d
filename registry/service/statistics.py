"""Answers questions for figures: to everybody only what tells of nobody, to a lender of itself, to those who watch of
all. One way for every face, so that what is withheld on one is on none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from registry.domain.statistics.counties import became
from registry.domain.statistics.indicators import By
from registry.domain.statistics.reach import Reach
from registry.domain.statistics.tabulation import Line, Question, Release, require_answerable, tabulate
from registry.store import Store
from registry.store.reads import statistics as read
from registry.store.reads.statistics import Counted


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


def _release(months: tuple[Counted, ...], fewest: int) -> Release:
    """Only the last month can be one that is not over."""
    return Release(fewest, None if months[-1].complete else months[-1].month)
