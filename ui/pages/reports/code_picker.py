"""Choosing a line of the APB Desa from the lists of codes, by its group and by words of its name."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from sipa_core.domain.budget import BELANJA, PEMBIAYAAN, PENDAPATAN
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.paths import BudgetKey
from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.runtime.tips import tip
from ui.widgets.boxes import Column
from ui.widgets.focus_ring import FocusRing
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.select import SearchField

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class CodeLine(msgspec.Struct, frozen=True):
    """A line that can be added: the key of its row, its code and its name."""

    key: str
    code: str
    name: str
    depth: int


def code_lines(names: BudgetNames, group: str, taken: Collection[str]) -> tuple[CodeLine, ...]:
    """Return the lines of a group (`4`, `5` or `6`) that the report does not have yet, in the order of their codes.

    Revenue and financing are given by kind (three parts of the code), spending by sub-bidang or activity.
    """
    if group == BELANJA:
        entries = [(str(BudgetKey(kegiatan=code)), code, name) for code, name in names.kegiatan.items()]
        lines = [CodeLine(key, code, name, code.count(".")) for key, code, name in entries if "." in code]
    else:
        accounts = [(code, name) for code, name in names.rekening.items() if code.startswith(f"{group}.")]
        lines = [
            CodeLine(str(BudgetKey(rekening=code)), code, name, 1) for code, name in accounts if code.count(".") == 2
        ]
    return tuple(sorted((line for line in lines if line.key not in taken), key=lambda line: line.code))


def matching(lines: Collection[CodeLine], words: str) -> tuple[CodeLine, ...]:
    """Return the lines whose code or name has every word; without words only the upper ones, to keep the list short."""
    wanted = words.casefold().split()
    if not wanted:
        return tuple(line for line in lines if line.depth == 1)
    return tuple(line for line in lines if all(word in f"{line.code} {line.name}".casefold() for word in wanted))


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[CodeLine, ...] = ()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.code}  {line.name}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(line.name)
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(px(Size.COLUMN_NUMBER), px(Size.ROW_DENSE))
        return None

    def replace(self, lines: tuple[CodeLine, ...]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()


class _CodeList(QListView):
    """The list with room at its edges."""

    def __init__(self) -> None:
        super().__init__()
        FocusRing(self)
        watch(self._measure)

    def _measure(self) -> None:
        self.setViewportMargins(px(Size.GAP_8), px(Size.GAP_4), px(Size.GAP_8), px(Size.GAP_4))
        self.setFixedHeight(px(Size.EDITOR_TALLER))


class CodePicker(QWidget):
    """The list with its search; `picked` by double click or Enter."""

    picked = Signal()

    def __init__(self, names: BudgetNames, taken: Collection[str]) -> None:
        super().__init__()
        self._names, self._taken = names, frozenset(taken)
        groups = [
            Choice(PENDAPATAN, _("Pendapatan")),
            Choice(BELANJA, _("Belanja")),
            Choice(PEMBIAYAAN, _("Pembiayaan")),
        ]
        self._groups = Segmented(groups, _("Kelompok"))
        self._search = SearchField(_("Cari kode atau nama"), key="")
        self._lines = _Lines(self)
        self.list = _CodeList()
        self.list.setModel(self._lines)
        self.list.setAccessibleName(_("Daftar kode"))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.activated.connect(self._activated)
        self._groups.changed.connect(self._fill)
        self._search.textChanged.connect(self._fill)
        column = Column(self, Size.GAP_8)
        column.addWidget(self._groups, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._search)
        column.addWidget(self.list)
        self.setFocusProxy(self._search)
        self._fill()

    @property
    def line(self) -> CodeLine | None:
        """Return the line in hand, None when there is none."""
        index = self.list.currentIndex()
        return self._lines.lines[index.row()] if index.isValid() else None

    def _fill(self) -> None:
        lines = code_lines(self._names, self._groups.current, self._taken)
        self._lines.replace(matching(lines, self._search.text()))
        if self._lines.lines:
            self.list.setCurrentIndex(self._lines.index(0))

    def _activated(self) -> None:
        self.picked.emit()
