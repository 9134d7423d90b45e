"""Bukti posting: the proofs that wait at the left, the picture large in the middle, what to look at at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from sipa_core.messages import _
from sipa_desktop.services.proofs_views import ProofDetail, ProofRow
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.review.proof_panel import ProofPanel
from ui.pages.review.proofs_model import ProofsModel
from ui.pages.review.refuse_proof import ask_refusal
from ui.widgets.boxes import Column, Line, Row, Scroller, even, reveal, sides
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.channel_mark import channel_mark
from ui.widgets.check_box import CheckBox
from ui.widgets.label import IconLabel, Label
from ui.widgets.pane import Pane, Panes
from ui.widgets.picture_stage import PictureStage
from ui.widgets.select import Select
from ui.widgets.state_stack import StateStack
from ui.widgets.tick_list import TickItem, TickList


class ProofsView(QWidget):
    """`counted` when it was read how many proofs wait."""

    counted = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ProofsModel(context, self)
        self.filter = Select(_("Saluran"))
        self.all = CheckBox()
        self.list = TickList(_("Bukti posting yang menunggu"))
        self._ticked = Label("", Role.STRONG)
        self.confirm_ticked = Button("", "check", height="dense")
        self.stage = PictureStage(_("Gambar bukti"))
        self._pictures = Select(_("Gambar yang mana"))
        self._post_name = Label("", Role.CARD, wrap=True)
        self._post_icon = IconLabel("megaphone-simple", Size.ICON_ROW, "ink")
        self._post_link = Label("", Role.BODY, "primary", wrap=True)
        self._post_text = Label("", Role.BODY, "ink2", wrap=True)
        self.open = Button(_("Buka posting di peramban"), "arrow-square-out")
        self.panel = ProofPanel()
        self._front = QStackedWidget()
        self._detail_stack = StateStack(self._front)
        self.panes = Panes(
            [(_("Daftar"), self._master()), (_("Bukti"), self._middle()), (_("Yang dilihat"), self.panel)], main=1
        )
        self._stack = StateStack(self.panes)
        Column(self, Size.NONE).addWidget(self._stack)
        self.setFocusProxy(self.list)
        self._connect()

    @property
    def count(self) -> int | None:
        """Return how many proofs wait, None before it was read."""
        return self.model.list.total if self.model.list is not None else None

    @property
    def words(self) -> str:
        """Return what waits, or why it could not be read, in one sentence."""
        return self.model.list_fault or (self.model.list.words if self.model.list is not None else "")

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self.list, self.stage, self.panel]

    def open_proof(self, posting_id: str) -> None:
        """Bring a proof to hand that somebody chose elsewhere."""
        self.model.choose(posting_id)
        self.panes.show_pane(1)

    def wake(self, awake: bool) -> None:
        """Say whether the page is in front: how much waits is told there although another view is before this one."""
        self.model.wake(awake)

    def _master(self) -> Pane:
        pane = Pane("master", Size.MASTER_LIST_WIDE)
        head = Row(gap=Size.GAP_8, margins=sides(Size.GAP_12, Size.GAP_6))
        head.addWidget(self.all, 1)
        head.addWidget(self.filter)
        pane.column.addLayout(head)
        pane.column.addWidget(Line())
        pane.column.addWidget(self.list, 1)
        pane.column.addWidget(Line())
        foot = Row(gap=Size.GAP_8, margins=(Size.GAP_16, Size.GAP_8, Size.GAP_12, Size.GAP_8))
        foot.addWidget(self._ticked, 1)
        foot.addWidget(self.confirm_ticked)
        pane.column.addLayout(foot)
        return pane

    def _middle(self) -> Pane:
        pane = Pane("canvas")
        picture = QWidget()
        column = Column(picture, Size.NONE)
        head = Row(margins=sides(Size.GAP_12, Size.GAP_6))
        head.addStretch(1)
        head.addWidget(self._pictures)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.stage, 1)
        address = Scroller(Size.GAP_12, even(Size.GAP_20))
        card = Card(gap=Size.GAP_12)
        title = Row(gap=Size.GAP_10)
        title.addWidget(self._post_icon)
        title.addWidget(self._post_name, 1)
        card.column.addLayout(title)
        self._post_link.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.column.addWidget(self._post_link)
        card.column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        address.column.addWidget(card)
        words = Card(_("Teks yang diposting"), gap=Size.GAP_8)
        words.column.addWidget(self._post_text)
        address.column.addWidget(words)
        address.column.addStretch(1)
        self._front.addWidget(picture)
        self._front.addWidget(address)
        pane.column.addWidget(self._detail_stack, 1)
        return pane

    def _connect(self) -> None:
        model = self.model
        model.list_changed.connect(self._show_list)
        model.detail_changed.connect(self._show_detail)
        model.picture_changed.connect(self._show_picture)
        model.small_changed.connect(self._show_small)
        model.refused.connect(self.panel.notice.say)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._opened)
        self.list.ticked.connect(self._show_ticks)
        self.list.clicked.connect(self._clicked)
        self.all.clicked.connect(self._tick_all)
        self.filter.activated.connect(self._filtered)
        self.confirm_ticked.clicked.connect(self._confirm_ticked)
        self._pictures.activated.connect(self._chose_picture)
        self.open.clicked.connect(self._open_post)
        self.panel.open_asked.connect(open_address)
        self.panel.confirm_asked.connect(self._confirm)
        self.panel.refuse_asked.connect(self.ask_refusal)
        self._stack.acted.connect(self._again)
        self._detail_stack.acted.connect(self._again)
        for keys, act in (("M", self.ask_refusal), ("Ctrl+A", self._tick_every)):
            shortcut = QShortcut(QKeySequence(keys), self.list, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._show_ticks()

    def _show_list(self) -> None:
        waiting = self.model.list
        if waiting is None:
            self._stack.show_error(self.model.list_fault)
            return
        self.counted.emit()
        self.list.set_items([_item(row) for row in waiting.rows])
        self._show_filter()
        self.list.set_current(self.model.current)
        self._show_ticks()
        if not waiting.rows and self.model.detail is None:
            self._stack.show_empty(
                _("Tidak ada bukti posting yang menunggu."),
                detail=_("Bukti baru dari desa muncul di sini setelah tersambung."),
                icon="check-circle",
            )
            return
        self._stack.show_content()

    def _show_filter(self) -> None:
        waiting = self.model.list
        assert waiting is not None
        entries = [("", _("Semua saluran"))]
        entries += [(key, f"{name} ({count})") for key, name, count in waiting.channels]
        if self.model.channel and self.model.channel not in {key for key, _words in entries}:
            entries.append((self.model.channel, _("Saluran lain")))
        if [(self.filter.itemData(n), self.filter.itemText(n)) for n in range(self.filter.count())] != entries:
            self.filter.clear()
            for key, words in entries:
                self.filter.addItem(words, key)
        self.filter.setCurrentIndex(max(0, self.filter.findData(self.model.channel)))

    def _show_ticks(self) -> None:
        ticks, rows = len(self.list.ticks), len(self.list.items)
        self.all.setText(_("Semua {n}").format(n=rows))
        self.all.setAccessibleName(_("Pilih semua {n}").format(n=rows))
        self.all.setChecked(rows > 0 and ticks == rows)
        self.all.setEnabled(rows > 0)
        self._ticked.setText(_("{n} dipilih").format(n=ticks) if ticks else _("Belum ada dipilih"))
        self.confirm_ticked.set_face(_("Tandai {n} benar").format(n=ticks) if ticks else _("Tandai benar"), "check")
        self.confirm_ticked.setEnabled(ticks > 0 and not self.model.deciding)

    def _show_small(self) -> None:
        self.list.set_pictures(self.model.small)

    def _show_detail(self) -> None:
        detail = self.model.detail
        self.list.set_current(self.model.current)
        self._show_ticks()
        self.panel.setEnabled(detail is not None)
        if detail is None:
            if self.model.detail_fault:
                self._detail_stack.show_error(self.model.detail_fault)
            elif self.model.current:
                self._detail_stack.show_loading()
            elif self.model.list is not None:
                self._show_list()
            return
        self._stack.show_content()
        self.panel.show_detail(detail, self.model.deciding)
        self._show_post(detail)
        self._detail_stack.show_content()

    def _show_post(self, detail: ProofDetail) -> None:
        self._front.setCurrentIndex(0 if detail.pictures else 1)
        count = len(detail.pictures)
        if self._pictures.count() != count:
            self._pictures.clear()
            self._pictures.addItems([_("Gambar {n} dari {m}").format(n=n + 1, m=count) for n in range(count)])
        reveal(self._pictures, count > 1)
        self._post_icon.set_icon(channel_mark(detail.channel))
        self._post_name.setText(_("Posting di {channel}").format(channel=detail.channel_name))
        # An address may be broken anywhere, or a long one would hold the window wide.
        self._post_link.setText("\u200b".join(detail.url))
        self._post_link.setAccessibleName(detail.url)
        self._post_text.setText(detail.caption or _("Posting ini tanpa teks."))
        reveal(self.open, bool(detail.url))

    def _show_picture(self) -> None:
        if self.model.image is not None:
            self.stage.show_image(self.model.image)
        else:
            self.stage.show_words(self.model.picture_words)
        self._pictures.setCurrentIndex(self.model.at)

    def _choose(self, key: str) -> None:
        self.panel.notice.say("")
        self.model.choose(key)

    def _clicked(self) -> None:
        self.panes.show_pane(1)

    def _opened(self, key: str) -> None:
        if key == self.model.current:
            self._confirm()

    def _confirm(self) -> None:
        self.panel.notice.say("")
        self.model.confirm()

    def _confirm_ticked(self) -> None:
        self.panel.notice.say("")
        self.model.confirm_all(self.list.ticks)

    def confirm_now(self) -> None:
        """Confirm what is ticked, or else the proof in hand: the view's one primary action."""
        if self.list.ticks:
            self._confirm_ticked()
        else:
            self._confirm()

    def ask_refusal(self) -> None:
        """Ask why the proof in hand is sent back."""
        detail = self.model.detail
        if detail is not None and detail.can_decide and not self.model.deciding:
            self.panel.notice.say("")
            title = _("Minta bukti lain untuk {post}?").format(post=detail.title)
            ask_refusal(self, title, detail.reasons, self.model.refuse)

    def _tick_all(self, ticked: bool) -> None:
        self.list.set_ticks([item.key for item in self.list.items] if ticked else ())
        self._show_ticks()

    def _tick_every(self) -> None:
        self._tick_all(True)

    def _filtered(self, at: int) -> None:
        self.model.filter_by(str(self.filter.itemData(at) or ""))

    def _chose_picture(self, at: int) -> None:
        self.model.show_picture(at)

    def _open_post(self) -> None:
        if self.model.detail is not None:
            open_address(self.model.detail.url)

    def _again(self, _which: str) -> None:
        self.model.load()


def open_address(address: str) -> bool:
    """Open a web address in the person's browser; return False for anything that is none."""
    url = QUrl(address)
    return url.scheme() in ("http", "https") and QDesktopServices.openUrl(url)


def _item(row: ProofRow) -> TickItem:
    spoken = f"{row.village}, {row.channel_name}, {row.title}, {row.day}"
    village = row.village.removeprefix("Desa ").removeprefix("Kelurahan ")
    return TickItem(row.posting_id, village, row.channel_name, channel_mark(row.channel), row.day, spoken)
