"""The window on data that a newer program made: what can be read, how to take it along, and how to update this SIPA.

Nothing is written here; whoever leads the program opens the data and installs the update.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from sipa_core.messages import _
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.reading import ReadingView, ReadRow
from sipa_desktop.services.updates_views import Looked
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Line, Row, Scroller, even, reveal, sides
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.label import IconLabel, Label
from ui.widgets.notice import Notice
from ui.widgets.progress_panel import Progress, ProgressPanel
from ui.widgets.result_list import Result, ResultList


class ReadingWindow(QWidget):
    """`update_asked` with the folder of a release that was laid beside this one; `left` when the person closes it."""

    update_asked = Signal(str)
    left = Signal()
    _step = Signal(int, int)

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("SIPA Desktop")
        self.setWindowIcon(icons.window_icon())
        self._desk, self._runner = desk, runner
        self._rows: dict[str, ReadRow] = {}
        self._title = ""
        self.notice, self.good = Notice(), Label("", Role.TABLE_STRONG, "good", wrap=True)
        self.export = Button(_("Simpan semua ke folder…"), "floppy-disk", "primary")
        self.update_button = Button(_("Pasang dari USB…"), "usb")
        self.end = Button(_("Tutup"), height="large", key="Esc")
        self.list = ResultList(_("Laporan dan draf yang dapat dibaca"))
        self.progress = ProgressPanel()
        self.progress.stop_button.hide()
        self._none = Label("", Role.TABLE, "ink2", wrap=True)
        self._waiting = Label("", Role.TABLE, "ink2", wrap=True)
        self._count = Label("", Role.TABLE, "ink2")
        reveal(self.good, False)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._head())
        whole.addWidget(Line())
        body = Row(gap=Size.GAP_16, margins=even(Size.GAP_20))
        body.addWidget(self._readable(), 1)
        self._side = self._ways()
        body.addWidget(self._side)
        whole.addLayout(body, 1)
        self.export.clicked.connect(self._choose_place)
        self.update_button.clicked.connect(self._choose_update)
        self.end.clicked.connect(self.left)
        self.list.opened.connect(self._read)
        self._step.connect(self._went, Qt.ConnectionType.QueuedConnection)
        QShortcut(QKeySequence("Esc"), self, self.left.emit)
        self.setAccessibleName(_("Data ini dibuat SIPA yang lebih baru"))
        self.resize(Size.WINDOW_WIDTH.pixels, Size.WINDOW_HEIGHT.pixels)
        watch(self._measure)
        runner.query(desk.reading.view, self._show, self._failed, owner=self)

    def _head(self) -> QWidget:
        head = QWidget()
        row = Row(head, Size.GAP_16, sides(Size.GAP_20, Size.GAP_16))
        row.addWidget(IconLabel("eye", Size.ICON_EMPTY, "primary"), 0, Qt.AlignmentFlag.AlignTop)
        words = Column(gap=Size.GAP_4)
        words.addWidget(Label(_("Data ini dibuat SIPA yang lebih baru"), Role.KPI_DENSE, wrap=True))
        said = _(
            "Data Anda aman dan tidak diubah. Dengan versi ini data hanya dapat dibaca dan dibawa sebagai berkas. "
            "Perbarui SIPA untuk melanjutkan pekerjaan."
        )
        words.addWidget(Label(said, Role.BODY, "ink2", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(self.end, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _readable(self) -> QWidget:
        card = Card(gap=Size.GAP_8, margins=even(Size.NONE))
        head = Row(gap=Size.GAP_8, margins=(Size.GAP_16, Size.GAP_12, Size.GAP_16, Size.GAP_4))
        head.addWidget(Label(_("Yang dapat dibaca"), Role.CARD), 1)
        head.addWidget(self._count)
        card.column.addLayout(head)
        empty = QWidget()
        Column(empty, Size.NONE, sides(Size.GAP_16, Size.GAP_12)).addWidget(self._none)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        card.column.addWidget(self._stack, 1)
        return card

    def _ways(self) -> Scroller:
        scroller = Scroller(Size.GAP_16)
        take = Card(_("Bawa sebagai berkas"), gap=Size.GAP_12)
        words = _("Laporan dan draf menjadi PDF, yang belum terkirim menjadi teks, dan salinan data yang terkunci.")
        for part in (Label(words, Role.TABLE, "ink2", wrap=True), self._waiting, self.export, self.progress):
            take.column.addWidget(part)
        renew = Card(_("Perbarui SIPA"), gap=Size.GAP_12)
        said = _("Colokkan USB pembaruan dari kecamatan. Atau jalankan berkas pemasang SIPA yang baru.")
        renew.column.addWidget(Label(said, Role.TABLE, "ink2", wrap=True))
        renew.column.addWidget(self.update_button)
        scroller.column.addWidget(self.notice)
        scroller.column.addWidget(self.good)
        scroller.column.addWidget(take)
        scroller.column.addWidget(renew)
        scroller.column.addStretch(1)
        return scroller

    def _show(self, view: ReadingView) -> None:
        self._rows = {row.key: row for row in view.rows}
        self.list.set_results(
            [Result(row.key, row.title, icon=_icon(row), words=row.detail) for row in view.rows],
        )
        self._count.setText(_("{n} laporan dan draf").format(n=len(view.rows)) if view.rows else "")
        self._none.setText(view.unread or _("Belum ada laporan di data ini."))
        self._stack.setCurrentIndex(0 if view.rows else 1)
        self._waiting.setText(view.waiting_words)
        reveal(self._waiting, bool(view.waiting_words))
        (self.list if view.rows else self.export).setFocus()

    def _read(self, key: str) -> None:
        row = self._rows[key]
        dialog = DocumentDialog(self._runner, row.title, [(row.title, partial(self._desk.reading.paper, row))], self)
        dialog.exec()

    def _choose_place(self) -> None:
        chosen = file_choice.stick(self, _("Pilih USB atau foldernya"))
        if chosen:
            self._begin(_("Menyimpan ke folder"))
            work = partial(self._desk.reading.export, Path(chosen), self._step.emit)
            self._runner.query(work, partial(self._done, ""), self._failed, owner=self)

    def _choose_update(self) -> None:
        chosen = file_choice.stick(self, _("Pilih USB atau foldernya"))
        if chosen:
            self._begin(_("Memeriksa dan menyiapkan pembaruan"))
            self._runner.query(partial(self._lay, Path(chosen)), self._laid, self._failed, owner=self)

    def _lay(self, place: Path) -> tuple[Looked, str]:
        """Look for a release and lay it beside this one, on a worker's thread."""
        found = self._desk.updates.look(place)
        if found.offer is None or found.offer.path is None:
            return found, ""
        return found, self._desk.updates.lay(found.offer.path, self._step.emit)

    def _laid(self, done: tuple[Looked, str]) -> None:
        found, name = done
        if name:
            self.update_asked.emit(name)
        else:
            self._done(found.words, "")

    def _begin(self, title: str) -> None:
        self.notice.say("")
        reveal(self.good, False)
        self._title = title
        self.progress.begin(Progress(title))
        self._busy(True)

    def _went(self, done: int, total: int) -> None:
        self.progress.set_progress(Progress(self._title, share=done / total if total else 0.0))

    def _done(self, bad: str, good: str) -> None:
        self.progress.end()
        self._busy(False)
        self.notice.say(bad)
        self.good.setText(good)
        reveal(self.good, bool(good))

    def _failed(self, fault: Exception) -> None:
        self._done(sentence_of(fault), "")

    def _busy(self, busy: bool) -> None:
        for button in (self.export, self.update_button):
            button.setEnabled(not busy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the cards their width again."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        self.setMinimumSize(Size.WINDOW_MIN_WIDTH.pixels, Size.WINDOW_MIN_HEIGHT.pixels)
        self._side.setFixedWidth(min(px(Size.SIDE_PANEL_WIDE), max(self.width() // 2, 1)))


def _icon(row: ReadRow) -> str:
    return "pencil-simple-line" if row.draft else "file-text"
