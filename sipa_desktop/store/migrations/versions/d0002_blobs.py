"""Attachments: what lies on this PC, what waits to be sent, what is wanted.

Revision ID: d0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0002"
down_revision = "d0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of blobs; what was there before has none."""
    op.create_table(
        "blob",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("media", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("here", sa.Boolean, nullable=False),
        sa.Column("to_send", sa.Boolean, nullable=False),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("upload", sa.Text),
        sa.Column("sent_bytes", sa.BigInteger, nullable=False),
        sa.Column("wanted_at", sa.BigInteger),
        sa.Column("fault", sa.Text),
        sa.Column("kept_at", sa.BigInteger, nullable=False),
    )
    op.create_index("blob_to_send", "blob", ["to_send", "size"])
    op.create_index("blob_wanted", "blob", ["wanted_at"])


def downgrade() -> None:
    """Refuse."""
    raise RuntimeError("the desk goes back by its copy, not by a downgrade")
