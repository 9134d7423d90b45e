"""Opens a file of a thread with the program that this PC has for its kind. Its name for people never becomes a path."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from sipa_core.domain.attachments import Attachment
from sipa_core.messages import _
from ui.pages import PageContext
from ui.runtime.faults import sentence_of


class FileOpener(QObject):
    """`said` gives a sentence when the file cannot be opened now."""

    said = Signal(str)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def open(self, attachment: Attachment) -> None:
        """Open it, or say that it is still on its way and ask for it."""
        # Other programs go by the ending; what they do with the copy does not touch what is kept.
        job = partial(self._context.desk.attachments.lend, attachment)
        self._context.runner.query(job, partial(self._came, attachment), self._failed, owner=self)

    def _came(self, attachment: Attachment, copy: Path | None) -> None:
        if copy is None:
            words = _("{name} belum ada di komputer ini. Datang dengan sambungan atau USB berikutnya.")
            self.said.emit(words.format(name=attachment.name))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            words = _("Tidak ada program di komputer ini yang dapat membuka {name}. Berkasnya tetap aman.")
            self.said.emit(words.format(name=attachment.name))

    def _failed(self, fault: Exception) -> None:
        self.said.emit(sentence_of(fault))
