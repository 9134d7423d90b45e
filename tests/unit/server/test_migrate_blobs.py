"""s0002 with data: a server from before attachments keeps its records and can take files."""

from __future__ import annotations

from pathlib import Path

from alembic import command

from sipa_core.domain.attachments import Media
from sipa_core.wire.records import Ref
from sipa_server.store import migrate as tree
from sipa_server.store.unit_of_work import Store


def test_a_server_from_before_attachments_keeps_its_records_and_can_take_files(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.engines.writer.connect() as connection, connection.begin():
        command.upgrade(tree._config(connection), "s0001")
        connection.exec_driver_sql("INSERT INTO feed_head VALUES (1, 1)")
        connection.exec_driver_sql(
            "INSERT INTO records (type, id, rev, village, fields, seq) VALUES ('report', 'r', 1, 'v', '{\"n\": 1}', 1)"
        )
    tree.migrate(store)
    assert tree.version(store) == tree.head()
    with store.write() as work:
        kept = work.records.get(Ref("report", "r"))
        assert kept is not None
        assert kept.fields == {"n": 1}
        assert work.blobs.count() == (0, 0)
        work.blobs.keep("a" * 64, Media.JPEG, 9, 1)
        assert work.blobs.count() == (1, 9)
    store.close()
