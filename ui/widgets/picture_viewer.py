"""A dialog that shows files large, one after another: closer, the next, a copy to keep; also one that is still coming.

Files are read and decoded by the runner; a copy gets a name that is safe on any disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QWidget

from sipa_core.domain.attachments import Attachment
from sipa_core.domain.sizes import format_bytes
from sipa_core.media.names import export_name
from sipa_core.messages import _
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.attachments import Attachments, BlobState
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.picture_stage import PictureStage


class PictureViewer(Dialog):
    """Shows `files` (what each is, its caption) from the one at `at`; Left and Right go through them, Esc closes."""

    spacious = True

    def __init__(
        self,
        attachments: Attachments,
        runner: Runner,
        files: Sequence[tuple[Attachment, str]],
        at: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._attachments = attachments
        self._runner = runner
        self._files = tuple(files)
        self._at = at
        self.setWindowTitle(_("Lihat berkas"))
        self.title = ElidedLabel(role=Role.CARD)
        self.about = Label("", Role.CAPTION, "ink2", wrap=True)
        self.stage = PictureStage(_("Gambar"))
        self.before = Button(_("Sebelumnya"), "caret-left")
        self.after = Button(_("Berikutnya"), "caret-right", icon_after=True)
        self.copy = Button(_("Simpan salinan"), "download-simple")
        self.shut = Button(_("Tutup"))
        column = Column(self, Size.GAP_8, even(Size.GAP_16))
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addWidget(self.stage, 1)
        row = Row(gap=Size.GAP_8)
        for part in (self.before, self.after):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.copy, self.shut):
            row.addWidget(part)
        column.addLayout(row)
        self.before.clicked.connect(partial(self.step, -1))
        self.after.clicked.connect(partial(self.step, 1))
        self.copy.clicked.connect(self._choose_copy)
        self.shut.clicked.connect(self.reject)
        self.stage.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    @property
    def current(self) -> Attachment:
        """Return the file in front."""
        return self._files[self._at][0]

    def sizeHint(self) -> QSize:
        """Return a size in which a page of paper can be read."""
        return QSize(px(Size.GRID_WIDTH), px(Size.WINDOW_MIN_HEIGHT))

    def step(self, by: int) -> None:
        """Go to the next file (1) or the one before (-1); at an end nothing happens."""
        if 0 <= self._at + by < len(self._files):
            self._at += by
            self._show()

    def changed(self, changes: Changes) -> None:
        """Look again for a file that was not here."""
        if changes.touches(Topic.ATTACHMENTS) and self.stage.image is None:
            self._load()

    def save_copy(self, target: Path) -> None:
        """Write a copy of the file in front; what came of it stands under the title."""
        write = partial(self._attachments.save_copy, self.current, target)
        self._runner.query(write, partial(self._copied, target), self._not_copied, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the files with Left and Right."""
        if event.key() == Qt.Key.Key_Left:
            self.step(-1)
        elif event.key() == Qt.Key.Key_Right:
            self.step(1)
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        one, caption = self._files[self._at]
        self.title.setText(caption or one.name)
        place = _("{n} dari {m}").format(n=self._at + 1, m=len(self._files))
        size = f"{one.width} x {one.height}, " if one.width else ""
        self.about.setText(f"{place}. {one.name}, {size}{format_bytes(one.size)}")
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at + 1 < len(self._files))
        self.copy.setEnabled(False)
        self.stage.show_words(_("Membuka…"))
        self._load()

    def _load(self) -> None:
        one = self.current

        def read() -> tuple[str, bool, QImage | None, BlobState]:
            data = self._attachments.bytes_of(one)
            image = QImage.fromData(data) if data is not None and one.media.is_picture else None
            return one.sha256, data is not None, image, self._attachments.state(one.sha256)

        self._runner.query(read, self._came, self._failed, owner=self)

    def _came(self, result: tuple[str, bool, QImage | None, BlobState]) -> None:
        sha256, here, image, state = result
        if sha256 != self.current.sha256:
            return
        self.copy.setEnabled(here)
        if image is not None:
            self.stage.show_image(image)
        elif here:
            self.stage.show_words(_("Berkas PDF. Simpan salinannya, lalu buka dengan pembaca PDF."))
        elif state is BlobState.ABSENT:
            self.stage.show_words(_("Berkas ini belum sampai di server. Tampil sendiri setelah pengirim tersambung."))
        else:
            self.stage.show_words(_("Sedang diambil dari server. Tampil sendiri begitu sampai."))

    def _choose_copy(self) -> None:
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))
        name = export_name(self.current.name, self.current.media, [])
        chosen = file_choice.new_file(self, _("Simpan salinan"), str(folder / name))
        if chosen:
            self.save_copy(Path(chosen))

    def _copied(self, target: Path, done: bool) -> None:
        saved = _("Salinan tersimpan: {name}.").format(name=target.name)
        self.about.setText(saved if done else _("Berkas ini belum ada di komputer ini."))

    def _not_copied(self, fault: Exception) -> None:
        self.about.setText(sentence_of(fault))

    def _failed(self, fault: Exception) -> None:
        self.stage.show_words(sentence_of(fault))
