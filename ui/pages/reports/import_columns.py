"""The two tables of an import's preview: what each column of the file is taken for, and the rows that cannot enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from sipa_core.domain.money import format_number
from sipa_core.imports.columns import FoundColumn
from sipa_core.imports.field_columns import FieldColumn
from sipa_core.imports.package_tables import UsedColumn
from sipa_core.imports.preview import ImportPreview, ReadRow
from sipa_core.imports.questions import Question
from sipa_core.imports.rows_preview import TablePreview
from sipa_core.messages import _, ngettext
from ui.design import icons
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Column as ColumnBox
from ui.widgets.boxes import Row
from ui.widgets.button import Button
from ui.widgets.fact_table import FactColumn, FactTable
from ui.widgets.label import ElidedLabel, IconLabel, Label

Shown = ImportPreview | TablePreview
AnyColumn = FoundColumn | FieldColumn | UsedColumn
ROWS_SHOWN = 50

_KEY = "kolom:"


def column_questions(shown: Shown) -> Mapping[str, Question]:
    """Return the questions about one column each, by the title of the column; the others stand in a card of theirs."""
    titles = {found.title for found in shown.columns}
    return {
        question.key.removeprefix(_KEY): question
        for question in shown.questions
        if question.key.startswith(_KEY) and question.key.removeprefix(_KEY) in titles
    }


class ColumnsCard(FactTable):
    """Kolom yang ditemukan; `answered` gives the key of a question about a column and the answer, empty to take it
    back.
    """

    answered = Signal(str, str)

    def __init__(self, shown: Shown) -> None:
        columns = (
            FactColumn(_("Kolom di berkas"), 5),
            FactColumn(_("Contoh isi"), 4),
            FactColumn("", width=Size.ICON_ROW),
            FactColumn(_("Isian SIPA"), 5),
            FactColumn(_("Keadaan"), 3),
        )
        asked = column_questions(shown)
        waiting = sum(asked[title].answer(shown.answers) is None for title in asked)
        used = sum(bool(found.label) for found in shown.columns)
        unused = len(shown.columns) - used - waiting
        parts = [(used, _("{n} cocok")), (unused, _("{n} dilewati")), (waiting, _("{n} perlu jawaban"))]
        super().__init__(
            _("Kolom yang ditemukan"),
            columns,
            ", ".join(words.format(n=n) for n, words in parts if n or words == parts[0][1]),
        )
        found_columns: Sequence[AnyColumn] = shown.columns
        for at, found in enumerate(found_columns):
            question = asked.get(found.title)
            if question is not None and question.answer(shown.answers) is None:
                self.add(self._asking(found, question), "asked", question.words)
            else:
                self.add(
                    self._settled(found, question), "last" if at == len(shown.columns) - 1 else "plain", _spoken(found)
                )

    def _settled(self, found: AnyColumn, question: Question | None) -> list[QWidget]:
        state = QWidget()
        row = Row(state, Size.GAP_6)
        icon, tint = ("check", "disetujui_fg") if found.label else ("minus-circle", "ink3")
        row.addWidget(IconLabel(icon, Size.ICON_SMALL, tint))
        words = _("Cocok") if found.label else _("Dilewati")
        row.addWidget(Label(words, Role.TABLE_STRONG, "good" if found.label else "ink2"))
        row.addStretch(1)
        if question is not None:
            again = Button(
                _("Ubah"), kind="link", height="dense", spoken=_("Ubah jawaban untuk {title}").format(title=found.title)
            )
            again.clicked.connect(partial(self.answered.emit, question.key, ""))
            row.addWidget(again)
        return [
            _title(found),
            ElidedLabel(found.sample, Role.TABLE, "ink2"),
            IconLabel("arrow-right", Size.ICON_SMALL, "ink3"),
            ElidedLabel(found.label or _("Tidak dipakai"), Role.TABLE, "ink" if found.label else "ink2"),
            state,
        ]

    def _asking(self, found: AnyColumn, question: Question) -> list[QWidget]:
        title = QWidget()
        words = ColumnBox(title, Size.NONE)
        own, table = _parts_of(found)
        words.addWidget(ElidedLabel(own, Role.TABLE_STRONG, "note"))
        told = _("nama belum dikenal, tabel {table}").format(table=table) if table else _("nama belum dikenal")
        words.addWidget(ElidedLabel(told, Role.CAPTION, "note"))
        first, *others = question.choices
        rest = QWidget()
        row = Row(rest, Size.GAP_8)
        meant = ElidedLabel(_asked_words(found).format(column=_meant(first.label)), Role.TABLE_STRONG, "note")
        row.addWidget(meant, 1)
        yes = Button(first.label, "check", height="dense")
        yes.clicked.connect(partial(self.answered.emit, question.key, first.value))
        row.addWidget(yes)
        if len(others) == 1:
            other = Button(_("Bukan"), height="dense", spoken=others[0].label)
            other.clicked.connect(partial(self.answered.emit, question.key, others[0].value))
        else:
            other = Button(_("Pilih isian lain"), height="dense")
            menu = QMenu(other)
            for choice in others:
                menu.addAction(choice.label, partial(self.answered.emit, question.key, choice.value))
            other.clicked.connect(lambda: menu.popup(other.mapToGlobal(other.rect().bottomLeft())))
        row.addWidget(other)
        return [
            title,
            ElidedLabel(found.sample, Role.TABLE, "note"),
            IconLabel("question", Size.ICON_CONTROL, "on_note", icons.FILL),
            rest,
        ]


def _parts_of(found: AnyColumn) -> tuple[str, str]:
    """The title of a column, and its table where the file has several."""
    table = found.table if isinstance(found, UsedColumn) else ""
    return found.title.removesuffix(f" ({table})") if table else found.title, table


def _title(found: AnyColumn) -> QWidget:
    own, table = _parts_of(found)
    if not table:
        return ElidedLabel(own or "–", Role.TABLE_STRONG)
    holder = QWidget()
    row = Row(holder, Size.GAP_8)
    row.addWidget(ElidedLabel(own, Role.TABLE_STRONG), 1)
    row.addWidget(ElidedLabel(table, Role.CAPTION, "ink2"), 1)
    return holder


def _asked_words(found: AnyColumn) -> str:
    """Buttons and table name leave less room for the question in a file of several tables."""
    return _("Ini {column}?") if isinstance(found, UsedColumn) else _("Apakah ini {column}?")


class RefusedCard(FactTable):
    """Baris tidak dimasukkan: what cannot enter, with its reason; `save_asked` wants the list as a file."""

    save_asked = Signal()

    def __init__(self, rows: Sequence[ReadRow]) -> None:
        title = ngettext("{n} baris tidak dimasukkan", "{n} baris tidak dimasukkan", len(rows)).format(n=len(rows))
        # A list of activities knows no rupiah.
        with_amounts = any(row.amount is not None for row in rows)
        amounts = [FactColumn(_("Nilai (Rp)"), width=Size.COLUMN_MONEY, right=True)] if with_amounts else []
        number = _place_column(rows)
        columns = (number, FactColumn(_("Uraian"), 4), *amounts, FactColumn(_("Sebab"), 6))
        super().__init__(title, columns)
        self.save = Button(_("Simpan daftar ini"), "export", "link", "dense")
        self.save.clicked.connect(self.save_asked)
        self.head.addWidget(self.save)
        hidden = len(rows) - ROWS_SHOWN
        for at, row in enumerate(rows[:ROWS_SHOWN]):
            last = at == len(rows) - 1
            self.add(_refused_cells(row, with_amounts), "last" if last else "plain", _refused_words(row))
        if hidden > 0:
            more = Label(
                _("dan {n} lainnya, semuanya ada di daftar yang disimpan").format(n=hidden), Role.CAPTION, "ink2"
            )
            holder = Row(margins=(Size.GAP_16, Size.GAP_8, Size.GAP_16, Size.GAP_8))
            holder.addWidget(more)
            self.column.addLayout(holder)


def _place_column(rows: Sequence[ReadRow]) -> FactColumn:
    """Rows of a package say their table too and need more room than a number."""
    if any(row.origin for row in rows):
        return FactColumn(_("Baris"), 3)
    return FactColumn(_("Baris"), width=Size.DATE_TILE, right=True)


def _refused_cells(row: ReadRow, with_amount: bool) -> list[QWidget]:
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    number = ElidedLabel(row.place, Role.TABLE, "ink2") if row.origin else Label(row.place, Role.TABLE, "ink2")
    if not row.origin:
        number.setAlignment(right)
    amount = Label(format_number(row.amount) if row.amount is not None else "–", Role.TABLE)
    amount.setAlignment(right)
    reason = QWidget()
    line = Row(reason, Size.GAP_8)
    line.addWidget(IconLabel("warning-circle", Size.ICON_SMALL, "danger", icons.FILL), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Label(row.reason, Role.TABLE, wrap=True), 1)
    name = ElidedLabel(row.name or row.text, Role.TABLE_STRONG)
    return [number, name, amount, reason] if with_amount else [number, name, reason]


def _refused_words(row: ReadRow) -> str:
    return _("Baris {n}, {name}: {reason}").format(n=row.place, name=row.name or row.text, reason=row.reason)


def _spoken(found: AnyColumn) -> str:
    words = _("Kolom {title} untuk {meaning}") if found.label else _("Kolom {title} tidak dipakai")
    return words.format(title=found.title, meaning=found.label)


def _meant(yes: str) -> str:
    """`Realisasi` of the answer `Ya, Realisasi`."""
    return yes.removeprefix(_("Ya, {column}").format(column="")).strip()
