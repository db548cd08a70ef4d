"""The register: roles, tables, guards, grants.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    _run("0001_roles.sql")
    op.execute("SET LOCAL ROLE registry_owner")
    for part in ("0001_tables.sql", "0001_guards.sql", "0001_grants.sql"):
        _run(part)
    op.execute("RESET ROLE")
    op.execute("GRANT SELECT ON alembic_version TO registry_app, registry_sequencer, registry_auditor")


def downgrade() -> None:
    """The first migration has nothing to go back to: a register is not un-made."""
    message = "0001 cannot be undone; drop the database instead"
    raise NotImplementedError(message)


def _run(name: str) -> None:
    # the files are plain SQL of several statements: no colon and no per cent sign in them is a parameter
    text = (_SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})
