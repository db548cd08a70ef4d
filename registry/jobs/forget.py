"""Forget what is worth nothing any more: used assertions that have expired, sessions that are over, invitations that
nobody took up."""

from __future__ import annotations

from datetime import datetime

from registry.store import Store, assertions, sessions


def run(store: Store, now: datetime) -> int:
    """Returns how many were dropped."""
    return assertions.forget_expired(store, now) + sessions.forget_expired(store, now)
