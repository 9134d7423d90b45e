"""What every kind of section in the middle of the editor offers, and its head: title, help, tools."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QModelIndex, QObject, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from sipa_core.domain.templates import Section
from sipa_core.messages import _, ngettext
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.reports.editor_model import EditorModel
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, IconLabel, Label


class SectionView(QWidget):
    """One section. `chosen` gives the path of the field or cell to which the person moved; `confirmed` the places that
    were taken over from another report and are right."""

    chosen = Signal(str)
    confirmed = Signal(tuple)

    def __init__(self, model: EditorModel, section: Section) -> None:
        super().__init__()
        self.model = model
        self.section = section
        self.setAccessibleName(section.title)
        self.head = Row(gap=Size.GAP_8)
        self.head.addWidget(ElidedLabel(section.title, Role.CARD), 1)
        # Below the tools, not beside them: a sentence in a narrow column pushes the table down.
        words = Column(gap=Size.GAP_2, margins=(Size.GAP_16, Size.GAP_10, Size.GAP_16, Size.GAP_10))
        words.addLayout(self.head)
        help_line = Label(section.help, Role.CAPTION, "ink2", wrap=True)
        reveal(help_line, bool(section.help))
        words.addWidget(help_line)
        self.body = Column(self, Size.NONE)
        self.body.addLayout(words)
        self._carried: tuple[str, ...] = ()
        self._origin_bar = QWidget()
        self._origin = Label("", Role.TABLE, "menunggu_fg", wrap=True)
        self._right = Button(_("Sudah benar"), "check", height="dense")
        self._right.clicked.connect(lambda: self.confirmed.emit(self._carried))
        bar = Row(self._origin_bar, Size.GAP_8, (Size.GAP_16, Size.NONE, Size.GAP_16, Size.GAP_10))
        bar.addWidget(IconLabel("copy", Size.ICON_CONTROL, "menunggu_fg"))
        bar.addWidget(self._origin, 1)
        bar.addWidget(self._right)
        self.body.addWidget(self._origin_bar)
        self._origin_bar.hide()

    def show_carried(self, carried: Mapping[str, str]) -> None:
        """Mark what was taken over from another report (path to its name) and not looked at since."""
        mine = {path: title for path, title in carried.items() if self.model.section_of(path) == self.section.key}
        self._carried = tuple(mine)
        if mine:
            words = ngettext(
                "{n} isian dari {title}, belum diubah.", "{n} isian dari {title}, belum diubah.", len(mine)
            )
            self._origin.setText(words.format(n=len(mine), title=next(iter(mine.values()))))
        reveal(self._origin_bar, bool(mine) and self.model.editable)

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

    def unread_places(self) -> Mapping[str, str]:
        """Return why fields or cells could not be read, by path, in a sentence that names them."""
        return {}

    def unread(self) -> int:
        """Return how many fields hold a text that cannot be read, and so is not saved, also while it is typed."""
        return 0
