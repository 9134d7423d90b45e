"""Words to be read and copied whole: a field that cannot be written in, with its button."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row
from ui.widgets.button import Button
from ui.widgets.label import Label


class CopyText(QWidget):
    """The words with *Salin*; says so when they are in the clipboard."""

    def __init__(self, text: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QPlainTextEdit(text or _("Tidak ada tulisan di dalamnya."))
        self.field.setReadOnly(True)
        self.field.setAccessibleName(name or _("Isi"))
        self.field.setTabChangesFocus(True)
        self.copy = Button(_("Salin"), "copy", height="dense", spoken=_("Salin isi"))
        self._said = Label("", Role.CAPTION, "good")
        self.copy.clicked.connect(self._copy)
        self.setFocusProxy(self.copy)
        column = Column(self, Size.GAP_8)
        column.addWidget(self.field)
        row = Row(gap=Size.GAP_8)
        row.addWidget(self.copy)
        row.addWidget(self._said, 1)
        column.addLayout(row)
        watch(self._measure)

    def set_text(self, text: str) -> None:
        """Show other words."""
        self.field.setPlainText(text)
        self._said.setText("")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.field.toPlainText())
        self._said.setText(_("Sudah disalin."))

    def _measure(self) -> None:
        self.field.setFixedHeight(px(Size.EDITOR_TALLER))
