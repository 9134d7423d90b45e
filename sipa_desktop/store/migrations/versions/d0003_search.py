"""Search: what can be found, the words of it (FTS5), and what is still to be indexed.

Revision ID: d0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0003"
down_revision = "d0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and note everything that is there: it is indexed in the background, batch by batch.

    The triggers that note changes are made when the database is opened (sipa_desktop.store.search).
    """
    op.create_table(
        "search_item",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("village", sa.Text),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("search_item_by_ref", "search_item", ["source", "type", "ref"])
    op.create_index("search_item_by_owner", "search_item", ["owner"])
    op.create_table(
        "search_dirty",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.UniqueConstraint("source", "type", "id", name="search_dirty_once"),
        sqlite_autoincrement=True,
    )
    op.execute(
        "CREATE VIRTUAL TABLE search_text USING fts5(title, body, more, content='', contentless_delete=1, "
        "prefix='3', tokenize=\"unicode61 remove_diacritics 2\")"
    )
    op.execute("INSERT INTO search_dirty (source, type, id) SELECT 'record', type, id FROM record ORDER BY rowid")
    op.execute("INSERT INTO search_dirty (source, type, id) SELECT 'document', '', id FROM document ORDER BY saved_at")


def downgrade() -> None:
    """Refuse."""
    raise RuntimeError("the desk goes back by its copy, not by a downgrade")
