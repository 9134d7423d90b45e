"""While much comes at once the log may become long; it is folded into the file afterwards, and no save waits for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.wire.records import Record, RecordType
from sipa_desktop.store import unit_of_work
from sipa_desktop.store.engine import USUAL_LOG, DatabaseFault, is_long
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

MUCH = "kata " * 1_600
"""Two pages of the file and more."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "sipa.db", HandClock(1), SeededEntropy("log"), KEY)
    yield made
    made.close()


def come(store: Store, rev: int, many: int = 300) -> None:
    """Some pages of the feed, three commits of more than half a usual log each."""
    for part in range(3):
        page = [Record(RecordType.DUTY, f"{part}-{one}", rev, None, {"name": MUCH}) for one in range(many)]
        with store.write(index=False) as tx:
            tx.server_records.take(page)


def log_size(store: Store) -> int:
    return store.path.with_name("sipa.db-wal").stat().st_size


def test_much_that_comes_at_once_is_folded_afterwards_and_not_within_a_commit(store: Store) -> None:
    with store.long_log():
        come(store, 1)
        before = store.path.stat().st_size
    assert is_long(store.path)
    assert before < 100 * 4096  # nothing of it stands in the file itself yet

    store.fold()
    assert store.path.stat().st_size > USUAL_LOG * 4096
    folded = log_size(store)
    come(store, 2, many=10)
    assert log_size(store) == folded  # the log begins anew, in the place that it has
    assert store.integrity() == "ok"


def test_afterwards_a_commit_folds_the_log_at_its_usual_length(store: Store) -> None:
    with store.long_log():
        pass
    come(store, 1)
    assert store.path.stat().st_size > 500 * 4096


def test_who_saves_while_the_log_is_folded_does_not_wait(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.long_log():
        come(store, 1)
    saved = threading.Event()

    def save() -> None:
        with store.write() as tx:
            tx.meta.put("kept", "yes")
        saved.set()

    def fold(_path: Path, _key: bytes) -> None:
        threading.Thread(target=save, daemon=True).start()
        assert saved.wait(10)

    monkeypatch.setattr(unit_of_work, "fold_log", fold)
    store.fold()
    assert saved.is_set()


def test_a_log_is_not_touched_once_the_profile_was_given_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = list[Path]()
    monkeypatch.setattr(unit_of_work, "fold_log", lambda path, _key: opened.append(path))
    monkeypatch.setattr(unit_of_work, "is_long", lambda _path: True)
    with store.long_log():
        store.close()
    store.fold()
    assert opened == []


def test_a_disk_that_does_not_let_the_log_be_folded_harms_nobody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _key: bytes) -> None:
        raise DatabaseFault("database or disk is full")

    monkeypatch.setattr(unit_of_work, "is_long", lambda _path: True)
    monkeypatch.setattr(unit_of_work, "fold_log", full)
    store.fold()
    with store.write() as tx:
        tx.meta.put("kept", "yes")
    with store.read() as tx:
        assert tx.meta.get("kept") == "yes"
