"""d0003: a database with words in it gets the index; what was there is noted, and found once it caught up."""

from __future__ import annotations

from pathlib import Path

import msgspec
from alembic import command

from sipa_core.domain.roles import Role
from sipa_desktop.identity import Identity
from sipa_desktop.services.search import Search
from sipa_desktop.store import migrate
from sipa_desktop.store.engine import open_engines
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

CLOCK = HandClock(1_752_114_840_000)
BABAYAU = "63.11.06.2024"
ME = Identity(
    device="d",
    person="p",
    person_name="Norhayati",
    role=Role.ADMIN_DESA,
    kecamatan="63.11.06",
    village=BABAYAU,
    place_name="Desa Babayau",
    server_url="",
    server_id="",
    server_sign_pub="",
    public_url="",
    device_name="PC",
)
WORD = {
    "number": "PRG-4H9T7",
    "subject": "Lampu jalan",
    "msg[a].who": "citizen",
    "msg[a].text": "Sudah seminggu padam.",
    "msg[a].at": 1,
}


def at_d0002(path: Path) -> None:
    """A database of the revision before, with a record and a draft in it."""
    engines = open_engines(path, KEY)
    with engines.writer.connect() as connection, connection.begin():
        command.upgrade(migrate.config(connection), "d0002")
        fields = (msgspec.json.encode(WORD), BABAYAU)
        for table in ("server_record", "record"):
            more = ", pending" if table == "record" else ""
            connection.exec_driver_sql(
                f"INSERT INTO {table} (type, id, rev, fields, village{more}) "
                f"VALUES ('feedback', 'f1', 3, ?, ?{', 0' if more else ''})",
                fields,
            )
        about = {"village": BABAYAU, "template": "lra_semester1", "period": "2025-S1", "ordinal": 0}
        connection.exec_driver_sql(
            "INSERT INTO document (id, kind, about, created_at, saved_at) VALUES ('d1', 'draft', ?, 1, 2)",
            (msgspec.json.encode(about),),
        )
        connection.exec_driver_sql(
            "INSERT INTO leaf (document, path, value) VALUES ('d1', 'kendala.isi', ?)",
            (msgspec.json.encode("Drainase belum dimulai."),),
        )
        connection.exec_driver_sql(
            "INSERT INTO meta (key, value) VALUES ('identity', ?)", (msgspec.json.encode(ME).decode(),)
        )
    engines.dispose()


def test_what_was_written_before_the_index_is_found_after_it_caught_up(tmp_path: Path) -> None:
    path = tmp_path / "sipa.db"
    at_d0002(path)
    store = Store(path, CLOCK, SeededEntropy("d0003"), KEY)
    search = Search(store, CLOCK)
    assert search.find("seminggu padam").hits == ()
    assert search.behind() == 2
    assert search.catch_up() == 2
    assert [hit.title for hit in search.find("seminggu padam").hits] == ["PRG-4H9T7 Lampu jalan"]
    assert [hit.target.path for hit in search.find("drainase").hits] == ["kendala.isi"]
    with store.read() as tx:
        assert tx.documents.content("d1") == {"kendala.isi": "Drainase belum dimulai."}
    store.close()
    assert (tmp_path / f"sipa.sebelum-{migrate.HEAD}.db").exists()


def test_a_new_word_is_indexed_at_once_while_the_old_ones_still_wait(tmp_path: Path) -> None:
    path = tmp_path / "sipa.db"
    at_d0002(path)
    store = Store(path, CLOCK, SeededEntropy("d0003"), KEY)
    with store.write() as tx:
        tx.documents.save("d1", {"kendala.isi": "Jembatan rusak."}, 3)
    search = Search(store, CLOCK)
    assert len(search.find("jembatan").hits) == 1
    assert search.behind() == 1
    store.close()
    again = Store(path, CLOCK, SeededEntropy("d0003"), KEY)
    assert Search(again, CLOCK).catch_up() == 1
    again.close()
