"""Figures by month, made from projection and journal by the worker and made anew at any time; and how often filings
were refused, which nothing else of the register remembers."""

from __future__ import annotations

import sqlalchemy as sa

from registry.domain.statistics.indicators import INDICATORS
from registry.store.tables.base import Nature, instant, one_of, table, text

statistic = table(  # changes by month: what stands at its end is their sum up to it
    "statistic",
    Nature.OPERATIONAL,
    sa.Column("month", sa.Date, primary_key=True),
    text("measure", primary_key=True),
    text("region", primary_key=True),  # as it was written: what a code became stands in domain.regions
    text("kind", primary_key=True),
    text("institution", primary_key=True),
    text("term", primary_key=True),
    text("grantor", primary_key=True),
    text("detail", primary_key=True),
    sa.Column("value", sa.Numeric, nullable=False),
    one_of("measure", INDICATORS),
)

statistic_month = table(
    "statistic_month",
    Nature.OPERATIONAL,
    sa.Column("month", sa.Date, primary_key=True),
    instant("until"),  # what was settled by then is counted
    sa.Column("complete", sa.Boolean, nullable=False),
)

refused_filing = table(
    "refused_filing",
    Nature.OPERATIONAL,
    sa.Column("month", sa.Date, primary_key=True),
    text("code", primary_key=True),
    text("region", primary_key=True),
    text("kind", primary_key=True),
    text("institution", primary_key=True),
    sa.Column("times", sa.BigInteger, nullable=False),
    sa.CheckConstraint("times > 0", name="came_once"),
)
