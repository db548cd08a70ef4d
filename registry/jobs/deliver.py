"""Tell everybody of what was entered on what they have something on."""

from __future__ import annotations

from registry.store import Store
from registry.store.outbox import deliver


def run(store: Store) -> int:
    """Returns of how many entries."""
    done = 0
    while (more := deliver(store)) > 0:
        done += more
    return done
