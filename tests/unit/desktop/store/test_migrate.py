"""The desk's database keeps its promises about versions and copies."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from sipa_desktop.errors import KnownError
from sipa_desktop.store import migrate
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.engine import DatabaseFault, check_sqlite, open_engines
from sipa_desktop.store.tables import metadata
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

CLOCK = HandClock(1_752_114_840_000)


def store(path: Path) -> Store:
    return Store(path, CLOCK, SeededEntropy("store"), KEY)


LIST_INDEXES = ("outbox_closed", "outbox_made", "outbox_about")


def not_of_the_index(name: str | None, kind: str, _parents: object) -> bool:
    """The table of words is SQLite's own (FTS5), and makes its tables itself; so do the lines of lists."""
    return not (kind == "table" and (name or "").startswith(("search_text", "list_"))) and not (
        kind == "index" and name in LIST_INDEXES
    )


def test_the_named_head_is_the_head_of_the_tree() -> None:
    assert ScriptDirectory.from_config(migrate.config()).get_current_head() == migrate.HEAD


def test_a_new_database_has_exactly_the_tables_of_the_program(tmp_path: Path) -> None:
    store(tmp_path / "a.db").close()
    engines = open_engines(tmp_path / "a.db", KEY)
    with engines.writer.connect() as connection:
        ours = MigrationContext.configure(connection, opts={"include_name": not_of_the_index})
        differences = compare_metadata(ours, metadata)
    engines.dispose()
    assert differences == []


def test_opening_again_changes_nothing_and_keeps_what_was_written(tmp_path: Path) -> None:
    first = store(tmp_path / "a.db")
    with first.write() as tx:
        tx.documents.start("x", DocumentKind.DRAFT, {"template": "lra"}, 1)
        tx.documents.save("x", {"kendala.isi": "Hujan", "apbdes[-/4.2.1/-].anggaran": 5}, 2)
    first.close()
    again = store(tmp_path / "a.db")
    with again.read() as tx:
        assert tx.documents.content("x") == {"kendala.isi": "Hujan", "apbdes[-/4.2.1/-].anggaran": 5}
    again.close()
    assert [path.name for path in tmp_path.glob("*.db")] == ["a.db"]


def test_a_database_of_a_newer_program_is_refused_and_stays_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store(path).close()
    engines = open_engines(path, KEY)
    with engines.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'd9999'")
    engines.dispose()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(KnownError) as told:
        store(path)
    assert told.value.code == "newer_database"
    assert "aman" in told.value.message
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_an_old_sqlite_is_refused_before_anything_is_opened() -> None:
    with pytest.raises(KnownError) as told:
        check_sqlite((3, 51, 2))
    assert told.value.code == "old_sqlite"
    check_sqlite((3, 51, 3))


def test_a_reader_can_write_nothing(tmp_path: Path) -> None:
    opened = store(tmp_path / "a.db")
    with opened.read() as tx, pytest.raises(DatabaseFault, match="readonly"):
        tx.documents.start("x", DocumentKind.DRAFT, {}, 1)
    opened.close()


def test_nothing_of_a_failed_write_stands_and_nobody_is_told(tmp_path: Path) -> None:
    opened = store(tmp_path / "a.db")
    told: list[object] = []
    opened.changes.subscribe(told.append)

    def broken() -> None:
        with opened.write() as tx:
            tx.documents.start("x", DocumentKind.DRAFT, {}, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    with opened.read() as tx:
        assert tx.documents.get("x") is None
    assert told == []
    opened.close()
