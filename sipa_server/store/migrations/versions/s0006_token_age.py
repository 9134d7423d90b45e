"""When each token was made, so that it can be renewed in time; those of before count as old.

Revision ID: s0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0006"
down_revision = "s0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("tokens", sa.Column("made_at", sa.BigInteger, nullable=False, server_default="0"))
