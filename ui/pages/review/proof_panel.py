"""Beside the picture of a proof: when and by whom, what to look at, what the post tells, and the decision below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.proofs_views import ProofDetail
from ui.design import icons
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, even, reveal
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.notice import Notice
from ui.widgets.pane import Pane


class ProofPanel(Pane):
    """Signals: `open_asked` with the address of the post, `confirm_asked`, `refuse_asked`."""

    open_asked = Signal(str)
    confirm_asked = Signal()
    refuse_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", Size.SIDE_PANEL, parent=parent)
        self._detail: ProofDetail | None = None
        self._title = Label("", Role.CARD, wrap=True)
        self._report = Label("", Role.TABLE, "ink2", wrap=True)
        self.warning = Notice()
        self._facts = Column(gap=Size.NONE)
        self._link = ElidedLabel("", Role.TABLE, "primary")
        self.open = Button(_("Buka di peramban"), "arrow-square-out", height="dense")
        self._questions = Column(gap=Size.GAP_8)
        self._items = Column(gap=Size.GAP_6)
        self._caption_title = Label(_("Teks yang diposting"), Role.CARD)
        self._caption = Label("", Role.CAPTION, "ink2", wrap=True)
        self.notice = Notice()
        self.confirm = Button(_("Bukti benar, berikutnya"), "check", "primary", key="Enter")
        self.refuse = Button(_("Minta bukti lain"), "arrow-u-up-left", key="M")
        self._build()
        self.open.clicked.connect(self._open)
        self.confirm.clicked.connect(self.confirm_asked)
        self.refuse.clicked.connect(self.refuse_asked)

    def show_detail(self, detail: ProofDetail, busy: bool) -> None:
        """Show what belongs to the proof in hand."""
        self._detail = detail
        self._title.setText(detail.title)
        self._report.setText(detail.report_title)
        self.warning.say(detail.warnings[0] if detail.warnings else "", detail.warnings[1:])
        self._show_facts(detail)
        for part in (self._link, self.open):
            # Without a picture the address stands large in the middle.
            reveal(part, bool(detail.url and detail.pictures))
        self._link.setText(detail.url)
        self._show_questions(detail)
        self._show_items(detail)
        beside = bool(detail.caption and detail.pictures)
        reveal(self._caption_title, beside)
        reveal(self._caption, beside)
        self._caption.setText(detail.caption)
        for button in (self.confirm, self.refuse):
            button.setEnabled(detail.can_decide and not busy)

    def _build(self) -> None:
        scroller = Scroller(Size.GAP_10, even(Size.GAP_16))
        column = scroller.column
        words = Column(gap=Size.NONE)
        words.addWidget(self._title)
        words.addWidget(self._report)
        column.addLayout(words)
        column.addWidget(self.warning)
        column.addLayout(self._facts)
        column.addWidget(self._link)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Label(_("Yang dilihat"), Role.CARD))
        column.addLayout(self._questions)
        column.addLayout(self._items)
        column.addWidget(self._caption_title)
        column.addWidget(self._caption)
        column.addStretch(1)
        decision = QWidget()
        below = Column(decision, Size.GAP_8, (Size.GAP_16, Size.GAP_12, Size.GAP_16, Size.GAP_12))
        below.addWidget(self.notice)
        below.addWidget(self.confirm)
        below.addWidget(self.refuse)
        self.column.addWidget(scroller, 1)
        self.column.addWidget(Line())
        self.column.addWidget(decision)

    def _show_facts(self, detail: ProofDetail) -> None:
        empty_layout(self._facts)
        for label, value in detail.facts:
            row = Row(gap=Size.GAP_8, margins=(Size.NONE, Size.GAP_6, Size.NONE, Size.GAP_6))
            row.addWidget(Label(label, Role.TABLE, "ink2"))
            row.addStretch(1)
            row.addWidget(ElidedLabel(value, Role.TABLE_STRONG))
            self._facts.addLayout(row)
            self._facts.addWidget(Line())

    def _show_questions(self, detail: ProofDetail) -> None:
        empty_layout(self._questions)
        for question, should in detail.questions:
            self._questions.addLayout(_line("eye", "ink2", question, should))

    def _show_items(self, detail: ProofDetail) -> None:
        empty_layout(self._items)
        if not detail.items:
            return
        told = sum(item.told for item in detail.items)
        words = _("{n} dari {m} hal wajib disampaikan").format(n=told, m=len(detail.items))
        rules = "; ".join(dict.fromkeys(item.basis for item in detail.items))
        self._items.addWidget(Label(f"{words} ({rules})", Role.CAPTION, "ink2", wrap=True))
        for item in detail.items:
            sign, tint = ("check-circle", "disetujui_fg") if item.told else ("warning-circle", "danger")
            self._items.addLayout(_line(sign, tint, item.label, item.place))

    def _open(self) -> None:
        if self._detail is not None and self._detail.url:
            self.open_asked.emit(self._detail.url)


def _line(sign: str, tint: str, title: str, detail: str) -> Row:
    row = Row(gap=Size.GAP_8)
    row.addWidget(IconLabel(sign, Size.ICON_SMALL, tint, icons.REGULAR), 0, Qt.AlignmentFlag.AlignTop)
    words = Column(gap=Size.NONE)
    words.addWidget(Label(title, Role.TABLE_STRONG, wrap=True))
    words.addWidget(Label(detail, Role.CAPTION, "ink2", wrap=True))
    row.addLayout(words, 1)
    return row
