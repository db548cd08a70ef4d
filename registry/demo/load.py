"""Load the plan through the same door everybody uses: signed filings over HTTP. Repeating it changes nothing, because
every filing carries the token it was first made with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from registry.client import Client
from registry.demo.filings import plan
from registry.demo.folder import Folder

Progress = Callable[[int, int], None]
COUNT = 300


def load(folder: Folder, origin: str, *, today: date, progress: Progress, count: int = COUNT) -> int:
    """File what is not filed yet; returns how many registrations the plan has."""
    planned = plan(count, today=today)
    clients: dict[str, Client] = {}
    for done, filing in enumerate(planned, start=1):
        if filing.client not in clients:
            clients[filing.client] = Client(origin, f"demo-{filing.client}", folder.client_key(filing.client))
        client = clients[filing.client]
        made = client.register(filing.body, idempotency_key=filing.idempotency_key).body
        if filing.follow_up:
            key = f"{filing.idempotency_key}-discharge"
            client.discharge(made["number"], version=1, reason="claim_extinguished", idempotency_key=key)
        progress(done, len(planned))
    return len(planned)
