"""The files on their way: how far each is, why it waits, and the button that stops them or lets them go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.queue_views import FileRow, FileState
from sipa_desktop.sync.status import BlobStatus
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.settings.facts import files_head
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Line, Row, empty_layout, even, reveal, sides
from ui.widgets.button import Button
from ui.widgets.card import EdgeCard
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import Label


class FilesCard(EdgeCard):
    """The card; not there while no file is on its way. `held` and `resumed` by its button."""

    held = Signal()
    resumed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label("", Role.SECTION, wrap=True)
        self._words = Label("", Role.TABLE, "ink2", wrap=True)
        self._paused = False
        self.button = Button("", height="dense")
        self.button.clicked.connect(self._pressed)
        self._rows = Column(gap=Size.NONE)
        head = QWidget()
        line = Row(head, Size.GAP_16, even(Size.GAP_16))
        words = Column(gap=Size.GAP_2)
        words.addWidget(self._title)
        words.addWidget(self._words)
        line.addLayout(words, 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(head)
        self.column.addLayout(self._rows)
        reveal(self, False)

    def show_status(self, blobs: BlobStatus) -> None:
        """Say whether the files go, wait or were stopped, and offer what can be done about it."""
        self._paused = blobs.paused
        self._words.setText(files_head(blobs))
        leaving = blobs.waiting > blobs.refused
        self.button.set_face(
            _("Lanjutkan") if blobs.paused else _("Hentikan dulu"), "arrows-clockwise" if blobs.paused else "prohibit"
        )
        spoken = _("Lanjutkan pengiriman berkas") if blobs.paused else _("Hentikan dulu pengiriman berkas")
        self.button.setAccessibleName(spoken)
        reveal(self.button, leaving and (blobs.paused or blobs.under_way))

    def show_files(self, files: tuple[FileRow, ...], words: str) -> None:
        """Show each file; `words` counts those that leave."""
        self._title.setText(words or _("Berkas yang belum ada di komputer ini"))
        reveal(self._words, bool(words))
        empty_layout(self._rows)
        for row in files:
            self._rows.addWidget(Line())
            self._rows.addWidget(_file_row(row))
        reveal(self, bool(files))

    def _pressed(self) -> None:
        (self.resumed if self._paused else self.held).emit()


def _file_row(row: FileRow) -> QWidget:
    holder = QWidget()
    column = Column(holder, Size.GAP_4, sides(Size.GAP_16, Size.GAP_8))
    line = Row(gap=Size.GAP_12)
    words = Column(gap=Size.NONE)
    words.addWidget(Label(row.title, Role.TABLE_STRONG, wrap=True))
    if row.detail:
        words.addWidget(Label(row.detail, Role.CAPTION, "ink2", wrap=True))
    for said in (row.problem, row.todo):
        if said:
            words.addWidget(Label(said, Role.TABLE, "ink2", wrap=True))
    line.addLayout(words, 1)
    chip = _("{n} persen").format(n=row.percent) if row.state is FileState.BEGUN else row.chip
    line.addWidget(StatusChip(Chip("menunggu", chip)), 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(line)
    if row.state is FileState.BEGUN:
        column.addWidget(Bar(row.percent / 100))
    spoken = (row.title, chip, row.detail, row.problem, row.todo)
    holder.setAccessibleName(", ".join(part.rstrip(".") for part in spoken if part))
    return holder
