"""Forget used assertions that have expired."""

from __future__ import annotations

from datetime import datetime

from registry.store import Store
from registry.store.assertions import forget_expired


def run(store: Store, now: datetime) -> int:
    """Returns how many were dropped."""
    return forget_expired(store, now)
