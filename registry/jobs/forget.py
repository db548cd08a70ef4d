"""Forget what has had its time: used assertions that have expired, access events past their days, sessions that are
over, invitations that nobody took up, challenges that nobody answered, and what drafts say that nobody entered."""

from __future__ import annotations

from datetime import datetime, timedelta

from registry.store import Store, access_events, assertions, drafts, passkeys, sessions


def run(store: Store, now: datetime, *, keep: timedelta) -> int:
    """Returns how many were dropped. ``keep`` is how long access events are."""
    expired = assertions.forget_expired(store, now) + sessions.forget_expired(store, now)
    expired += passkeys.forget_unanswered(store, now)
    expired += drafts.forget_expired(store, now)
    return expired + access_events.forget(store, before=now - keep)
