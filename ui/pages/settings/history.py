"""Everything that this PC ever sent and got an answer for: searched by title or number, fifty at a time."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from sipa_core.messages import _
from sipa_desktop.services.queue_views import HistoryPage, HistoryRow
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.pages.settings.view_model import SettingsModel
from ui.runtime.faults import sentence_of
from ui.runtime.tips import tip
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog
from ui.widgets.focus_ring import FocusRing
from ui.widgets.label import Label
from ui.widgets.select import SearchField
from ui.widgets.state_stack import EmptyState, StateStack

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class HistoryModel(QAbstractTableModel):
    """Title, state, number and time of each answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[HistoryRow, ...] = ()

    def replace(self, rows: tuple[HistoryRow, ...]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return three columns."""
        return 0 if parent.isValid() else 3

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell, or the whole row as a sentence for a reader."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.title, row.chip, row.words)[index.column()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            whole = f"{row.title}, {row.chip}, {row.words}"
            return tip(whole) if role == Qt.ItemDataRole.ToolTipRole else whole
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the heads of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Yang dikirim"), _("Keadaan"), _("Tanda terima"))[section]
        return None


class HistoryDialog(Dialog):
    """The history with its search and its pages."""

    def __init__(self, model: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._page = HistoryPage((), 0, 1, 0)
        self.setWindowTitle(_("Semua riwayat"))
        self.setAccessibleName(_("Semua riwayat"))
        self.search = SearchField(_("Cari judul atau nomor"), key="")
        self.rows = HistoryModel(self)
        self.table = QTableView()
        self.newer = Button(_("Lebih baru"), "caret-left", height="dense")
        self.older = Button(_("Lebih lama"), "caret-right", height="dense", icon_after=True)
        self._count = Label("", Role.TABLE, "ink2")
        close = Button(_("Tutup"), "", "primary")
        self.stack = StateStack(self.table, EmptyState("clock-counter-clockwise", _("Belum ada riwayat di sini.")))
        column = Column(self, Size.GAP_12, even(Size.GAP_20))
        head = Row(gap=Size.GAP_12)
        head.addWidget(Label(_("Semua riwayat"), Role.SECTION))
        head.addStretch(1)
        head.addWidget(self.search)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        foot = Row(gap=Size.GAP_8)
        foot.addWidget(self._count, 1)
        for button in (self.newer, self.older, close):
            foot.addWidget(button)
        column.addLayout(foot)
        self._dress_table()
        self.search.searched.connect(self._search)
        self.newer.clicked.connect(lambda: self._load(self._page.page - 1))
        self.older.clicked.connect(lambda: self._load(self._page.page + 1))
        self.stack.acted.connect(lambda _which: self._load(self._page.page))
        close.clicked.connect(self.accept)
        watch(self._measure)
        self._load(0)

    def _dress_table(self) -> None:
        self.table.setModel(self.rows)
        FocusRing(self.table)
        self.table.setAccessibleName(_("Riwayat kiriman"))
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        heads = self.table.horizontalHeader()
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for at in (1, 2):
            heads.setSectionResizeMode(at, QHeaderView.ResizeMode.ResizeToContents)

    def _search(self, _words: str) -> None:
        self._load(0)

    def _load(self, page: int) -> None:
        self._model.history(self.search.text(), page, self._came, self._failed)

    def _came(self, page: HistoryPage) -> None:
        self._page = page
        self.rows.replace(page.rows)
        if page.rows:
            self.stack.show_content()
        else:
            sentence = _("Tidak ada yang cocok.") if self.search.text().strip() else _("Belum ada riwayat di sini.")
            self.stack.show_empty(sentence)
        self.newer.setEnabled(page.page > 0)
        self.older.setEnabled(page.page + 1 < page.pages)
        words = _("{n} kiriman, halaman {page} dari {pages}")
        self._count.setText(words.format(n=page.total, page=page.page + 1, pages=page.pages))

    def _failed(self, fault: Exception) -> None:
        self.stack.show_error(sentence_of(fault))

    def _measure(self) -> None:
        self.resize(px(Size.TEXT_WIDTH), px(Size.DIALOG))
        self.table.verticalHeader().setDefaultSectionSize(px(Size.ROW))
