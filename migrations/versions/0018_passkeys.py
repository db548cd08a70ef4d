"""People's passkeys: what they have had made, what waits to be signed, and those that count.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    _run("0018_passkeys.sql")


def downgrade() -> None:
    """Only while no passkey was enrolled: of what was signed with one, nothing would show that it counts."""
    _run("0018_passkeys_undone.sql")


def _run(name: str) -> None:
    op.execute("SET LOCAL ROLE registry_owner")
    text = (_SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})
    op.execute("RESET ROLE")
