"""Who asked and was refused, and who got a token. Append-only for its time, which is at least six months; no truth of
the register's, and never read by a filing."""

from __future__ import annotations

import sqlalchemy as sa

from registry.domain.access_event import AccessEventKind
from registry.store.tables.base import Nature, instant, one_of, table, text

access_event = table(
    "access_event",
    Nature.OPERATIONAL,
    text("id", primary_key=True),
    instant("at"),
    text("kind"),
    text("reason"),
    text("route", null=True),
    text("address"),
    text("client", null=True),
    text("institution", null=True),
    text("person", null=True),  # who acted, or whose login was tried
    text("concerning", null=True),  # whom it was about; of a login that nobody has, a keyed hash
    sa.Column("times", sa.Integer, nullable=False),
    one_of("kind", AccessEventKind),
    sa.CheckConstraint("times > 0", name="came_once"),
    sa.Index("ix_access_event_at", "at"),
    sa.Index("ix_access_event_person", "person", "at", postgresql_where=sa.text("person IS NOT NULL")),
)
