"""S01: the power goes at any write of the databases; the long way is `dev.py drill power`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sipa_desktop.disk_faults import DamagedError
from sipa_desktop.store.engine import DatabaseFault, open_copy
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.power_day import can_record
from tests.support.programs import sample_of
from tests.support.vaults import KEY


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    """What 200 cuts did, and some under weaker promises."""
    if not can_record():
        pytest.skip("a C compiler and SQLite's header are needed")
    return sample_of("tests.support.power_sample")


def test_a_power_cut_at_any_write_leaves_a_committed_state_no_older_than_what_was_told(sample: dict[str, Any]) -> None:
    full = sample["FULL"]
    assert full["what"] == {}
    assert full["cuts"] == 200
    assert full["with_unsynced_writes"] > 100
    assert min(full["cuts_by_side"].values()) > 30


@pytest.mark.parametrize("level", ["NORMAL", "OFF"])
def test_with_weaker_promises_of_the_disk_the_same_cuts_lose_what_was_told(sample: dict[str, Any], level: str) -> None:
    assert sample[level]["lost"] > 0, "the cuts find nothing"


def test_without_any_sync_the_same_cuts_damage_the_database(sample: dict[str, Any]) -> None:
    assert sample["OFF"]["damaged"] > 0, "the cuts find nothing"


def test_a_page_that_is_torn_while_the_log_holds_it_whole_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "sipa.db"
    store = Store(path, HandClock(1), SeededEntropy("torn"), KEY)
    with store.write() as tx:
        tx.meta.put("lama", "kata " * 4_000)
    with open_copy(path, KEY, writable=True) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    with store.write() as tx:
        tx.meta.put("lama", "baru " * 4_000)
    # As a cut leaves it in the middle of folding: half of the changed pages are there by half.
    before = path.read_bytes()
    with open_copy(path, KEY, writable=True) as raw:
        raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    after = path.read_bytes()
    changed = [at for at in range(0, len(after), 4096) if before[at : at + 4096] != after[at : at + 4096]]
    image = tmp_path / "cut"
    image.mkdir()
    torn = bytearray(after)
    for at in changed:
        torn[at : at + 512] = before[at : at + 512].ljust(512, b"\0")
    (image / "sipa.db").write_bytes(torn)
    (image / "sipa.db-wal").write_bytes((tmp_path / "sipa.db-wal").read_bytes())
    store.close()

    again = Store(image / "sipa.db", HandClock(1), SeededEntropy("again"), KEY)
    again.check()
    with again.read() as tx:
        assert tx.meta.get("lama") == "baru " * 4_000
    again.close()
    assert changed


def test_a_torn_page_that_no_log_holds_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "sipa.db"
    store = Store(path, HandClock(1), SeededEntropy("torn"), KEY)
    with store.write() as tx:
        tx.meta.put("lama", "kata " * 4_000)
    store.close()
    data = bytearray(path.read_bytes())
    data[-4096:-3584] = bytes(512)
    path.write_bytes(data)
    with pytest.raises((DamagedError, DatabaseFault)):
        Store(path, HandClock(1), SeededEntropy("again"), KEY).check()
