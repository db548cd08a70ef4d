"""What another holder's right an encumbrance contests, so that both sides and a trade are told of it.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    _run("0007_titles.sql")


def downgrade() -> None:
    """Only while nothing is contested: of what is, the rows would no longer say so."""
    _run("0007_titles_undone.sql")


def _run(name: str) -> None:
    op.execute("SET LOCAL ROLE registry_owner")
    text = (_SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})
    op.execute("RESET ROLE")
