"""What the server signed of each exchange, so that its receipts can be proved later and to others.

Revision ID: d0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0006"
down_revision = "d0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; receipts from before it cannot be proved, and go on to count here."""
    op.create_table(
        "signed",
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("sign_pub", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Refuse."""
    raise RuntimeError("the desk goes back by its copy, not by a downgrade")
