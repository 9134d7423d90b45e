"""A text beside what it was: added words underlined after a plus, removed ones struck after a minus."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sipa_core.domain.text_changes import Kind, Piece, word_changes
from sipa_core.messages import _
from ui.design.theme import colour, watch
from ui.design.type import Role
from ui.widgets.label import Label

MINUS = "\u2212"
THIN = "\u2009"


class ChangedText(Label):
    """Both texts in one. Everything in them is shown as it is; the marks alone are this program's."""

    def __init__(self, before: str, after: str, role: Role = Role.BODY, parent: QWidget | None = None) -> None:
        super().__init__("", role, wrap=True, parent=parent)
        self._pieces = word_changes(before, after)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(spoken_changes(self._pieces))
        watch(self._paint_words)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Return what is shown."""
        return self._pieces

    def _paint_words(self) -> None:
        self.setText(THIN.join(map(_marked, self._pieces)))


def spoken_changes(pieces: tuple[Piece, ...]) -> str:
    """Return the differences as a person would tell them to somebody who does not see the text."""
    said = {Kind.ADDED: _("ditambah: {text}"), Kind.REMOVED: _("dihapus: {text}")}
    return "; ".join(
        said[piece.kind].format(text=piece.text.strip())
        for piece in pieces
        if piece.kind is not Kind.SAME and piece.text.strip()
    )


def _marked(piece: Piece) -> str:
    text = escape(piece.text).replace("\n", "<br>")
    match piece.kind:
        case Kind.SAME:
            return text
        case Kind.ADDED:
            return f'<span style="color:{colour("disetujui_fg").name()}">+<u>{text}</u></span>'
        case Kind.REMOVED:
            return f'<span style="color:{colour("terlambat_fg").name()}">{MINUS}<s>{text}</s></span>'
