"""Marks of the feed, by which a cursor of another history is known even when its numbers were used again.

Revision ID: s0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0007"
down_revision = "s0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the chain begins with the next write."""
    op.create_table(
        "feed_marks",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("mark", sa.String(32), nullable=False),
    )
