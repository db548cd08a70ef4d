"""Who looked at what, and who asked for a person's values and why: what a person may be told of those who looked."""

from __future__ import annotations

import sqlalchemy as sa

from registry.domain.filings import Purpose
from registry.domain.registration import SearchBy
from registry.domain.unmasking import UnmaskingReason
from registry.store.tables.base import Nature, instant, one_of, table, text

# One row for each thing a search asked for; of a person's number or name the keyed hash, NULL once that is erased.
inquiry = table(
    "inquiry",
    Nature.PROJECTION,
    text("entry", primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    text("institution"),
    text("by"),
    text("purpose"),
    instant("at"),
    text("term", null=True),
    sa.CheckConstraint(f'"by" IN ({", ".join(f"{each!r}" for each in map(str, SearchBy))})', name="by_known"),
    one_of("purpose", Purpose),
    sa.Index("ix_inquiry_term", "term"),
)

unmasking = table(
    "unmasking",
    Nature.OPERATIONAL,
    text("id", primary_key=True),
    instant("at"),
    text("client"),
    text("institution"),
    text("role"),
    text("registration"),
    text("fields"),
    text("reason"),
    text("case_number", null=True),
    text("address"),
    one_of("reason", UnmaskingReason),
    sa.CheckConstraint("reason <> 'court_order' OR case_number IS NOT NULL", name="order_has_a_case"),
    sa.Index("ix_unmasking_at", "at"),
    sa.Index("ix_unmasking_registration", "registration"),
)
