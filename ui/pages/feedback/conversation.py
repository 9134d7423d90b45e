"""The middle of the page: what the citizen and the office said, whether others may read it, and what is written now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from sipa_core.domain.phrases import Phrase
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.messages import _
from sipa_desktop.services.feedback_views import FeedbackDetail, OtherMatter, StateChoice
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.feedback import rows
from ui.pages.feedback.composer import Composer
from ui.pages.feedback.questions import ask_other, ask_words, show_preview
from ui.pages.feedback.view_model import FeedbackModel
from ui.widgets.boxes import Column, Line, Row, reveal, sides
from ui.widgets.bubble_list import BubbleList
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.notice import Notice

_EYES = {Visibility.PRIVATE: "lock-simple", Visibility.RELEASED: "eye"}


class ConversationView(QWidget):
    """Shows the model's conversation; what the person does goes to the model, `link_asked` to the page."""

    link_asked = Signal(str)

    def __init__(self, model: FeedbackModel, phrases: Sequence[Phrase], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._over: StateChoice | None = None
        self._subject = ElidedLabel("", Role.SECTION)
        self._words = ElidedLabel("", Role.TABLE, "ink2")
        self.hand_over = Button(_("Teruskan ke kecamatan"), "arrow-up-right", height="dense")
        self.state = Button(_("Ubah status"), "caret-down", height="dense", icon_after=True)
        self._menu = QMenu(self)
        self._eye = IconLabel("eye-slash", Size.ICON_CONTROL, "ink2")
        self._seen = Label("", Role.TABLE, wrap=True)
        self.preview = Button(_("Pratinjau"), "browser", "link", "dense")
        self.release = Button(_("Tampilkan untuk warga"), "eye", height="dense")
        self.hold = Button(_("Tahan"), "eye-slash", height="dense")
        self.fault = Notice("warning-circle")
        self._fault_holder = QWidget()
        self.bubbles = BubbleList()
        self.composer = Composer(model, phrases)
        self._build()
        self._connect()

    @property
    def text(self) -> QWidget:
        """Return the editor at the foot."""
        return self.composer.text

    def show_detail(self, detail: FeedbackDetail) -> None:
        """Show a conversation as the service has it."""
        self._subject.setText(detail.subject)
        self._words.setText(detail.words)
        self.fault.say(self._model.action_fault)
        reveal(self._fault_holder, bool(self._model.action_fault))
        self.bubbles.set_bubbles(rows.bubbles(detail.entries))
        self._fill_menu(detail.choices)
        reveal(self.state, bool(detail.choices))
        self._over = detail.hand_over
        reveal(self.hand_over, self._over is not None)
        if self._over is not None:
            self.hand_over.setText(self._over.word)
        self._eye.set_icon("lock-simple" if detail.kecamatan_only else _EYES.get(detail.visibility, "eye-slash"))
        self._seen.setText(detail.visibility_words)
        reveal(self.preview, bool(detail.preview))
        reveal(self.release, detail.can_release)
        reveal(self.hold, detail.can_hold and detail.visibility is not Visibility.HELD)
        reveal(self.composer, detail.can_answer)
        self.composer.show_detail(detail)

    def focus_answer(self) -> None:
        """Put the cursor into the answer."""
        self.composer.focus()

    def _build(self) -> None:
        whole = Column(self, Size.NONE)
        head = Column(gap=Size.GAP_2, margins=sides(Size.GAP_16, Size.GAP_8))
        first = Row(gap=Size.GAP_8)
        first.addWidget(self._subject, 1)
        first.addWidget(self.hand_over)
        first.addWidget(self.state)
        head.addLayout(first)
        head.addWidget(self._words)
        whole.addLayout(head)
        whole.addWidget(Line())
        if self._model.moderates:
            whole.addWidget(self._moderation())
            whole.addWidget(Line())
        notice = Column(self._fault_holder, margins=sides(Size.GAP_16, Size.GAP_8))
        notice.addWidget(self.fault)
        whole.addWidget(self._fault_holder)
        whole.addWidget(self.bubbles, 1)
        whole.addWidget(self.composer)

    def _moderation(self) -> QWidget:
        bar = QWidget()
        bar.setObjectName("surface")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = Row(bar, Size.GAP_8, sides(Size.GAP_16, Size.GAP_8))
        row.addWidget(self._eye)
        row.addWidget(self._seen, 1)
        row.addWidget(self.preview)
        row.addWidget(self.hold)
        row.addWidget(self.release)
        return bar

    def _connect(self) -> None:
        model = self._model
        model.others_came.connect(self._ask_other)
        self.state.clicked.connect(self._open_menu)
        self.composer.there.clicked.connect(self._ask_link)
        self.hand_over.clicked.connect(self._ask_hand_over)
        self.preview.clicked.connect(self._show_preview)
        self.release.clicked.connect(model.release)
        self.hold.clicked.connect(self._ask_hold)

    def _fill_menu(self, choices: tuple[StateChoice, ...]) -> None:
        self._menu.clear()
        for choice in choices:
            self._menu.addAction(choice.word, partial(self._chose, choice))

    def _open_menu(self) -> None:
        self._menu.popup(self.state.mapToGlobal(self.state.rect().bottomLeft()))

    def _chose(self, choice: StateChoice) -> None:
        if choice.needs_other:
            self._model.ask_others()
        elif choice.needs_reason:
            ask_words(
                self,
                _("Ubah status menjadi {word}?").format(word=choice.word),
                _("Tulis alasannya. Warga membacanya di halaman lacak."),
                _("Ubah status"),
                partial(self._model.set_state, choice.state),
            )
        else:
            self._model.set_state(choice.state)

    def _ask_hand_over(self) -> None:
        over = self._over
        if over is None:
            return
        forward = over.state is FeedbackState.DITERUSKAN
        body = (
            _("Kecamatan menjawab paling lama 5 hari kerja. Tulis mengapa diteruskan. Warga tidak membaca catatan ini.")
            if forward
            else _("Desa yang menjawab lagi. Tulis apa yang perlu desa lakukan. Warga tidak membaca catatan ini.")
        )
        ask_words(
            self,
            f"{over.word}?",
            body,
            _("Teruskan") if forward else _("Kembalikan"),
            partial(self._hand_over, over.state),
            label=_("Catatan untuk kecamatan") if forward else _("Catatan untuk desa"),
            kind="primary",
        )

    def _hand_over(self, state: FeedbackState, note: str) -> None:
        self._model.set_state(state, note=note)

    def _ask_other(self, others: tuple[OtherMatter, ...]) -> None:
        detail = self._model.detail
        if detail is not None:
            ask_other(self, detail.number, others, self._duplicate)

    def _duplicate(self, other: str) -> None:
        self._model.set_state(FeedbackState.DUPLIKAT, other=other)

    def _ask_link(self) -> None:
        detail = self._model.detail
        if detail is not None:
            self.link_asked.emit(detail.link)

    def _show_preview(self) -> None:
        detail = self._model.detail
        if detail is not None:
            show_preview(self, detail.preview)

    def _ask_hold(self) -> None:
        ask_words(
            self,
            _("Tahan masukan ini dari halaman publik?"),
            _("Warga tetap dapat melacaknya dan desa tetap menjawab. Tulis alasannya untuk desa dan warga."),
            _("Tahan masukan"),
            self._model.hold,
        )
