"""The foot of a conversation: who will read it (the citizen, or the offices only), ready answers, editor and buttons.

What is written for the offices must never look as if it went to the citizen.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QWidget

from sipa_core.domain.phrases import Phrase
from sipa_core.messages import _
from sipa_desktop.services.feedback_views import FeedbackDetail
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import px, set_read_only, watch
from ui.design.type import Role
from ui.pages.feedback.composing import Mode
from ui.pages.feedback.view_model import FeedbackModel
from ui.widgets.boxes import Column, Line, Row, reveal, sides
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.segmented import Choice, Segmented


class Composer(QWidget):
    """Writes to the model; it keeps nothing itself."""

    def __init__(self, model: FeedbackModel, phrases: Sequence[Phrase], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._elsewhere = ""
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        choices = [Choice(Mode.REPLY, _("Jawab warga")), Choice(Mode.NOTE, _("Catatan dalam"))]
        self.mode = Segmented(choices, _("Tulis untuk siapa"), pills=False)
        self.examples = Button(_("Contoh jawaban"), "note-pencil", "link", "dense")
        self._menu = QMenu(self)
        self.text = QPlainTextEdit()
        self._icon = IconLabel("hard-drives", Size.ICON_SMALL, "ink2")
        self._words = ElidedLabel("", Role.TABLE, "ink2")
        self._fault = Label("", Role.TABLE, "danger", wrap=True)  # what to do stands at its end
        self.there = Button(icon="arrow-square-out", height="dense", spoken=_("Buka asalnya di peramban"))
        self.close_too = Button(_("Balas dan selesaikan"), "check-circle", height="dense")
        self.copy = Button(_("Salin jawaban"), "copy", height="dense")
        self.send = Button(_("Kirim jawaban"), "paper-plane-tilt", "primary", key="Ctrl+Enter")
        self.keep = Button(_("Simpan catatan"), "lock-simple", "primary", key="Ctrl+Enter")
        self.done_there = Button(_("Tandai sudah dijawab"), "check", "primary", key="Ctrl+Enter")
        for phrase in phrases:
            self._menu.addAction(phrase.title, partial(model.composing.insert, phrase.text))
        self._build()
        self._connect()

    def show_detail(self, detail: FeedbackDetail) -> None:
        """Show the buttons that fit the matter."""
        self._elsewhere = detail.elsewhere
        reveal(self.there, bool(detail.link))
        self.show_state()

    def show_draft(self) -> None:
        """Show what the model has, leaving the cursor alone when it is there already."""
        if self.text.toPlainText() != self._model.draft:
            was = self.text.blockSignals(True)
            self.text.setPlainText(self._model.draft)
            self.text.moveCursor(self.text.textCursor().MoveOperation.End)
            self.text.blockSignals(was)

    def show_state(self) -> None:
        """Show for whom it is, how it stands, and what can be done."""
        model = self._model
        note = model.composing.mode is Mode.NOTE
        fault = model.answer_fault or model.too_long
        words = fault or model.answer_words
        self._words.setText("" if fault else words)
        self._fault.setText(fault)
        reveal(self._words, not fault)
        reveal(self._fault, bool(fault))
        if fault:
            self._icon.set_icon("warning-circle", "danger", icons.FILL)
        else:
            self._icon.set_icon("lock-simple" if note else "hard-drives", "ink2", icons.REGULAR)
        self.mode.set_current(model.composing.mode)
        self.text.setAccessibleName(_("Catatan dalam, tidak dilihat warga") if note else _("Jawaban untuk warga"))
        self.text.setAccessibleDescription(words)
        self.text.setPlaceholderText(self._hint(note))
        set_read_only(self.text, model.sending)
        reveal(self.examples, not note)
        reveal(self.keep, note)
        reveal(self.send, not note and not self._elsewhere)
        reveal(self.close_too, not note and not self._elsewhere)
        reveal(self.copy, not note and bool(self._elsewhere))
        reveal(self.done_there, not note and bool(self._elsewhere))
        for button in (self.send, self.close_too, self.keep, self.done_there):
            button.setEnabled(not model.sending)
        self.copy.setEnabled(bool(model.draft.strip()))

    def focus(self) -> None:
        """Put the cursor into the editor."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hint(self, note: bool) -> str:
        if note:
            return _("Tulis catatan untuk desa dan kecamatan. Warga tidak melihatnya.")
        if self._elsewhere:
            return _("Tulis jawaban, lalu salin ke {source}.").format(source=self._elsewhere)
        return _("Tulis jawaban untuk warga. Warga membacanya di halaman lacak.")

    def _build(self) -> None:
        column = Column(self, Size.NONE)
        column.addWidget(Line())
        low = Column(gap=Size.GAP_8, margins=sides(Size.GAP_16, Size.GAP_10))
        top = Row(gap=Size.GAP_8)
        top.addWidget(self.mode)
        top.addStretch(1)
        top.addWidget(self.examples)
        low.addLayout(top)
        self.text.setTabChangesFocus(True)
        low.addWidget(self.text)
        state = Row(gap=Size.GAP_6)
        state.addWidget(self._icon)
        state.addWidget(self._words, 1)
        state.addWidget(self._fault, 1)
        low.addLayout(state)
        foot = Row(gap=Size.GAP_8)
        foot.addWidget(self.there)
        foot.addStretch(1)
        for button in (self.close_too, self.copy, self.send, self.keep, self.done_there):
            foot.addWidget(button)
        low.addLayout(foot)
        column.addLayout(low)
        watch(self._measure)

    def _measure(self) -> None:
        self._words.setMinimumWidth(px(Size.GAP_2))
        self.text.setFixedHeight(px(Size.NOTE_EDITOR))

    def _connect(self) -> None:
        model = self._model
        model.draft_changed.connect(self.show_draft)
        model.answer_changed.connect(self.show_state)
        self.mode.changed.connect(self._chose_mode)
        self.examples.clicked.connect(self._open_menu)
        self.text.textChanged.connect(self._wrote)
        for button in (self.send, self.keep, self.done_there):
            button.clicked.connect(self._send)
        self.close_too.clicked.connect(partial(model.send, close=True))
        self.copy.clicked.connect(self._copied)

    def _send(self) -> None:
        self._model.send()

    def _wrote(self) -> None:
        self._model.write(self.text.toPlainText())

    def _chose_mode(self, key: str) -> None:
        self._model.set_mode(Mode(key))
        self.focus()

    def _open_menu(self) -> None:
        self._menu.popup(self.examples.mapToGlobal(self.examples.rect().topLeft()))

    def _copied(self) -> None:
        self._model.flush()
        QGuiApplication.clipboard().setText(self._model.draft.strip())
        words = _("Jawaban disalin. Tempel di {source}, lalu tandai sudah dijawab.")
        self._model.said.emit(words.format(source=self._elsewhere))
