"""P01: the program is killed before any statement of the upgrade from the first revision to the newest.

What a kill leaves is what lies in the files at that moment, so they are copied then. A small cache makes SQLite write
into its log long before the commit.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sipa_core.wire.records import RecordType
from sipa_desktop.store import migrate
from sipa_desktop.store.engine import open_engines
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.planting import bug_in
from tests.support.vaults import KEY


class Kills:
    """The files as a kill before each statement leaves them; the same ones once."""

    def __init__(self, database: Path, folder: Path) -> None:
        self.statements = 0
        self.left: dict[str, Path] = {}
        self._database, self._folder = database, folder

    def before(self, _statement: str) -> None:
        """A statement begins."""
        self.statements += 1
        files = [self._database, Path(f"{self._database}-wal")]
        data = [file.read_bytes() for file in files if file.exists()]
        mark = hashlib.sha256(b"".join(data)).hexdigest()
        if mark not in self.left:
            self.left[mark] = self._folder / str(self.statements)
            self.left[mark].mkdir(parents=True)
            for file, held in zip(files, data, strict=False):
                (self.left[mark] / file.name).write_bytes(held)


def form_of(path: Path) -> tuple[str, tuple[str, ...]]:
    """The revision of a database, all that is laid down in it, and the words in it."""
    engines = open_engines(path, KEY)
    try:
        with engines.reader.connect() as connection:
            laid = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE sql NOTNULL ORDER BY sql").scalars()
            words = connection.exec_driver_sql("SELECT value FROM leaf UNION ALL SELECT fields FROM record").scalars()
            checked = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
            return str(migrate.version(engines.reader)), (*laid, *words, *checked)
    finally:
        engines.dispose()


def test_p01_a_kill_before_any_statement_leaves_the_old_form_or_the_new_one_whole_and_the_next_start_has_every_word(
    before: Path, tmp_path: Path
) -> None:
    kills, old = Kills(before, tmp_path / "left"), form_of(before)
    engines = open_engines(before, KEY)
    with engines.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA cache_size=4")
        raw.set_trace_callback(kills.before)
    migrate.migrate(engines.writer, before)
    kills.before("")
    engines.dispose()
    new = form_of(before)
    assert form_of(before.with_suffix(f".sebelum-{migrate.HEAD}.db")) == old
    assert (old[0], new[0]) == ("d0001", migrate.HEAD)
    assert len(kills.left) > 10, "the log did not grow before the commit"
    last: dict[str, Path] = {}
    for place in kills.left.values():
        form = form_of(place / before.name)
        last[form[0]] = place
        assert form in (old, new), f"killed before statement {place.name}"
    assert set(last) == {old[0], new[0]}
    for place in last.values():
        store = Store(place / before.name, HandClock(1), SeededEntropy("again"), KEY)
        with store.read() as tx:
            assert tx.documents.content("d") == {"kendala.isi": "Hujan"}
            assert [record.text("name") for record in tx.records.all(RecordType.VILLAGE)] == ["Babayau"]
            assert tx.meta.get("next_no") == "17"
        store.close()


def test_a_commit_between_two_revisions_is_found(before: Path, tmp_path: Path) -> None:
    each = (
        '[(command.upgrade(config(connection), f"d{one:04}"), raw.execute("COMMIT"), raw.execute("BEGIN IMMEDIATE"))'
        " for one in range(2, int(HEAD[1:]) + 1)]"
    )
    with (
        bug_in("sipa_desktop.store.migrate", "_upgrade", 'command.upgrade(config(connection), "head")', each),
        pytest.raises(AssertionError, match="killed before statement"),
    ):
        test_p01_a_kill_before_any_statement_leaves_the_old_form_or_the_new_one_whole_and_the_next_start_has_every_word(
            before, tmp_path
        )
