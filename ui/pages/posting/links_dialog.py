"""The dialog for several links: the text is pasted above, what becomes of each link stands below."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.domain.dates import YearMeant
from sipa_core.domain.post_links import MAX_TEXT, Fate
from sipa_core.messages import _
from sipa_desktop.services.posting_views import LinkView
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.pages.posting.links import LinksModel, count_words
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, sides
from ui.widgets.channel_mark import channel_mark
from ui.widgets.date_field import DateField
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.notice import Notice
from ui.widgets.question import Answer, Question
from ui.widgets.select import Select

TYPING_MS = 250


class LinksDialog(Question):
    """Closes by itself when the proofs are kept on this PC."""

    def __init__(
        self, model: LinksModel, text: str = "", parent: QWidget | None = None, today: date | None = None
    ) -> None:
        self.text = QPlainTextEdit()
        self.day = DateField(_("Tanggal semua posting ini"))
        if today is not None:
            self.day.set_iso(today.isoformat())
            self.day.meant = YearMeant(today)
        content = QWidget()
        body = _("Satu pesan boleh berisi beberapa tautan. SIPA mengenali salurannya dari alamat, tanpa jaringan.")
        answers = [Answer("close", _("Tutup")), Answer("prove", _("Simpan bukti"), "primary", "check")]
        super().__init__(_("Tempel beberapa tautan"), body, answers, "close", content, parent)
        self.model = model
        model.setParent(self)
        self.counted = Label("", Role.TABLE_STRONG)
        self.fault = Notice()
        self._list = Scroller(Size.NONE)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out(content)
        self._typing.timeout.connect(self._read)
        self.text.textChanged.connect(self._typing.start)
        prove = self.buttons["prove"]
        prove.clicked.disconnect()
        prove.clicked.connect(model.prove)
        self.day.changed.connect(model.write_day)
        self.day.unreadable.connect(model.refuse_day)
        model.changed.connect(self._show)
        model.proved.connect(self._done)
        self.said = ""
        if text:
            self.text.setPlainText(text[:MAX_TEXT])
            self._read()
        self._show()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, content: QWidget) -> None:
        self.text.setAccessibleName(_("Teks berisi tautan"))
        self.text.setPlaceholderText(_("Tempel pesan WhatsApp atau daftar tautan di sini"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(px(Size.NOTE_EDITOR))
        column = Column(content, Size.GAP_8)
        column.addWidget(self.text)
        day = Row(gap=Size.GAP_8)
        day.addWidget(Label(_("Tanggal semua posting ini"), Role.TABLE, "ink2"))
        day.addWidget(self.day, 1)
        column.addLayout(day)
        column.addWidget(self.counted)
        column.addWidget(self._list, 1)
        column.addWidget(self.fault)
        self._list.setFixedHeight(px(Size.EDITOR_TALLER) + px(Size.COMPOSER))

    def _read(self) -> None:
        self._typing.stop()
        self.model.read(self.text.toPlainText())

    def _show(self) -> None:
        self.counted.setText(count_words(self.model))
        self.fault.say(self.model.fault)
        empty_layout(self._list.column)
        for at, link in enumerate(self.model.links):
            if at:
                self._list.column.addWidget(Line())
            self._list.column.addWidget(self._row(link))
        self._list.column.addStretch(1)
        prove = self.buttons["prove"]
        count = len(self.model.taken)
        prove.set_face(_("Simpan {n} bukti").format(n=count) if count else _("Simpan bukti"), "check")
        prove.setEnabled(count > 0 and not self.model.proving)

    def _row(self, link: LinkView) -> QWidget:
        row = QWidget()
        line = Row(row, Size.GAP_10, sides(Size.NONE, Size.GAP_8))
        channel = link.channel or self.model.chosen(link.url)
        taken = self.model.taken.get(channel) == link.url if channel else False
        sign, tint = ("check-circle", "disetujui_fg") if taken else _SIGNS[link.fate]
        line.addWidget(IconLabel(sign, Size.ICON_ROW, tint), 0, Qt.AlignmentFlag.AlignTop)
        words = Column(gap=Size.GAP_2)
        if link.fate is Fate.FOUND:
            head = Row(gap=Size.GAP_6)
            head.addWidget(IconLabel(channel_mark(link.channel), Size.ICON_SMALL, "ink2"))
            head.addWidget(Label(link.name, Role.TABLE_STRONG), 1)
            words.addLayout(head)
        else:
            words.addWidget(Label(link.words, Role.TABLE_STRONG, wrap=True))
        words.addWidget(ElidedLabel(link.url, Role.CAPTION, "ink2"))
        if link.fate is Fate.ASK:
            words.addWidget(self._choice(link))
        line.addLayout(words, 1)
        row.setAccessibleName(". ".join(part for part in (link.name, link.words, link.url) if part))
        return row

    def _choice(self, link: LinkView) -> Select:
        choice = Select(_("Saluran untuk {url}").format(url=link.url[:60]))
        choice.addItem(_("Tidak dipakai"), "")
        for key, name in link.choices:
            choice.addItem(name, key)
        choice.setCurrentIndex(max(0, choice.findData(self.model.chosen(link.url))))
        choice.activated.connect(partial(self._chose, link.url, choice))
        return choice

    def _chose(self, url: str, choice: Select, at: int) -> None:
        # The rows are made anew by the model's signal, which must not happen under the combo box that is speaking.
        QTimer.singleShot(0, self, partial(self.model.choose, url, str(choice.itemData(at))))

    def _done(self, words: str) -> None:
        self.said = words
        self.answer = "prove"
        self.accept()


_SIGNS = {
    Fate.FOUND: ("check-circle", "disetujui_fg"),
    Fate.ASK: ("question", "menunggu_fg"),
    Fate.REFUSED: ("prohibit", "ink3"),
}


def ask_links(model: LinksModel, text: str, parent: QWidget, today: date | None = None) -> str:
    """Show the dialog; return the sentence about the proofs that were kept, empty when none were."""
    dialog = LinksDialog(model, text, parent, today)
    dialog.exec()
    said = dialog.said
    dialog.deleteLater()
    return said
