"""Kirim dan terima: what waits to be sent, what needs a person and what to do about it, and what has arrived."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from sipa_core.messages import _
from sipa_desktop.services.queue_views import QueueRow, QueueText, QueueView
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.settings.files_card import FilesCard
from ui.pages.settings.history import HistoryDialog
from ui.pages.settings.receipt_check import ReceiptDialog
from ui.pages.settings.register_again import register_again
from ui.pages.settings.stick_card import StickCard
from ui.pages.settings.view_model import SettingsModel
from ui.runtime.following import FollowingView
from ui.widgets.attentions import Attentions
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, even, reveal, sides
from ui.widgets.button import Button
from ui.widgets.card import Card, EdgeCard
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.copy_text import CopyText
from ui.widgets.document_dialog import choose_place
from ui.widgets.label import IconLabel, Label
from ui.widgets.notice import Notice
from ui.widgets.question import Answer, ask
from ui.widgets.state_stack import StateStack

MOST_PIXELS = 16777215


class SendingView(FollowingView):
    """The section; it follows changes only while it is in sight."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = SettingsModel(context, self)
        self.follow(self.model)
        self._head_title = Label("", Role.SECTION, wrap=True)
        self._head_words = Label("", Role.TABLE, "ink2", wrap=True)
        self._bar = Bar(thin=False)
        self.send = Button(_("Kirim sekarang"), "arrows-clockwise", "primary", key="F5")
        # The strip has a button of the same words; a reader must be able to tell them apart.
        self.send.setAccessibleName(_("Kirim sekarang dari Pengaturan"))
        self._notice = Notice()
        self.attentions = Attentions(context.desk.sync, context.runner, context.now, context.zone, keeps=True)
        self._waiting = Column(gap=Size.NONE)
        self.files = FilesCard()
        self.stick = StickCard(context)
        self._parked_card = Card(_("Perlu perhatian Anda"), gap=Size.GAP_12)
        self._parked = Column(gap=Size.GAP_12)
        self._recent = Card(_("Terakhir sampai"), gap=Size.GAP_10)
        self._lines = Column(gap=Size.GAP_10)
        self.history = Button(_("Semua riwayat"), "clock-counter-clockwise", height="dense")
        self.check = Button(_("Periksa tanda terima"), "shield-check", height="dense")
        self._left, self._right = QWidget(), QWidget()
        self._stack = StateStack(self._content())
        whole = Column(self, Size.NONE)
        whole.addWidget(self._stack, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.model.changed.connect(self._show)
        self.model.status_changed.connect(self._show_head)
        self.model.refused.connect(self._notice.say)
        self.send.clicked.connect(self.model.send_now)
        self.files.held.connect(self.model.hold)
        self.files.resumed.connect(self.model.go_on)
        self.history.clicked.connect(self._show_history)
        self.check.clicked.connect(self._check_receipt)
        self.attentions.register_asked.connect(self._register)
        self.attentions.keep_asked.connect(self._keep)
        self._stack.acted.connect(self._try_again)
        watch(self._measure)
        self._show_head()

    def primary_action(self) -> None:
        """Ask for a session now."""
        self.model.send_now()

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self._left, self._right]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what has arrived below what waits where there is no room beside it."""
        super().resizeEvent(event)
        self._measure()

    def _register(self) -> None:
        if register_again(self._context, self):
            self.model.load()

    def _keep(self) -> None:
        """Ask for a place and write there all that was not sent."""
        path = choose_place(self, _("Simpan yang belum terkirim"), _("belum-terkirim.txt"), _("Teks (*.txt)"))
        if path is not None:
            self.model.keep_unsent(path)

    def _content(self) -> QWidget:
        left = Column(self._left, Size.GAP_16)
        left.addWidget(self._notice)
        left.addWidget(self.attentions)
        left.addWidget(self._parked_card)
        left.addWidget(self._sending())
        left.addWidget(self.files)
        left.addWidget(self.stick)
        left.addStretch(1)
        self._parked_card.column.addLayout(self._parked)
        right = Column(self._right, Size.GAP_16)
        self._recent.column.addLayout(self._lines)
        self._recent.column.addWidget(self.history)
        self._recent.column.addWidget(self.check)
        right.addWidget(self._recent)
        right.addStretch(1)
        scroller = Scroller(margins=even(Size.GAP_20))
        self._cards = Row(gap=Size.GAP_16)
        self._cards.addWidget(self._left, 1)
        self._cards.addWidget(self._right)
        scroller.column.addLayout(self._cards)
        scroller.column.addStretch(1)
        return scroller

    def _sending(self) -> EdgeCard:
        card = EdgeCard()
        head = QWidget()
        column = Column(head, Size.GAP_12, even(Size.GAP_16))
        line = Row(gap=Size.GAP_16)
        words = Column(gap=Size.GAP_2)
        words.addWidget(self._head_title)
        words.addWidget(self._head_words)
        line.addLayout(words, 1)
        line.addWidget(self.send, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        column.addWidget(self._bar)
        card.column.addWidget(head)
        card.column.addLayout(self._waiting)
        return card

    def _show_head(self) -> None:
        head = self.model.head
        self._head_title.setText(head.title)
        self._head_words.setText(head.words)
        reveal(self._bar, head.share is not None)
        self._bar.set_share(head.share or 0.0)
        status = self.model.status
        reveal(self.send, status.shut_out is None)
        self.attentions.look()
        self.files.show_status(status.blobs)

    def _show(self) -> None:
        queue = self.model.queue
        if queue is None:
            self._stack.show_error(self.model.fault)
            return
        self._notice.say(self.model.fault)
        self._show_waiting(queue)
        self.files.show_files(queue.files, queue.files_words)
        self._show_parked(queue)
        self._show_recent(queue)
        self._stack.show_content()
        self.setFocusProxy(self.send)
        if self.hasFocus():
            self.send.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_waiting(self, queue: QueueView) -> None:
        empty_layout(self._waiting)
        if not queue.waiting:
            self._waiting.addWidget(Line())
            words = _("Tidak ada yang menunggu kirim.")
            if queue.files_words:
                words = _("Semua laporan dan pesan sudah sampai. Berkasnya menyusul, lihat di bawah.")
            if queue.quiet:
                words = f"{words} {_('Tanda sudah dibaca ikut dengan kiriman berikutnya.')}"
            self._waiting.addWidget(_padded(Label(words, Role.TABLE, "ink2", wrap=True)))
            return
        total = _("{n} kiriman, {size}").format(n=len(queue.waiting), size=queue.size_words)
        self._waiting.addWidget(Line())
        self._waiting.addWidget(_padded(Label(total, Role.HEADER, "ink2")))
        for row in queue.waiting:
            self._waiting.addWidget(Line())
            read = self._way(_("Lihat isi"), "eye", row, self._read) if self.model.status.shut_out else None
            self._waiting.addWidget(_waiting_row(row, read))

    def _show_parked(self, queue: QueueView) -> None:
        empty_layout(self._parked)
        reveal(self._parked_card, bool(queue.parked))
        for at, row in enumerate(queue.parked):
            if at:
                self._parked.addWidget(Line())
            self._parked.addWidget(self._parked_row(row))

    def _parked_row(self, row: QueueRow) -> QWidget:
        holder = QWidget()
        line = Row(holder, Size.GAP_12)
        line.addWidget(IconLabel("warning-circle", Size.ICON_ROW, "terlambat_fg"), 0, Qt.AlignmentFlag.AlignTop)
        words = Column(gap=Size.GAP_4)
        words.addWidget(Label(row.title, Role.STRONG, wrap=True))
        words.addWidget(Label(row.problem, Role.TABLE, wrap=True))
        words.addWidget(Label(row.todo, Role.TABLE, "ink2", wrap=True))
        words.addWidget(Label(row.detail, Role.CAPTION, "ink2"))
        buttons = Row(gap=Size.GAP_8)
        for button in self._ways(row):
            buttons.addWidget(button)
        buttons.addStretch(1)
        words.addLayout(buttons)
        line.addLayout(words, 1)
        return holder

    def _ways(self, row: QueueRow) -> list[Button]:
        """What can be done with something that was refused."""
        made = [self._way(_("Lihat isi"), "eye", row, self._read)]
        if row.choose:
            made.insert(0, self._way(_("Pilih isian"), "list-checks", row, self._choose))
        if row.retry and row.foreign:
            made.append(self._way(_("Kirim lagi atas nama saya"), "user-switch", row, self._ask_adopt))
        elif row.retry:
            made.append(self._way(_("Coba lagi"), "arrows-clockwise", row, self._retry))
        return [*made, self._way(_("Sisihkan"), "trash", row, self._ask_withdraw)]

    def _way(self, verb: str, icon: str, row: QueueRow, call: Callable[[QueueRow], None]) -> Button:
        button = Button(verb, icon, height="dense")
        button.setAccessibleName(f"{verb}: {row.title}")
        button.clicked.connect(partial(call, row))
        return button

    def _choose(self, row: QueueRow) -> None:
        self.model.choose(row.choose)

    def _retry(self, row: QueueRow) -> None:
        self.model.retry(row.op_id)

    def _read(self, row: QueueRow) -> None:
        self.model.read(row.op_id, self._show_text)

    def _show_text(self, found: QueueText) -> None:
        content = CopyText(found.text)
        ask(self, found.title, "", [Answer("close", _("Tutup"))], "close", content)

    def _ask_adopt(self, row: QueueRow) -> None:
        self.model.read(row.op_id, partial(self._adopt, row))

    def _adopt(self, row: QueueRow, found: QueueText) -> None:
        answers = [Answer("stay", _("Jangan dulu")), Answer("send", _("Kirim atas nama saya"), "primary")]
        words = _("Isi ini ditulis orang sebelum Anda di komputer ini. Di kecamatan nama Anda yang tercatat.")
        title = _("Kirim {title} atas nama Anda?").format(title=row.title)
        if ask(self, title, words, answers, "stay", CopyText(found.text)) == "send":
            self.model.retry(row.op_id, in_my_name=True)

    def _show_history(self) -> None:
        HistoryDialog(self.model, self).exec()

    def _check_receipt(self) -> None:
        ReceiptDialog(self._context.desk.receipt_looks, self._context.runner, self).exec()

    def _show_recent(self, queue: QueueView) -> None:
        empty_layout(self._lines)
        reveal(self.history, bool(queue.recent))
        if not queue.recent:
            words = _("Belum ada kiriman dari komputer ini yang sampai.")
            self._lines.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))
        for row in queue.recent:
            self._lines.addWidget(_recent_row(row))

    def _ask_withdraw(self, row: QueueRow) -> None:
        self.model.read(row.op_id, partial(self._withdraw, row))

    def _withdraw(self, row: QueueRow, found: QueueText) -> None:
        """Ask with the words in sight, so that nothing is put aside that could not be copied first."""
        answers = [Answer("stay", _("Jangan dulu")), Answer("withdraw", _("Sisihkan"), "danger")]
        words = _("Kiriman ini tidak dicoba lagi. Salin dulu isinya bila masih diperlukan.")
        title = _("Sisihkan {title}?").format(title=row.title)
        if ask(self, title, words, answers, "stay", CopyText(found.text)) == "withdraw":
            self.model.withdraw(row.op_id)

    def _try_again(self, _which: str) -> None:
        self.model.load()

    def _measure(self) -> None:
        below = self.width() < px(Size.SIDE_CARDS) + px(Size.PANE_LEAST)
        directions = QBoxLayout.Direction
        self._cards.setDirection(directions.TopToBottom if below else directions.LeftToRight)
        self._right.setMinimumWidth(0 if below else px(Size.SIDE_CARDS))
        self._right.setMaximumWidth(MOST_PIXELS if below else px(Size.SIDE_CARDS))


def _waiting_row(row: QueueRow, read: Button | None) -> QWidget:
    holder = QWidget()
    line = Row(holder, Size.GAP_12, sides(Size.GAP_16, Size.GAP_8))
    words = Column(gap=Size.NONE)
    words.addWidget(Label(row.title, Role.TABLE_STRONG, wrap=True))
    words.addWidget(Label(row.detail, Role.CAPTION, "ink2"))
    line.addLayout(words, 1)
    if read is not None:
        line.addWidget(read)
    line.addWidget(StatusChip(Chip("menunggu", row.chip)))
    holder.setAccessibleName(f"{row.title}, {row.chip}, {row.detail}")
    return holder


def _recent_row(row: QueueRow) -> QWidget:
    holder = QWidget()
    line = Row(holder, Size.GAP_8)
    sent = row.chip == _("Terkirim")
    icon = IconLabel("check" if sent else "minus", Size.ICON_SMALL, "terkirim_fg" if sent else "ink2")
    icon.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    words = Column(gap=Size.NONE)
    words.addWidget(Label(row.title, Role.TABLE, wrap=True))
    words.addWidget(Label(f"{row.chip}, {row.detail}", Role.CAPTION, "ink2", wrap=True))
    line.addLayout(words, 1)
    holder.setAccessibleName(f"{row.title}, {row.chip}, {row.detail}")
    return holder


def _padded(label: Label) -> QWidget:
    holder = QWidget()
    Row(holder, margins=sides(Size.GAP_16, Size.GAP_10)).addWidget(label, 1)
    return holder
