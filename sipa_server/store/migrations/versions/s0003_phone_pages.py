"""Pages that a phone may open for one publication.

Revision ID: s0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0003"
down_revision = "s0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of the pages."""
    op.create_table(
        "phone_pages",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("person", sa.String(36), sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("device", sa.String(36), sa.ForeignKey("devices.id"), nullable=False),
        sa.Column("publication", sa.String(36), nullable=False),
        sa.Column("captions", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("phone_pages_by_person", "phone_pages", ["person", "publication"])
