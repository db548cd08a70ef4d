"""What two administrators opened for an hour, and what the audit administrator found. A column is filled in once and
never changes: what has been said here is not taken back."""

from __future__ import annotations

import sqlalchemy as sa

from registry.store.tables.base import Nature, instant, table, text


def _together(one: str, other: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"({one} IS NULL) = ({other} IS NULL)", name=f"{one}_by_somebody")


break_glass = table(
    "break_glass",
    Nature.OPERATIONAL,
    text("id", primary_key=True),
    text("glass"),  # what can be opened is the domain's list; what once could stays readable
    text("about"),
    text("reason"),
    text("asked_by"),
    instant("asked_at"),
    text("opened_by", null=True),
    instant("opened_at", null=True),
    text("ended_by", null=True),
    instant("ended_at", null=True),
    text("reviewed_by", null=True),
    instant("reviewed_at", null=True),
    text("note", null=True),
    _together("opened_at", "opened_by"),
    _together("ended_at", "ended_by"),
    _together("reviewed_at", "reviewed_by"),
    sa.CheckConstraint("(reviewed_at IS NULL) = (note IS NULL)", name="reviewed_with_a_note"),
    sa.CheckConstraint("opened_by <> asked_by", name="two_are_two"),
    sa.CheckConstraint("reviewed_by <> asked_by AND reviewed_by <> opened_by", name="reviewed_by_a_third"),
    sa.CheckConstraint("opened_at IS NOT NULL OR (ended_at IS NULL AND reviewed_at IS NULL)", name="opened_first"),
    sa.CheckConstraint("opened_at >= asked_at AND ended_at >= opened_at", name="in_order"),
    sa.Index("ix_break_glass_unreviewed", "asked_at", postgresql_where=sa.text("reviewed_at IS NULL")),
)
