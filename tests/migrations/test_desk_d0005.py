"""d0005: what waits on a PC from before sticks still waits, and can go on one."""

from __future__ import annotations

from pathlib import Path

from alembic import command

from sipa_desktop.store import migrate
from sipa_desktop.store.engine import open_engines
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

CLOCK = HandClock(1_752_114_840_000)


def test_what_waited_before_sticks_still_waits_and_can_go_on_one(tmp_path: Path) -> None:
    path = tmp_path / "sipa.db"
    engines = open_engines(path, KEY)
    with engines.writer.connect() as connection, connection.begin():
        command.upgrade(migrate.config(connection), "d0004")
        connection.exec_driver_sql(
            "INSERT INTO outbox (op_id, kind, type, id, title, body, content_hash, made_at, state, attempts) "
            "VALUES ('o', 'message.send', 'consultation', 'c', 'Pesan', x'7b7d', 'h', 1, 'queued', 0)"
        )
    engines.dispose()
    store = Store(path, CLOCK, SeededEntropy("d0005"), KEY)
    with store.write() as tx:
        assert (tx.outbox.waiting(), tx.outbox.waiting_bytes()) == (1, 2)
        no = tx.bundles.made("r", "i", "e", 7, ["o"], 0)
        assert tx.bundles.in_files() == {}, "nothing is on a stick before it was read back"
        tx.bundles.written(no, "SIPA-A-1.sipa", 9, 8)
        assert [(op, made.sealed_at, made.by_stick) for op, made in tx.bundles.in_files().items()] == [("o", 7, True)]
        tx.bundles.answered("r", 9)
        assert tx.bundles.in_files() == {}
        assert tx.bundles.carry("s", "SIPA-B-1.sipa", 3, 1)
        assert not tx.bundles.carry("s", "SIPA-B-1.sipa", 3, 1)
    store.close()
