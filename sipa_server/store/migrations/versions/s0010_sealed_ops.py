"""Ops remember when the bundle was sealed that brought them, so that a lost history can be told of it.

Revision ID: s0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0010"
down_revision = "s0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what came before nothing is known."""
    op.add_column("ops", sa.Column("sealed_at", sa.BigInteger, nullable=False, server_default="0"))
