"""What keepers and insurers attest, and how much of each quantity stands as security.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    _run("0006_quantities.sql")


def downgrade() -> None:
    """Only while nothing was attested and nothing takes of a quantity: what refuses that is no longer known before."""
    _run("0006_quantities_undone.sql")


def _run(name: str) -> None:
    op.execute("SET LOCAL ROLE registry_owner")
    text = (_SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})
    op.execute("RESET ROLE")
