"""The public log: which logs there were, where each entry stands in them, and the tiles of their trees.

A log is never shortened and never rewritten. One that is lost is followed by another with the next number, and what it
said stays as evidence.
"""

from __future__ import annotations

import sqlalchemy as sa

from registry.store.tables.base import Nature, table, text

log_tree = table(  # the newest is the log in force; the row of the first is what sequencers lock
    "log_tree",
    Nature.LOG,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    text("origin"),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("root", sa.LargeBinary, nullable=False),
    text("former", null=True),  # the last checkpoint of the log it follows
    text("published", null=True),  # the last checkpoint: for who asks, it is the log
    sa.UniqueConstraint("origin"),
)

log_leaf = table(
    "log_leaf",
    Nature.LOG,
    sa.Column("log", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger),  # none of the leaf that begins a log anew
    text("leaf"),
    sa.UniqueConstraint("log", "seq"),
)

log_tile = table(  # made from the leaves, and made again where lost
    "log_tile",
    Nature.LOG,
    sa.Column("log", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("level", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
