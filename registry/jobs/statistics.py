"""Make the figures by month of what is settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from registry.domain.statistics.months import Span, spans
from registry.store import Store
from registry.store.statistics import bounds, count_month, forget


def run(
    store: Store,
    now: datetime,  # noqa: ARG001  # every job takes the time; this one asks the database's
    *,
    anew: bool = False,
    done: Callable[[Span, int], None] = lambda *_: None,
) -> int:
    """Returns of how many months; those that are over and counted are left as they are, unless all is made ``anew``.
    ``done`` hears of each, and how many there are."""
    if anew:
        forget(store)
    found = bounds(store)
    if found is None:
        return 0
    first, settled, last = found
    due = tuple(spans(first, settled, done=last))
    for span in due:
        if not count_month(store, span):
            return 0
        done(span, len(due))
    return len(due)
