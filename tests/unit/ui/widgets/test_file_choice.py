"""The dialog for files: sticks among its places, and nothing kept of what was visited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from sipa_desktop.platform.removable import mounted_sticks
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


def test_what_was_visited_is_written_nowhere(qtbot: QtBot, tmp_path: Path) -> None:
    settings, usb = tmp_path / "settings", tmp_path / "usb"
    usb.mkdir()
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(settings))
    in_the_dialog(lambda _dialog: None)
    assert file_choice.folder(None, "Pilih folder", str(usb)) == str(usb)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # it writes as it goes
    assert not settings.exists()
