"""Bad days of the disk: each is told in words, nothing told as saved is lost, and trying again is enough afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sipa_desktop.disk_faults import BusyError, DamagedError, DiskFaultError, DiskFullError, ReadOnlyError, StorageError
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.engine import open_copy
from sipa_desktop.store.faults import storage_fault
from sipa_desktop.store.reserve import NAME as RESERVE
from sipa_desktop.store.reserve import SIZE, Reserve
from sipa_desktop.store.trace import NAME as TRACE
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.planting import bug_in
from tests.support.vaults import KEY


def opened(path: Path) -> Store:
    return Store(path, HandClock(1), SeededEntropy("faults"), KEY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = opened(tmp_path / "sipa.db")
    with made.write() as tx:
        tx.documents.start("d", DocumentKind.DRAFT, {}, 1)
    yield made
    made.close()


def save(store: Store, words: str) -> None:
    with store.write() as tx:
        tx.documents.save("d", {"kendala.isi": words}, 2)


def kept(store: Store) -> object:
    with store.read() as tx:
        return tx.documents.content("d").get("kendala.isi")


def limit_pages(store: Store, pages: int | None) -> None:
    """Let SQLite meet a full disk where the database has so many pages."""
    with store.write() as tx:
        now = tx.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    with store._engines.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute(f"PRAGMA max_page_count={now + pages if pages is not None else 1 << 30}")


def test_a_full_disk_is_told_in_words_and_the_words_before_stay(store: Store) -> None:
    save(store, "Sebelumnya.")
    limit_pages(store, 0)
    with pytest.raises(DiskFullError) as told:
        save(store, "kata " * 20_000)
    assert "masih di layar" in told.value.typing
    assert kept(store) == "Sebelumnya."
    limit_pages(store, None)
    save(store, "kata " * 20_000)
    assert kept(store) == "kata " * 20_000


def test_on_a_full_disk_the_reserve_is_given_back_so_that_the_next_try_has_room(store: Store, tmp_path: Path) -> None:
    assert (tmp_path / RESERVE).stat().st_size == SIZE
    limit_pages(store, 0)
    with pytest.raises(DiskFullError):
        save(store, "kata " * 20_000)
    assert not (tmp_path / RESERVE).exists()


def test_the_reserve_is_not_made_where_it_would_take_the_last_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Little:
        free = 10 << 20

    monkeypatch.setattr("sipa_desktop.store.reserve.shutil.disk_usage", lambda _path: Little)
    assert not Reserve(tmp_path).hold()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_another_program_holds_is_told_and_saved_once_it_lets_go(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store._engines.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA busy_timeout=50")
    with open_copy(tmp_path / "sipa.db", KEY, writable=True) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError):
            save(store, "Ditahan.")
        holder.execute("ROLLBACK")
    save(store, "Ditahan.")
    assert kept(store) == "Ditahan."


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_a_database_that_may_only_be_read_is_told_and_read_all_the_same(store: Store) -> None:
    save(store, "Terbaca.")
    with store._engines.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA query_only=ON")
    with pytest.raises(ReadOnlyError):
        save(store, "Tidak sampai.")
    assert kept(store) == "Terbaca."


def test_a_flipped_bit_is_found_before_it_is_used(store: Store, tmp_path: Path) -> None:
    save(store, "kata " * 50_000)
    store.close()
    path = tmp_path / "sipa.db"
    spoilt = bytearray(path.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    path.write_bytes(bytes(spoilt))
    again = opened(path)
    with pytest.raises(DamagedError) as told:
        again.check()
    again.close()
    assert "tidak dihapus" in told.value.message


def test_a_damaged_first_page_is_damage_and_no_wrong_password(store: Store, tmp_path: Path) -> None:
    store.close()
    path = tmp_path / "sipa.db"
    path.write_bytes(os.urandom(4096) + path.read_bytes()[4096:])
    with pytest.raises(DamagedError):
        opened(path)


def test_a_healthy_database_passes_its_check(store: Store) -> None:
    store.check()
    assert store.went_back is False


def test_a_database_that_lost_its_log_is_noticed_at_the_next_start(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "older.db"
    store.copy_to(copy)
    save(store, "Sesudahnya.")
    store.close()
    assert (tmp_path / TRACE).exists()
    copy.replace(tmp_path / "sipa.db")
    with closing(opened(tmp_path / "sipa.db")) as again:
        assert again.went_back is True, "nobody noticed what is gone"


def test_a_start_that_does_not_look_at_the_trace_is_found(store: Store, tmp_path: Path) -> None:
    with (
        bug_in("sipa_desktop.store.unit_of_work", "Store.__init__", "self._trace.read() > self._generation", "False"),
        pytest.raises(AssertionError, match="nobody noticed what is gone"),
    ):
        test_a_database_that_lost_its_log_is_noticed_at_the_next_start(store, tmp_path)


def test_a_reopened_database_did_not_go_back(store: Store, tmp_path: Path) -> None:
    for number in range(40):
        save(store, f"Kata {number}.")
    store.close()
    again = opened(tmp_path / "sipa.db")
    assert again.went_back is False
    again.close()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("database or disk is full", DiskFullError),
        ("database is locked", BusyError),
        ("database table is locked: leaf", BusyError),
        ("locking protocol", BusyError),
        ("attempt to write a readonly database", ReadOnlyError),
        ("disk I/O error", DiskFaultError),
        ("database disk image is malformed", DamagedError),
        ("file is not a database", DamagedError),
    ],
)
def test_each_word_of_sqlite_has_its_own_sentence(tmp_path: Path, said: str, kind: type[StorageError]) -> None:
    told = storage_fault(RuntimeError(said), tmp_path / "sipa.db")
    assert type(told) is kind
    for words in (told.message, told.typing, told.opening):
        assert words.count(".") >= 2
        assert "aman" in words
    if kind is not DamagedError:  # after damage nothing goes on by itself
        assert "masih di layar" in told.typing
        assert "sendiri" in told.typing
    assert "layar" not in told.message + told.opening


def test_a_fault_of_the_disk_with_no_room_left_is_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Little:
        free = 1000

    monkeypatch.setattr("sipa_desktop.store.faults.shutil.disk_usage", lambda _path: Little)
    assert type(storage_fault(RuntimeError("disk I/O error"), tmp_path / "sipa.db")) is DiskFullError


def test_what_is_no_fault_of_the_disk_stays_what_it_is(store: Store) -> None:
    assert storage_fault(RuntimeError("no such table: x"), store.path) is None
    with pytest.raises(ZeroDivisionError), store.write():
        _ = 1 / 0


def test_words_that_were_said_to_be_saved_on_a_filling_disk_are_there(store: Store) -> None:
    """Wherever the room ends, also within the index of words: SQLite then takes the whole transaction back."""
    told: dict[str, str] = {}
    refused = 0
    for turn in range(12):
        limit_pages(store, 0)
        for number in range(60):
            name, words = f"message:{turn}-{number}", f"kata{turn}x{number} dan jawabannya"
            about = {"thread": name, "new": True, "village": "63.11.06.2024"}
            try:
                with store.write() as tx:
                    tx.documents.start(name, DocumentKind.MESSAGE, about, 1)
                    tx.documents.save(name, {"message.text": words}, 2)
            except DiskFullError:
                refused += 1
                break
            told[name] = words
        limit_pages(store, None)
        save(store, "kata " * 90 * turn)
    assert refused > 6
    with store.read() as tx:
        lost = [name for name in told if tx.documents.content(name).get("message.text") != told[name]]
    assert lost == []
