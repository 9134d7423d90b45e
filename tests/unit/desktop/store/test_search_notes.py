"""A page of the feed is noted for the index in a few rows, and found like what was noted one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.ops.base import Write
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.store import records, search_notes
from sipa_desktop.store.unit_of_work import Store, Tx
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

VILLAGE = "63.11.06.2024"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "sipa.db", HandClock(1), SeededEntropy("notes"), KEY)
    with made.write(index=False) as tx:
        tx.search.settle()
    yield made
    made.close()


def said(number: int, words: str, rev: int = 1) -> Record:
    return Record(RecordType.GUIDANCE, f"g{number:03}", rev, VILLAGE, {"text": words, "made_at": number})


def noted(tx: Tx) -> int:
    return int(tx.connection.exec_driver_sql("SELECT count(*) FROM search_dirty").scalar_one())


def test_a_page_is_noted_in_a_few_rows_that_count_for_all_its_records(store: Store) -> None:
    page = [said(number, f"Kata{number:03}") for number in range(250)]

    with store.write(index=False) as tx:
        tx.server_records.take(page)

    with store.read() as tx:
        assert noted(tx) == -(-250 // search_notes.AT_ONCE)
        assert tx.search.backlog() == 250
        assert tx.search.find(["kata007"]) == []


def test_what_was_noted_together_is_indexed_in_its_order_and_in_bounded_pieces(store: Store) -> None:
    with store.write(index=False) as tx:
        tx.server_records.take([said(number, "Jembatan") for number in range(250)])
    steps = list[int]()
    while not steps or steps[-1]:
        with store.write(index=False) as tx:
            steps.append(tx.search.settle(0, search_notes.AT_ONCE + 1))
    assert steps == [2 * search_notes.AT_ONCE, 250 - 2 * search_notes.AT_ONCE, 0]
    with store.read() as tx:
        assert [found.ref for found in tx.search.find(["jembatan"])] == [
            f"g{number:03}" for number in range(249, -1, -1)
        ]
        assert (noted(tx), tx.search.backlog()) == (0, 0)


def test_a_page_that_is_indexed_with_its_commit_is_found_at_once(store: Store) -> None:
    with store.write() as tx:
        tx.server_records.take([said(1, "Drainase")])
    with store.write() as tx:
        tx.server_records.take([said(1, "Selokan", rev=2)])
    with store.read() as tx:
        assert tx.search.find(["drainase"]) == []
        assert [found.ref for found in tx.search.find(["selokan"])] == ["g001"]


def test_the_same_page_noted_again_is_noted_once(store: Store) -> None:
    page = [said(number, "Rabat") for number in range(3)]
    for rev in (1, 2):
        with store.write(index=False) as tx:
            tx.server_records.take([said(number, "Rabat", rev) for number in range(len(page))])
    with store.read() as tx:
        assert (noted(tx), tx.search.backlog()) == (1, 3)


def test_an_own_op_is_found_when_it_is_laid_over_and_no_more_when_it_is_taken_off(store: Store) -> None:
    with store.write() as tx:
        tx.server_records.take([said(1, "Drainase")])
    with store.write() as tx:
        tx.records.lay_over([Write(said(1, "").ref, VILLAGE, {"text": "Selokan"})])
    with store.read() as tx:
        assert (len(tx.search.find(["drainase"])), len(tx.search.find(["selokan"]))) == (0, 1)
    with store.write() as tx:
        tx.records.uncover()
    with store.read() as tx:
        assert (len(tx.search.find(["drainase"])), len(tx.search.find(["selokan"]))) == (1, 0)


def test_a_note_that_cannot_be_read_stops_no_saving(store: Store) -> None:
    with store.write(index=False) as tx:
        tx.connection.exec_driver_sql("INSERT INTO search_dirty (source, type, id) VALUES ('came', '1', '[[')")
        assert tx.search.settle() == 0
        tx.meta.put("kept", "yes")
    with store.read() as tx:
        assert tx.meta.get("kept") == "yes"


def test_who_looks_for_pending_records_reads_an_index_of_those_alone(store: Store) -> None:
    with store.write() as tx:
        tx.server_records.take([said(number, "Rabat") for number in range(50)])
        tx.records.lay_over([Write(said(1, "").ref, VILLAGE, {"text": "Selokan"})])
    with store.read() as tx:
        asked = "SELECT count(*) FROM record INDEXED BY record_pending WHERE pending = 1"
        assert tx.connection.exec_driver_sql(asked).scalar_one() == 1
        for quick, values in ((records._PENDING_TYPES, ()), (records._PENDING, ("guidance",))):
            plan = tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {quick._words()}", values).all()
            assert "record_pending" in str(plan)
