"""The cards of an import's preview: questions, the file, where the rupiah went, and what would change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame

from sipa_core.domain.budget import BELANJA
from sipa_core.domain.money import format_number, format_rupiah
from sipa_core.imports.columns import MONEY, Column
from sipa_core.imports.preview import Fate, ImportPreview
from sipa_core.imports.questions import Question
from sipa_core.imports.rows_preview import TablePreview
from sipa_core.imports.sums import MoneyLine, SumCheck
from sipa_core.messages import _, ngettext
from ui.design import icons
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.reports.import_columns import Shown
from ui.widgets.boxes import Column as ColumnBox
from ui.widgets.boxes import Line, Row, sides
from ui.widgets.card import Card
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.select import Select

SUMS_SHOWN = 4
LEAST_LETTERS = 16


class QuestionsCard(Card):
    """What is asked: `answered` gives the key of the question and the chosen value (empty: not chosen)."""

    answered = Signal(str, str)

    def __init__(self, shown: Shown, questions: Sequence[Question]) -> None:
        left = sum(question.answer(shown.answers) is None for question in questions)
        aside = ngettext("{n} pertanyaan", "{n} pertanyaan", left).format(n=left) if left else ""
        super().__init__(_("Perlu jawaban Anda") if left else _("Pilihan Anda"), aside)
        for at, question in enumerate(questions):
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


class FileCard(Card):
    """The file, its size and age, and what becomes of its rows."""

    def __init__(self, shown: Shown, name: str, about: str) -> None:
        super().__init__(gap=Size.GAP_4)
        head = Row(gap=Size.GAP_10)
        head.addWidget(IconLabel(_file_icon(name), Size.ICON_ROW))
        words = ColumnBox(gap=Size.NONE)
        words.addWidget(ElidedLabel(name, Role.CARD))
        if about:
            words.addWidget(ElidedLabel(about, Role.CAPTION, "ink2"))
        head.addLayout(words, 1)
        self.column.addLayout(head)
        self.column.addWidget(Line())
        parts = shown.parts if isinstance(shown, ImportPreview) else ()
        for part, rows in parts:
            self.column.addLayout(_part(part, rows))
        if parts:
            self.column.addWidget(Line())
        elif shown.table.name not in ("", name):
            self.column.addWidget(Label(_("Lembar {name}").format(name=shown.table.name), Role.TABLE, wrap=True))
        for fate, told in (
            (Fate.TAKEN, _("{n} baris masuk")),
            (Fate.WAITING, _("{n} baris menunggu jawaban, belum ikut")),
            (Fate.CHECK, _("{n} baris jumlah, dibandingkan saja")),
            (Fate.SKIPPED, _("{n} baris dilewati")),
        ):
            n = len(shown.of(fate))
            if n:
                tone = "warn" if fate is Fate.WAITING else "ink2"
                self.column.addWidget(Label(told.format(n=n), Role.TABLE, tone, wrap=True))
        for note in shown.notes:
            self.column.addWidget(Label(note, Role.CAPTION, "ink2", wrap=True))
        if shown.table.cut:
            self.column.addWidget(Label(shown.table.cut, Role.TABLE, "danger", wrap=True))
        if not shown.changes and shown.rows:
            told = _("Semua isinya sudah sama dengan isian laporan.")
            self.column.addWidget(Label(told, Role.TABLE, wrap=True))


class SumsCard(Card):
    """Jumlah rupiah: where the money of the file went, and whether the file's own sums and the report's agree."""

    def __init__(self, shown: Shown) -> None:
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
        if isinstance(shown, ImportPreview):
            self._against_report(shown)

    def _money(self, column: Column, lines: Sequence[MoneyLine]) -> None:
        if not lines:
            return
        self.column.addWidget(Label(column.label, Role.TABLE_STRONG))
        for line in lines:
            self.column.addLayout(_amount(line.label, line.taken))
        left_out = ((_("Menunggu jawaban"), "waiting"), (_("Tidak dimasukkan"), "refused"))
        amounts = [(words, sum(getattr(line, what) for line in lines)) for words, what in left_out]
        for words, amount in amounts:
            if amount:
                self.column.addLayout(_amount(words, amount, "warn"))
        if len(lines) == 1 and any(amount for _words, amount in amounts):
            self.column.addWidget(Line())
            self.column.addLayout(_amount(_("Jumlah di berkas"), lines[0].in_file, "ink", strong=True))

    def _against_report(self, shown: ImportPreview) -> None:
        """Whether the spending budgeted in the file is that of the report as it stands now."""
        here = shown.of_report.belanja.anggaran
        line = next((one for one in shown.money if one.group == BELANJA and one.column is Column.ANGGARAN), None)
        if line is None or not here:
            return
        would_be = line.taken + line.waiting
        self.column.addWidget(Line())
        self.column.addWidget(Label(_("Anggaran belanja"), Role.TABLE_STRONG))
        self.column.addLayout(_amount(_("Di berkas"), would_be))
        self.column.addLayout(_amount(_("Di laporan sekarang"), here))
        if would_be == here:
            self.column.addWidget(_told(_("Anggaran cocok dengan isian laporan."), good=True))
        else:
            words = _("Anggaran belanja berbeda {amount}").format(amount=format_rupiah(abs(would_be - here)))
            self.column.addWidget(_told(words, _("Periksa Perdes APB Desa sebelum memasukkan."), good=False))


class ChangesCard(Card):
    """Yang akan berubah: how much is replaced, new, or stays the same."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(_("Yang akan berubah"), gap=Size.GAP_4)
        if isinstance(shown, TablePreview):
            facts = [(shown.new_rows, _("{n} baris baru")), (shown.replaced, _("{n} isian diganti"))]
            facts.append((shown.unchanged, _("{n} isian tetap sama")))
            untouched = _("Baris lain, catatan, dan lampiran tidak disentuh")
        else:
            new = len(shown.changes) - shown.replaced
            facts = [(shown.replaced, _("{n} angka diganti")), (new, _("{n} angka baru"))]
            facts.append((shown.unchanged, _("{n} angka tetap sama")))
            if shown.activities:
                facts.append((shown.activities, _("{n} kegiatan di tabel kegiatan")))
            untouched = (
                _("Teks, catatan, dan lampiran tidak disentuh")
                if shown.activities
                else _("Teks, kegiatan, catatan, dan lampiran tidak disentuh")
            )
        for n, words in facts:
            self.column.addWidget(Label(words.format(n=n), Role.TABLE))
        self.column.addWidget(Label(untouched, Role.TABLE, "ink2", wrap=True))


