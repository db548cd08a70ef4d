"""What people's devices have made, and what waits to be signed. Which passkeys count stands in the projection of the
journal: from these rows alone nothing follows."""

from __future__ import annotations

import sqlalchemy as sa

from registry.store.tables.base import Nature, instant, table, text

made_passkey = table(  # somebody's own devices, under the names he gave them
    "made_passkey",
    Nature.OPERATIONAL,
    text("key_id", primary_key=True),
    text("person"),
    text("label"),
    text("credential"),
    text("jwk"),
    text("origin"),
    sa.Column("possession", sa.LargeBinary),  # NULL until it was shown that the passkey is held
    instant("made_at"),
    sa.Index("ix_made_passkey_person", "person"),
)

passkey_count = table(  # where each authenticator's counter stood when it was believed last
    "passkey_count",
    Nature.OPERATIONAL,
    text("key_id", primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.CheckConstraint("count >= 0", name="not_below_nothing"),
)

ceremony = table(  # a text whose digest a browser was given to have signed: answered once, by the session that asked
    "ceremony",
    Nature.OPERATIONAL,
    text("session", primary_key=True),
    text("purpose", primary_key=True),
    text("about"),
    sa.Column("base", sa.LargeBinary, nullable=False),
    instant("expires_at"),
)
