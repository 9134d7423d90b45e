"""The desk's own Alembic tree."""
