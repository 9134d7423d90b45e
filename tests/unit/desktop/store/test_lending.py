"""Connections that stay open: who gets which, and that nothing of a transaction is left on one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver

from sipa_desktop.store.engine import open_engines
from sipa_sqlite.engines import Engines
from sipa_sqlite.lending import raw_of
from tests.support.vaults import KEY


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    made = open_engines(tmp_path / "a.db", KEY)
    with made.writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE word (text TEXT NOT NULL)")
    yield made
    made.dispose()


def put(engines: Engines, text: str) -> None:
    with engines.writer.begin() as connection:
        raw_of(connection).execute("INSERT INTO word VALUES (?)", (text,))


def words(engines: Engines) -> list[str]:
    with engines.reader.begin() as connection:
        return [row[0] for row in raw_of(connection).execute("SELECT text FROM word")]


def test_the_connection_that_was_given_back_last_is_lent_first(engines: Engines) -> None:
    with engines.reader.begin() as outer, engines.reader.begin() as inner:
        first, second = raw_of(outer), raw_of(inner)
    for _time in range(3):
        with engines.reader.begin() as connection:
            assert raw_of(connection) is first
    assert first is not second


def test_whoever_wants_one_more_than_there_are_waits_for_it(engines: Engines) -> None:
    engines.writer.patience, entered = 0.05, threading.Event()
    with engines.writer.begin(), pytest.raises(sa.exc.TimeoutError), engines.writer.begin():
        pass
    engines.writer.patience = 10.0

    def second() -> None:
        entered.set()
        put(engines, "kedua")

    with ThreadPoolExecutor(1) as beside:
        with engines.writer.begin() as connection:
            done = beside.submit(second)
            entered.wait(10)
            raw_of(connection).execute("INSERT INTO word VALUES ('pertama')")
        done.result(10)
    assert words(engines) == ["pertama", "kedua"]


def test_many_threads_share_few_connections(engines: Engines) -> None:
    put(engines, "satu")
    seen = set[int]()

    def read() -> None:
        for _time in range(200):
            with engines.reader.begin() as connection:
                seen.add(id(raw_of(connection)))
                assert raw_of(connection).execute("SELECT text FROM word").fetchall() == [("satu",)]

    with ThreadPoolExecutor(6) as threads:
        for done in [threads.submit(read) for _thread in range(6)]:
            done.result(30)
    assert len(seen) <= 2


def test_what_a_block_did_before_it_raised_is_gone_and_its_connection_is_clean(engines: Engines) -> None:
    with pytest.raises(sa.exc.IntegrityError), engines.writer.begin() as connection:
        connection.execute(sa.text("INSERT INTO word VALUES ('hilang'), (NULL)"))  # SQLAlchemy believes it began one
    with engines.writer.connect() as connection:
        assert not raw_of(connection).in_transaction
        assert not connection.in_transaction()
        connection.execute(sa.text("INSERT INTO word VALUES ('juga')"))  # begins one that nobody ends
    put(engines, "ada")
    assert words(engines) == ["ada"]


def test_a_commit_that_fails_is_taken_back(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_connection: object) -> None:
        raise driver.OperationalError("disk I/O error")

    monkeypatch.setattr(engines.writer.dialect, "do_commit", fail)
    with pytest.raises(driver.OperationalError):
        put(engines, "hilang")
    monkeypatch.undo()
    put(engines, "ada")
    assert words(engines) == ["ada"]


def test_after_closing_all_a_lent_connection_is_closed_when_it_comes_back_and_the_next_is_another(
    engines: Engines,
) -> None:
    with engines.reader.begin() as outer:
        with engines.reader.begin() as inner:
            idle = raw_of(inner)
        lent = raw_of(outer)
        engines.dispose()
        assert lent.execute("SELECT text FROM word").fetchall() == []
        with pytest.raises(driver.ProgrammingError):
            idle.execute("SELECT 1")
    with pytest.raises(driver.ProgrammingError):
        lent.execute("SELECT 1")
    with engines.reader.begin() as connection:
        assert raw_of(connection) not in (lent, idle)


def test_no_reading_that_ended_keeps_the_log_from_being_folded(engines: Engines, tmp_path: Path) -> None:
    with engines.reader.begin() as outer, engines.reader.begin() as inner:
        for connection in (outer, inner):
            raw_of(connection).execute("SELECT text FROM word").fetchall()
            connection.execute(sa.text("SELECT text FROM word")).first()
    put(engines, "kata")
    with engines.writer.connect() as connection:
        assert raw_of(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    assert (tmp_path / "a.db-wal").stat().st_size == 0


def test_a_connection_that_does_not_come_clean_is_not_kept(engines: Engines) -> None:
    with engines.reader.begin() as connection:
        spoilt = raw_of(connection)
    with pytest.raises(driver.ProgrammingError), engines.reader.begin() as connection:
        spoilt.close()
    with engines.reader.begin() as connection:
        assert raw_of(connection) is not spoilt
    assert words(engines) == []
