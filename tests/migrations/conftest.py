"""A desk's database as the first release made it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from sipa_desktop.store import migrate
from sipa_desktop.store.engine import open_engines
from tests.support.vaults import KEY


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A database of revision d0001 with a draft, a record, an op that waits and the number of the next."""
    path = tmp_path / "sipa.db"
    engines = open_engines(path, KEY)
    with engines.writer.connect() as connection, connection.begin():
        command.upgrade(migrate.config(connection), "d0001")
        for line in (
            "INSERT INTO meta VALUES ('next_no', '17')",
            "INSERT INTO document VALUES ('d', 'draft', '{}', 1, 2)",
            "INSERT INTO leaf VALUES ('d', 'kendala.isi', '\"Hujan\"')",
            "INSERT INTO record VALUES ('village', 'v', 3, NULL, '{\"name\": \"Babayau\"}', 0)",
            "INSERT INTO outbox (op_id, kind, type, id, title, body, content_hash, made_at, state, attempts)"
            " VALUES ('o', 'report.submit', 'report', 'r', 'LRA', '{}', 'h', 1, 'QUEUED', 0)",
        ):
            connection.execute(sa.text(line.replace(":", r"\:")))
    engines.dispose()
    return path
