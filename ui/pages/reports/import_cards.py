"""The cards of an import's preview: columns, questions, refused rows, sums, and what would change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from sipa_core.domain.money import format_number
from sipa_core.imports.columns import MONEY, Column, FoundColumn
from sipa_core.imports.preview import ImportPreview, ReadRow
from sipa_core.imports.questions import Question
from sipa_core.imports.sums import MoneyLine, SumCheck
from sipa_core.messages import _, ngettext
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column as ColumnBox
from ui.widgets.boxes import Line, Row
from ui.widgets.card import Card
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.select import Select

ROWS_SHOWN = 50
SUMS_SHOWN = 4
LEAST_LETTERS = 16


class _Grid(QWidget):
    """Labels in rows and columns under small titles; `stretch` is the share of each column in the width."""

    def __init__(self, titles: Sequence[str], stretch: Sequence[int]) -> None:
        super().__init__()
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for at, share in enumerate(stretch):
            self._layout.setColumnStretch(at, share)
        for at, title in enumerate(titles):
            self._layout.addWidget(Label(title, Role.HEADER, "ink2"), 0, at)
        self._next = 1
        watch(self._measure)

    def add(self, cells: Sequence[QWidget]) -> None:
        """Add a row."""
        for at, cell in enumerate(cells):
            self._layout.addWidget(cell, self._next, at)
        self._next += 1

    def _measure(self) -> None:
        self._layout.setHorizontalSpacing(px(Size.GAP_16))
        self._layout.setVerticalSpacing(px(Size.GAP_10))


class ColumnsCard(Card):
    """Kolom yang ditemukan: what each column of the file is taken for."""

    def __init__(self, shown: ImportPreview) -> None:
        used = sum(found.column is not None for found in shown.columns)
        unused = len(shown.columns) - used
        words = _("{n} dipakai, {m} tidak dipakai") if unused else _("{n} dipakai")
        summary = words.format(n=used, m=unused)
        super().__init__(_("Kolom yang ditemukan"), summary)
        titles = (_("Kolom di berkas"), _("Contoh isi"), _("Isian SIPA"), _("Keadaan"))
        grid = _Grid(titles, (3, 3, 2, 2))
        for found in shown.columns:
            grid.add(_column_cells(found))
        self.column.addWidget(grid)


class QuestionsCard(Card):
    """What is asked: `answered` gives the key of the question and the chosen value (empty: not chosen)."""

    answered = Signal(str, str)

    def __init__(self, shown: ImportPreview) -> None:
        left = len(shown.open_questions)
        super().__init__(_("Perlu jawaban Anda"), ngettext("{n} pertanyaan", "{n} pertanyaan", left).format(n=left))
        for at, question in enumerate(shown.questions):
            if at:
                self.column.addWidget(Line())
            self.column.addLayout(self._row(question, question.answer(shown.answers)))

    def _row(self, question: Question, chosen: str | None) -> ColumnBox:
        words = Row(gap=Size.GAP_8)
        icon, tint = ("check-circle", "disetujui_fg") if chosen else ("question", "menunggu_fg")
        words.addWidget(IconLabel(icon, Size.ICON_CONTROL, tint, icons.FILL), 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(Label(question.words, Role.TABLE_STRONG, wrap=True), 1)
        select = Select(question.words)
        # The names of codes are long; the box takes the width there is instead of asking for theirs.
        select.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        select.setMinimumContentsLength(LEAST_LETTERS)
        select.addItem(_("Pilih jawaban"), "")
        for choice in question.choices:
            select.addItem(choice.label, choice.value)
        select.setCurrentIndex(max(0, select.findData(chosen)))
        select.activated.connect(lambda _at, key=question.key, box=select: self.answered.emit(key, box.currentData()))
        column = ColumnBox(gap=Size.GAP_8)
        column.addLayout(words)
        below = Row(margins=(Size.GAP_24, Size.NONE, Size.NONE, Size.NONE))
        below.addWidget(select, 1)
        column.addLayout(below)
        return column


class RefusedCard(Card):
    """Baris tidak dimasukkan: what cannot enter, with its reason."""

    def __init__(self, rows: Sequence[ReadRow]) -> None:
        title = ngettext("{n} baris tidak dimasukkan", "{n} baris tidak dimasukkan", len(rows)).format(n=len(rows))
        super().__init__(title)
        grid = _Grid((_("Baris"), _("Uraian"), _("Nilai (Rp)"), _("Sebab")), (0, 4, 2, 5))
        for row in rows[:ROWS_SHOWN]:
            grid.add(_refused_cells(row))
        self.column.addWidget(grid)
        hidden = len(rows) - ROWS_SHOWN
        if hidden > 0:
            self.column.addWidget(Label(_("dan {n} lainnya").format(n=hidden), Role.CAPTION, "ink2"))


class SumsCard(Card):
    """Jumlah rupiah: where the money of the file went, and whether the file's own sums agree."""

    def __init__(self, shown: ImportPreview) -> None:
        super().__init__(_("Jumlah rupiah"), gap=Size.GAP_6)
        for column in MONEY:
            self._money(column, [line for line in shown.money if line.column is column])
        wrong = [check for check in shown.sums if not check.equal]
        if shown.sums and not wrong:
            self.column.addWidget(_told(_("Semua jumlah di berkas cocok dengan barisnya."), good=True))
        for check in wrong[:SUMS_SHOWN]:
            self.column.addWidget(_told(*_sum_words(check), good=False))
        if len(wrong) > SUMS_SHOWN:
            words = _("dan {n} jumlah lain yang berbeda").format(n=len(wrong) - SUMS_SHOWN)
            self.column.addWidget(Label(words, Role.CAPTION, "ink2"))

    def _money(self, column: Column, lines: Sequence[MoneyLine]) -> None:
        if not lines:
            return
        self.column.addWidget(Label(column.label, Role.TABLE_STRONG))
        for line in lines:
            self.column.addLayout(_amount(line.label, line.taken))
        left_out = ((_("Menunggu jawaban"), "waiting"), (_("Tidak dimasukkan"), "refused"))
        for words, what in left_out:
            amount = sum(getattr(line, what) for line in lines)
            if amount:
                self.column.addLayout(_amount(words, amount, "warn"))


