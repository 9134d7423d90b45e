"""Long work that never blocks the window: what, how many of how many, how much is left, and a way to stop for now."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Row
from ui.widgets.button import Button
from ui.widgets.label import Label

SHOW_AFTER_MS = 400


class Progress(msgspec.Struct, frozen=True):
    """What is going on: `title` "Mengirim 2 dari 3", `detail` "45% dari 3,3 MB. Kira-kira 4 menit lagi.", `share` 0
    to 1.
    """

    title: str
    detail: str = ""
    share: float = 0.0


class ProgressPanel(QWidget):
    """Comes 400 ms after `begin`, so that short work shows nothing; `paused` when the person asks to stop for now."""

    paused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label("", Role.SECTION)
        self._detail = Label("", Role.TABLE, "ink2", wrap=True)
        self._bar = Bar(tint="primary", thin=False)
        self._stop = Button(_("Hentikan dulu"), "x", height="dense")
        self._stop.clicked.connect(self.paused)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOW_AFTER_MS)
        self._timer.timeout.connect(self.show)
        words = Column(gap=Size.GAP_2)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        head = Row(gap=Size.GAP_16)
        head.addLayout(words, 1)
        head.addWidget(self._stop)
        whole = Column(self, Size.GAP_12)
        whole.addLayout(head)
        whole.addWidget(self._bar)
        self.hide()

    @property
    def stop_button(self) -> Button:
        """Return the button that stops for now."""
        return self._stop

    def begin(self, progress: Progress) -> None:
        """Say that work has begun; the panel comes if it still goes on after 400 ms."""
        self.set_progress(progress)
        if not self.isVisible():
            self._timer.start()

    def set_progress(self, progress: Progress) -> None:
        """Show how far the work is."""
        self._title.setText(progress.title)
        self._detail.setText(progress.detail)
        self._bar.set_share(progress.share, "primary")
        self.setAccessibleName(f"{progress.title}. {progress.detail}")

    def end(self) -> None:
        """Say that the work has ended; the panel goes."""
        self._timer.stop()
        self.hide()
