"""Load the plan through the same door everybody uses: signed filings over HTTP. Repeating it changes nothing, because
every filing carries the token it was first made with; what was loaded to its end is not filed again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from registry.client import Client, Problem
from registry.demo.acts import HOLDS, PlannedAct, acts
from registry.demo.filings import PlannedFiling, plan
from registry.demo.folder import Folder

Progress = Callable[[int, int], None]
COUNT = 300


def load(folder: Folder, origin: str, *, today: date, progress: Progress, count: int = COUNT) -> int:
    """File what is not filed yet; returns how many registrations the plan has."""
    planned = plan(count, today=today)
    after = acts(planned, today=today)
    mark = _mark(planned, after)
    if folder.loaded() == mark:
        return len(planned)
    client_of = cache(lambda name: Client(origin, f"demo-{name}", folder.client_key(name)))
    for done, filing in enumerate(planned, start=1):
        client = client_of(filing.client)
        made = client.register(filing.body, idempotency_key=filing.idempotency_key).body
        if filing.follow_up:
            key = f"{filing.idempotency_key}-discharge"
            client.discharge(made["number"], version=1, reason="claim_extinguished", idempotency_key=key)
        progress(done, len(planned))
    for act in after:
        _enter(act, client_of(act.client))
    folder.note_loaded(mark)
    return len(planned)


def _mark(planned: Sequence[PlannedFiling], after: Sequence[PlannedAct]) -> str:
    """What a newer program plans otherwise is loaded again."""
    return hashlib.sha256(repr((planned, after)).encode()).hexdigest()


def _enter(act: PlannedAct, client: Client) -> None:
    """A hold whose days have passed is entered no more: where loading was stopped and goes on another week."""
    try:
        client.request("POST", act.path, body=act.body, idempotency_key=act.idempotency_key)
    except Problem:
        if act.path != HOLDS:
            raise
