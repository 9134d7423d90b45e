"""Bundles that came on sticks, and what became of each.

Revision ID: s0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0008"
down_revision = "s0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "bundles",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("device", sa.String(36), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("sealed_at", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("courier", sa.String(36), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("ops", sa.Integer, nullable=False),
        sa.Column("reply", sa.String(64), nullable=False),
        sa.Column("reply_name", sa.String(120), nullable=False),
        sa.Column("reply_size", sa.BigInteger, nullable=False),
    )
    op.create_index("bundles_by_state", "bundles", ["state", "received_at"])
