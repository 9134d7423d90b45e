"""S07: a profile is copied while somebody writes in it, and the copy is whole.

Each save writes one number in two places, so that half of a save would show.
"""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from queue import SimpleQueue

import pytest

from sipa_core import ids
from sipa_desktop.bootstrap import Desk
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.planting import bug_in
from tests.support.world import BABAYAU, World, ok

JUNE = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")
COPIES = 4


@pytest.fixture
def village(world: World) -> Desk:
    desk = world.village()
    ok(desk.reports.create("kegiatan_bulanan", "2025-06"))
    return desk


class Writer:
    """Somebody who saves one number after the other on a thread of their own."""

    def __init__(self, desk: Desk) -> None:
        self.told = 0
        self._desk = desk
        self._over = threading.Event()
        self._saved: SimpleQueue[int] = SimpleQueue()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Writer:
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._over.set()
        self._thread.join(30)

    def go_on(self, saves: int) -> None:
        """Wait until that many more saves were told since the last wait."""
        for _save in range(saves):
            self._saved.get(timeout=30)

    def _write(self) -> None:
        while not self._over.is_set():
            words = f"Isian {self.told + 1}."
            ok(self._desk.reports.save(JUNE, {"umum.uraian": words, "umum.kendala": words}))
            self.told += 1
            self._saved.put(self.told)


def written_in(folder: Path, key: bytes) -> int:
    """The number in a copy that was read through to its end."""
    store = Store(folder / DATABASE, HandClock(1), SeededEntropy("copy"), key)
    try:
        store.check()
        with store.read() as tx:
            content = tx.documents.content(JUNE)
    finally:
        store.close()
    one, two = str(content.get("umum.uraian", "Isian 0.")), str(content.get("umum.kendala", "Isian 0."))
    assert one == two, "half of a save"
    return int(one.removeprefix("Isian ").removesuffix("."))


def test_s07_a_copy_made_while_somebody_writes_is_whole_and_holds_all_that_was_told_as_saved(
    village: Desk, tmp_path: Path
) -> None:
    assert village.vault is not None
    with Writer(village) as writer:
        for number in range(COPIES):
            writer.go_on(3)
            least = writer.told
            made = village.backups.copy_to(tmp_path / f"stick-{number}").copy.folder
            most = writer.told + 1
            shutil.copytree(made, tmp_path / f"read-{number}")
            held = written_in(tmp_path / f"read-{number}", village.vault.key())
            assert least <= held <= most, "not what had been told as saved"
            assert "utuh dan dapat dipulihkan" in village.backups.rehearse(made).words


def test_a_copy_of_the_file_without_its_log_is_found(village: Desk, tmp_path: Path) -> None:
    as_a_file = '__import__("shutil").copyfile(self.path, target)'
    with (
        bug_in(
            "sipa_desktop.store.unit_of_work",
            "Store.copy_to",
            'raw.execute("VACUUM INTO ?", (str(target),))',
            as_a_file,
        ),
        pytest.raises(AssertionError, match="not what had been told as saved"),
    ):
        test_s07_a_copy_made_while_somebody_writes_is_whole_and_holds_all_that_was_told_as_saved(village, tmp_path)