def _file_icon(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return {"xlsx": "file-xls", "xls": "file-xls", "ods": "file-xls", "zip": "file-zip"}.get(ending, "table")


def _part(name: str, rows: int) -> Row:
    """A table of a package with the number of its rows."""
    row = Row(gap=Size.GAP_8)
    row.addWidget(IconLabel("table", Size.ICON_SMALL, "ink3"))
    row.addWidget(ElidedLabel(name, Role.TABLE), 1)
    row.addWidget(Label(ngettext("{n} baris", "{n} baris", rows).format(n=format_number(rows)), Role.TABLE, "ink2"))
    return row


def _amount(words: str, amount: int, tone: str = "ink", *, strong: bool = False) -> Row:
    row = Row(gap=Size.GAP_8)
    role = Role.TABLE_STRONG if strong else Role.TABLE
    row.addWidget(Label(words, role, "ink2" if tone == "ink" and not strong else tone, wrap=True), 1)
    row.addWidget(Label(format_number(amount), role, tone), 0, Qt.AlignmentFlag.AlignTop)
    return row


def _sum_words(check: SumCheck) -> tuple[str, str]:
    own, rows = format_number(check.in_file), format_number(check.computed)
    title = _("{label}, {column}").format(label=check.label, column=check.column.label.lower())
    return title, _("Di berkas {own}, jumlah barisnya {rows}").format(own=own, rows=rows)


def _told(sentence: str, detail: str = "", *, good: bool) -> QFrame:
    holder = QFrame()
    holder.setObjectName("told")
    holder.setProperty("kind", "good" if good else "warn")
    holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    holder.setAccessibleName(f"{sentence} {detail}".strip())
    row = Row(holder, Size.GAP_8, sides(Size.GAP_10, Size.GAP_8))
    icon, tint = ("check-circle", "disetujui_fg") if good else ("warning-circle", "danger")
    row.addWidget(IconLabel(icon, Size.ICON_SMALL, tint, icons.FILL), 0, Qt.AlignmentFlag.AlignTop)
    words = ColumnBox(gap=Size.NONE)
    words.addWidget(Label(sentence, Role.TABLE_STRONG, "good" if good else "note", wrap=True))
    if detail:
        words.addWidget(Label(detail, Role.CAPTION, "note", wrap=True))
    row.addLayout(words, 1)
    return holder
