"""The dialog for files: sticks among its places, and nothing kept of what was visited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from sipa_desktop.platform.removable import Medium, Place, mounted_sticks, place_of
from ui.widgets import file_choice

MOUNTS = r"""sysfs /sys sysfs rw,nosuid 0 0
/dev/sda1 / ext4 rw,relatime 0 0
/dev/sdb1 /media/rina/USB\040DESA vfat rw,nosuid,nodev 0 0
/dev/sdc1 /run/media/rina/KUNCI exfat rw 0 0
/dev/sda2 /mnt/data ext4 rw,relatime 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
"""


def test_sticks_are_known_by_where_they_are_mounted(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert mounted_sticks(mounts) == (Path("/media/rina/USB DESA"), Path("/run/media/rina/KUNCI"))
    assert mounted_sticks(tmp_path / "none") == ()


def test_a_folder_is_known_to_lie_on_a_stick_or_on_this_pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert place_of(Path("/media/rina/USB DESA/laporan"), mounts) == Place(Medium.STICK, "USB DESA/laporan")
    assert place_of(tmp_path, mounts) == Place(Medium.OWN, tmp_path.name)
    assert place_of(Path("/media/rina/USB LAIN"), mounts) == Place(Medium.UNKNOWN, "/media/rina/USB LAIN")


def in_the_dialog(look: Callable[[QFileDialog], None]) -> None:
    """Look at the next file dialog, then close it."""

    def come() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        look(dialog)
        dialog.accept()

    QTimer.singleShot(0, come)


def test_a_stick_stands_beside_the_files_and_the_only_one_is_where_one_begins(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb = tmp_path / "USB DESA"
    usb.mkdir()
    monkeypatch.setattr(file_choice, "mounted_sticks", lambda: (usb,))
    seen: list[QUrl] = []
    in_the_dialog(lambda dialog: seen.extend(dialog.sidebarUrls()))
    assert file_choice.stick(None, "Pilih USB") == str(usb)
    assert QUrl.fromLocalFile(str(usb)) in seen


def test_files_are_carried_on_the_stick_that_registers_no_pc(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup, free, gone = tmp_path / "DAFTAR", tmp_path / "KIRIMAN", tmp_path / "TIDAK ADA"
    for folder in (setup / "desa", free):
        folder.mkdir(parents=True)
    (setup / "desa" / "DESA-BABAYAU.sipadaftar").touch()
    for sticks, begins in (((gone, setup, free), free), ((setup,), setup)):
        monkeypatch.setattr(file_choice, "mounted_sticks", lambda sticks=sticks: sticks)
        in_the_dialog(lambda _dialog: None)
        assert file_choice.stick_to_carry(None, "Pilih USB") == str(begins)


def test_what_was_visited_is_written_nowhere(qtbot: QtBot, tmp_path: Path) -> None:
    settings, usb = tmp_path / "settings", tmp_path / "usb"
    usb.mkdir()
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(settings))
    in_the_dialog(lambda _dialog: None)
    assert file_choice.folder(None, "Pilih folder", str(usb)) == str(usb)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # it writes as it goes
    assert not settings.exists()
