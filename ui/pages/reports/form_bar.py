"""The bar above a section that tells of a newer version of the report type, and where its old values are read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.messages import _, ngettext
from sipa_desktop.services.reports_views import FormView
from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.button import Button
from ui.widgets.notice import Notice
from ui.widgets.question import Answer, Question


class FormBar(QWidget):
    """`move_asked` wants the newest version (False) or the one before (True)."""

    move_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice("arrows-clockwise")
        self.take = Button(_("Pakai bentuk baru"), "arrows-clockwise", height="dense")
        self.back = Button(_("Kembalikan bentuk"), "arrow-counter-clockwise", height="dense")
        self.old = Button("", "clipboard-text", height="dense")
        self._view = FormView()
        whole = Column(self, Size.GAP_8)
        whole.addWidget(self.notice)
        row = Row(gap=Size.GAP_8)
        for button in (self.take, self.back, self.old):
            row.addWidget(button)
            button.hide()
        row.addStretch(1)
        whole.addLayout(row)
        self.take.clicked.connect(lambda: self.move_asked.emit(False))
        self.back.clicked.connect(lambda: self.move_asked.emit(True))
        self.old.clicked.connect(self.show_old)

    @property
    def sentence(self) -> str:
        """Return what the bar has to say, empty while it is not needed."""
        buttons = " ".join(one.text() for one in (self.take, self.back, self.old) if not one.isHidden())
        return f"{self.notice.sentence} {buttons}".strip()

    def say(self, view: FormView, editable: bool) -> None:
        """Show how the draft stands to its report type."""
        self._view = view
        lines = (*view.lines, _("Isian Anda ikut pindah dan tidak ada yang hilang. Dapat dikembalikan."))
        self.notice.say(view.words if editable else "", lines if view.words else ())
        reveal(self.take, editable and bool(view.words))
        reveal(self.back, editable and view.back and not view.words)
        count = len(view.old)
        self.old.set_face(ngettext("Isian lama ({n})", "Isian lama ({n})", count).format(n=count), "clipboard-text")
        reveal(self.old, count > 0)
        reveal(self, bool(self.sentence))

    def show_old(self) -> Question:
        """Open the old values, to be read and copied."""
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(_("Isian lama"))
        text.setPlainText("\n\n".join(f"{one.label}\n{one.text}" for one in self._view.old))
        text.setFixedHeight(px(Size.EDITOR_TALL))
        body = _("Bentuk laporan yang sekarang tidak menanyakan ini lagi. Isinya tetap tersimpan bersama laporan.")
        question = Question(_("Isian lama"), body, (Answer("close", _("Tutup")),), "close", text, self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.open()
        return question
