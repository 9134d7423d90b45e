"""s0008 with data: a server from before sticks keeps its records, has a key to be sealed for, and can take bundles."""

from __future__ import annotations

from pathlib import Path

import pyrage
from alembic import command

from sipa_core.wire.bundles import BundleState
from sipa_core.wire.records import Ref
from sipa_server.platform.keys import ServerKeys
from sipa_server.store import migrate as tree
from sipa_server.store.bundle_rows import StoredBundle
from sipa_server.store.unit_of_work import Store


def test_a_server_from_before_sticks_keeps_its_records_and_can_take_bundles(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.engines.writer.connect() as connection, connection.begin():
        command.upgrade(tree._config(connection), "s0007")
        connection.exec_driver_sql("INSERT INTO feed_head VALUES (1, 1)")
        connection.exec_driver_sql(
            "INSERT INTO records (type, id, rev, village, fields, seq) VALUES ('report', 'r', 1, 'v', '{\"n\": 1}', 1)"
        )
    tree.migrate(store)
    one = StoredBundle("a" * 64, "d", "r", 5, 9, "", BundleState.QUARANTINED, 2, reply="", reply_name="", reply_size=0)
    with store.write() as work:
        kept = work.records.get(Ref("report", "r"))
        assert kept is not None
        work.bundles.put(one)
        work.bundles.put(one)
        assert work.bundles.in_state(BundleState.QUARANTINED) == [one]
    store.close()


def test_the_key_for_bundles_follows_from_the_key_file_that_is_there_already() -> None:
    keys = ServerKeys(bytes(32), bytes(range(32)))
    identity = pyrage.x25519.Identity.from_str(keys.age_identity)
    assert str(identity.to_public()) == keys.age_pub == ServerKeys(b"x" * 32, bytes(range(32))).age_pub
    assert keys.age_pub != ServerKeys(bytes(32), bytes(32)).age_pub
