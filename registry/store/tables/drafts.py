"""Filings that wait for a second person. Row by row they are seen by their own institution alone (migration 0017): a
query without a WHERE finds no more. The body is sealed, for it names people; it goes when the draft has ended."""

from __future__ import annotations

import sqlalchemy as sa

from registry.domain.drafts.draft import DraftState, Exceeded
from registry.store.tables.base import Nature, instant, one_of, table, text

_OVER = ", ".join(f"'{state}'" for state in (DraftState.ENTERED, DraftState.WITHDRAWN))

draft = table(
    "draft",
    Nature.OPERATIONAL,
    text("id", primary_key=True),
    text("institution"),
    text("verb"),
    text("target"),
    sa.Column("based_on", sa.Integer, nullable=True),
    text("behalf", null=True),
    text("paper_sha256", null=True),
    text("paper_number", null=True),
    text("maker"),
    text("exceeds", null=True),
    text("state"),
    sa.Column("version", sa.Integer, nullable=False),
    instant("written_at"),
    instant("changed_at"),
    instant("expires_at"),
    text("second", null=True),  # who entered it or handed it back
    text("entry", null=True),
    text("key_id", null=True),
    sa.Column("sealed", sa.LargeBinary, nullable=True),  # the body, and why it was handed back
    one_of("state", DraftState),
    one_of("exceeds", Exceeded),
    sa.CheckConstraint("second <> maker", name="two_are_two"),
    sa.CheckConstraint("(state = 'entered') = (entry IS NOT NULL)", name="entered_as_an_entry"),
    sa.CheckConstraint("state NOT IN ('entered', 'returned') OR second IS NOT NULL", name="seen_by_a_second"),
    sa.CheckConstraint(f"state NOT IN ({_OVER}) OR sealed IS NULL", name="over_and_forgotten"),
    sa.CheckConstraint("(key_id IS NULL) = (sealed IS NULL)", name="sealed_under_a_key"),
    sa.CheckConstraint("paper_sha256 ~ '^[0-9a-f]{64}$'", name="digest_of_a_paper"),
    sa.Index("ix_draft_institution_id", "institution", "id"),
    sa.Index("ix_draft_expires_at", "expires_at", postgresql_where=sa.text("sealed IS NOT NULL")),
)

draft_step = table(  # who did what with it, and when
    "draft_step",
    Nature.OPERATIONAL,
    text("draft", primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    text("institution"),
    text("state"),
    text("by"),
    instant("at"),
    one_of("state", DraftState),
)
