"""How long nobody may try again. Each failure after the first few costs more than the last.

Why a pause and not an end: an account that is closed for good can be closed by anybody who knows its name. At the
longest pause a guesser has some hundred tries a day, and the person still comes in.
"""

from __future__ import annotations

from datetime import datetime, timedelta

FREE = 5  # failures in a row that happen to everybody
PAUSES = tuple(timedelta(seconds=each) for each in (30, 60, 120, 240, 480, 900))
COUNTED = FREE + len(PAUSES)  # more failures than these change nothing


def closed_until(failures: int, *, last: datetime) -> datetime:
    """Until when no further try is looked at, after so many failures in a row of which this was the last."""
    if failures < FREE:
        return last
    return last + PAUSES[min(failures - FREE, len(PAUSES) - 1)]