class ChangesCard(Card):
    """Yang akan berubah: how many figures are replaced, new, or stay the same."""

    def __init__(self, shown: ImportPreview) -> None:
        super().__init__(_("Yang akan berubah"), gap=Size.GAP_4)
        new = len(shown.changes) - shown.replaced
        for n, words in (
            (shown.replaced, _("{n} angka diganti")),
            (new, _("{n} angka baru")),
            (shown.unchanged, _("{n} angka tetap sama")),
        ):
            self.column.addWidget(Label(words.format(n=n), Role.TABLE))
        self.column.addWidget(Label(_("Teks dan kegiatan tidak disentuh"), Role.TABLE, "ink2"))


def _column_cells(found: FoundColumn) -> list[QWidget]:
    used = found.column is not None
    state = Row(gap=Size.GAP_6)
    holder = QWidget()
    holder.setLayout(state)
    icon, tint = ("check", "disetujui_fg") if used else ("minus-circle", "ink3")
    state.addWidget(IconLabel(icon, Size.ICON_SMALL, tint))
    state.addWidget(Label(_("Cocok") if used else _("Tidak dipakai"), Role.TABLE_STRONG, "good" if used else "ink2"), 1)
    return [
        ElidedLabel(found.title or "–", Role.TABLE_STRONG),
        ElidedLabel(found.sample, Role.TABLE, "ink2"),
        ElidedLabel(found.column.label if found.column is not None else "–", Role.TABLE),
        holder,
    ]


def _refused_cells(row: ReadRow) -> list[QWidget]:
    # The figure that the row is about: what was realised, or the budget where the file has no more.
    amounts = next((format_number(row.values[column]) for column in reversed(MONEY) if column in row.values), "–")
    number = Label(str(row.number), Role.TABLE, "ink2")
    number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    name = ElidedLabel(row.name or row.text, Role.TABLE_STRONG)
    amount = ElidedLabel(amounts, Role.TABLE)
    return [number, name, amount, Label(row.reason, Role.TABLE, "ink", wrap=True)]


def _amount(words: str, amount: int, tone: str = "ink") -> Row:
    row = Row(gap=Size.GAP_8)
    row.addWidget(Label(words, Role.TABLE, "ink2" if tone == "ink" else tone))
    row.addStretch(1)
    row.addWidget(Label(format_number(amount), Role.TABLE, tone))
    return row


def _sum_words(check: SumCheck) -> tuple[str, str]:
    own, rows = format_number(check.in_file), format_number(check.computed)
    title = _("{label}, {column}").format(label=check.label, column=check.column.label.lower())
    return title, _("Di berkas {own}, jumlah barisnya {rows}").format(own=own, rows=rows)


def _told(sentence: str, detail: str = "", *, good: bool) -> QWidget:
    holder = QWidget()
    holder.setAccessibleName(f"{sentence} {detail}".strip())
    row = Row(holder, Size.GAP_8, (Size.NONE, Size.GAP_4, Size.NONE, Size.NONE))
    icon, tint = ("check-circle", "disetujui_fg") if good else ("warning-circle", "danger")
    row.addWidget(IconLabel(icon, Size.ICON_CONTROL, tint, icons.FILL), 0, Qt.AlignmentFlag.AlignTop)
    words = ColumnBox(gap=Size.NONE)
    words.addWidget(Label(sentence, Role.TABLE_STRONG, "good" if good else "ink", wrap=True))
    if detail:
        words.addWidget(Label(detail, Role.CAPTION, "ink2", wrap=True))
    row.addLayout(words, 1)
    return holder
