"""Days for people: Asia/Shanghai; and statutory periods, counted as 民法典第201条至第203条 count them.

Working days follow the dated table of ``holidays``. Beyond it nothing is guessed: BeyondTheCalendar says so.
"""

from __future__ import annotations

import calendar as _months
from datetime import date, datetime, timedelta, timezone

from registry.domain.errors import BeyondTheCalendar
from registry.domain.holidays import DAYS_OFF, FIRST_DAY, LAST_DAY, MADE_UP

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991, and no entry is older
_DAY = timedelta(days=1)
_SATURDAY = 5


def day_of(at: datetime) -> date:
    """The calendar day of an instant where the register sits."""
    return at.astimezone(SHANGHAI).date()


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last day where that month is shorter (民法典第202条), or of the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, _months.monthrange(year, month + 1)[1]))


def is_working_day(day: date) -> bool:
    """Whether people work on the day. Raises BeyondTheCalendar."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BeyondTheCalendar(day)
    return day in MADE_UP or (day.weekday() < _SATURDAY and day not in DAYS_OFF)


def last_day(event: date, *, days: int) -> date:
    """The day at whose end a period of days is over. The day of the event is not counted (民法典第201条); a last day
    that is a day off gives way to the next working day (第203条). Raises BeyondTheCalendar."""
    if event > LAST_DAY:
        raise BeyondTheCalendar(event)
    day = event + days * _DAY
    while not is_working_day(day):
        day += _DAY
    return day


def working_days_after(day: date, count: int) -> date:
    """The last of so many working days; the day itself is not counted. Raises BeyondTheCalendar."""
    if day > LAST_DAY:
        raise BeyondTheCalendar(day)
    while count:
        day += _DAY
        count -= is_working_day(day)
    return day


def within_days(at: datetime, *, event: datetime, days: int) -> bool:
    """Whether something came before a period of days from the event was over; before the event too. The table is asked
    only where the answer hangs on it. Raises BeyondTheCalendar."""
    day, start = day_of(at), day_of(event)
    return day - start <= days * _DAY or day <= last_day(start, days=days)
