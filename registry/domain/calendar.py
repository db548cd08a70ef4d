"""Days for people: Asia/Shanghai."""

from __future__ import annotations

import calendar as _months
from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991, and no entry is older

_SATURDAY = 5


def day_of(at: datetime) -> date:
    """The calendar day of an instant where the register sits."""
    return at.astimezone(SHANGHAI).date()


def working_days_after(day: date, count: int) -> date:
    """The last of so many working days, the first day not counted (民法典第201条). Saturdays and Sundays are none; the
    dated holidays and make-up days are not known here yet."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last day where that month is shorter (民法典第202条), or of the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, _months.monthrange(year, month + 1)[1]))
