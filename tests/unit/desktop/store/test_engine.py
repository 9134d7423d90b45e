"""What a commit of the desk rests on."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from sipa_desktop.store.engine import open_engines
from tests.support.vaults import KEY

FULL = 2


def test_a_commit_is_on_the_disk_and_references_are_kept(tmp_path: Path) -> None:
    engines = open_engines(tmp_path / "a.db", KEY)
    with engines.writer.connect() as connection:
        facts = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    engines.dispose()
    assert facts == {"journal_mode": "wal", "synchronous": FULL, "foreign_keys": 1}


def test_a_fault_of_the_database_tells_no_word_that_was_being_written(tmp_path: Path) -> None:
    engines = open_engines(tmp_path / "a.db", KEY)
    with engines.writer.connect() as connection, pytest.raises(sa.exc.OperationalError) as fault:
        connection.execute(sa.text("INSERT INTO nowhere VALUES (:words)"), {"words": "NIK warga"})
    engines.dispose()
    assert "nowhere" in str(fault.value)
    assert "NIK warga" not in str(fault.value)
