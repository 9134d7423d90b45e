"""A conversation: the citizen at the left, the office at the right, internal notes apart, events as one grey line.

What people wrote is shown as plain text and can be copied; an internal note must never look like a reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, px, watch
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.avatar import Avatar
from ui.widgets.boxes import Column, Row, Scroller, empty_layout, even
from ui.widgets.button import Button
from ui.widgets.flow import Flow
from ui.widgets.focus_ring import FocusRing
from ui.widgets.label import IconLabel, Label

_TALL = 100_000
Side = Literal["in", "out", "note", "event", "day"]


class Bubble(msgspec.Struct, frozen=True):
    """One entry. `meta` stands below (who, when); `mark_icon`, `mark`, `mark_tone` say where an own message is
    (menunggu kirim, terkirim). For an event `meta` stands at the right. `initials_of` shows a circle with
    initials, else a citizen's sign. `attachments` are (key, name, size). `speaker` names the side to a reader;
    `problem` is a sentence below a message that was not taken, `action` what can be done about it, `links` the
    addresses in the text.
    """

    side: Side
    text: str
    meta: str = ""
    mark: str = ""
    mark_icon: str = ""
    mark_tone: str = "ink2"
    initials_of: str = ""
    attachments: tuple[tuple[str, str, str], ...] = ()
    key: str = ""
    speaker: str = ""
    problem: str = ""
    action: str = ""
    links: tuple[str, ...] = ()


class _Box(QFrame):
    """The bubble itself: as wide as its words, at most `Size.BUBBLE`."""

    def __init__(self, bubble: Bubble) -> None:
        super().__init__()
        self._side = bubble.side
        self._text = bubble.text
        self._room = px(Size.BUBBLE_NOTE)
        self._label = Label(
            bubble.text,
            Role.BODY if bubble.side != "note" else Role.TABLE,
            "note" if bubble.side == "note" else "ink",
            wrap=True,
        )
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = Column(self, Size.GAP_4, even(Size.GAP_10))
        if bubble.side == "note":
            head = Row(gap=Size.GAP_8)
            head.addWidget(IconLabel("lock-simple", Size.ICON_SMALL, "on_note"))
            head.addWidget(Label(_("Catatan dalam, tidak dilihat warga"), Role.CHIP, "note"))
            head.addStretch(1)
            column.addLayout(head)
        column.addWidget(self._label)
        watch(self._measure)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground of the side."""
        ground, line = {"out": ("soft", ""), "note": ("note", "")}.get(self._side, ("surface", "line"))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line:
            pen = painter.pen()
            pen.setColor(colour(line))
            pen.setWidth(px(Size.HAIR))
            painter.setPen(pen)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ground))
        inset = 1 if line else 0
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -inset, -inset), px(Size.RADIUS_CARD), px(Size.RADIUS_CARD))
        painter.end()

    def set_room(self, room: int) -> None:
        """Keep within a width in pixels, when that is less than a bubble may have."""
        if room != self._room:
            self._room = room
            self._measure()

    def _measure(self) -> None:
        note = self._side == "note"
        metrics = QFontMetrics(font(Role.TABLE if note else Role.BODY))
        natural = max((metrics.horizontalAdvance(line) for line in self._text.split("\n")), default=0) + px(Size.GAP_8)
        most = min(px(Size.BUBBLE_NOTE if note else Size.BUBBLE), self._room) - 2 * px(Size.GAP_10)
        least = px(Size.BUBBLE_NOTE_LEAST if note else Size.GAP_24)
        width = min(max(natural, least), most)
        height = metrics.boundingRect(0, 0, width, _TALL, Qt.TextFlag.TextWordWrap, self._text).height()
        self._label.setFixedSize(width, height + px(Size.GAP_2))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = self.layout()
        if layout is not None:
            # Held to its size: a layout around it would ask how high the words are at another width, and cut them.
            layout.invalidate()
            self.setFixedSize(layout.totalSizeHint())


