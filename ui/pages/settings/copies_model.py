"""Cadangan without a window: the copies, making one, trying one, and what came of it in words."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from sipa_core.messages import N_, _
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Changes, Topic
from sipa_desktop.platform.removable import Medium
from sipa_desktop.services.backup_views import BackupView, Copied, CopyRow, Rehearsed
from ui.pages import PageContext
from ui.runtime.faults import sentence_of

_THERE = {
    Medium.STICK: N_("Cadangan sudah diperiksa. USB aman dicabut."),
    Medium.UNKNOWN: N_("Cadangan sudah diperiksa. Bila tempat itu USB, boleh dicabut."),
    Medium.OWN: N_(
        "Tempat itu masih di hard disk komputer ini. Bila hard disk rusak, cadangan ini ikut hilang: salin juga ke USB."
    ),
}
"""What a copy elsewhere is worth, by where it lies."""


class CopiesModel(QObject):
    """`changed` for the copies, `said(sentence, good)` for what came of something, `went(done, total)` while copying
    to another place, `busy_changed` around all work that takes a while.
    """

    changed = Signal()
    said = Signal(str, bool)
    went = Signal(int, int)
    busy_changed = Signal(bool)
    _step = Signal(int, int)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stop = False
        self.view: BackupView | None = None
        self._step.connect(self.went, Qt.ConnectionType.QueuedConnection)
        context.changes.arrived.connect(self._heard)

    def load(self) -> None:
        """Read the copies again."""
        self._context.runner.query(self._context.desk.backups.view, self._came, self._failed, owner=self)

    def copy_here(self) -> None:
        """Make a copy on this PC now."""
        self._begin()
        work, what = self._context.desk.backups.copy_here, _("Cadangan di komputer ini masih dibuat.")
        self._context.runner.query(work, self._made, self._failed, owner=self, must_end=what)

    def copy_to(self, place: Path) -> None:
        """Make a copy with all attachments elsewhere, and read it again before it is called good."""
        self._begin()
        self._stop = False
        work, what = partial(self._copy_and_prove, place), _("Cadangan ke USB masih disalin.")
        self._context.runner.query(work, self._outside_made, self._failed, owner=self, must_end=what)

    def hold(self) -> None:
        """Stop copying after the file under way."""
        self._stop = True

    def rehearse(self, row: CopyRow) -> None:
        """Try a copy: nothing changes."""
        self._begin()
        work = partial(self._context.desk.backups.rehearse, row.folder)
        self._context.runner.query(work, self._tried, self._failed, owner=self)

    def forget_place(self) -> None:
        """No longer copy to the chosen place."""
        work = self._context.desk.backups.forget_place
        self._context.runner.command(work, lambda _done: self.load(), self._failed, owner=self)

    def restore(self, folder: Path | None) -> None:
        """Leave the desk and put the copy back; None lets the person look for one."""
        self._context.navigator.restore_asked.emit(folder)

    def _copy_and_prove(self, place: Path) -> Copied:
        done = self._context.desk.backups.copy_to(place, self._progress)
        self._context.desk.backups.prove(done.copy)
        return done

    def _progress(self, done: int, total: int) -> None:
        """Called on the worker's thread."""
        if self._stop:
            raise KnownError(
                _("Pencadangan dihentikan dulu"),
                _("Pencadangan dihentikan dulu. Yang sudah disalin tetap di sana dan tidak disalin dua kali."),
                "stopped",
            )
        self._step.emit(done, total)

    def _begin(self) -> None:
        self.said.emit("", True)
        self.busy_changed.emit(True)

    def _end(self, words: str, *, good: bool) -> None:
        self.busy_changed.emit(False)
        self.said.emit(words, good)
        self.load()

    def _made(self, done: Copied) -> None:
        self._end(done.words, good=True)

    def _outside_made(self, done: Copied) -> None:
        self._end(f"{done.words} {_(_THERE[done.medium])}", good=True)

    def _tried(self, tried: Rehearsed) -> None:
        self._end(tried.words, good=True)

    def _came(self, view: BackupView) -> None:
        self.view = view
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.busy_changed.emit(False)
        self.said.emit(sentence_of(fault), False)

    def _heard(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes.touches(Topic.COPIES):
            self.load()
