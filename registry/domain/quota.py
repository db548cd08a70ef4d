"""How much one asker may ask for: fixed windows, and what one request weighs.

A quota says what is too much of one, not what a lender needs: it stands far above that, and keeps a loop that ran wild,
or somebody who means harm, from taking the time of all others.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

WINDOW_SECONDS = 60
LARGE = 100
"""A filing of more items is large: an institution has one of them under way at a time."""

_BODY_OF_ONE = 4096  # bytes; a filing of one item is half of that


@dataclass(frozen=True, slots=True)
class Quota:
    """So much for each asker in every window."""

    name: str
    most: int


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a quota, and the seconds until it is whole again."""

    quota: Quota
    taken: int
    seconds: int

    @property
    def remaining(self) -> int:
        return max(0, self.quota.most - self.taken)

    @property
    def exceeded(self) -> bool:
        return self.taken > self.quota.most

    @property
    def share(self) -> float:
        """How near its end it is: 1 is all of it."""
        return self.taken / self.quota.most


def window_end(at: float) -> int:
    """The second at which the window that ``at`` lies in is over."""
    return (int(at) // WINDOW_SECONDS + 1) * WINDOW_SECONDS


def seconds_until(end: int, at: float) -> int:
    """Whole seconds, never none: who comes back after them is in the next window."""
    return max(1, math.ceil(end - at))


def weight(size: int) -> int:
    """What a request with a body of so many bytes counts as: reading, digesting and checking it take that much time."""
    return max(1, math.ceil(size / _BODY_OF_ONE))
