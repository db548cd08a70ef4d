"""What the journal says stays in its row: nothing compressed, nothing beside the table.

Why: PostgreSQL compresses a row of more than 2 kB and moves its longest values to a table of their own. Ours are entries,
signed certificates and sealed requests of two to three kilobytes, of which all but the first do not compress, so that
every filing was compressed in vain and entered twice: a tenth to a seventh of what it costs the database
(bench/README.md). A page still holds two such rows. Longer ones go beside the table as before.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLES = ("entry", "certificate", "disclosure")
_LONGEST = 8160  # bytes: the most PostgreSQL lets a row have in its page


def upgrade() -> None:
    """Of rows to come; those that stand stay where they are."""
    _each(f"SET (toast_tuple_target = {_LONGEST})")


def downgrade() -> None:
    _each("RESET (toast_tuple_target)")


def _each(change: str) -> None:
    op.execute("SET LOCAL ROLE registry_owner")
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} {change}")
    op.execute("RESET ROLE")
