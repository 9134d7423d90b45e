"""PCs that came with an enrolment file wait until somebody of the kecamatan says that they are right.

Revision ID: s0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "s0009"
down_revision = "s0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; whoever has a place already waits for nobody."""
    op.add_column("devices", sa.Column("waiting_since", sa.BigInteger))
