"""A sum of the budget opened down: the rows of the ledger that an import added up to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sipa_core.domain.money import format_number, format_rupiah
from sipa_core.domain.paths import parse_budget_key
from sipa_core.imports.columns import MONEY, Column
from sipa_core.imports.levels import DetailRow
from sipa_core.messages import _, ngettext
from sipa_desktop.services.imports import OpenedRow
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column as ColumnBox
from ui.widgets.boxes import Scroller
from ui.widgets.fact_table import FactColumn, FactTable
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.notice import Notice
from ui.widgets.question import Answer, Question

ROWS_SHOWN = 200
_HEIGHT_ROWS = 6


class _Rows(QWidget):
    """The rows in a card, and whether they still add up to the figure."""

    def __init__(self, opened: OpenedRow) -> None:
        super().__init__()
        used = [column for column in MONEY if any(column.value in row.values for row in opened.below)]
        columns = [FactColumn(_("Uraian"), 5)]
        columns += [FactColumn(_("{column} (Rp)").format(column=column.label), 3, right=True) for column in used]
        n = len(opened.below)
        self.table = FactTable(ngettext("{n} baris", "{n} baris", n).format(n=n), columns)
        shown = opened.below[:ROWS_SHOWN]
        for at, row in enumerate(shown):
            self.table.add(_cells(row, used), "last" if at == len(shown) - 1 else "plain", _spoken(row, used))
        notice = Notice("warning")
        gaps = [_gap(Column(column), gap) for column, gap in opened.gaps.items()]
        notice.say(_("Angka di laporan sudah lain dari jumlah baris ini.") if gaps else "", gaps)
        self._scroller = Scroller(Size.GAP_8)
        self._scroller.column.addWidget(self.table)
        if n > ROWS_SHOWN:
            words = _("dan {n} baris lain").format(n=n - ROWS_SHOWN)
            self._scroller.column.addWidget(Label(words, Role.CAPTION, "ink2"))
        self._scroller.column.addStretch(1)
        whole = ColumnBox(self, Size.GAP_8)
        whole.addWidget(notice)
        whole.addWidget(self._scroller)
        self._rows = min(len(shown), _HEIGHT_ROWS)
        watch(self._measure)

    def _measure(self) -> None:
        self._scroller.setFixedHeight((self._rows + 2) * px(Size.ROW_CHECKLIST))


def opened_dialog(opened: OpenedRow, parent: QWidget) -> Question:
    """Return the dialog that shows a sum opened down."""
    about = _("Dari {file}, diambil {day}. Baris ini disimpan di komputer ini dan tidak ikut dikirim.")
    title = _("Rincian {name}").format(name=opened.title)
    body = about.format(file=opened.source, day=opened.day)
    dialog = Question(title, body, [Answer("close", _("Tutup"))], "close", _Rows(opened), parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def _cells(row: DetailRow, used: list[Column]) -> list[QWidget]:
    key = parse_budget_key(row.key)
    codes = " ".join(filter(None, (key.kegiatan, key.rekening, key.sumber)))
    words = QWidget()
    column_of_words = ColumnBox(words, Size.NONE)
    column_of_words.addWidget(ElidedLabel(row.name, Role.TABLE))
    column_of_words.addWidget(ElidedLabel(codes, Role.CAPTION, "ink2"))
    cells: list[QWidget] = [words]
    for column in used:
        amount = row.values.get(column.value)
        label = Label(format_number(amount) if amount is not None else "–", Role.TABLE)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        cells.append(label)
    return cells


def _spoken(row: DetailRow, used: list[Column]) -> str:
    figures = (f"{column.label} {format_rupiah(row.values.get(column.value, 0))}" for column in used)
    return ", ".join((row.name, *figures))


def _gap(column: Column, gap: int) -> str:
    words = _("{column}: laporan lebih {amount}") if gap > 0 else _("{column}: laporan kurang {amount}")
    return words.format(column=column.label, amount=format_rupiah(abs(gap)))
