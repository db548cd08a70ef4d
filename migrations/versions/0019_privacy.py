"""Who looked at whom, and who asked for a person's values and why; sealed values and hashes that pass to another key.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    _run("0019_privacy.sql")


def downgrade() -> None:
    """Only while nobody was shown anything: who was, and why, is nowhere else."""
    _run("0019_privacy_undone.sql")


def _run(name: str) -> None:
    op.execute("SET LOCAL ROLE registry_owner")
    text = (_SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})
    op.execute("RESET ROLE")
