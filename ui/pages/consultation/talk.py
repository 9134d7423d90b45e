"""The middle of the page: what the thread is about, what was said, and the message being written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QWidget

from sipa_core.domain.consultation import MAX_SUBJECT, ThreadState
from sipa_core.messages import _, ngettext
from sipa_desktop.services.consultation_views import AboutView, ThreadDetail
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import px, set_read_only, watch
from ui.design.type import Role
from ui.pages.consultation import rows
from ui.pages.consultation.view_model import ConsultationModel
from ui.widgets.boxes import Column, Line, Row, reveal, sides
from ui.widgets.bubble_list import BubbleList
from ui.widgets.button import Button
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.notice import Notice


class AboutBar(QFrame):
    """The field that a thread is about with its present value, and the way back to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = ElidedLabel("", Role.CAPTION, "ink2")
        self._place = ElidedLabel("", Role.TABLE_TOTAL)
        self._label = Label("", Role.CAPTION, "ink2")
        self._value = Label("", Role.TABLE_TOTAL)
        self.open = Button(_("Buka isian"), "arrow-square-out", height="dense")
        row = Row(self, Size.GAP_12, sides(Size.GAP_16, Size.GAP_8))
        words = Column(gap=Size.GAP_2)
        words.addWidget(self._title)
        words.addWidget(self._place)
        row.addLayout(words, 1)
        value = Column(gap=Size.GAP_2)
        for part in (self._label, self._value):
            part.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.addWidget(part)
        row.addLayout(value)
        row.addWidget(self.open)

    def show_about(self, about: AboutView) -> None:
        """Show another field."""
        self._title.setText(about.title)
        self._place.setText(about.place)
        self._label.setText(about.value_label)
        self._value.setText(about.value)
        reveal(self._label, bool(about.value_label))
        reveal(self._value, bool(about.value_label))
        reveal(self.open, bool(about.target))
        self.open.setAccessibleName(_("Buka isian {place}").format(place=about.place))
        spoken = (about.title, about.place, about.value_label, about.value)
        self.setAccessibleName(", ".join(part for part in spoken if part))


