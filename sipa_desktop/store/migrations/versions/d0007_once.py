"""Each text once: what the server said stands in `record`, beside it only what an own op covers there.

Revision ID: d0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0007"
down_revision = "d0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what the server said of records that are pending; all others say the same in both tables."""
    op.create_table(
        "covered",
        sa.Column("type", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("village", sa.Text),
        sa.Column("fields", sa.LargeBinary, nullable=False),
    )
    op.execute(
        "INSERT INTO covered (type, id, rev, village, fields) "
        "SELECT said.type, said.id, said.rev, said.village, said.fields "
        "FROM record JOIN server_record AS said ON said.type = record.type AND said.id = record.id "
        "WHERE record.pending = 1"
    )
    op.drop_table("server_record")


def downgrade() -> None:
    """Refuse."""
    raise RuntimeError("the desk goes back by its copy, not by a downgrade")
