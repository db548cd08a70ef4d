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
    lines: tuple[Line, ...]
    fewest: int | None
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def as_of(self) -> datetime | None:
        """What was settled by then is counted; None before the first count."""
        return self.months[-1].until if self.months else None


def answered(store: Store, asked: Asked, *, fewest: int, today: date) -> Table:
    """The table. Raises InvalidParticulars for what is not told so."""
    everybody = asked.reach is Reach.RELEASED
    require_answerable(asked.question, everybody=everybody)
    question = asked.question
    months = tuple(each for each in read.counted(store) if question.first <= each.month <= question.last)
    if not months:
        return Table(question=question, reach=asked.reach, months=(), lines=(), fewest=fewest if everybody else None)
    question = replace(question, first=months[0].month, last=months[-1].month)
    kept = read.cells(store, question, became=became(today), institution=asked.institution)
    open_month = next((each.month for each in months if not each.complete), None)
    release = Release(fewest, open_month) if everybody else None
    return Table(
        question=question,
        reach=asked.reach,
        months=months,
        lines=tabulate(kept, question, release=release),
        fewest=fewest if everybody else None,
        names=read.names(store) if By.INSTITUTION in question.by else {},
    )
