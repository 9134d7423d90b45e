"""Files of a record side by side: add by button, by drag, by Ctrl+V; open with Enter; Delete takes away after a
question.

The strip shows what it is told and stores nothing: whoever owns it takes the files and tells what came of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import colour, px
from ui.design.type import Role
from ui.widgets import file_choice
from ui.widgets.attachment_tile import AttachmentItem, AttachmentTile
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.button import Button
from ui.widgets.flow import Flow
from ui.widgets.given_files import Given, given_in, has_given
from ui.widgets.label import IconLabel, Label
from ui.widgets.question import Answer, ask

__all__ = ["AttachmentItem", "AttachmentStrip"]


class AttachmentStrip(QWidget):
    """`files_given` gives a list of paths and of pasted pictures (`Given`); `removed` and `opened` give a key.

    `limit` is how many files fit (0: any number); `dense` is for narrow places such as a composer. Words to the
    person (`say`) stand under the tiles until the next file comes.
    """

    files_given = Signal(list)
    removed = Signal(str)
    opened = Signal(str)

    def __init__(
        self, name: str = "", editable: bool = True, dense: bool = False, limit: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._items: tuple[AttachmentItem, ...] = ()
        self._tiles: dict[str, AttachmentTile] = {}
        self._editable, self._dense, self._limit = editable, dense, limit
        self._over = False
        self.choose: Callable[[], list[Path]] = self._choose
        self.setAccessibleName(name or _("Lampiran"))
        self.setAcceptDrops(editable)
        column = Column(self, Size.GAP_8)
        self._flow = Flow(gap=Size.GAP_8)
        column.addLayout(self._flow)
        self.add_button = Button(_("Pilih berkas"), "paperclip", height="dense")
        self.add_button.setAccessibleDescription(_("Atau seret berkas ke sini, atau tempel dengan Ctrl+V."))
        self.add_button.clicked.connect(self._add)
        self._hint = Label(_("atau seret ke sini, atau Ctrl+V"), Role.CAPTION, "ink2", wrap=True)
        row = Row(gap=Size.GAP_8)
        row.addWidget(self.add_button)
        row.addWidget(self._hint, 1)
        row.addStretch(0)
        column.addLayout(row)
        self._words = Label("", Role.TABLE, "danger", wrap=True)
        self._sign = IconLabel("warning-circle", Size.ICON_CONTROL, "danger")
        told = Row(gap=Size.GAP_8)
        told.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self._words, 1)
        column.addLayout(told)
        self.say("")
        self._measure()

    @property
    def items(self) -> tuple[AttachmentItem, ...]:
        """Return what is shown."""
        return self._items

    @property
    def tiles(self) -> tuple[AttachmentTile, ...]:
        """Return the tiles in order."""
        return tuple(self._tiles[item.key] for item in self._items)

    @property
    def words(self) -> str:
        """Return what is said under the tiles."""
        return self._words.text()

    def set_items(self, items: Sequence[AttachmentItem]) -> None:
        """Show these; tiles that stay keep the focus."""
        if [item.key for item in items] == [item.key for item in self._items]:
            for item in items:
                self._tiles[item.key].show_item(item)
        else:
            self._rebuild(items)
        self._items = tuple(items)
        self._measure()

    def set_editable(self, editable: bool) -> None:
        """Let files be added and taken away, or not."""
        if editable != self._editable:
            self._editable = editable
            self.setAcceptDrops(editable)
            shown, self._items = self._items, ()
            self._rebuild(shown)
            self._items = shown
            self._measure()

    def say(self, words: str) -> None:
        """Tell the person why a file was not taken; an empty text takes the words away."""
        self._words.setText(words)
        self._words.setAccessibleName(words)
        reveal(self._words, bool(words))
        reveal(self._sign, bool(words))

    def paste(self) -> bool:
        """Take what the clipboard holds; False when it holds neither file nor picture, or no more fit."""
        return self._give(QGuiApplication.clipboard().mimeData())

    def watch_paste(self, editor: QWidget) -> None:
        """Let Ctrl+V in an editor beside it bring files and pictures here; text goes to the editor as always."""
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch a paste of files in an editor that was given to `watch_paste`."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            mime = QGuiApplication.clipboard().mimeData()
            if event.matches(QKeySequence.StandardKey.Paste) and (mime.hasUrls() or not mime.hasText()):
                return self._give(mime)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste with Ctrl+V."""
        if not (event.matches(QKeySequence.StandardKey.Paste) and self.paste()):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures that are dragged over the strip."""
        if self._room() and has_given(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Stop looking ready."""
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Give what was dropped; the file itself stays where it is."""
        self._set_over(False)
        if self._give(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a dashed frame while something is dragged over it."""
        if self._over:
            painter = QPainter(self)
            painter.setPen(QPen(colour("primary"), px(Size.RING), Qt.PenStyle.DashLine))
            painter.setBrush(colour("selection"))
            inset = px(Size.HAIR)
            painter.drawRoundedRect(
                self.rect().adjusted(inset, inset, -inset, -inset), px(Size.RADIUS_CONTROL), px(Size.RADIUS_CONTROL)
            )
            painter.end()

    def _rebuild(self, items: Sequence[AttachmentItem]) -> None:
        held = next((key for key, tile in self._tiles.items() if tile.hasFocus()), None)
        before = [item.key for item in self._items]
        while (taken := self._flow.takeAt(0)) is not None:
            tile = taken.widget()
            if tile is not None:
                tile.hide()
                tile.deleteLater()
        self._tiles = {}
        previous: QWidget | None = None
        for item in items:
            tile = AttachmentTile(item, self._editable, self._dense, self)
            tile.opened.connect(self.opened)
            tile.removed.connect(self._ask_away)
            self._flow.addWidget(tile)
            tile.show()
            if previous is not None:
                self.setTabOrder(previous, tile)
            previous = tile
            self._tiles[item.key] = tile
        if previous is not None:
            self.setTabOrder(previous, self.add_button)
        self.updateGeometry()
        if held is not None:
            self._focus_after(held, before)

    def _focus_after(self, held: str, before: Sequence[str]) -> None:
        """Keep the focus where it was; after a file went, on the one that took its place."""
        keys = list(self._tiles)
        if held in self._tiles:
            self._tiles[held].setFocus()
        elif keys:
            self._tiles[keys[min(before.index(held), len(keys) - 1)]].setFocus()
        else:
            self.add_button.setFocus()

    def _room(self) -> bool:
        return self._editable and (not self._limit or len(self._items) < self._limit)

    def _give(self, mime: QMimeData) -> bool:
        given = given_in(mime) if self._room() else []
        return self._emit(given)

    def _emit(self, given: list[Given]) -> bool:
        if given:
            self.say("")
            room = self._limit - len(self._items) if self._limit else len(given)
            if len(given) > room:
                self.say(_("Hanya {n} berkas lagi yang muat. Yang lain tidak ditambahkan.").format(n=room))
            self.files_given.emit(given[:room])
        return bool(given)

    def _add(self) -> None:
        self._emit(list(self.choose()))

    def _choose(self) -> list[Path]:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        kinds = _("Foto dan PDF") + " (*.jpg *.jpeg *.png *.webp *.pdf);;" + _("Semua berkas") + " (*)"
        chosen = file_choice.files(self, _("Pilih foto atau PDF"), folder, kinds)
        return [Path(name) for name in chosen]

    def _ask_away(self, key: str) -> None:
        tile = self._tiles.get(key)
        if tile is None:
            return
        answer = ask(
            self,
            _("Hapus lampiran ini?"),
            _("“{name}” dilepas dari sini. Berkas aslinya di komputer Anda tidak berubah.").format(name=tile.item.name),
            (Answer("keep", _("Biarkan")), Answer("remove", _("Hapus"), "danger", "trash")),
            "keep",
        )
        if answer == "remove":
            self.removed.emit(key)

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def _measure(self) -> None:
        room = self._room()
        reveal(self.add_button, room)
        reveal(self._hint, room and not self._dense)
