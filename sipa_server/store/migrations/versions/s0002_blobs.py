"""Attachments: the blobs, what is being sent, and which record names which blob.

Revision ID: s0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0002"
down_revision = "s0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; no record of before names a blob."""
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("media", sa.String(40), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("place", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media", sa.String(40), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("device", sa.String(36), nullable=False),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.Column("touched_at", sa.BigInteger, nullable=False),
        sa.Column("done_at", sa.BigInteger),
    )
    op.create_index("uploads_by_place", "uploads", ["place", "sha256"], unique=True)
    op.create_index("uploads_by_device", "uploads", ["device", "begun_at"])
    op.create_index("uploads_by_age", "uploads", ["done_at", "touched_at"])
    op.create_table(
        "blob_names",
        sa.Column("type", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("village", sa.String(16)),
        sa.Column("place", sa.String(16)),
        sa.Column("granted", sa.Boolean, nullable=False),
    )
    op.create_index("blob_names_by_hash", "blob_names", ["sha256", "granted"])


def downgrade() -> None:
    """Refuse."""
    raise RuntimeError("the server goes back by its copy, not by a downgrade")
