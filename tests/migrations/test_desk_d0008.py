"""d0008: a desk whose triggers noted every record notes them by pages; what waits, and what was noted, stays so."""

from __future__ import annotations

from pathlib import Path

from alembic import command

from sipa_core.wire.records import Record, RecordType
from sipa_desktop.store import migrate
from sipa_desktop.store.engine import open_engines
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

OLD_TRIGGER = (
    "CREATE TRIGGER search_record_{verb} AFTER {verb} ON record BEGIN "
    "DELETE FROM search_dirty WHERE source = 'record' AND type = new.type AND id = new.id; "
    "INSERT INTO search_dirty (source, type, id) VALUES ('record', new.type, new.id); END"
)
BEFORE = Record(RecordType.GUIDANCE, "lama", 3, "a", {"text": "Drainase"})
WAITS = Record(RecordType.GUIDANCE, "menunggu", 0, "a", {"text": "Selokan"})
COMES = Record(RecordType.GUIDANCE, "baru", 1, "a", {"text": "Jembatan"})


def at_d0007(path: Path) -> None:
    """A database of the revision before with its triggers: a record that came, and one that an own op made."""
    engines = open_engines(path, KEY)
    with engines.writer.connect() as connection, connection.begin():
        command.upgrade(migrate.config(connection), "d0007")
        for verb in ("insert", "update"):
            connection.exec_driver_sql(OLD_TRIGGER.format(verb=verb))
        for one, pending in ((BEFORE, 0), (WAITS, 1)):
            fields = f'{{"text":"{one.text("text")}"}}'.encode()
            values = (one.type, one.id, one.rev, one.village, fields, pending)
            connection.exec_driver_sql("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", values)
    engines.dispose()


def test_what_was_noted_is_still_found_and_what_comes_is_noted_once(tmp_path: Path) -> None:
    path = tmp_path / "sipa.db"
    at_d0007(path)
    store = Store(path, HandClock(1), SeededEntropy("d0008"), KEY)
    with store.write(index=False) as tx:
        assert tx.search.backlog() == 2
        assert tx.records.pending(RecordType.GUIDANCE) == {"menunggu"}
        tx.server_records.take([COMES])
        noted = tx.connection.exec_driver_sql("SELECT source FROM search_dirty ORDER BY no").scalars().all()
        assert noted == ["record", "record", "came"]
        assert tx.search.settle() == 3
    with store.read() as tx:
        found = [tx.search.find([word])[0].ref for word in ("drainase", "selokan", "jembatan")]
        assert found == ["lama", "menunggu", "baru"]
        held = tx.connection.exec_driver_sql("SELECT count(*) FROM record INDEXED BY record_pending WHERE pending = 1")
        assert held.scalar_one() == 1
    assert store.integrity() == "ok"
    store.close()
    assert (tmp_path / f"sipa.sebelum-{migrate.HEAD}.db").exists()
