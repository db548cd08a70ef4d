"""What the public is told of how certificates stand: whole lists, and how far they tell.

A list follows from the journal: from which of its certificates have a leaf in the log before ``place``, and from the
day. So it can be made again at any time, and an audit makes it.
"""

from __future__ import annotations

import sqlalchemy as sa

from registry.store.tables.base import Nature, instant, table, text

status_list = table(
    "status_list",
    Nature.STANDING,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("bits", sa.LargeBinary, nullable=False),
    sa.Column("changed", sa.Boolean, nullable=False),  # since its token was signed
    text("uri", null=True),
    text("token", null=True),  # for who asks, it is the list
    instant("issued_at", null=True),
    sa.UniqueConstraint("uri"),
    sa.CheckConstraint(
        "(token IS NULL) = (uri IS NULL) AND (token IS NULL) = (issued_at IS NULL) AND (changed OR token IS NOT NULL)",
        name="signed",
    ),
)

status_told = table(  # one row, which whoever writes the lists locks
    "status_told",
    Nature.STANDING,
    sa.Column("only", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("log", sa.Integer, nullable=False),  # 0 before the first
    sa.Column("place", sa.BigInteger, nullable=False),  # the lists tell of the leaves before it
    sa.Column("day", sa.Date, nullable=False),  # as of which they tell what has lapsed
    sa.CheckConstraint('"only" = 1', name="one_row"),
)
