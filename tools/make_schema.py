"""Writes `sipa_desktop/store/migrations/schema.sql`: where all the steps of the desk's migrations lead.

`python -m tools.make_schema`, after a new revision. A new profile is written from it in one go; a test holds it to the
steps.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from sipa_desktop.store.engine import open_engines
from sipa_desktop.store.migrate import NEXT, config

FILE = Path(__file__).resolve().parent.parent / "sipa_desktop/store/migrations/schema.sql"


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        FILE.write_text(written(Path(folder) / "steps.db"), encoding="utf-8")


def written(path: Path) -> str:
    """Return the text of the file, as the steps make a new database at `path`."""
    engines = open_engines(path, bytes(32))
    try:
        with engines.writer.begin() as connection:
            command.upgrade(config(connection), "head")
            (revision,) = connection.exec_driver_sql("SELECT version_num FROM alembic_version").one()
            return NEXT.join([f"-- {revision}", *statements(connection)]) + "\n"
    finally:
        engines.dispose()


def statements(connection: sa.Connection) -> list[str]:
    """Return what makes each table, index and trigger of a database, in the order in which they were made."""
    shadows = {row[1] for row in connection.exec_driver_sql("PRAGMA table_list") if row[2] == "shadow"}
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    made = [sql for name, sql in rows if name not in shadows and not name.startswith("sqlite_")]
    (revision,) = connection.exec_driver_sql("SELECT version_num FROM alembic_version").one()
    return [*made, f"INSERT INTO alembic_version (version_num) VALUES ('{revision}')"]


if __name__ == "__main__":
    main()
