"""A short walk through the window: a ring around one part at a time, and a card that says what it is for.

It lies over the window, takes nothing away and can be left at any step with Esc.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import colour, px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button
from ui.widgets.label import Label


@dataclass(frozen=True)
class TourStep:
    """One stop: the part that is shown, its title and one or two sentences."""

    target: QWidget
    title: str
    words: str


class Tour(QFrame):
    """The card; `finished` once, when the last step was read or the person left."""

    finished = Signal()

    def __init__(self, window: QWidget, steps: Sequence[TourStep]) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._window = window
        self._steps = tuple(steps)
        self._at = 0
        self._ring = _Ring(window)
        self._title = Label("", Role.CARD, wrap=True)
        self._words = Label("", Role.BODY, "ink2", wrap=True)
        self._count = Label("", Role.CAPTION, "ink2")
        self.skip = Button(_("Lewati"), height="dense", key="Esc")
        self.back = Button(_("Kembali"), "caret-left", height="dense")
        self.next = Button("", "caret-right", "primary", "dense", icon_after=True)
        column = Column(self, Size.GAP_8, even(Size.GAP_16))
        column.addWidget(self._count)
        column.addWidget(self._title)
        column.addWidget(self._words)
        row = Row(gap=Size.GAP_8, margins=(Size.NONE, Size.GAP_8, Size.NONE, Size.NONE))
        row.addWidget(self.skip)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        column.addLayout(row)
        self.skip.clicked.connect(self.leave)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self.go_on)
        # Shortcuts, because a button takes the arrow keys for itself.
        for key, call in (
            (Qt.Key.Key_Escape, self.leave),
            (Qt.Key.Key_Right, self.go_on),
            (Qt.Key.Key_Left, self._go_back),
        ):
            QShortcut(QKeySequence(key), self, call, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        window.installEventFilter(self)
        watch(self._measure)
        self._render()
        self.show()
        self.raise_()
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def step(self) -> int:
        """Return the number of the step shown, from 1."""
        return self._at + 1

    def go_on(self) -> None:
        """Show the next part, or end after the last."""
        if self._at + 1 >= len(self._steps):
            self.leave()
            return
        self._at += 1
        self._render()

    def leave(self) -> None:
        """End the walk."""
        self._window.removeEventFilter(self)
        self._ring.hide()
        self._ring.deleteLater()
        self.hide()
        self.finished.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep ring and card in their places when the window changes its size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return False

    def _go_back(self) -> None:
        if self._at:
            self._at -= 1
            self._render()

    def _render(self) -> None:
        step, last = self._steps[self._at], self._at + 1 == len(self._steps)
        self._count.setText(_("{n} dari {m}").format(n=self.step, m=len(self._steps)))
        self._title.setText(step.title)
        self._words.setText(step.words)
        self.setAccessibleName(f"{step.title}. {step.words}")
        self.back.setEnabled(self._at > 0)
        self.next.set_face(_("Selesai") if last else _("Lanjut"), "check" if last else "caret-right")
        self._place()

    def _place(self) -> None:
        """Put the ring around the part, and the card beside it where there is room."""
        target = self._steps[self._at].target
        origin = target.mapTo(self._window, QPoint(0, 0))
        part = QRect(origin, target.size()).intersected(self._window.rect())
        self._ring.surround(part)
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.heightForWidth(self.width()))
        room, gap = self._window.rect(), px(Size.GAP_12)
        wanted = [
            QPoint(part.right() + gap, part.top() + gap),
            QPoint(part.left() + gap, part.top() - self.height() - gap),
            QPoint(part.right() - self.width(), part.top() - self.height() - gap),
            QPoint(part.right() - self.width() - gap, part.top() + gap),
        ]
        fits = (at for at in wanted if room.contains(QRect(at, self.size())))
        self.move(next(fits, room.center() - self.rect().center()))
        self._ring.raise_()
        self.raise_()

    def _measure(self) -> None:
        self.setFixedWidth(px(Size.BUBBLE))
        self._place()


class _Ring(QWidget):
    """The ring around a part; the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.show()

    def surround(self, part: QRect) -> None:
        """Lie over the part."""
        self.setGeometry(part)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line in the colour of the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(colour("focus"))
        pen.setWidth(px(Size.BAR_LEFT))
        painter.setPen(pen)
        inset = px(Size.RING)
        corner = px(Size.RADIUS_CARD)
        painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), corner, corner)
        painter.end()
