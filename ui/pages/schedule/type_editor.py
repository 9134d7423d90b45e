"""The plain editor of a report type: its names, its sections, the questions of one section, and one question."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.template_making import FieldForm, SectionForm, TypeForm, complaint
from sipa_core.domain.templates import FieldType, SectionKind
from sipa_core.messages import N_, _
from ui.design.measures import Size
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.boxes import Column, Row, Scroller, reveal
from ui.widgets.button import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.field import Field
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.select import Select

PERIODS = {
    PeriodKind.YEAR: N_("Tiap tahun"),
    PeriodKind.SEMESTER: N_("Tiap semester"),
    PeriodKind.QUARTER: N_("Tiap triwulan"),
    PeriodKind.MONTH: N_("Tiap bulan"),
    PeriodKind.EVENT: N_("Bila ada peristiwa"),
}
TYPES = {
    FieldType.TEXT: N_("Teks"),
    FieldType.NUMBER: N_("Angka"),
    FieldType.RUPIAH: N_("Rupiah"),
    FieldType.DATE: N_("Tanggal"),
    FieldType.CHOICE: N_("Pilihan"),
    FieldType.BOOL: N_("Centang"),
    FieldType.PERCENT: N_("Persen"),
}
SECTIONS = {
    SectionKind.FIELDS: N_("Isian"),
    SectionKind.TABLE: N_("Tabel"),
    SectionKind.PHOTOS: N_("Foto dan berkas"),
    SectionKind.TEXT: N_("Teks panjang"),
    SectionKind.BUDGET: N_("Pohon APB Desa"),
}
NEW_SECTIONS = (SectionKind.FIELDS, SectionKind.TABLE, SectionKind.PHOTOS)
_T = TypeVar("_T")
MAX_NAME, MAX_SHORT, MAX_LABEL = 120, 24, 200


class OrderedList(QWidget):
    """A list with buttons to add, take out and move; `changed` says that its order or length is another."""

    chosen = Signal(int)
    add_asked = Signal()
    remove_asked = Signal(int)
    move_asked = Signal(int, int)

    def __init__(self, title: str, noun: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setObjectName("framed")
        self.list.setAccessibleName(title)
        self.add = Button(_("Tambah"), "plus", height="dense")
        self.up = Button("", "caret-up", height="dense")
        self.down = Button("", "caret-down", height="dense")
        self.remove = Button("", "trash", height="dense")
        for button, words in (
            (self.add, _("Tambah {noun}")),
            (self.up, _("Naikkan {noun}")),
            (self.down, _("Turunkan {noun}")),
            (self.remove, _("Hapus {noun}")),
        ):
            button.setAccessibleName(words.format(noun=noun))
            button.setToolTip(tip(words.format(noun=noun)))
        whole = Column(self, Size.GAP_6)
        whole.addWidget(Label(title, Role.TABLE_STRONG))
        whole.addWidget(self.list, 1)
        row = Row(gap=Size.GAP_4)
        for button in (self.add, self.up, self.down, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        whole.addLayout(row)
        self.setFocusProxy(self.list)
        self.list.currentRowChanged.connect(self.chosen)
        self.add.clicked.connect(self.add_asked)
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self.list.currentRow()))
        self.up.clicked.connect(lambda: self.move_asked.emit(self.list.currentRow(), -1))
        self.down.clicked.connect(lambda: self.move_asked.emit(self.list.currentRow(), 1))

    def show_names(self, names: list[str], current: int) -> None:
        """Show other lines and choose one of them, without a signal."""
        was = self.list.blockSignals(True)
        self.list.clear()
        for name in names:
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            self.list.addItem(item)
        self.list.setCurrentRow(current)
        self.list.blockSignals(was)
        self.up.setEnabled(current > 0)
        self.down.setEnabled(0 <= current < len(names) - 1)
        self.remove.setEnabled(current >= 0)


class TypeEditor(QWidget):
    """`saved` gives the form when it can become a type, `left` when the person goes back to the list, `changed` says
    that the form says something else than before."""

    changed = Signal()
    saved = Signal(object)
    left = Signal()

    def __init__(self, form: TypeForm, parent: QWidget | None = None, *, begun: bool = False) -> None:
        super().__init__(parent)
        self.form = form if form.key or begun else replace(form, name="", short_name="")
        self.section, self.question = 0, 0
        self.notice = Notice("warning-circle")
        self.name, self.short = _line(_("Nama laporan"), MAX_NAME), _line(_("Nama singkat"), MAX_SHORT)
        self.basis, self.addressee = _line(_("Dasar"), MAX_LABEL), _line(_("Kepada"), MAX_LABEL)
        self.period = Select(_("Masa laporan"))
        for kind, words in PERIODS.items():
            self.period.addItem(_(words), kind)
        self.sections = OrderedList(_("Bagian"), _("bagian"))
        self.questions = OrderedList(_("Isian di bagian ini"), _("isian"))
        self.title = _line(_("Nama bagian"), MAX_LABEL)
        self.kind = Select(_("Bentuk bagian"))
        self.needed = CheckBox(_("Bagian ini wajib diisi"))
        self.label = _line(_("Nama isian"), MAX_LABEL)
        self.type = Select(_("Jenis isian"))
        for field_type, words in TYPES.items():
            self.type.addItem(_(words), field_type)
        self.choices = _line(_("Pilihan"), 400)
        self.required = CheckBox(_("Wajib diisi"))
        self.public = CheckBox(_("Dibaca warga setelah disetujui"))
        self.save = Button(_("Simpan jenis"), "check", "primary")
        self.back = Button(_("Kembali"), "arrow-left")
        self._asked = QWidget()
        self._build()
        self._connect()
        self._show_head()
        self._show()

    def _build(self) -> None:
        whole = Column(self, Size.GAP_12)
        whole.addWidget(self.notice)
        first, second = Row(gap=Size.GAP_12), Row(gap=Size.GAP_12)
        first.addWidget(Field(_("Nama laporan"), self.name), 3)
        first.addWidget(Field(_("Nama singkat"), self.short), 1)
        first.addWidget(Field(_("Masa laporan"), self.period), 1)
        second.addWidget(Field(_("Dasar"), self.basis), 3)
        second.addWidget(Field(_("Kepada"), self.addressee), 2)
        body = Scroller(Size.GAP_12)  # with large letters it is higher than an office's screen
        body.column.addLayout(first)
        body.column.addLayout(second)
        parts = Row(gap=Size.GAP_16)
        parts.addWidget(self.sections, 1)
        parts.addWidget(self.questions, 1)
        right = Column(gap=Size.GAP_8)
        right.addWidget(Field(_("Nama bagian"), self.title))
        right.addWidget(Field(_("Bentuk bagian"), self.kind))
        right.addWidget(self.needed)
        asked = Column(self._asked, Size.GAP_8)
        asked.addWidget(Field(_("Nama isian"), self.label))
        asked.addWidget(Field(_("Jenis isian"), self.type))
        self._answers = Field(_("Pilihan"), self.choices, _("Pisahkan dengan titik koma: Baik; Rusak; Hilang."))
        asked.addWidget(self._answers)
        asked.addWidget(self.required)
        asked.addWidget(self.public)
        right.addWidget(self._asked)
        right.addStretch(1)
        parts.addLayout(right, 1)
        body.column.addLayout(parts, 1)
        whole.addWidget(body, 1)
        foot = Row(gap=Size.GAP_8)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.save)
        whole.addLayout(foot)
        self.setFocusProxy(self.name)

    def _connect(self) -> None:
        for line in (self.name, self.short, self.basis, self.addressee):
            line.textEdited.connect(self._head_typed)
        self.period.activated.connect(self._head_typed)
        for line in (self.title, self.label, self.choices):
            line.textEdited.connect(self._typed)
        for chooser in (self.kind, self.type):
            chooser.activated.connect(self._typed)
        for box in (self.needed, self.required, self.public):
            box.clicked.connect(self._typed)
        self.sections.chosen.connect(self._choose_section)
        self.sections.add_asked.connect(self._add_section)
        self.sections.remove_asked.connect(self._remove_section)
        self.sections.move_asked.connect(self._move_section)
        self.questions.chosen.connect(self._choose_question)
        self.questions.add_asked.connect(self._add_question)
        self.questions.remove_asked.connect(self._remove_question)
        self.questions.move_asked.connect(self._move_question)
        self.back.clicked.connect(self.left)
        self.save.clicked.connect(self._save)

    @property
    def _here(self) -> SectionForm | None:
        at = self.section
        return self.form.sections[at] if 0 <= at < len(self.form.sections) else None

    @property
    def _field(self) -> FieldForm | None:
        section = self._here
        return section.fields[self.question] if section and 0 <= self.question < len(section.fields) else None

    def _show_head(self) -> None:
        self.name.setText(self.form.name)
        self.short.setText(self.form.short_name)
        self.basis.setText(self.form.basis)
        self.addressee.setText(self.form.addressee)
        self.period.setCurrentIndex(list(PERIODS).index(self.form.period_kind))
        self.period.setEnabled(not self.form.key)

    def _show(self) -> None:
        names = [section.title or _("(belum bernama)") for section in self.form.sections]
        self.sections.show_names(names, self.section)
        section = self._here
        labels = [one.label or _("(belum bernama)") for one in section.fields] if section is not None else []
        self.questions.show_names(labels, self.question if labels else -1)
        fixed = section is None or section.kind is SectionKind.BUDGET
        self.questions.add.setEnabled(not fixed)
        self._show_details()

    def _show_details(self) -> None:
        section, field = self._here, self._field
        for widget in (self.title, self.kind, self.needed):
            widget.setEnabled(section is not None)
        if section is not None:
            _put(self.title, section.title)
            kinds = NEW_SECTIONS if not section.key else (section.kind,)
            self.kind.clear()
            for kind in kinds:
                self.kind.addItem(_(SECTIONS[kind]), kind)
            self.kind.setCurrentIndex(kinds.index(section.kind))
            self.kind.setEnabled(not section.key)
            self.needed.setChecked(section.required)
        reveal(self._asked, field is not None)
        if section is None or field is None:
            return
        _put(self.label, field.label)
        self.type.setCurrentIndex(list(TYPES).index(field.type))
        self.type.setEnabled(section.kind is not SectionKind.BUDGET)
        _put(self.choices, "; ".join(field.choices))
        reveal(self._answers, field.type is FieldType.CHOICE)
        self.required.setChecked(field.required)
        self.public.setChecked(field.public)
        reveal(self.public, section.kind is not SectionKind.PHOTOS)

    def _head_typed(self) -> None:
        self.form = replace(
            self.form,
            name=self.name.text(),
            short_name=self.short.text(),
            basis=self.basis.text(),
            addressee=self.addressee.text(),
            period_kind=PeriodKind(self.period.currentData()),
        )
        self.changed.emit()

    def _typed(self) -> None:
        section, field = self._here, self._field
        if section is None:
            return
        fields = list(section.fields)
        if field is not None:
            answers = tuple(one.strip() for one in self.choices.text().split(";") if one.strip())
            fields[self.question] = replace(
                field,
                label=self.label.text(),
                type=FieldType(self.type.currentData()),
                choices=answers,
                required=self.required.isChecked(),
                public=self.public.isChecked() and self.kind.currentData() != SectionKind.PHOTOS,
            )
        self._replace(
            replace(
                section,
                title=self.title.text(),
                kind=SectionKind(self.kind.currentData()),
                required=self.needed.isChecked(),
                fields=tuple(fields),
            )
        )
        for names, at, words in (
            (self.sections.list, self.section, self.title.text()),
            (self.questions.list, self.question, self.label.text()),
        ):
            item = names.item(at)
            if item is not None:
                item.setText(words or _("(belum bernama)"))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, item.text())
        reveal(self._answers, self.type.currentData() == FieldType.CHOICE)

    def _replace(self, section: SectionForm) -> None:
        sections = list(self.form.sections)
        sections[self.section] = section
        self._with_sections(tuple(sections))

    def _with_sections(self, sections: tuple[SectionForm, ...]) -> None:
        self.form = replace(self.form, sections=sections)
        self.changed.emit()

    def _choose_section(self, at: int) -> None:
        self.section, self.question = at, 0
        self._show()

    def _choose_question(self, at: int) -> None:
        self.question = at
        self._show()

    def _add_section(self) -> None:
        new = SectionForm("", SectionKind.FIELDS, (FieldForm(""),))
        self._with_sections((*self.form.sections, new))
        self.section, self.question = len(self.form.sections) - 1, 0
        self._show()
        self.title.setFocus()

    def _remove_section(self, at: int) -> None:
        self._with_sections(_without(self.form.sections, at))
        self.section, self.question = min(at, len(self.form.sections) - 1), 0
        self._show()

    def _move_section(self, at: int, by: int) -> None:
        self._with_sections(_moved(self.form.sections, at, by))
        self.section = at + by
        self._show()

    def _add_question(self) -> None:
        self._with_fields(lambda fields: (*fields, FieldForm("")))
        section = self._here
        self.question = len(section.fields) - 1 if section is not None else 0
        self._show()
        self.label.setFocus()

    def _remove_question(self, at: int) -> None:
        self._with_fields(lambda fields: _without(fields, at))
        self.question = max(0, at - 1)
        self._show()

    def _move_question(self, at: int, by: int) -> None:
        self._with_fields(lambda fields: _moved(fields, at, by))
        self.question = at + by
        self._show()

    def _with_fields(self, change: Callable[[tuple[FieldForm, ...]], tuple[FieldForm, ...]]) -> None:
        section = self._here
        if section is not None:
            self._replace(replace(section, fields=change(section.fields)))

    def _save(self) -> None:
        words = complaint(self.form)
        self.notice.say(words)
        if not words:
            self.saved.emit(self.form)


def _line(name: str, limit: int) -> QLineEdit:
    line = QLineEdit()
    line.setMaxLength(limit)
    line.setAccessibleName(name)
    return line


def _put(line: QLineEdit, text: str) -> None:
    if line.text() != text:
        line.setText(text)


def _without(things: tuple[_T, ...], at: int) -> tuple[_T, ...]:
    return things[:at] + things[at + 1 :]


def _moved(things: tuple[_T, ...], at: int, by: int) -> tuple[_T, ...]:
    kept = list(things)
    kept.insert(at + by, kept.pop(at))
    return tuple(kept)
