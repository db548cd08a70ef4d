"""Who asked and was refused, and who got a token.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    _run("0013_access_events.sql")


def downgrade() -> None:
    """What was remembered of refusals is gone with it."""
    _run("0013_access_events_undone.sql")


def _run(name: str) -> None:
    op.execute("SET LOCAL ROLE registry_owner")
    text = (_SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})
    op.execute("RESET ROLE")
