"""Bundles on sticks: those that this PC made, and those that it carries for others.

Revision ID: d0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0005"
down_revision = "d0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "bundle",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("request_id", sa.Text, nullable=False, unique=True),
        sa.Column("incarnation", sa.Text, nullable=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("sealed_at", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("ops", sa.LargeBinary, nullable=False),
        sa.Column("files", sa.Integer, nullable=False),
        sa.Column("written_at", sa.BigInteger),
        sa.Column("answered_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "carried",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("taken_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("handed_at", sa.BigInteger),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("reply_name", sa.Text, nullable=False),
        sa.Column("reply_size", sa.BigInteger, nullable=False),
        sa.Column("written_at", sa.BigInteger),
    )


def downgrade() -> None:
    """Refuse."""
    raise RuntimeError("the desk goes back by its copy, not by a downgrade")
