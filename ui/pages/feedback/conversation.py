"""The middle of the page: what the citizen and the office said, whether others may read it, and the answer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QWidget

from sipa_core.domain.workflow import Visibility
from sipa_core.messages import _
from sipa_desktop.services.feedback_views import FeedbackDetail, StateChoice
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.pages.feedback import rows
from ui.pages.feedback.reason import ask_reason
from ui.pages.feedback.view_model import FeedbackModel
from ui.widgets.boxes import Column, Line, Row, reveal, sides
from ui.widgets.bubble_list import BubbleList
from ui.widgets.button import Button
from ui.widgets.chip import StatusChip
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.notice import Notice

_EYES = {Visibility.PRIVATE: "lock-simple", Visibility.RELEASED: "eye"}


class ConversationView(QWidget):
    """Shows the model's conversation; everything the person does goes to the model."""

    def __init__(self, model: FeedbackModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._subject = ElidedLabel("", Role.SECTION)
        self._words = ElidedLabel("", Role.TABLE, "ink2")
        self._chip = StatusChip()
        self.state = Button(_("Ubah status"), "caret-down", height="dense", icon_after=True)
        self._menu = QMenu(self)
        self._eye = IconLabel("eye-slash", Size.ICON_CONTROL, "ink2")
        self._seen = Label("", Role.TABLE, wrap=True)
        self.release = Button(_("Tampilkan untuk warga"), "eye", height="dense")
        self.hold = Button(_("Tahan"), "eye-slash", height="dense")
        self.fault = Notice("warning-circle")
        self._fault_holder = QWidget()
        self.bubbles = BubbleList(_("Percakapan"))
        self.text = QPlainTextEdit()
        self._state_icon = IconLabel("hard-drives", Size.ICON_SMALL, "ink2")
        self._state_words = ElidedLabel("", Role.TABLE, "ink2")
        self.send = Button(_("Kirim jawaban"), "paper-plane-tilt", "primary", key="Ctrl+Enter")
        self._build()
        self._connect()

    def show_detail(self, detail: FeedbackDetail) -> None:
        """Show a conversation as the service has it."""
        self._subject.setText(detail.subject)
        self._words.setText(detail.words)
        self._chip.set_chip(rows.chip_of(detail.state, detail.chip))
        self.fault.say(self._model.action_fault)
        reveal(self._fault_holder, bool(self._model.action_fault))
        self.bubbles.set_bubbles(rows.bubbles(detail.entries))
        self._fill_menu(detail.choices)
        reveal(self.state, bool(detail.choices))
        self._eye.set_icon(_EYES.get(detail.visibility, "eye-slash"))
        self._seen.setText(detail.visibility_words)
        reveal(self.release, detail.can_release)
        reveal(self.hold, detail.can_hold and detail.visibility is not Visibility.HELD)
        reveal(self._composer, detail.can_answer)
        self._show_answer()

    def focus_answer(self) -> None:
        """Put the cursor into the answer."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        whole = Column(self, Size.NONE)
        head = Row(gap=Size.GAP_12, margins=sides(Size.GAP_16, Size.GAP_10))
        words = Column(gap=Size.GAP_2)
        words.addWidget(self._subject)
        words.addWidget(self._words)
        head.addLayout(words, 1)
        head.addWidget(self._chip)
        head.addWidget(self.state)
        whole.addLayout(head)
        whole.addWidget(Line())
        if self._model.moderates:
            whole.addWidget(self._moderation())
            whole.addWidget(Line())
        notice = Column(self._fault_holder, margins=sides(Size.GAP_16, Size.GAP_8))
        notice.addWidget(self.fault)
        whole.addWidget(self._fault_holder)
        whole.addWidget(self.bubbles, 1)
        self._composer = self._make_composer()
        whole.addWidget(self._composer)

    def _moderation(self) -> QWidget:
        bar = QWidget()
        bar.setObjectName("surface")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = Row(bar, Size.GAP_8, sides(Size.GAP_16, Size.GAP_8))
        row.addWidget(self._eye)
        row.addWidget(self._seen, 1)
        row.addWidget(self.hold)
        row.addWidget(self.release)
        return bar

    def _make_composer(self) -> QWidget:
        composer = QWidget()
        composer.setObjectName("surface")
        composer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(composer, Size.NONE)
        column.addWidget(Line())
        low = Column(gap=Size.GAP_8, margins=sides(Size.GAP_16, Size.GAP_10))
        self.text.setAccessibleName(_("Jawaban untuk warga"))
        self.text.setPlaceholderText(_("Tulis jawaban untuk warga. Warga membacanya di halaman lacak."))
        self.text.setTabChangesFocus(True)
        low.addWidget(self.text)
        foot = Row(gap=Size.GAP_8)
        foot.addWidget(self._state_icon)
        foot.addWidget(self._state_words, 1)
        foot.addWidget(self.send)
        low.addLayout(foot)
        column.addLayout(low)
        watch(self._measure)
        return composer

    def _measure(self) -> None:
        self.text.setFixedHeight(px(Size.NOTE_EDITOR))

    def _connect(self) -> None:
        model = self._model
        model.draft_changed.connect(self._show_draft)
        model.answer_changed.connect(self._show_answer)
        self.text.textChanged.connect(self._wrote)
        self.send.clicked.connect(model.send)
        self.state.clicked.connect(self._open_menu)
        self.release.clicked.connect(model.release)
        self.hold.clicked.connect(self._ask_hold)

    def _show_draft(self) -> None:
        if self.text.toPlainText() != self._model.draft:
            was = self.text.blockSignals(True)
            self.text.setPlainText(self._model.draft)
            self.text.blockSignals(was)

    def _show_answer(self) -> None:
        model = self._model
        fault = model.answer_fault or model.too_long
        words = fault or model.answer_words
        self._state_words.setText(words)
        self._state_words.set_tone("danger" if fault else "ink2")
        if fault:
            self._state_icon.set_icon("warning-circle", "danger", icons.FILL)
        else:
            self._state_icon.set_icon("hard-drives", "ink2", icons.REGULAR)
        self.text.setAccessibleDescription(words)
        self.text.setReadOnly(model.sending)
        self.send.setEnabled(not model.sending)

    def _wrote(self) -> None:
        self._model.write(self.text.toPlainText())

    def _fill_menu(self, choices: tuple[StateChoice, ...]) -> None:
        self._menu.clear()
        for choice in choices:
            self._menu.addAction(choice.word, partial(self._chose, choice))

    def _open_menu(self) -> None:
        self._menu.popup(self.state.mapToGlobal(self.state.rect().bottomLeft()))

    def _chose(self, choice: StateChoice) -> None:
        if not choice.needs_reason:
            self._model.set_state(choice.state)
            return
        ask_reason(
            self,
            _("Ubah status menjadi {word}?").format(word=choice.word),
            _("Tulis alasannya. Warga membacanya di halaman lacak."),
            _("Ubah status"),
            partial(self._model.set_state, choice.state),
        )

    def _ask_hold(self) -> None:
        ask_reason(
            self,
            _("Tahan masukan ini dari halaman publik?"),
            _("Warga tetap dapat melacaknya dan desa tetap menjawab. Tulis alasannya untuk desa dan warga."),
            _("Tahan masukan"),
            self._model.hold,
        )
