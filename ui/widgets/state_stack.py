"""A place that is loading, empty, out of order or filled: one of four at a time, each with words and a way on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, even, reveal
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label


class EmptyState(QWidget):
    """An icon, one sentence and at most one button; `acted` when it is pressed."""

    acted = Signal()

    def __init__(
        self, icon: str, sentence: str, action: str = "", detail: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = IconLabel(icon, Size.ICON_EMPTY, "ink3")
        self._sentence = Label(sentence, Role.BODY, "ink2", wrap=True)
        self._detail = Label(detail, Role.TABLE, "ink3", wrap=True)
        self._button = Button(action)
        self._button.clicked.connect(self.acted)
        column = Column(self, Size.GAP_12, even(Size.GAP_24))
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for words in (self._sentence, self._detail):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.set_words(sentence, action, detail)
        watch(self._measure)

    @property
    def button(self) -> Button:
        """Return the button, which is hidden while it has no words."""
        return self._button

    def set_words(self, sentence: str, action: str = "", detail: str = "", icon: str = "") -> None:
        """Change what is said."""
        self._sentence.setText(sentence)
        self._detail.setText(detail)
        reveal(self._detail, bool(detail))
        self._button.set_face(action)
        reveal(self._button, bool(action))
        self.setAccessibleName(sentence)
        if icon:
            self._icon.set_icon(icon)
        self._measure()

    def minimumSizeHint(self) -> QSize:
        """Return the least size: the words take the width there is, so they never ask for one."""
        return QSize(px(Size.EDITOR_TALL), px(Size.EDITOR_TALL))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the words anew for the width there is."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        width = min(px(Size.BUBBLE), max(px(Size.EDITOR_TALL), self.width() - 2 * px(Size.GAP_24)))
        for words in (self._sentence, self._detail):
            # An aligned label gets the height of its hint, which knows nothing of the width it is held to.
            words.setFixedSize(width, max(0, words.heightForWidth(width)))


class StateStack(QStackedWidget):
    """The content and its three stand-ins; `acted` gives `empty` or `error` for the button that was pressed."""

    acted = Signal(str)

    def __init__(self, content: QWidget, empty: EmptyState | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # What stands in for the content is made when it is first shown: most never are.
        self._parts: dict[str, QWidget] = {"content": content}
        self.addWidget(content)
        if empty is not None:
            self._add_empty(empty)
        self.show_loading()

    @property
    def shown(self) -> str:
        """Return `loading`, `empty`, `error` or `content`."""
        current = self.currentWidget()
        return next(name for name, part in self._parts.items() if part is current)

    def show_loading(self) -> None:
        """Say that the content is being opened."""
        if "loading" not in self._parts:
            self._add("loading", EmptyState("hourglass-medium", _("Sedang dibuka")))
        self.setCurrentWidget(self._parts["loading"])

    def show_empty(self, sentence: str = "", action: str = "", detail: str = "", icon: str = "") -> None:
        """Say that there is nothing, in the words given here or at the start."""
        empty = self._parts.get("empty")
        if not isinstance(empty, EmptyState):
            empty = self._add_empty(EmptyState("tray", _("Belum ada isi")))
        if sentence:
            empty.set_words(sentence, action, detail, icon)
        self.setCurrentWidget(empty)

    def show_error(self, sentence: str, detail: str = "", action: str = "") -> None:
        """Say what happened and what is safe; the button offers to try again unless other words are given."""
        error = self._parts.get("error")
        if not isinstance(error, EmptyState):
            error = self._add("error", EmptyState("warning-circle", ""))
            error.acted.connect(self._error_acted)
        error.set_words(sentence, action or _("Coba lagi"), detail)
        self.setCurrentWidget(error)

    def show_content(self) -> None:
        """Show the content."""
        self.setCurrentWidget(self._parts["content"])

    def _add(self, name: str, part: EmptyState) -> EmptyState:
        self._parts[name] = part
        self.addWidget(part)
        return part

    def _add_empty(self, empty: EmptyState) -> EmptyState:
        empty.acted.connect(self._empty_acted)
        return self._add("empty", empty)

    def _empty_acted(self) -> None:
        self.acted.emit("empty")

    def _error_acted(self) -> None:
        self.acted.emit("error")
