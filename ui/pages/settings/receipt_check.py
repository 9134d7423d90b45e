"""Periksa tanda terima: a file or a pasted code goes in, and plain words say whether the server really signed it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from sipa_core.messages import _
from sipa_desktop.services.receipt_looks import Look, ReceiptLooks, Verdict
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, even, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import IconLabel, Label
from ui.widgets.question import Answer, Question

TYPING_MS = 250
MOST_LETTERS = 200_000
_SIGNS = {
    Verdict.TRUE: ("shield-check", "disetujui_fg"),
    Verdict.CHANGED: ("x-circle", "danger"),
    Verdict.OTHER_SERVER: ("shield-warning", "danger"),
    Verdict.NO_RECEIPT: ("question", "ink2"),
}


class ReceiptDialog(Question):
    """Checks as soon as something was chosen or pasted; nothing of it is kept and nothing goes over a network."""

    def __init__(self, looks: ReceiptLooks, runner: Runner, parent: QWidget | None = None) -> None:
        self._looks, self._runner = looks, runner
        self._asked = 0
        self.choose = Button(_("Pilih berkas"), "file-text", "primary", spoken=_("Pilih berkas tanda terima"))
        self.code = QPlainTextEdit()
        self.told = _Result()
        self._area = Scroller()
        content = QWidget()
        body = _("Pilih PDF atau berkas tanda terima, atau tempel teks hasil pindai kode QR-nya. Tidak perlu jaringan.")
        super().__init__(_("Periksa tanda terima"), body, [Answer("close", _("Tutup"))], "close", content, parent)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out(content)
        self.choose.clicked.connect(self._choose)
        self.code.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self.check_code)
        watch(self._measure_code)
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def check_file(self, path: Path) -> None:
        """Say what a file proves."""
        self._asked += 1
        self._runner.query(
            partial(self._looks.of_file, path), partial(self._told, self._asked, path.name), self._failed, owner=self
        )

    def check_code(self) -> None:
        """Say what the pasted text proves; an empty field says nothing."""
        self._typing.stop()
        self._asked += 1
        text = self.code.toPlainText()[:MOST_LETTERS]
        if not text.strip():
            self.told.clear()
            self._make_room()
            return
        self._runner.query(
            partial(self._looks.of_text, text), partial(self._told, self._asked, ""), self._failed, owner=self
        )

    def _lay_out(self, content: QWidget) -> None:
        self.code.setAccessibleName(_("Teks hasil pindai kode QR"))
        self.code.setPlaceholderText(_("Tempel di sini, misalnya SIPA-TT1.AYCF…"))
        self.code.setTabChangesFocus(True)
        column = Column(content, Size.GAP_12)
        row = Row(gap=Size.GAP_8)
        row.addWidget(self.choose)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.code)
        self._area.column.addWidget(self.told)
        column.addWidget(self._area)
        reveal(self._area, False)

    def _choose(self) -> None:
        kinds = _("Tanda terima (*.pdf *.json *.txt)")
        chosen = file_choice.file(self, _("Pilih berkas tanda terima"), kinds=kinds)
        if chosen:
            self.check_file(Path(chosen))

    def _told(self, asked: int, name: str, look: Look) -> None:
        if asked != self._asked:
            return  # something else was chosen meanwhile
        self._show(look, name)

    def _failed(self, fault: Exception) -> None:
        if isinstance(fault, OSError):
            words = _("Berkas itu tidak dapat dibaca. Tidak ada yang berubah. Pilih berkas lain, atau tempel kodenya.")
        else:
            words = sentence_of(fault)
        self._show(Look(Verdict.NO_RECEIPT, _("Belum dapat diperiksa"), words), "")

    def _show(self, look: Look, name: str) -> None:
        self.told.show_look(look, name)
        self._make_room()

    def _make_room(self) -> None:
        """Grow by the answer; with large letters on a small screen it scrolls."""
        reveal(self._area, False)
        self.fit()
        if not self.told.accessibleName():
            return
        room = self.screen().availableSize().height() - self.height() - px(Size.GAP_40)
        need = self.told.heightForWidth(self.width() - 2 * px(Size.GAP_20))
        self._area.setFixedHeight(max(px(Size.NOTE_EDITOR), min(need, room)))
        reveal(self._area, True)
        self.fit()

    def _measure_code(self) -> None:
        self.code.setFixedHeight(px(Size.NOTE_EDITOR))


class _Result(Card):
    """The answer: sign, title, sentences, and the facts below; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(gap=Size.GAP_10, margins=even(Size.GAP_16), parent=parent)
        self.set_sunken(True)
        self._sign = IconLabel("question", Size.ICON_ROW)
        self._title = Label("", Role.CARD, wrap=True)
        self._of = Label("", Role.CAPTION, "ink2", wrap=True)
        self._words = Label("", Role.TABLE, wrap=True)
        self._facts = Column(gap=Size.GAP_4)
        head = Row(gap=Size.GAP_10)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        words = Column(gap=Size.GAP_2)
        for part in (self._title, self._of, self._words):
            words.addWidget(part)
        head.addLayout(words, 1)
        self.column.addLayout(head)
        self.column.addLayout(self._facts)
        self.hide()

    def clear(self) -> None:
        """Say nothing."""
        self.setAccessibleName("")
        reveal(self, False)

    def show_look(self, look: Look, name: str) -> None:
        """Say the answer, with the name of the file where one was chosen."""
        sign, tint = _SIGNS[look.verdict]
        self._sign.set_icon(sign, tint)
        self._title.setText(look.title)
        self._of.setText(name)
        reveal(self._of, bool(name))
        self._words.setText(look.words)
        empty_layout(self._facts)
        if look.facts:
            self._facts.addWidget(Line())
        for label, value in look.facts:
            self._facts.addWidget(_fact(label, value))
        self.setAccessibleName(look.spoken)
        reveal(self, True)


def _fact(label: str, value: str) -> QFrame:
    line = QFrame()
    row = Row(line, Size.GAP_12)
    row.addWidget(Label(label, Role.TABLE, "ink2", wrap=True), 1, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(value, Role.TABLE_STRONG, wrap=True), 3)
    line.setAccessibleName(f"{label}: {value}")
    return line
