"""The way a desk's database goes from one revision to the next, tried with data on a revision made for the test.

What is tried here is the way; each real revision has its own test with data beside this one.
"""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config

from sipa_core.wire.records import Record, RecordType
from sipa_desktop.store import migrate
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.engine import open_engines
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

CLOCK = HandClock(1_752_114_840_000)
REVISION = '''
"""A later revision."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "d9001", "{head}", None, None

def upgrade():
    with op.batch_alter_table("document", recreate="always") as table:
        table.add_column(sa.Column("mark", sa.Text, nullable=False, server_default="lama"))
'''
FAILING = REVISION + "    op.execute(\"UPDATE leaf SET document = 'nobody'\")\n    {end}\n"


def store(path: Path) -> Store:
    return Store(path, CLOCK, SeededEntropy("upgrade"), KEY)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A database of this program's revision with a draft, a record, an op's number and an identity in it."""
    opened = store(tmp_path / "sipa.db")
    with opened.write() as tx:
        tx.documents.start("d", DocumentKind.DRAFT, {"template": "lra_semester1"}, 1)
        tx.documents.save("d", {"kendala.isi": "Hujan", "apbdes[-/4.2.1/-].anggaran": 5}, 2)
        tx.server_records.take([Record("village", "v", 3, None, {"name": "Babayau"})])
        tx.meta.put("next_no", "17")
    opened.close()
    return tmp_path / "sipa.db"


def later(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, head: str = "d9001") -> None:
    """Let the program be one that knows a later revision."""
    tree = folder / "migrations"
    shutil.copytree(str(resources.files("sipa_desktop.store") / "migrations"), tree)
    text = text.replace("{head}", migrate.HEAD)
    (tree / "versions" / "d9001_later.py").write_text(text, encoding="utf-8")
    real = migrate.config

    def config(connection: sa.Connection | None = None) -> Config:
        made = real(connection)
        made.set_main_option("script_location", str(tree))
        return made

    monkeypatch.setattr(migrate, "config", config)
    monkeypatch.setattr(migrate, "HEAD", head)


def holds_everything(path: Path) -> bool:
    opened = store(path)
    try:
        with opened.read() as tx:
            return (
                tx.documents.content("d") == {"kendala.isi": "Hujan", "apbdes[-/4.2.1/-].anggaran": 5}
                and [record.text("name") for record in tx.records.all(RecordType.VILLAGE)] == ["Babayau"]
                and tx.meta.get("next_no") == "17"
            )
    finally:
        opened.close()


def test_an_upgrade_keeps_every_word_also_of_rows_that_hang_on_a_table_made_anew(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(written.parent, monkeypatch, REVISION)
    assert holds_everything(written)
    engines = open_engines(written, KEY)
    with engines.reader.connect() as connection:
        assert connection.exec_driver_sql("SELECT mark FROM document").scalar() == "lama"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert migrate.version(engines.writer) == "d9001"
    engines.dispose()


def test_a_checked_copy_of_the_old_database_stands_beside_the_new_one(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        later(written.parent, newer, REVISION)
        store(written).close()
    copy = written.with_suffix(".sebelum-d9001.db")
    assert holds_everything(copy)


@pytest.mark.parametrize("end", ["raise ZeroDivisionError", "pass"], ids=["it breaks off", "it breaks a reference"])
def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    written: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    with monkeypatch.context() as newer:
        later(written.parent, newer, FAILING.replace("{end}", end))
        with pytest.raises((ZeroDivisionError, RuntimeError)):
            store(written)
    engines = open_engines(written, KEY)
    assert migrate.version(engines.writer) == migrate.HEAD
    with engines.writer.connect() as connection:
        columns = {column["name"] for column in sa.inspect(connection).get_columns("document")}
    engines.dispose()
    assert "mark" not in columns
    assert holds_everything(written)


def test_nothing_is_built_upon_a_copy_that_does_not_check(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later(written.parent, monkeypatch, REVISION)
    begun: list[str] = []
    monkeypatch.setattr(migrate, "_upgrade", lambda _engine: begun.append("upgrade"))
    monkeypatch.setattr(migrate, "copy_database", refuse)
    with pytest.raises(ZeroDivisionError):
        store(written)
    assert begun == []


def refuse(_engine: object, _target: Path) -> None:
    raise ZeroDivisionError
