"""s0009 with data: PCs that a server from before enrolment files knows wait for nobody."""

from __future__ import annotations

from pathlib import Path

from alembic import command

from sipa_server.store import migrate as tree
from sipa_server.store.unit_of_work import Store


def test_pcs_from_before_enrolment_files_are_let_in_as_they_were(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.engines.writer.connect() as connection, connection.begin():
        command.upgrade(tree._config(connection), "s0008")
        connection.exec_driver_sql(
            "INSERT INTO persons (id, name, role, kecamatan, village, created_at)"
            " VALUES ('p', 'N', 'admin_desa', 'k', 'v', 1)"
        )
        connection.exec_driver_sql(
            "INSERT INTO devices (id, person, name, sign_pub, age_pub, created_at) VALUES ('d', 'p', 'PC', 'aa', '', 1)"
        )
    tree.migrate(store)
    with store.read() as work:
        device = work.accounts.device("d")
        assert device is not None
        assert device.waiting_since is None
    store.close()
