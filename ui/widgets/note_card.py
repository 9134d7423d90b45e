"""A reviewer's note: its number, the field it stands at, the words, who and when, and what can be done with it."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import dress_again, px, watch
from ui.design.type import Role
from ui.widgets.badge import Badge
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label


class Note(msgspec.Struct, frozen=True):
    """A note as shown. `key` comes back in the signals; `place` is the name of the field; `replies` are lines "who:
    words".
    """

    key: str
    number: int
    place: str
    text: str
    author: str = ""
    when: str = ""
    resolved: bool = False
    replies: tuple[str, ...] = ()


class NoteCard(QFrame):
    """One note. The village sees *Sudah diperbaiki* (*Batalkan tanda* once ticked) and *Balas* (`can_resolve`,
    `can_reply`); the kecamatan writes in it (`editable`), or can only take it away (`can_remove`). A selected card is
    yellow, the others white; selecting is by mouse, Enter or Space.
    """

    selected = Signal(str)
    resolved = Signal(str)
    replied = Signal(str)
    edited = Signal(str, str)
    removed = Signal(str)

    def __init__(
        self,
        note: Note,
        can_resolve: bool = False,
        can_reply: bool = False,
        editable: bool = False,
        can_remove: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.note = note
        self._quiet = True
        self.setObjectName("note")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Catatan {n}, {place}").format(n=note.number, place=note.place))
        self.setAccessibleDescription(note.text)
        self._place = Label(note.place, Role.TABLE_STRONG, wrap=True)
        self.editor: QPlainTextEdit | None = None
        verb, mark = (_("Batalkan tanda"), "") if note.resolved else (_("Sudah diperbaiki"), "check")
        self.resolve = Button(verb, mark, height="dense")
        self.resolve.setAccessibleName(_("{verb}: catatan {n}").format(verb=verb, n=note.number))
        self.reply = Button(_("Balas"), kind="link", height="dense")
        self.reply.setAccessibleName(_("{verb}: catatan {n}").format(verb=self.reply.text(), n=note.number))
        self._words: list[Label] = [self._place]
        column = Column(self, Size.GAP_6, (Size.GAP_12, Size.GAP_12, Size.GAP_8, Size.GAP_12))
        column.addLayout(self._head(editable or can_remove))
        self._body(column, editable)
        self._actions(column, can_resolve, can_reply)
        self.set_selected(False)
        watch(self._measure)

    def set_selected(self, selected: bool) -> None:
        """Show the card as the one in hand."""
        quiet = not (selected or self.editor is not None)
        if quiet == self._quiet and self.property("quiet") == quiet:
            return  # every card is asked at each key stroke, and dressing one costs a reading of the style sheet
        self._quiet = quiet
        self.setProperty("quiet", quiet)
        for words in self._words:
            words.set_tone("ink" if self._quiet else "note")
        dress_again(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the card."""
        super().mousePressEvent(event)
        self.selected.emit(self.note.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select the card with Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.selected.emit(self.note.key)
        else:
            super().keyPressEvent(event)

    def _head(self, can_remove: bool) -> Row:
        row = Row(gap=Size.GAP_6)
        row.addWidget(Badge(self.note.number))
        row.addWidget(self._place, 1)
        if self.note.resolved:
            row.addWidget(
                IconLabel("check-circle", Size.ICON_CONTROL, "disetujui_fg", icons.FILL, _("Sudah diperbaiki"))
            )
        if can_remove:
            remove = Button(
                icon="x", kind="quiet", height="dense", spoken=_("Hapus catatan {n}").format(n=self.note.number)
            )
            remove.clicked.connect(self._remove)
            row.addWidget(remove)
        return row

    def _body(self, column: Column, editable: bool) -> None:
        if editable:
            self.editor = QPlainTextEdit(self.note.text)
            self.editor.setAccessibleName(_("Isi catatan {n}").format(n=self.note.number))
            self.editor.setPlaceholderText(_("Apa yang perlu diperbaiki?"))
            self.editor.setTabChangesFocus(True)
            self.editor.textChanged.connect(self._write)
            column.addWidget(self.editor)
        else:
            words = Label(self.note.text, Role.TABLE, wrap=True)
            self._words.append(words)
            column.addWidget(words)
        for line in self.note.replies:
            reply = Label(line, Role.CAPTION, "ink2", wrap=True)
            column.addWidget(reply)
        if self.note.author or self.note.when:
            row = Row(gap=Size.GAP_8)
            author, when = Label(self.note.author, Role.CAPTION), Label(self.note.when, Role.CAPTION)
            self._words += [author, when]
            row.addWidget(author)
            row.addStretch(1)
            row.addWidget(when)
            column.addLayout(row)

    def _actions(self, column: Column, can_resolve: bool, can_reply: bool) -> None:
        reveal(self.resolve, can_resolve)
        reveal(self.reply, can_reply)
        self.resolve.clicked.connect(self._resolve)
        self.reply.clicked.connect(self._reply)
        if can_resolve or can_reply:
            row = Row(gap=Size.GAP_8)
            row.addWidget(self.resolve)
            row.addWidget(self.reply)
            row.addStretch(1)
            column.addLayout(row)

    def _measure(self) -> None:
        if self.editor is not None:
            self.editor.setFixedHeight(px(Size.NOTE_EDITOR))

    def _resolve(self) -> None:
        self.resolved.emit(self.note.key)

    def _reply(self) -> None:
        self.replied.emit(self.note.key)

    def _remove(self) -> None:
        self.removed.emit(self.note.key)

    def _write(self) -> None:
        if self.editor is not None:
            self.edited.emit(self.note.key, self.editor.toPlainText())