class TalkView(QWidget):
    """Shows the model's thread; everything the person does goes to the model or out in a signal: `place_asked`,
    `villages_asked`, `agree_asked`, `file_opened` (a row), `link_asked` (an address), `again_asked` (go on anew).
    """

    place_asked = Signal()
    villages_asked = Signal()
    agree_asked = Signal()
    file_opened = Signal(str)
    link_asked = Signal(str)
    again_asked = Signal()

    def __init__(self, model: ConsultationModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._subject = ElidedLabel("", Role.SECTION)
        self._words = ElidedLabel("", Role.TABLE, "ink2")
        self._chip = StatusChip()
        self.solve = Button(_("Tandai selesai"), "check-circle", height="dense")
        self.discard = Button(_("Buang draf"), "trash", height="dense")
        self.about = AboutBar()
        self.new_subject = QLineEdit()
        self.pick = Button(_("Pilih desa"), "caret-down", height="dense", icon_after=True)
        self._picked = Label("", Role.TABLE, "ink2", wrap=True)
        self.fault = Notice("warning-circle")
        self._fault_holder = QWidget()
        self.bubbles = BubbleList()
        self.text = QPlainTextEdit()
        self.attach_row = Column(gap=Size.GAP_6)
        self.agree = Button(_("Jadikan pembinaan"), "handshake", height="dense")
        self._state_icon = IconLabel("hard-drives", Size.ICON_SMALL, "ink2")
        self._state_words = ElidedLabel("", Role.CAPTION, "ink2")
        self._state_fault = Label("", Role.TABLE, "danger", wrap=True)  # what to do stands at its end
        self.send = Button(_("Kirim"), "paper-plane-tilt", "primary", key="Ctrl+Enter")
        self._closed = Notice("info")
        self.again = Button(_("Lanjutkan di percakapan baru"), "plus", height="dense")
        self._build()
        self._connect()

    def show_detail(self, detail: ThreadDetail) -> None:
        """Show a thread as the service has it."""
        self._show_head(detail)
        self.fault.say(self._model.fault)
        reveal(self._fault_holder, bool(self._model.fault))
        other = _("kecamatan") if self._model.village else detail.village_label
        self.bubbles.set_bubbles(rows.bubbles(detail.entries, other))
        reveal(self._composer, detail.can_send)
        self._closed.say(detail.closed_words)
        reveal(self._closed_holder, bool(detail.closed_words))
        reveal(self.agree, not detail.new and detail.guidance.can_put)
        self._show_standing()

    def focus_text(self) -> None:
        """Put the cursor where writing goes on: what it is about first, when a new thread has no subject yet."""
        detail = self._model.detail
        first = detail is not None and detail.new and not self.new_subject.text().strip()
        (self.new_subject if first else self.text).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_head(self, detail: ThreadDetail) -> None:
        self._subject.setText(_("Percakapan baru") if detail.new else detail.subject)
        place = detail.village_label if not self._model.village else ""
        self._words.setText(". ".join(part for part in (place, detail.words) if part))
        solved = detail.state is ThreadState.SOLVED
        self._chip.set_chip(Chip("disetujui", _("Selesai"), "check-circle") if solved else None)
        reveal(self._chip, solved)
        reveal(self.solve, detail.can_solve)
        reveal(self.discard, detail.new)
        reveal(self.about, detail.about is not None)
        if detail.about is not None:
            self.about.show_about(detail.about)
        reveal(self._start, detail.new)
        to_pick = detail.new and not detail.village
        reveal(self.pick, to_pick)
        reveal(self._picked, to_pick)
        names = dict(self._model.villages)
        chosen = [names.get(code, code) for code in self._model.writing.villages]
        words = ngettext("{n} desa: {names}", "{n} desa: {names}", len(chosen)).format(
            n=len(chosen), names=", ".join(name.removeprefix("Desa ") for name in chosen)
        )
        self._picked.setText(words if chosen else _("Belum ada desa yang dipilih."))

    def _build(self) -> None:
        whole = Column(self, Size.NONE)
        head = Row(gap=Size.GAP_8, margins=sides(Size.GAP_16, Size.GAP_10))
        words = Column(gap=Size.GAP_2)
        words.addWidget(self._subject)
        words.addWidget(self._words)
        head.addLayout(words, 1)
        head.addWidget(self._chip)
        head.addWidget(self.discard)
        head.addWidget(self.solve)
        whole.addLayout(head)
        whole.addWidget(Line())
        whole.addWidget(self.about)
        whole.addWidget(self._make_start())
        notice = Column(self._fault_holder, margins=sides(Size.GAP_16, Size.GAP_8))
        notice.addWidget(self.fault)
        whole.addWidget(self._fault_holder)
        whole.addWidget(self.bubbles, 1)
        self._closed_holder = QWidget()
        closed = Row(self._closed_holder, Size.GAP_8, sides(Size.GAP_16, Size.GAP_8))
        closed.addWidget(self._closed, 1)
        closed.addWidget(self.again)
        whole.addWidget(self._closed_holder)
        self._composer = self._make_composer()
        whole.addWidget(self._composer)

    def _make_start(self) -> QWidget:
        """What a new thread needs before its first message: to whom, and what it is about."""
        self._start = QWidget()
        column = Column(self._start, Size.GAP_8, sides(Size.GAP_16, Size.GAP_10))
        line = Row(gap=Size.GAP_8)
        line.addWidget(self.pick)
        line.addWidget(self._picked, 1)
        column.addLayout(line)
        label = Label(_("Perihal"), Role.TABLE_STRONG)
        label.setBuddy(self.new_subject)
        self.new_subject.setAccessibleName(_("Perihal"))
        self.new_subject.setPlaceholderText(_("misalnya: cara mengisi sisa kas bank"))
        self.new_subject.setMaxLength(MAX_SUBJECT)
        column.addWidget(label)
        column.addWidget(self.new_subject)
        return self._start

    def _make_composer(self) -> QWidget:
        composer = QWidget()
        composer.setObjectName("surface")
        composer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(composer, Size.NONE)
        column.addWidget(Line())
        low = Column(gap=Size.GAP_8, margins=sides(Size.GAP_16, Size.GAP_10))
        self.text.setAccessibleName(_("Tulis pesan"))
        self.text.setPlaceholderText(_("Tulis pesan. Tanpa jaringan pun bisa."))
        self.text.setTabChangesFocus(True)
        low.addWidget(self.text)
        low.addLayout(self.attach_row)
        standing = Row(gap=Size.GAP_6)
        standing.addWidget(self._state_icon)
        standing.addWidget(self._state_words, 1)
        standing.addWidget(self._state_fault, 1)
        self._standing = QWidget()
        self._standing.setLayout(standing)
        low.addWidget(self._standing)
        foot = self.foot = Row(gap=Size.GAP_8)
        foot.addWidget(self.agree)
        foot.addStretch(1)
        foot.addWidget(self.send)
        low.addLayout(foot)
        column.addLayout(low)
        watch(self._measure)
        return composer

    def _measure(self) -> None:
        self.text.setFixedHeight(px(Size.COMPOSER))

    def _connect(self) -> None:
        model, writing = self._model, self._model.writing
        writing.draft_changed.connect(self._show_draft)
        writing.changed.connect(self._show_standing)
        self.text.textChanged.connect(lambda: writing.write(self.text.toPlainText()))
        self.new_subject.textEdited.connect(writing.write_subject)
        self.send.clicked.connect(writing.send)
        self.solve.clicked.connect(model.solve)
        self.discard.clicked.connect(model.discard)
        self.about.open.clicked.connect(self.place_asked)
        self.pick.clicked.connect(self.villages_asked)
        self.agree.clicked.connect(self.agree_asked)
        self.again.clicked.connect(self.again_asked)
        self.bubbles.acted.connect(model.take_back)
        self.bubbles.attachment_opened.connect(self.file_opened)
        self.bubbles.link_asked.connect(self.link_asked)

    def _show_draft(self) -> None:
        if self.text.toPlainText() != self._model.writing.draft:
            was = self.text.blockSignals(True)
            self.text.setPlainText(self._model.writing.draft)
            self.text.blockSignals(was)
        if self.new_subject.text() != self._model.writing.subject:
            self.new_subject.setText(self._model.writing.subject)

    def _show_standing(self) -> None:
        writing = self._model.writing
        fault = writing.fault or writing.too_long
        words = fault or writing.taking_words or writing.words
        self._state_words.setText("" if fault else words)
        self._state_fault.setText(fault)
        reveal(self._state_words, not fault)
        reveal(self._state_fault, bool(fault))
        if fault:
            self._state_icon.set_icon("warning-circle", "danger", icons.FILL)
        else:
            self._state_icon.set_icon("hard-drives", "ink2", icons.REGULAR)
        reveal(self._standing, bool(words))
        self.text.setAccessibleDescription(words)
        set_read_only(self.text, writing.sending)
        self.send.setEnabled(not writing.sending and not writing.taking)
