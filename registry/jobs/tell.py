"""Tell the public how certificates stand, in the signed lists they name."""

from __future__ import annotations

from datetime import datetime

from registry.service.status_lists import StatusLists


def run(lists: StatusLists, now: datetime) -> int:
    """Returns how many lists were signed."""
    return lists.run(now)
