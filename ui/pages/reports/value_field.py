"""One question of a report as a field: the editor that fits its type, its help, its fault and the number of a note."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from sipa_core.domain.dates import YearMeant
from sipa_core.domain.field_values import read_value, show_value
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Field as Question
from sipa_core.domain.templates import FieldType
from sipa_core.domain.unreadable import Unreadable
from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, set_read_only, watch
from ui.pages.reports.editor_model import EditorModel
from ui.widgets.check_box import CheckBox
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.select import Select
from ui.widgets.standing import Standing


class ValueField(Field):
    """`typed` gives path and value of every change that can be read, and what stood before as soon as the text cannot
    be read any more: no digits of it may be taken for a figure. `doubted` the text became one that cannot be read, or
    one that can. `entered` gives the path when the field is entered. `meant` tells of which year a day without one is.
    """

    typed = Signal(str, object)
    doubted = Signal()
    entered = Signal(str)

    def __init__(self, question: Question) -> None:
        editor = _editor(question)
        tick = question.type is FieldType.BOOL
        super().__init__("" if tick else question.label, editor, question.help, optional=not question.required)
        editor.setAccessibleName(question.label)
        self.question = question
        self._showing = False
        self._doubtful = self._was_doubtful = False
        self._standing: Standing[Value] = Standing(None)
        self.meant: Callable[[], YearMeant | None] = _unknown
        self._connect(editor)
        editor.installEventFilter(self)
        watch(self._measure)

    @property
    def doubtful(self) -> bool:
        """Tell whether what was typed cannot be read, or not yet: it is not saved."""
        return self.editor.doubtful if isinstance(self.editor, DateField) else self._doubtful

    def saved(self, value: Value) -> None:
        """Hear that a value is on the disk: keys that make the text unreadable do not take it away again."""
        if isinstance(self.editor, DateField):
            self.editor.saved(str(value or ""))
        elif isinstance(self.editor, QLineEdit) and self._standing.saved(value) and self._doubtful:
            self.typed.emit(self.question.path, self._standing.behind(self.editor.text()))

    def show_value(self, value: Value) -> None:
        """Show a value; a text being typed that already means it is left as it is, and one that cannot be read while
        the value is the one from before it.
        """
        self._showing = True
        editor = self.editor
        if isinstance(editor, CheckBox):
            editor.setChecked(value is True)
        elif isinstance(editor, Select):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, DateField):
            if editor.iso != (value or ""):
                editor.set_iso(str(value or ""))
                self.set_fault("")
        elif isinstance(editor, QPlainTextEdit):
            if editor.toPlainText() != (value or ""):
                editor.setPlainText(str(value or ""))
        elif isinstance(editor, QLineEdit) and not self._stays(editor.text(), value):
            self._standing.begin(value)
            self._doubtful = False
            editor.setText(show_value(self.question, value))
            self.set_fault("")
        self._showing = False
        self._tell_doubt()

    def set_origin(self, title: str) -> None:
        """Say below the field that its value was taken over from a report of that name and not changed since."""
        question = self.question.help
        self.set_help(_("Dari {title}, belum diubah.").format(title=title) if title else question)

    def set_read_only(self, read_only: bool) -> None:
        """Let the person only read, or write again."""
        editor = self.editor
        if isinstance(editor, QLineEdit | QPlainTextEdit):
            set_read_only(editor, read_only)
        else:
            editor.setEnabled(not read_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say when the person comes to the field."""
        if watched is self.editor and event.type() == QEvent.Type.FocusIn:
            if isinstance(self.editor, DateField):
                self.editor.meant = self.meant()
            self.entered.emit(self.question.path)
        return False

    def _connect(self, editor: QWidget) -> None:
        if isinstance(editor, CheckBox):
            editor.toggled.connect(self._ticked)
        elif isinstance(editor, Select):
            editor.currentIndexChanged.connect(self._picked)
        elif isinstance(editor, DateField):
            editor.changed.connect(self._dated)
            editor.textEdited.connect(self._tell_doubt)
            editor.editingFinished.connect(self._tell_doubt)
        elif isinstance(editor, QPlainTextEdit):
            editor.textChanged.connect(self._wrote)
        elif isinstance(editor, QLineEdit):
            editor.textEdited.connect(self._keyed)
            editor.editingFinished.connect(self._finished)

    def _tell(self, value: Value) -> None:
        if not self._showing:
            self.set_fault("")
            self.typed.emit(self.question.path, value)

    def _ticked(self, checked: bool) -> None:
        self._tell(True if checked else None)

    def _picked(self, _at: int) -> None:
        self._tell(_data(self.editor))

    def _dated(self, iso: str) -> None:
        self._tell(iso or None)

    def _wrote(self) -> None:
        if isinstance(self.editor, QPlainTextEdit):
            self._tell(self.editor.toPlainText() or None)

    def _keyed(self, text: str) -> None:
        value = read_value(self.question, text)
        self._doubtful = isinstance(value, Unreadable)
        if isinstance(value, Unreadable):
            self.typed.emit(self.question.path, self._standing.behind(text))
        else:
            self._standing.read(text, value)
            self._tell(value)
        self._tell_doubt()

    def _finished(self) -> None:
        if isinstance(self.editor, QLineEdit) and not self.editor.isReadOnly():
            value = read_value(self.question, self.editor.text())
            if isinstance(value, Unreadable):
                self.set_fault(value.reason)
            else:
                self._doubtful = False
                self._standing.begin(value)
                if self.question.type is not FieldType.TEXT:
                    self.editor.setText(show_value(self.question, value))
            self._tell_doubt()

    def _tell_doubt(self) -> None:
        if self.doubtful != self._was_doubtful:
            self._was_doubtful = self.doubtful
            self.doubted.emit()

    def _stays(self, text: str, value: Value) -> bool:
        read = read_value(self.question, text)
        held = self._standing.behind(text) if isinstance(read, Unreadable) else read
        return held == value and type(held) is type(value)

    def _measure(self) -> None:
        if isinstance(self.editor, QPlainTextEdit):
            self.editor.setMinimumHeight(px(Size.EDITOR_TALL))


