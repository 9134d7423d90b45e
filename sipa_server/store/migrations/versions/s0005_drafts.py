"""Earlier revisions of drafts, from which two PCs' changes are put together.

Revision ID: s0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0005"
down_revision = "s0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it fills as drafts are saved."""
    op.create_table(
        "record_past",
        sa.Column("type", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("rev", sa.Integer, primary_key=True),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_index("record_past_by_time", "record_past", ["until"])
