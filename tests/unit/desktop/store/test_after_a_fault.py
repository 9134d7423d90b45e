"""After a fault of the disk: what was not read well is not used again, and nothing is called saved on trust."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from sipa_desktop.disk_faults import DamagedError, DiskFaultError, DiskFullError, ReadOnlyError
from sipa_desktop.store import unit_of_work
from sipa_desktop.store.blob_files import PARTS, BlobFiles
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.faults import storage_fault
from sipa_desktop.store.reserve import NAME as RESERVE
from sipa_desktop.store.soundness import Soundness
from sipa_desktop.store.trace import NAME as TRACE
from sipa_desktop.store.trace import Trace
from sipa_desktop.store.unit_of_work import Store
from sipa_sqlite.lending import raw_of
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

MALFORMED = "database disk image is malformed"


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


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def test_a_reading_that_went_wrong_once_is_no_damage_and_the_next_one_has_connections_of_its_own(store: Store) -> None:
    with store.read() as tx:
        before = raw_of(tx.connection)
    with pytest.raises(DiskFaultError), store.read():
        raise driver.DatabaseError(MALFORMED)
    with store.read() as tx:
        assert raw_of(tx.connection) is not before
    save(store, "Sesudahnya.")


@pytest.mark.parametrize("said", [MALFORMED, "vtable constructor failed: search_text"])
def test_over_a_bad_page_every_complaint_of_the_driver_is_damage(store: Store, said: str) -> None:
    save(store, "kata " * 50_000)
    store.close()
    spoil(store.path)
    with pytest.raises(DamagedError), store._spoken():
        raise driver.DatabaseError(said)


def test_a_complaint_over_sound_pages_stays_the_bug_that_it_is(store: Store) -> None:
    with pytest.raises(driver.DatabaseError, match="no such"), store.read():
        raise driver.OperationalError("no such table: x")


def test_after_a_fault_nothing_is_called_saved_before_every_page_was_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    real = unit_of_work.pages_hold
    monkeypatch.setattr(unit_of_work, "pages_hold", lambda *about: (looked.append(1), real(*about))[1])
    with pytest.raises(DiskFaultError), store.write():
        raise OSError(errno.EIO, "fault")
    save(store, "Sesudahnya.")
    assert looked == [1]
    assert store.path.with_name("sipa.db-wal").stat().st_size < 100_000  # the log was begun anew
    save(store, "Lagi.")
    assert looked == [1]


def test_a_connection_that_was_for_reading_only_does_not_stay_so(store: Store) -> None:
    with store._engines.writer.connect() as connection:
        raw_of(connection).execute("PRAGMA query_only=ON")
    with pytest.raises(ReadOnlyError):
        save(store, "Belum.")
    save(store, "Sudah.")


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.EROFS, ReadOnlyError), (errno.ENOSPC, DiskFullError), (errno.EIO, DiskFaultError)]
)
def test_when_sqlite_is_vague_the_disk_itself_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception]
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr("sipa_desktop.store.faults.os.fsync", refuse)
    assert type(storage_fault(RuntimeError("disk I/O error"), tmp_path / "sipa.db")) is kind
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_opens_once_the_reserve_was_given_back(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    real, asked = unit_of_work.migrate, []

    def full_once(*about: object) -> None:
        asked.append(1)
        if len(asked) == 1:
            raise driver.OperationalError("database or disk is full")
        real(*about)  # type: ignore[arg-type]

    monkeypatch.setattr(unit_of_work, "migrate", full_once)
    monkeypatch.setattr(unit_of_work.Reserve, "hold", lambda _reserve: False)
    again = opened(tmp_path / "sipa.db")
    assert not (tmp_path / RESERVE).exists()
    again.close()


def test_a_check_that_cannot_be_noted_keeps_nobody_from_the_data(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_how: object) -> None:
        raise DiskFullError

    monkeypatch.setattr(store, "write", full)
    assert Soundness(store.path.parent).begin(store, 8 * 24 * 60 * 60 * 1000) is True


def test_a_copy_to_a_place_that_does_not_take_it_leaves_the_reserve_where_it_is(store: Store, tmp_path: Path) -> None:
    with pytest.raises(driver.OperationalError):
        store.copy_to(tmp_path / "gone" / "copy.db")
    assert (tmp_path / RESERVE).exists()


def test_a_transaction_that_changes_nothing_writes_nothing(store: Store) -> None:
    save(store, "Sudah.")
    log = store.path.with_name("sipa.db-wal")
    before = log.stat().st_size
    with store.write() as tx:
        assert tx.documents.content("d") == {"kendala.isi": "Sudah."}
    assert log.stat().st_size == before


def test_every_commit_is_noted_so_that_a_spoilt_log_is_noticed(store: Store, tmp_path: Path) -> None:
    save(store, "Satu.")
    noted = Trace(tmp_path).read()
    save(store, "Dua.")
    assert Trace(tmp_path).read() == noted + 1


def test_a_spoilt_trace_is_none_and_one_of_an_earlier_version_counts(tmp_path: Path) -> None:
    trace = Trace(tmp_path)
    trace.note(1234)
    whole = (tmp_path / TRACE).read_bytes()
    assert trace.read() == 1234
    for at in range(len(whole) - 1):
        (tmp_path / TRACE).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert trace.read() in (0, 1234)
    (tmp_path / TRACE).write_bytes(b"77")
    assert trace.read() == 77
    trace.note(78)
    assert trace.read() == 78


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps names by itself")
def test_a_name_that_did_not_get_to_the_disk_is_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: Path) -> None:
        raise OSError(errno.EIO, "fault")

    files = BlobFiles(tmp_path, KEY, SeededEntropy("files"))
    files.begin()
    with monkeypatch.context() as broken:
        broken.setattr("sipa_desktop.store.blob_files.sync_names", refuse)
        with pytest.raises(OSError, match="fault"):
            files.put(b"isi")
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
    assert files.read(files.put(b"isi")) == b"isi"


def test_received_bytes_that_the_disk_did_not_take_are_received_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(errno.EIO, "fault")

    files = BlobFiles(tmp_path, KEY, SeededEntropy("files"))
    files.begin()
    sha256 = files.put(b"isi")
    files.place(sha256).unlink()
    files.add_part(sha256, 0, b"isi")
    with monkeypatch.context() as broken:
        broken.setattr("sipa_desktop.store.blob_files.os.fsync", refuse)
        with pytest.raises(OSError, match="fault"):
            files.finish_part(sha256)
    assert list((files.folder / PARTS).iterdir()) == []
