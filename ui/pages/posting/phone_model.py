"""Buka di HP without a widget: the page is asked for, shown with its QR while it lasts, and ended when wanted."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sipa_core.domain.dates import format_moment
from sipa_core.messages import _
from sipa_core.sync.peer import Trouble
from sipa_desktop.errors import Refused
from sipa_desktop.sync.phone import NO_LINE, PhoneDoor
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk


class PhoneStage(StrEnum):
    """asking: the server is being asked · open: the QR can be scanned · ended: closed by hand · refused: none came."""

    ASKING = "asking"
    OPEN = "open"
    ENDED = "ended"
    REFUSED = "refused"


class _Made(msgspec.Struct, frozen=True):
    door: PhoneDoor
    picture: QImage


class PhoneModel(QObject):
    """`changed` says that stage, door, picture or words are others. The code lives here only while the dialog does."""

    changed = Signal()

    def __init__(self, desk: Desk, runner: Runner, publication: str, zone: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._runner = runner
        self._publication = publication
        self._zone = zone
        self.stage = PhoneStage.ASKING
        self.door: PhoneDoor | None = None
        self.picture: QImage | None = None
        self.words = ""
        self.offline = False

    @property
    def until(self) -> str:
        """Return until when the page may be opened; empty without one."""
        if self.door is None:
            return ""
        return _("Berlaku sampai {when}, untuk laporan ini saja.").format(
            when=format_moment(self.door.expires_at, self._zone)
        )

    def ask(self) -> None:
        """Ask the server for a page, now."""
        self.stage, self.door, self.picture, self.words, self.offline = PhoneStage.ASKING, None, None, "", False
        self.changed.emit()
        # After the commands under way: words that are still being saved go along.
        self._runner.command(_nothing, self._ask_now, owner=self)

    def end(self) -> None:
        """End the page, on every phone."""
        if self.door is not None:
            page = self.door.page
            self._runner.query(lambda: self._desk.phone.end(page), self._ended, self._failed, owner=self)

    def _ask_now(self, _done: None) -> None:
        # A query, because the line may take long and must not hold up what is being saved.
        work = partial(_made, self._desk, self._publication)
        self._runner.query(work, self._came, self._failed, owner=self)

    def _came(self, answer: _Made | Refused) -> None:
        if isinstance(answer, Refused):
            self.stage, self.words = PhoneStage.REFUSED, answer.words
            self.offline = answer.code in {trouble.value for trouble in NO_LINE | {Trouble.SERVER, Trouble.BUSY}}
        else:
            self.stage, self.door, self.picture = PhoneStage.OPEN, answer.door, answer.picture
        self.changed.emit()

    def _ended(self, refused: Refused | None) -> None:
        if refused is not None:
            # The QR stays in sight, because the page is still open.
            self.words = _("Halaman belum ditutup. {why}").format(why=refused.words)
        else:
            self.stage, self.door, self.picture = PhoneStage.ENDED, None, None
            self.words = _("Halaman untuk HP sudah ditutup. Bukti yang sudah dikirim tetap ada.")
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        if self.door is None:
            self.stage = PhoneStage.REFUSED
        self.words = sentence_of(fault)
        self.changed.emit()


def _nothing() -> None:
    """The place in the row of commands from which on all earlier ones are done."""


def _made(desk: Desk, publication: str) -> _Made | Refused:
    from sipa_render.qr import qr_png  # loaded with the first QR, not with the page

    if desk.practice:
        return Refused("practice", _("Ini latihan, jadi tidak ada server yang membuat halaman untuk HP."))
    answer = desk.phone.open(publication, desk.posting.captions_left(publication))
    return answer if isinstance(answer, Refused) else _Made(answer, QImage.fromData(qr_png(answer.link)))
