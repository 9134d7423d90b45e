"""Alembic's entry: runs inside the transaction that sipa_server.store.migrate has opened, never by itself."""

from __future__ import annotations

from alembic import context

from sipa_server.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    transactional_ddl=True,
)
context.run_migrations()
