"""All that may be done to the drafts of one institution. ``with changing(store, institution=...) as drafts: ...`` is
one transaction; leaving the block commits, any exception rolls back.

The database shows the rows of that institution and no others, whatever is asked (row-level security): a condition that
somebody forgets here loses nobody's secrets. Each change says what it rests on, in the statement that makes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.domain.drafts.draft import Draft, Wanted
from registry.domain.errors import Unavailable
from registry.signing.vault import SealedValue
from registry.store.connection import Store
from registry.store.draft_rows import (
    COLUMNS,
    HAND_BACK,
    ONE,
    REVISE,
    STEP,
    SUBMIT,
    WITHDRAW,
    Change,
    Kept,
    binds_of,
    kept,
)
from registry.store.faults import Again, translated

_WITHIN = sa.text("SELECT set_config('registry.institution', :institution, true)")
_TAKEN = sa.text(f"{ONE} FOR UPDATE")
_WRITE = sa.text(f"""
    WITH changed AS (
        INSERT INTO draft ({COLUMNS}, changed_at)
        VALUES (:id, :institution, :verb, :target, :based_on, :behalf, :paper_sha256, :paper_number, :maker, :exceeds,
                :state, 1, :at, :expires_at, NULL, NULL, :key_id, :sealed, :at)
        RETURNING id, institution, version, state, changed_at) {STEP}""")
_TOKEN = sa.text("""
    INSERT INTO idempotency (client, key, entry, fingerprint) VALUES (:client, :key, :draft, :fingerprint)""")
_FORGET = sa.text("UPDATE draft SET key_id = NULL, sealed = NULL WHERE expires_at < :now AND sealed IS NOT NULL")


class Drafts:
    """One transaction on drafts. Made by ``changing``, never elsewhere."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def taken(self, draft: str) -> Kept | None:
        """A draft that nobody else changes until the transaction ends."""
        row = self._execute(_TAKEN, id=draft).mappings().one_or_none()
        return kept(row) if row else None

    def write(self, draft: Draft, sealed: SealedValue) -> None:
        binds = binds_of(draft.wanted, sealed, until=draft.expires_at)
        named = {"id": draft.id, "institution": draft.institution, "maker": draft.maker, "state": str(draft.state)}
        exceeds = str(draft.exceeds) if draft.exceeds else None
        self._execute(_WRITE, **binds, **named, exceeds=exceeds, at=draft.written_at, by=draft.maker)

    def remember(self, draft: Draft, *, key: str, fingerprint: bytes) -> None:
        """The once-only token that a client sent with it. Raises ConstraintFired where it was used before."""
        self._execute(_TOKEN, client=draft.maker, key=key, draft=draft.id, fingerprint=fingerprint)

    def revise(self, change: Change, wanted: Wanted, *, sealed: SealedValue, until: datetime) -> bool:
        """Whether it was as it had been seen, and his own, and is changed now; so do all that follow."""
        return self._changed(REVISE, change, **binds_of(wanted, sealed, until=until))

    def submit(self, change: Change, *, until: datetime) -> bool:
        return self._changed(SUBMIT, change, expires_at=until)

    def withdraw(self, change: Change) -> bool:
        return self._changed(WITHDRAW, change)

    def hand_back(self, change: Change, *, sealed: SealedValue, until: datetime) -> bool:
        """Never by its maker."""
        body = {"key_id": sealed.key_id, "sealed": sealed.sealed}
        return self._changed(HAND_BACK, change, **body, expires_at=until)

    def _changed(self, statement: sa.TextClause, change: Change, **binds: Any) -> bool:
        return self._execute(statement, **change.binds(), **binds).first() is not None

    def _execute(self, statement: sa.TextClause, **binds: Any) -> sa.CursorResult[Any]:
        with translated():
            return self._connection.execute(statement, binds)


@contextmanager
def changing(store: Store, *, institution: str) -> Iterator[Drafts]:
    with within(store, institution=institution) as connection:
        yield Drafts(connection)


@contextmanager
def within(store: Store, *, institution: str) -> Iterator[sa.Connection]:
    """A transaction that sees the drafts of one institution and no others. Raises Unavailable where nobody answers;
    what was begun is then undone."""
    try:
        with translated(), store.engine.begin() as connection:
            connection.execute(_WITHIN, {"institution": institution})
            yield connection
    except Again as fault:
        raise Unavailable(str(fault)) from None


def forget_expired(store: Store, now: datetime) -> int:
    """Drop the bodies of drafts that nobody will enter any more; returns how many."""
    with store.reading() as connection:
        return int(connection.execute(_FORGET, {"now": now}).rowcount)
