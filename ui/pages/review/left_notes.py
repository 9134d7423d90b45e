"""Notes that no verdict took to the village, below those being written: to be used, copied or removed, not changed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.review_views import LeftNotes
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, empty_layout, reveal
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.note_card import Note, NoteCard


class LeftNotesList(QWidget):
    """Signals: `take_asked(version)` to use the notes of a sending, `removed(version, key)`, `place_asked(path)`."""

    take_asked = Signal(str)
    removed = Signal(str, str)
    place_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[LeftNotes, ...] = ()
        self._column = Column(self, Size.GAP_8)
        self.hide()

    def show_left(self, left: tuple[LeftNotes, ...]) -> None:
        """Show the notes of these sendings; the list is hidden while there are none."""
        if left == self._shown:
            return  # what is the same is not built anew: the focus may be in it
        self._shown = left
        empty_layout(self._column)
        for one in left:
            self._add(one)
        reveal(self, bool(left))

    def _add(self, left: LeftNotes) -> None:
        self._column.addWidget(Label(left.title, Role.CARD, wrap=True))
        self._column.addWidget(Label(left.words, Role.CAPTION, "ink2", wrap=True))
        for note in left.notes:
            card = NoteCard(Note(note.key, note.number, note.where, note.text), can_remove=True)
            card.removed.connect(partial(self.removed.emit, left.version_id))
            card.selected.connect(lambda _key, path=note.path: self.place_asked.emit(path))
            self._column.addWidget(card)
        row = Row(gap=Size.GAP_8)
        if left.take_word:
            take = Button(left.take_word, height="dense")
            take.clicked.connect(partial(self.take_asked.emit, left.version_id))
            row.addWidget(take)
        copy = Button(_("Salin"), "copy", "link", "dense", spoken=_("Salin {title}").format(title=left.title))
        said = Label("", Role.CAPTION, "good")
        copy.clicked.connect(partial(_copy, left, said))
        row.addWidget(copy)
        row.addWidget(said, 1)
        self._column.addLayout(row)


def _copy(left: LeftNotes, said: Label) -> None:
    QGuiApplication.clipboard().setText("\n".join(f"{note.where}: {note.text}" for note in left.notes))
    said.setText(_("Sudah disalin."))
