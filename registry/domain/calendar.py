"""Days for people: Asia/Shanghai. Statutory working-day periods come with their dated holidays when first needed."""

from __future__ import annotations

import calendar as _months
from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991, and no entry is older


def day_of(at: datetime) -> date:
    """The calendar day of an instant where the register sits."""
    return at.astimezone(SHANGHAI).date()


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last day where that month is shorter (民法典第202条), or of the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, _months.monthrange(year, month + 1)[1]))
