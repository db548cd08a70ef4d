"""What people have had made, what waits to be signed, and how far authenticators have counted. Each verb is one
statement, so that of two who come at once one is first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from registry.domain import canon
from registry.domain.passkeys import Passkey
from registry.store.connection import Store

_ASK = sa.text("""
    INSERT INTO ceremony (session, purpose, about, base, expires_at) VALUES (:session, :purpose, :about, :base, :until)
        ON CONFLICT (session, purpose) DO UPDATE SET about = excluded.about, base = excluded.base,
                                                     expires_at = excluded.expires_at
    RETURNING 1""")
_TAKE = sa.text("""
    DELETE FROM ceremony WHERE session = :session AND purpose = :purpose AND about = :about
    RETURNING CASE WHEN expires_at > :at THEN base END AS base""")
_MADE = sa.text("""
    INSERT INTO made_passkey (key_id, person, label, credential, jwk, origin, made_at)
    VALUES (:key_id, :person, :label, :credential, :jwk, :origin, :at) ON CONFLICT (key_id) DO NOTHING RETURNING 1""")
_SHOWN = sa.text("""
    UPDATE made_passkey SET possession = :possession
     WHERE key_id = :key_id AND person = :person AND possession IS NULL RETURNING 1""")
_DROP = sa.text("""
    DELETE FROM made_passkey m WHERE m.key_id = :key_id AND m.person = :person
       AND NOT EXISTS (SELECT FROM passkey p WHERE p.key_id = m.key_id) RETURNING 1""")
# Devices that count nothing say nought for ever; one that counts has counted on (WebAuthn section 6.1.1).
_COUNT = sa.text("""
    INSERT INTO passkey_count AS c (key_id, count) VALUES (:key_id, :count)
        ON CONFLICT (key_id) DO UPDATE SET count = excluded.count
     WHERE c.count < excluded.count OR (c.count = 0 AND excluded.count = 0) RETURNING 1""")
_FORGET = sa.text("DELETE FROM ceremony WHERE expires_at < :now RETURNING expires_at")


def ask(store: Store, asked: Mapping[str, Any], *, base: bytes, until: datetime) -> None:
    """Keep the text that a session is to have signed; what it was asked before for the same purpose is over."""
    _do(store, _ASK, **asked, base=base, until=until)


def take(store: Store, asked: Mapping[str, Any], *, at: datetime) -> bytes | None:
    """The text that was kept, once; None where nothing waits any more, or too long."""
    for row in _do(store, _TAKE, **asked, at=at):
        return bytes(row.base) if row.base is not None else None
    return None


def made(store: Store, passkey: Passkey, *, person: str, label: str, at: datetime) -> bool:
    """Whether this is a new one."""
    row = {
        "key_id": passkey.key_id, "credential": canon.b64(passkey.credential),
        "jwk": canon.dumps(passkey.jwk).decode(), "origin": passkey.origin,
    }  # fmt: skip
    return bool(_do(store, _MADE, **row, person=person, label=label, at=at))


def shown(store: Store, key_id: str, *, person: str, possession: bytes) -> bool:
    """Whether a passkey of the person's own is noted as held by him now."""
    return bool(_do(store, _SHOWN, key_id=key_id, person=person, possession=possession))


def drop(store: Store, key_id: str, *, person: str) -> bool:
    """Whether one of the person's own was dropped; never one that was enrolled."""
    return bool(_do(store, _DROP, key_id=key_id, person=person))


def counted_on(store: Store, key_id: str, *, count: int) -> bool:
    """Whether the authenticator has counted on since it was believed last; if so, this is where it stands. Where it has
    not, there are two of it, or somebody says a second time what it said once."""
    return bool(_do(store, _COUNT, key_id=key_id, count=count))


def forget_unanswered(store: Store, now: datetime) -> int:
    """Drop what nobody has answered in time; returns how many."""
    return len(_do(store, _FORGET, now=now))


def _do(store: Store, statement: sa.TextClause, **binds: Any) -> Sequence[sa.Row[Any]]:
    """A row for each row that was changed."""
    with store.reading() as connection:
        return connection.execute(statement, binds).all()
