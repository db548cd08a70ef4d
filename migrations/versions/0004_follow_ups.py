"""A creditor follows up his registration: further claims, the legal registration, who stands behind whom, releases.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    _run("0004_follow_ups.sql")


def downgrade() -> None:
    """Only while no follow-up stands in the journal: without its tables it would be an entry nobody can replay."""
    _run("0004_follow_ups_undone.sql")


def _run(name: str) -> None:
    op.execute("SET LOCAL ROLE registry_owner")
    text = (_SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})
    op.execute("RESET ROLE")
