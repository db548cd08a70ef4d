"""What somebody did at the register's own machine is told in the trail of access too, before the command ends."""

from __future__ import annotations

import os
from datetime import datetime

from registry.domain.access_event import AccessEvent, AccessEventKind, Seen, rows
from registry.store import Store
from registry.store.access_events import write
from registry.store.reads.people import id_of

HERE = "command line"


def tell(store: Store, kind: AccessEventKind, *, by: str | None, login: str, at: datetime, reason: str = "") -> None:
    """This person, by his id, did it to whoever has this login. None: nobody, who entered the first administrators."""
    event = AccessEvent(
        kind=kind,
        reason=reason or str(kind),
        route=None,
        address=HERE,
        person=by,
        concerning=id_of(store, login),
    )
    write(store, rows([Seen(event, at)], fresh=os.urandom))
