"""s0010 with data: of ops from before nothing is known of a sealing, and they keep their receipts."""

from __future__ import annotations

from pathlib import Path

from alembic import command

from sipa_server.store import migrate as tree
from sipa_server.store.unit_of_work import Store


def test_ops_from_before_keep_their_receipts_and_came_by_no_bundle(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.engines.writer.connect() as connection, connection.begin():
        command.upgrade(tree._config(connection), "s0009")
        connection.exec_driver_sql(
            "INSERT INTO ops (op_id, person, device, incarnation, op_no, content_hash, status, received_at, seq, rev)"
            " VALUES ('o', 'p', 'd', 'i', 1, 'aa', 'accepted', 5, 7, 1)"
        )
    tree.migrate(store)
    with store.read() as work:
        known = work.ops.find("o")
    store.close()
    assert known is not None
    assert (known.receipt.received_at, known.receipt.seq, known.sealed_at) == (5, 7, 0)
