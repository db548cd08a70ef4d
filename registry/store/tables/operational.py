"""What the register works with but does not remember by: locks, queues, the settled instant."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from registry.store.tables.base import Nature, instant, table, text

asset_key = table("asset_key", Nature.OPERATIONAL, text("key", primary_key=True))

settled = table(
    "settled",
    Nature.OPERATIONAL,
    sa.Column("only", sa.SmallInteger, primary_key=True, autoincrement=False),
    instant("until"),
    instant("logged", null=True),  # when the sequencer last left nothing waiting
    sa.CheckConstraint('"only" = 1', name="one_row"),
)

idempotency = table(  # kept for ever: a filing is a legal act, and its once-only token never expires
    "idempotency",
    Nature.OPERATIONAL,
    text("client", primary_key=True),
    text("key", primary_key=True),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    text("entry"),  # or the draft that it waits as
)

log_queue = table(  # the row is the state: the sequencer takes what is here, whatever its number
    "log_queue",
    Nature.OPERATIONAL,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("commitment", sa.LargeBinary, nullable=False),
    sa.Column("statement", sa.LargeBinary),
    instant("at"),
)

outbox = table(
    "outbox",
    Nature.OPERATIONAL,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    text("topic"),
    text("entry"),
    instant("at"),
)

feed = table(  # made of the outbox; what became of an asset stands in the journal
    "feed",
    Nature.OPERATIONAL,
    sa.Column("number", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    text("institution"),
    text("entry"),
    text("verb"),
    instant("at"),
    text("registration", null=True),
    text("act", null=True),
    sa.Column("about", ARRAY(sa.Text), nullable=False),
    sa.Column("contested", sa.Boolean, nullable=False),
    sa.UniqueConstraint("institution", "entry"),
    sa.Index("ix_feed_institution_number", "institution", "number"),
)

search = table(
    "search",
    Nature.OPERATIONAL,
    text("id", primary_key=True),
    instant("at"),
    text("client"),
    text("purpose"),
    sa.Column("keys", ARRAY(sa.Text), nullable=False),
    sa.Index("ix_search_at", "at"),
)

assertion = table(  # an assertion for a token works once (RFC 7523 section 3, jti)
    "assertion",
    Nature.OPERATIONAL,
    text("client", primary_key=True),
    text("jti", primary_key=True),
    instant("expires_at"),
    sa.Index("ix_assertion_expires_at", "expires_at"),
)
