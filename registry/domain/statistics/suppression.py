"""Which cells of a table nobody outside is told, so that no figure tells of a single case.

A cell made of fewer cases than the threshold is withheld. That is not enough where the total of its month is told: the
rest of the month gives it away. So of each month's cells those withheld are at least two, and together at least as many
cases as the threshold; where they would be fewer, the smallest of the others is withheld too. Whatever else is told of
a table is made of the cells that are told (``tabulation``), so that no choice of months and no difference of two tables
gives more.

What this does not do: a stock told month by month and the flows between are told apart, and somebody who reckons one
with the other may learn that a small county had a change of less than the threshold. He learns no amount by it: amounts
that stand are told of the whole register alone (``tabulation``), for from one month to the next they differ by what was
entered.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def withheld(cases: Mapping[K, int], *, threshold: int) -> frozenset[K]:
    """Of the cells of one month, each with the cases it is made of, those that are not told. Cells that are made of
    nothing are told: they say that there was none."""
    made = {key: abs(count) for key, count in cases.items() if count}
    hidden = [key for key, count in made.items() if count < threshold]
    others = sorted(made.keys() - hidden, key=lambda key: (made[key], repr(key)))
    while hidden and others and sum(made[each] for each in hidden) < threshold:
        hidden.append(others.pop(0))  # so that they are two or more: one alone is less than the threshold
    return frozenset(hidden)
