"""How often somebody may be wrong, whatever it is that he shows: every try is counted before it is looked at."""

from __future__ import annotations

from datetime import datetime

from registry.domain.people import lockout
from registry.store import Store
from registry.store.people import changing


def counted(store: Store, tried: str, *, at: datetime) -> bool:
    """Whether a try is looked at now; then it is counted as a failure, until it is believed. ``tried`` is a keyed hash
    of what the tries are counted under."""
    with changing(store) as people:
        before = people.tries(tried, most=lockout.COUNTED)
        is_open = before.last is None or lockout.closed_until(before.failures, last=before.last) <= at
        if is_open:
            people.note_try(tried, at=at, believed=False)
    return is_open
