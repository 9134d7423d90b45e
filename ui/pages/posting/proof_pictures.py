"""The pictures of a proof: chosen now and kept on this PC, or given before; each with its small picture and its state.

Taking a file decodes and writes, so it runs off the windows' thread; nothing is proof before the person saves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sipa_core.domain.attachments import Attachment
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.attachments import BlobState
from sipa_desktop.services.queue import size_words
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets.attachment_tile import AttachmentItem
from ui.widgets.given_files import Given, bytes_of

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk

EDGE = 160
"""Longest edge of a small picture, in pixels of the screen."""

_STATES = {
    BlobState.WAITING: ("hourglass-medium", "warn"),
    BlobState.SENT: ("check", "sent"),
    BlobState.MISSING: ("cloud-slash", "ink2"),
}


class _Look(msgspec.Struct, frozen=True):
    """What is known of a picture on this PC."""

    small: QImage | None
    state: BlobState
    elsewhere: str


class ProofPictures(QObject):
    """`chosen` are the pictures of the proof being given, `given` those of a proof that stands; `changed` after both.

    `words` say why a file was not taken, `warning` where the same picture is a proof already.
    """

    changed = Signal()
    opened = Signal(str)

    def __init__(self, desk: Desk, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._runner = runner
        self._for = ("", "")
        self._looks: dict[str, _Look] = {}
        self.chosen: tuple[Attachment, ...] = ()
        self.given: tuple[Attachment, ...] = ()
        self.words = ""
        self.taking = 0

    @property
    def warning(self) -> str:
        """Return the first sentence about a chosen picture that proves another post already."""
        looks = (self._looks.get(one.sha256) for one in self.chosen)
        return next((look.elsewhere for look in looks if look is not None and look.elsewhere), "")

    def show(self, publication: str, channel: str, given: Sequence[Attachment]) -> None:
        """Show the pictures of a standing proof; for another channel what was chosen before goes."""
        if (publication, channel) != self._for:
            self._for = (publication, channel)
            self.chosen, self.words = (), ""
        self.given = tuple(given)
        self._look_at(self.given)
        self.changed.emit()

    def take(self, files: Sequence[Given]) -> None:
        """Take files or pasted pictures in, for the channel in hand."""
        self.words = ""
        for given in files:
            self.taking += 1
            work = partial(_taken, self._desk, given)
            self._runner.command(work, partial(self._took, self._for), self._not_taken, owner=self)
        self.changed.emit()

    def remove(self, key: str) -> None:
        """Leave a chosen picture out again."""
        self.chosen = tuple(one for one in self.chosen if one.sha256 != key)
        self.words = ""
        self.changed.emit()

    def forget(self) -> None:
        """Nothing is chosen any more: it was given as a proof."""
        self.chosen, self.words = (), ""
        self.changed.emit()

    def open(self, key: str) -> None:
        """Open a picture in the program that this PC has for it; `opened` gives its path."""
        about = next((one for one in (*self.chosen, *self.given) if one.sha256 == key), None)
        if about is not None:
            work = partial(self._desk.attachments.lend, about)
            self._runner.query(work, self._found, self._not_looked, owner=self)

    def items(self, pictures: Sequence[Attachment]) -> tuple[AttachmentItem, ...]:
        """Return the pictures as tiles."""
        return tuple(self._item(one) for one in pictures)

    def arrived(self) -> None:
        """Look again: a file came, or left this PC."""
        self._looks.clear()
        self._look_at((*self.chosen, *self.given))

    def _item(self, one: Attachment) -> AttachmentItem:
        look = self._looks.get(one.sha256)
        state = look.state if look is not None else BlobState.HERE
        icon, tone = _STATES.get(state, ("", "ink2"))
        return AttachmentItem(
            one.sha256,
            one.name,
            size_words(one.size),
            state=_state_word(state),
            state_icon=icon,
            state_tone=tone,
            picture=look.small if look is not None else None,
        )

    def _look_at(self, pictures: Sequence[Attachment]) -> None:
        for one in pictures:
            if one.sha256 not in self._looks:
                work = partial(_look, self._desk, self._for, one)
                self._runner.query(work, partial(self._looked, one.sha256), self._not_looked, owner=self)

    def _took(self, asked_for: tuple[str, str], taken: Attachment | Refused) -> None:
        self.taking -= 1
        if asked_for == self._for:
            if isinstance(taken, Refused):
                self.words = taken.words
            elif taken.sha256 in {one.sha256 for one in self.chosen}:
                self.words = _("Gambar ini sudah ada di sini.")
            else:
                self.chosen = (*self.chosen, taken)
                self._look_at((taken,))
        self.changed.emit()

    def _not_taken(self, fault: Exception) -> None:
        self.taking -= 1
        self.words = sentence_of(fault)
        self.changed.emit()

    def _looked(self, sha256: str, look: _Look) -> None:
        self._looks[sha256] = look
        self.changed.emit()

    def _not_looked(self, fault: Exception) -> None:
        self.words = sentence_of(fault)
        self.changed.emit()

    def _found(self, path: Path | None) -> None:
        if path is not None:
            self.opened.emit(str(path))
        else:
            self.words = _("Gambar ini belum ada di komputer ini. Datang dengan sambungan atau USB berikutnya.")
            self.changed.emit()


def _taken(desk: Desk, given: Given) -> Attachment | Refused:
    taken = (
        desk.attachments.take_file(given)
        if isinstance(given, Path)
        else desk.attachments.take_bytes(bytes_of(given), "")
    )
    if isinstance(taken, Attachment) and not taken.media.is_picture:
        return Refused("invalid", _("Bukti posting berupa gambar, bukan PDF. Pilih foto atau tangkapan layar."))
    return taken


def _look(desk: Desk, asked_for: tuple[str, str], one: Attachment) -> _Look:
    small = desk.attachments.thumbnail(one.sha256, EDGE, one)
    image = QImage.fromData(small) if small is not None else None
    return _Look(image, desk.attachments.state(one.sha256), desk.posting.used_elsewhere(*asked_for, one.sha256))


def _state_word(state: BlobState) -> str:
    match state:
        case BlobState.WAITING:
            return _("Menunggu kirim")
        case BlobState.SENT:
            return _("Terkirim")
        case BlobState.MISSING:
            return _("Belum ada di sini")
        case _:
            return ""
