"""Months as people count them: in Asia/Shanghai, each by its first day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from registry.domain.calendar import SHANGHAI, add_months, day_of

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 1)
_AN_INSTANT = timedelta(microseconds=1)
LATE = timedelta(hours=1)
"""How long after a month's end its figures are made for the last time: what is written down beside the answers is
there by then (``service.trail``)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A month as far as it is over: instants ``[since, until)``."""

    month: date
    since: datetime
    until: datetime
    complete: bool

    @property
    def day_before(self) -> date:
        """The last day before it."""
        return day_of(self.since - _AN_INSTANT)

    @property
    def last_day(self) -> date:
        """The last day of which something is counted."""
        return day_of(self.until - _AN_INSTANT)


def month_of(at: datetime) -> date:
    return day_of(at).replace(day=1)


def spans(first: datetime, until: datetime, *, done: date | None) -> Iterator[Span]:
    """Every month from that of ``first`` to that of ``until`` of which there is something to count, but those up to
    ``done``, which is the last that was counted to its end."""
    month = month_of(first) if done is None else add_months(done, 1)
    while (since := _begins(month)) < until:
        following = _begins(add_months(month, 1))
        yield Span(month, since, min(following, until), complete=until >= following + LATE)
        month = add_months(month, 1)


def months(first: date, last: date) -> tuple[date, ...]:
    """From one month to another, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(add_months(first, number) for number in range(max(0, count)))


def written(month: date) -> str:
    return f"{month:%Y-%m}"


def read(text: str) -> date | None:
    """The month written ``YYYY-MM``; None for anything else."""
    match = _MONTH.fullmatch(text) if text.isascii() else None
    month = date(int(match[1]), int(match[2]), 1) if match and match[1] != "0000" else None
    return month if month and _FIRST <= month <= _LAST else None


def _begins(month: date) -> datetime:
    return datetime.combine(month, time(), SHANGHAI).astimezone(UTC)
