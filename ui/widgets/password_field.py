"""A field for a password, with a button that shows what was typed and a word when Caps Lock is on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.widgets.boxes import Column, Row
from ui.widgets.button import Button
from ui.widgets.field import Field

LONGEST = 200


class PasswordField(QWidget):
    """`changed` on every key, `entered` with Enter. What was typed is never kept anywhere else."""

    changed = Signal()
    entered = Signal()

    def __init__(self, label: str, help_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._help = help_text
        self.edit = _Secret()
        self._field = Field(label, self._line(label), help_text)
        self.edit.setAccessibleName(label)
        Column(self, Size.NONE).addWidget(self._field)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._typed)
        self.edit.returnPressed.connect(self.entered)
        self.edit.caps.connect(self._warn)

    @property
    def text(self) -> str:
        """Return what was typed."""
        return self.edit.text()

    @property
    def fault(self) -> str:
        """Return the sentence of the fault shown, or an empty text."""
        return self._field.fault

    def clear(self) -> None:
        """Empty the field and hide what is typed next."""
        self.edit.clear()
        self._show_letters(False)

    def set_fault(self, sentence: str) -> None:
        """Say what is not right, or with an empty text that all is well."""
        self._field.set_fault(sentence)
        self.edit.setAccessibleDescription(sentence or self._help)

    def set_help(self, text: str) -> None:
        """Change the help below; a fault stays until it is taken away."""
        self._help = text
        self._field.set_help(text)
        if not self.fault:
            self.edit.setAccessibleDescription(text)

    def _line(self, label: str) -> QWidget:
        holder = QWidget()
        row = Row(holder, Size.GAP_8)
        self.eye = Button("", "eye", spoken=_("Lihat: {field}").format(field=label))
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._show_letters)
        row.addWidget(self.edit, 1)
        row.addWidget(self.eye)
        return holder

    def _show_letters(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        if self.eye.isChecked() != shown:
            self.eye.setChecked(shown)

    def _typed(self, _text: str) -> None:
        self.set_fault("")
        self.changed.emit()

    def _warn(self, on: bool) -> None:
        if not self.fault:
            self._field.set_help(_("Caps Lock menyala: huruf menjadi besar.") if on else self._help)


class _Secret(QLineEdit):
    """Hides its letters; `caps` tells when a letter came out larger or smaller than Shift asked for."""

    caps = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Notice Caps Lock by what comes out; Qt knows no other way on every system."""
        typed = event.text()
        if len(typed) == 1 and typed.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit(typed.isupper() != shifted)
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Forget the warning when the field is left."""
        if event.type() == QEvent.Type.FocusOut:
            self.caps.emit(False)
        return super().event(event)
