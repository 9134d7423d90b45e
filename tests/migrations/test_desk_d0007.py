"""d0007: a database that held every text twice holds it once; what an own op covers comes back when it is taken off."""

from __future__ import annotations

from pathlib import Path

from alembic import command

from sipa_core.ops.base import Write
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.store import migrate
from sipa_desktop.store.engine import open_engines
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

PLAIN = Record(RecordType.DUTY, "polos", 3, "a", {"name": "Kata polos"})
UNDER = Record(RecordType.DUTY, "tertutup", 4, "a", {"name": "Kata kecamatan"})
OVER = Record(RecordType.DUTY, "tertutup", 4, "a", {"name": "Kata sendiri"})
ALONE = Record(RecordType.DUTY, "sendiri", 0, "a", {"name": "Kata baru"})


def at_d0006(path: Path) -> None:
    """A database of the revision before, with a plain record, one that an own op covers and one that it made."""
    engines = open_engines(path, KEY)
    with engines.writer.connect() as connection, connection.begin():
        command.upgrade(migrate.config(connection), "d0006")
        for table, records, more in (
            ("server_record", (PLAIN, UNDER), ()),
            ("record", (PLAIN,), (0,)),
            ("record", (OVER, ALONE), (1,)),
        ):
            for one in records:
                fields = f'{{ "name": "{one.text("name")}" }}'.encode()
                values = (one.type, one.id, one.rev, one.village, fields, *more)
                marks = ", ".join("?" * len(values))
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({marks})", values)
    engines.dispose()


def test_every_word_is_there_once_and_what_an_own_op_covers_comes_back_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "sipa.db"
    at_d0006(path)
    store = Store(path, HandClock(1), SeededEntropy("d0007"), KEY)
    with store.write() as tx:
        assert tx.records.all(RecordType.DUTY) == [PLAIN, ALONE, OVER]
        said = [tx.server_records.get(Ref(RecordType.DUTY, one)) for one in ("polos", "tertutup", "sendiri")]
        assert said == [PLAIN, UNDER, None]
        assert tx.server_records.revisions(RecordType.DUTY) == {"polos": 3, "tertutup": 4}
        assert tx.forgetting.held() == 2
        tx.records.lay_over([Write(UNDER.ref, "a", {"more": 1})])
        tx.records.uncover()
        assert tx.records.all(RecordType.DUTY) == [PLAIN, UNDER]
        held = tx.connection.exec_driver_sql("SELECT CAST(fields AS TEXT) FROM record ORDER BY id").scalars().all()
        assert held == ['{ "name": "Kata polos" }', '{ "name": "Kata kecamatan" }']
        assert not tx.connection.exec_driver_sql("SELECT 1 FROM sqlite_schema WHERE name = 'server_record'").all()
    assert store.integrity() == "ok"
    store.close()
    assert (tmp_path / f"sipa.sebelum-{migrate.HEAD}.db").exists()
