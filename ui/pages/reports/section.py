"""What every kind of section in the middle of the editor offers, and its head: title, help, tools."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QModelIndex, QObject, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from sipa_core.domain.templates import Section
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.reports.editor_model import EditorModel
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.label import Label


class SectionView(QWidget):
    """One section. `chosen` gives the path of the field or cell to which the person moved."""

    chosen = Signal(str)

    def __init__(self, model: EditorModel, section: Section) -> None:
        super().__init__()
        self.model = model
        self.section = section
        self.setAccessibleName(section.title)
        self.head = Row(gap=Size.GAP_8, margins=(Size.GAP_16, Size.GAP_10, Size.GAP_16, Size.GAP_10))
        words = Column(gap=Size.GAP_2)
        words.addWidget(Label(section.title, Role.CARD))
        help_line = Label(section.help, Role.CAPTION, "ink2", wrap=True)
        reveal(help_line, bool(section.help))
        words.addWidget(help_line)
        self.head.addLayout(words, 1)
        self.body = Column(self, Size.NONE)
        self.body.addLayout(self.head)

    def show_content(self) -> None:
        """Show the text of the model; what the person is typing right now stays."""
        raise NotImplementedError

    def show_notes(self, notes: Mapping[str, int]) -> None:
        """Mark fields or cells, by path, with the number of a note."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Let the person only read, or write again."""
        raise NotImplementedError

    def go_to(self, path: str) -> bool:
        """Put the focus on the field or cell of a path; return whether it is here."""
        raise NotImplementedError

    def tell_when_entered(self, view: QAbstractItemView) -> None:
        """Call `entered` also when the person comes back to a cell that was in hand before."""
        view.installEventFilter(self)

    def entered(self, index: QModelIndex) -> None:
        """Say `chosen` for the cell that the person came back to."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say where the person is when a view gets the focus."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QAbstractItemView):
            index = watched.currentIndex()
            if index.isValid():
                self.entered(index)
        return False

    def unread(self) -> int:
        """Return how many fields hold a text that could not be read, and so are not saved."""
        return 0
