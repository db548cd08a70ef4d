"""Administrators, what two of them approve, licences, and what each client may file.

Why the default: a client enrolled before has no allowance and files what its role does, as it was told; it gets one when
two administrators enter it. A new client has one from its first key on.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    _run("0014_administrators.sql")


def downgrade() -> None:
    """Only while nobody is an administrator: what two of them approved cannot be shown without their signatures."""
    _run("0014_administrators_undone.sql")


def _run(name: str) -> None:
    op.execute("SET LOCAL ROLE registry_owner")
    text = (_SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})
    op.execute("RESET ROLE")
