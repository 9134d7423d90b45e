"""Less to write for a record that comes: it is noted with its page, and stands in no index of what waits.

Revision ID: d0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0008"
down_revision = "d0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index small, and drop the triggers that noted every record; the program makes its own when it opens."""
    op.drop_index("record_pending", "record")
    op.create_index("record_pending", "record", ["pending"], sqlite_where=sa.text("pending = 1"))
    for verb in ("insert", "update"):
        op.execute(f"DROP TRIGGER IF EXISTS search_record_{verb}")


def downgrade() -> None:
    """Refuse."""
    raise RuntimeError("the desk goes back by its copy, not by a downgrade")
