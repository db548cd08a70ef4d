"""Forget what has had its time: used assertions that have expired, and access events past their days."""

from __future__ import annotations

from datetime import datetime, timedelta

from registry.store import Store, access_events
from registry.store.assertions import forget_expired


def run(store: Store, now: datetime, *, keep: timedelta) -> int:
    """Returns how many were dropped. ``keep`` is how long access events are."""
    return forget_expired(store, now) + access_events.forget(store, before=now - keep)
