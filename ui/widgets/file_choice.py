"""The one door to the dialog that asks for a file or a folder; sticks stand in its list of places.

Windows' own dialog shows sticks by itself. Qt's, which stands on Linux, knows no more than the computer and the home,
and would keep the folders that were visited in a file outside the profile.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, QUrl
from PySide6.QtWidgets import QDialog, QFileDialog, QSplitter, QWidget

from sipa_core.sync.enrolment_file import SUFFIX
from sipa_desktop.platform.removable import mounted_sticks
from ui.design.measures import Size
from ui.design.theme import px
from ui.runtime.soon import soon

Mode, Place = QFileDialog.FileMode, QStandardPaths.StandardLocation


def folder(parent: QWidget | None, title: str, start: str = "") -> str:
    """Ask for a folder; its path, empty when the person chose none."""
    dialog = _dialog(parent, title, start, "", Mode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return next(iter(_chosen(dialog)), "")


def stick(parent: QWidget | None, title: str) -> str:
    """Ask for a stick or a folder of it, beginning at the stick where exactly one is plugged in; empty for none."""
    return folder(parent, title, _only_stick())


def stick_to_carry(parent: QWidget | None, title: str) -> str:
    """Ask for the stick that carries files to and fro, beginning at one that registers no PC; empty for none."""
    return folder(parent, title, soon(_to_carry, ""))


def file_on_stick(parent: QWidget | None, title: str, kinds: str) -> str:
    """Ask for a file that a stick brings, beginning at the stick where exactly one is plugged in; empty for none."""
    return file(parent, title, _only_stick(), kinds)


def file(parent: QWidget | None, title: str, start: str = "", kinds: str = "") -> str:
    """Ask for a file that exists, of those kinds (`Foto (*.jpg);;Semua berkas (*)`); empty for none."""
    return next(iter(_chosen(_dialog(parent, title, start, kinds, Mode.ExistingFile))), "")


def files(parent: QWidget | None, title: str, start: str = "", kinds: str = "") -> list[str]:
    """Ask for files that exist; empty for none."""
    return _chosen(_dialog(parent, title, start, kinds, Mode.ExistingFiles))


def new_file(parent: QWidget | None, title: str, start: str = "", kinds: str = "") -> str:
    """Ask where to write a file, `start` being the proposal; asks before one is overwritten; empty for none."""
    dialog = _dialog(parent, title, start, kinds, Mode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    return next(iter(_chosen(dialog)), "")


def places(sticks: Sequence[Path]) -> list[QUrl]:
    """What stands beside the files: the computer, sticks that are plugged in, then the person's own folders."""
    own = [QStandardPaths.writableLocation(one) for one in (Place.HomeLocation, Place.DocumentsLocation)]
    own.append(QStandardPaths.writableLocation(Place.DownloadLocation))
    named = dict.fromkeys([*(str(one) for one in sticks), *(one for one in own if Path(one).is_dir())])
    return [QUrl("file:"), *(QUrl.fromLocalFile(name) for name in named)]


def _dialog(parent: QWidget | None, title: str, start: str, kinds: str, mode: QFileDialog.FileMode) -> QFileDialog:
    # What Qt remembers of visits goes nowhere: the data are locked, and nothing is written outside the profile.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
    dialog = QFileDialog(parent, title, start, kinds)
    dialog.setFileMode(mode)
    if sys.platform != "win32":
        dialog.setSidebarUrls(places(mounted_sticks()))
        dialog.resize(px(Size.DIALOG_WIDE) + px(Size.MASTER_LIST), px(Size.DIALOG))
        for splitter in dialog.findChildren(QSplitter):  # Qt's own would cut the name of a stick
            splitter.setSizes([px(Size.MASTER_LIST), px(Size.DIALOG_WIDE)])
    return dialog


def _chosen(dialog: QFileDialog) -> list[str]:
    """Show it until the person chose; it goes for good afterwards."""
    try:
        return list(dialog.selectedFiles()) if dialog.exec() == QDialog.DialogCode.Accepted else []
    finally:
        dialog.deleteLater()


def _to_carry() -> str:
    sticks = [one for one in mounted_sticks() if one.is_dir()]
    return str(next((one for one in sticks if not _registers(one)), sticks[0])) if sticks else ""


def _registers(stick: Path) -> bool:
    """Tell whether it is one of the sticks that bring a PC's registration: that one is for setting up."""
    return any(stick.glob(f"*{SUFFIX}")) or any(stick.glob(f"*/*{SUFFIX}"))


def _only_stick() -> str:
    sticks = mounted_sticks()
    return str(sticks[0]) if len(sticks) == 1 else ""
