"""Alembic's tree of the server's database."""