class BubbleList(Scroller):
    """The conversation, newest at the bottom and in sight; `attachment_opened` gives the key of a file, `acted` that of
    the message whose action was pressed, `link_asked` an address; `scrolled` when other entries came into sight.
    """

    attachment_opened = Signal(str)
    acted = Signal(str)
    link_asked = Signal(str)
    scrolled = Signal()

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(Size.GAP_10, (Size.GAP_16, Size.GAP_12, Size.GAP_16, Size.GAP_12), parent)
        self.setAccessibleName(name or _("Isi percakapan"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusRing(self)
        self._bubbles: tuple[Bubble, ...] = ()
        self._boxes: list[_Box] = []
        self._to_end = QTimer(self)
        self._to_end.setSingleShot(True)
        self._to_end.timeout.connect(self._scroll_down)
        self._follows = True
        self.verticalScrollBar().valueChanged.connect(self._moved)
        self.verticalScrollBar().rangeChanged.connect(self._grew)
        watch(self._measure)

    @property
    def bubbles(self) -> tuple[Bubble, ...]:
        """Return the entries in order."""
        return self._bubbles

    @property
    def at_end(self) -> bool:
        """Tell whether the newest entry is in sight."""
        bar = self.verticalScrollBar()
        return bool(self._bubbles) and bar.value() >= bar.maximum() - px(Size.GAP_24)

    def set_bubbles(self, bubbles: Sequence[Bubble]) -> None:
        """Show other entries and scroll to the newest; the same entries change nothing.

        Who reads further up in the same conversation stays there.
        """
        if tuple(bubbles) == self._bubbles:
            return
        same = bool(self._bubbles) and tuple(bubbles[:1]) == self._bubbles[:1]
        self._follows = self._follows or not same
        self._bubbles = tuple(bubbles)
        self._boxes = []
        empty_layout(self.column)
        for bubble in bubbles:
            self.column.addLayout(self._line(bubble))
        self.column.addStretch(1)
        self._fit()
        if self._follows:
            self._to_end.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep bubbles within the width and the newest in sight."""
        super().resizeEvent(event)
        self._fit()
        if self._follows:
            self._to_end.start(0)

    def _fit(self) -> None:
        room = self.viewport().width() - 2 * px(Size.GAP_16) - px(Size.AVATAR) - px(Size.GAP_24)
        for box in self._boxes:
            box.set_room(room)

    def _measure(self) -> None:
        """With large letters the page scrolls as a whole; a conversation that shrinks to one line cannot be read."""
        self.setMinimumHeight(px(Size.TALK_LEAST))

    def _line(self, bubble: Bubble) -> Row | Column:
        match bubble.side:
            case "day":
                row = Row()
                row.addStretch(1)
                row.addWidget(Label(bubble.text, Role.CAPTION, "ink2"))
                row.addStretch(1)
                return row
            case "event":
                row = Row(gap=Size.GAP_8)
                row.addWidget(IconLabel(bubble.mark_icon or "user", Size.ICON_SMALL, "ink2"))
                row.addWidget(Label(bubble.text, Role.CAPTION, "ink2", wrap=True), 1)
                row.addWidget(Label(bubble.meta, Role.CAPTION, "ink2"))
                return row
            case "in" | "out" | "note":
                return self._message(bubble)

    def _message(self, bubble: Bubble) -> Row:
        left = bubble.side == "in"
        row = Row(gap=Size.GAP_10)
        column = Column(gap=Size.GAP_4)
        box = _Box(bubble)
        who = bubble.speaker or {"in": _("Warga"), "out": _("Kantor"), "note": _("Catatan dalam")}[bubble.side]
        box.setAccessibleName(f"{who}: {bubble.text} {bubble.meta} {bubble.mark}".strip())
        self._boxes.append(box)
        files = QWidget()
        flow = Flow(files, Size.GAP_10)
        if left:
            flow.addWidget(box)
        for key, name, size in bubble.attachments:
            flow.addWidget(self._attachment(key, name, size))
        if left:
            column.addWidget(files)
        else:
            column.addWidget(box, 0, Qt.AlignmentFlag.AlignRight)
            if bubble.attachments:
                column.addWidget(files, 0, Qt.AlignmentFlag.AlignRight)
        foot = Row(gap=Size.GAP_6)
        if not left:
            foot.addStretch(1)
        if bubble.meta:
            foot.addWidget(Label(bubble.meta, Role.CAPTION, "ink2"))
        if bubble.mark:
            tints = {"warn": "menunggu_fg", "sent": "terkirim_fg", "good": "disetujui_fg", "danger": "danger"}
            foot.addWidget(IconLabel(bubble.mark_icon, Size.ICON_CHIP, tints.get(bubble.mark_tone, "ink2"), icons.BOLD))
            foot.addWidget(Label(bubble.mark, Role.CHIP, bubble.mark_tone))
        if left:
            foot.addStretch(1)
        column.addLayout(foot)
        self._below(column, bubble)
        if left:
            sign: QWidget = Avatar(bubble.initials_of, "sunken", "ink") if bubble.initials_of else _CitizenSign()
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        return row

    def _below(self, column: Column, bubble: Bubble) -> None:
        """What can be done about a message: its problem with the way on, and its addresses."""
        side = Qt.AlignmentFlag.AlignLeft if bubble.side == "in" else Qt.AlignmentFlag.AlignRight
        if bubble.problem:
            words = Label(bubble.problem, Role.CAPTION, "danger", wrap=True)
            words.setAlignment(side)
            column.addWidget(words)
        if bubble.action:
            button = Button(bubble.action, height="dense")
            button.clicked.connect(partial(self.acted.emit, bubble.key))
            column.addWidget(button, 0, side)
        for link in bubble.links:
            button = Button(_("Buka tautan"), "arrow-square-out", "link", "dense")
            button.setAccessibleName(_("Buka tautan {address}").format(address=link))
            button.setToolTip(tip(link))
            button.clicked.connect(partial(self.link_asked.emit, link))
            column.addWidget(button, 0, side)

    def _attachment(self, key: str, name: str, size: str) -> Button:
        button = Button(f"{name}, {size}", "image", height="dense", spoken=_("Buka {name}").format(name=name))
        button.setProperty("attachment", key)
        button.clicked.connect(self._open)
        return button

    def _open(self) -> None:
        button = self.sender()
        if button is not None:
            self.attachment_opened.emit(str(button.property("attachment")))

    def _moved(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - px(Size.GAP_24)
        self.scrolled.emit()

    def _grew(self, _least: int, most: int) -> None:
        """Words take their height a moment after they came; who was at the end stays there."""
        if self._follows:
            self.verticalScrollBar().setValue(most)
            self.scrolled.emit()

    def _scroll_down(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())


class _CitizenSign(QWidget):
    """A circle with the sign of a person whose name is not shown."""

    def __init__(self) -> None:
        super().__init__()
        watch(self._measure)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("sunken"))
        painter.drawEllipse(self.rect())
        side = px(Size.ICON_NAV)
        where = (self.width() - side) // 2
        painter.drawPixmap(where, where, icons.pixmap("user-focus", Size.ICON_NAV, "ink2"))
        painter.end()

    def _measure(self) -> None:
        self.setFixedSize(px(Size.AVATAR), px(Size.AVATAR))
        self.update()
