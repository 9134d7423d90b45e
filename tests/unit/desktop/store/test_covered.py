"""What the server said lies in the desk's file once; beside it only what an own op covers, until it is taken off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.ops.base import Write
from sipa_core.wire.exchange import ScopeTold
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.store.unit_of_work import Store, Tx
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

AT = Ref(RecordType.DUTY, "lra")
SAID = Record(AT.type, AT.id, 3, "a", {"name": "Laporan realisasi", "note": "kalimat panjang dari kecamatan"})
OWN = Write(AT, "b", {"note": "kata sendiri", "name": None})
NEWER = Record(AT.type, AT.id, 4, "a", {"name": "Laporan realisasi", "note": "kalimat baru"})


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    store = Store(tmp_path / "a.db", HandClock(1), SeededEntropy("covered"), KEY)
    with store.write() as made:
        made.server_records.take([SAID])
        yield made
    store.close()


def lies(tx: Tx, text: str) -> int:
    """In how many places of the file's tables a text stands."""
    tables = tx.connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars().all()
    rows = [row for name in tables for row in tx.connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
    held = [value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row]
    return sum(text.encode() in value for value in held)


def rows(tx: Tx, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in tx.connection.exec_driver_sql(f"SELECT * FROM {table}")]


def test_a_text_of_the_server_lies_once_in_the_file_also_while_an_own_op_lies_over_it(tx: Tx) -> None:
    assert (lies(tx, "panjang"), lies(tx, "sendiri")) == (1, 0)
    tx.records.lay_over([OWN])
    assert (lies(tx, "panjang"), lies(tx, "sendiri")) == (1, 1)
    tx.records.uncover()
    assert (lies(tx, "panjang"), lies(tx, "sendiri")) == (1, 0)


def test_what_lay_over_a_record_is_taken_off_again_and_the_servers_word_is_there_to_the_byte(tx: Tx) -> None:
    # A server of another make may write its JSON otherwise.
    tx.connection.exec_driver_sql('UPDATE record SET fields = CAST(\'{ "name" : "Dua" }\' AS BLOB)')
    before = rows(tx, "record")
    tx.records.lay_over([OWN])
    tx.records.lay_over([Write(AT, "c", {"more": 7})])
    shown, said = tx.records.get(AT), tx.server_records.get(AT)
    assert shown == Record(AT.type, AT.id, 3, "c", {"note": "kata sendiri", "more": 7})
    assert said == Record(AT.type, AT.id, 3, "a", {"name": "Dua"})
    tx.records.uncover()
    assert rows(tx, "record") == before
    assert rows(tx, "covered") == []


def test_a_newer_word_of_the_server_takes_the_place_of_one_that_an_own_op_covers(tx: Tx) -> None:
    tx.records.lay_over([OWN])
    assert tx.server_records.take([NEWER]) == [AT]
    assert tx.records.get(AT) == tx.server_records.get(AT) == NEWER
    tx.records.uncover()
    assert tx.records.get(AT) == NEWER, "nothing of before comes back"
    assert tx.server_records.take([SAID]) == []


def test_what_an_own_op_alone_made_is_no_word_of_the_server(tx: Tx) -> None:
    made = Ref(RecordType.DUTY, "baru")
    before = tx.server_records.digest()
    tx.records.lay_over([Write(made, "a", {"name": "Baru"})])
    tx.records.lay_over([Write(made, "a", {"name": "Lebih baru"})])
    assert tx.records.get(made) is not None
    assert (tx.server_records.get(made), tx.server_records.rev(made)) == (None, 0)
    assert tx.server_records.revisions(RecordType.DUTY) == {AT.id: 3}
    assert (tx.forgetting.held(), tx.server_records.digest()) == (1, before)
    tx.records.uncover()
    assert tx.records.get(made) is None


def test_a_record_is_counted_and_judged_by_what_the_server_said_while_an_own_op_lies_over_it(tx: Tx) -> None:
    before = tx.server_records.digest()
    tx.records.lay_over([OWN])
    for village, outside in (("a", []), ("b", [AT])):
        told = ScopeTold("admin_desa", "k", village, "", 0, [])
        assert tx.forgetting.outside(told) == outside
        assert tx.server_records.digest(told).count == 1 - len(outside)
    assert (tx.forgetting.held(), tx.server_records.digest()) == (1, before)
    assert tx.server_records.revisions(RecordType.DUTY) == {AT.id: 3}


def test_revisions_of_another_history_are_forgotten_also_of_what_is_covered(tx: Tx) -> None:
    tx.records.lay_over([OWN])
    tx.server_records.forget_revisions()
    tx.records.uncover()
    assert tx.server_records.revisions(RecordType.DUTY) == {AT.id: 0}
    assert tx.forgetting.held() == 1
    first = Record(AT.type, AT.id, 1, "a", {"name": "Lain"})
    assert tx.server_records.take([first]) == [AT]
    assert tx.records.get(AT) == first


def test_a_record_that_is_forgotten_leaves_nothing_behind_also_where_an_own_op_covered_it(tx: Tx) -> None:
    tx.records.lay_over([OWN])
    tx.forgetting.remove([AT])
    assert (rows(tx, "record"), rows(tx, "covered"), tx.forgetting.held()) == ([], [], 0)
