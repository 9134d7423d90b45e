"""A toast: one sentence about what went well, for six seconds, with a way to take it back. Never for faults."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.widgets.boxes import Row, sides
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label
from ui.widgets.sync_strip import SyncStrip

SECONDS = 6


class Toast(QFrame):
    """Lies over the left of `strip`, so that nothing a person works with is covered; the action of the strip stays
    free. A new sentence takes the place of the old.
    """

    def __init__(self, parent: QWidget, strip: SyncStrip) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window, self._strip = parent, strip
        self._on_action: Callable[[], None] | None = None
        self._sentence = Label("", Role.TABLE_STRONG, "", wrap=True)
        self._sentence.setObjectName("sentence")
        self._button = Button(_("Batalkan"), kind="inverse", height="dense")
        self._button.clicked.connect(self._act)
        row = self._row = Row(self, Size.GAP_10, sides(Size.GAP_16, Size.NONE))
        row.addWidget(IconLabel("check-circle", Size.ICON_CONTROL, "on_tooltip"))
        row.addWidget(self._sentence, 1)
        row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def sentence(self) -> str:
        """Return what is said."""
        return self._sentence.text()

    @property
    def button(self) -> Button:
        """Return the button that takes it back."""
        return self._button

    def say(self, sentence: str, action: str = "", on_action: Callable[[], None] | None = None) -> None:
        """Show a sentence and tell the reader; the button is there when an action is given."""
        self._sentence.setText(sentence)
        self._on_action = on_action
        self._button.set_face(action or _("Batalkan"))
        self._button.setVisible(on_action is not None)
        # A sentence that offers nothing must not be in the way of what lies below it.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on_action is None)
        self.setAccessibleName(sentence)
        self.show()
        self.raise_()
        self._place()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the parent changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        inset = px(Size.GAP_2)
        strip = self._strip.geometry()
        strip.moveTopLeft(self._strip.mapTo(self._window, QPoint(0, 0)))
        around = self._row.totalSizeHint().width() - self._sentence.sizeHint().width()
        words = self._sentence.fontMetrics().horizontalAdvance(self._sentence.text()) + px(Size.GAP_8)
        width = min(around + words, strip.width() - self._strip.action_width() - 2 * inset)
        height = max(self._row.totalHeightForWidth(width), strip.height() - 2 * inset)
        self.setGeometry(strip.left() + inset, strip.bottom() + 1 - inset - height, width, height)

    def _act(self) -> None:
        self.hide()
        if self._on_action is not None:
            self._on_action()