def unread_fields(fields: Mapping[str, ValueField]) -> dict[str, str]:
    """Return of fields by path those that hold what could not be read, with the sentence that says so."""
    return {path: f"{field.question.label}: {field.fault}" for path, field in fields.items() if field.fault}


def follow(fields: Mapping[str, ValueField], model: EditorModel) -> None:
    """Let the report take what is typed into the fields."""
    for field in fields.values():
        field.meant = model.year_meant
        field.typed.connect(model.set_value)
        field.doubted.connect(model.save_changed)


def tell_saved(fields: Mapping[str, ValueField], changes: Mapping[str, Value]) -> None:
    """Let the fields hear which values are on the disk now."""
    for path in fields.keys() & changes.keys():
        fields[path].saved(changes[path])


def doubtful(fields: Mapping[str, ValueField]) -> int:
    """Return in how many fields a text was typed that cannot be read, or not yet."""
    return sum(field.doubtful for field in fields.values())


class _Paragraphs(QPlainTextEdit):
    """Asks for little height and takes all there is, so that the page scrolls only when it must."""

    def sizeHint(self) -> QSize:
        """Return the least height."""
        return QSize(super().sizeHint().width(), px(Size.EDITOR_TALL))


def _editor(question: Question) -> QWidget:
    match question.type:
        case FieldType.BOOL:
            return CheckBox(question.label)
        case FieldType.DATE:
            return DateField(question.label)
        case FieldType.CHOICE:
            select = Select(question.label)
            select.addItem(_("Pilih salah satu"), None)
            for choice in question.choices:
                select.addItem(choice.label, choice.value)
            return select
        case FieldType.TEXT if question.long:
            writer = _Paragraphs()
            writer.setTabChangesFocus(True)
            return writer
        case _:
            return QLineEdit()


def _unknown() -> None:
    """No year is known for a day that is written without one."""


def _data(editor: QWidget) -> Any:
    return editor.currentData() if isinstance(editor, Select) else None
