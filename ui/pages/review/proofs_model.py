"""Bukti posting without a window: what waits, the proof in hand with its picture, and the verdicts.

An address is opened only when a person asks for it; nothing is fetched from it here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sipa_core.domain.attachments import Attachment
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.services.proofs_views import ProofDetail, ProofList
from sipa_desktop.services.queue_views import Done
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.runtime.following import FollowingModel

EDGE = 96


class ProofsModel(FollowingModel):
    """Signals: `list_changed`, `detail_changed`, `picture_changed`, `small_changed` for the pictures of the list, and
    `refused` with a sentence when something that was asked did not happen.
    """

    topics = (Topic.PUBLICATIONS, Topic.OFFICE, Topic.REPORTS, Topic.ATTACHMENTS)

    list_changed = Signal()
    detail_changed = Signal()
    picture_changed = Signal()
    small_changed = Signal()
    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(context.changes, parent)
        self._context = context
        self._proofs = context.desk.proofs
        self._asked = 0
        self._drawn = 0
        self.deciding = False
        self.channel = ""
        self.list: ProofList | None = None
        self.list_fault = ""
        self.current = ""
        self.detail: ProofDetail | None = None
        self.detail_fault = ""
        self.at = 0
        self.image: QImage | None = None
        self.picture_words = ""
        self.small: dict[str, QImage] = {}

    @property
    def order(self) -> tuple[str, ...]:
        """Return the proofs of the list from top to bottom."""
        return tuple(row.posting_id for row in self.list.rows) if self.list is not None else ()

    @property
    def picture(self) -> Attachment | None:
        """Return which picture of the proof is shown."""
        pictures = self.detail.pictures if self.detail is not None else ()
        return pictures[self.at] if 0 <= self.at < len(pictures) else None

    def load(self) -> None:
        """Read what waits, and the proof in hand again."""
        self._stale = False
        work = partial(self._proofs.waiting, self.channel)
        self._context.runner.query(work, self._listed, self._not_listed, owner=self)
        if self.current:
            self._read()

    def filter_by(self, channel: str) -> None:
        """List only the proofs of one channel, or with an empty key all."""
        if channel != self.channel:
            self.channel = channel
            self.load()

    def choose(self, posting_id: str) -> None:
        """Bring a proof to hand."""
        if posting_id == self.current and self.detail is not None:
            return
        self.current, self.detail, self.detail_fault, self.at = posting_id, None, "", 0
        self.image, self.picture_words = None, ""
        self.detail_changed.emit()
        self._read()

    def show_picture(self, at: int) -> None:
        """Show another picture of the proof in hand."""
        self.at = at
        self._draw()

    def confirm(self) -> None:
        """Say that the proof in hand is right, and go to the next."""
        if self.detail is not None and self.detail.can_decide:
            self._decide(partial(self._proofs.confirm, (self.current,)), (self.current,))

    def confirm_all(self, posting_ids: Sequence[str]) -> None:
        """Say of several proofs at once that they are right."""
        if posting_ids:
            self._decide(partial(self._proofs.confirm, tuple(posting_ids)), tuple(posting_ids))

    def refuse(self, reason: str) -> None:
        """Ask the village for another proof, with the reason."""
        if self.detail is not None:
            self._decide(partial(self._proofs.refuse, self.current, reason), (self.current,))

    def _decide(self, work: Callable[[], Done | Refused], of: tuple[str, ...]) -> None:
        if self.deciding:
            return
        self.deciding = True
        self.detail_changed.emit()
        after = self._next(of)
        self._context.runner.command(work, partial(self._decided, of, after), self._not_decided, owner=self)

    def _next(self, gone: tuple[str, ...]) -> str:
        """The proof that comes to hand when these are decided: the one in hand, else the one below, else above."""
        order = self.order
        if self.current not in gone or self.current not in order:
            return self.current
        at = order.index(self.current)
        rest = [one for one in (*order[at + 1 :], *reversed(order[:at])) if one not in gone]
        return rest[0] if rest else ""

    def _decided(self, of: tuple[str, ...], after: str, answer: Done | Refused) -> None:
        self.deciding = False
        if isinstance(answer, Refused):
            self.refused.emit(answer.words)
            self.detail_changed.emit()
            return
        self._context.toast(answer.words)
        if self.current in of:
            self.current, self.detail, self.image = after, None, None
        self.load()
        self.detail_changed.emit()

    def _not_decided(self, fault: Exception) -> None:
        self.deciding = False
        self.refused.emit(sentence_of(fault))
        self.detail_changed.emit()

    def _read(self) -> None:
        self._asked += 1
        work = partial(self._proofs.detail, self.current)
        self._context.runner.query(
            work, partial(self._came, self._asked), partial(self._not_read, self._asked), owner=self
        )

    def _came(self, number: int, detail: ProofDetail | Refused) -> None:
        if number != self._asked:
            return
        if isinstance(detail, Refused):
            self.detail, self.detail_fault = None, detail.words
        else:
            same = self.detail is not None and self.detail.pictures == detail.pictures and self.image is not None
            self.detail, self.detail_fault = detail, ""
            if not same:
                self.at = 0
                self._draw()
        self.detail_changed.emit()

    def _not_read(self, number: int, fault: Exception) -> None:
        if number == self._asked:
            self.detail, self.detail_fault = None, sentence_of(fault)
            self.detail_changed.emit()

    def _draw(self) -> None:
        """Fetch the picture of the proof in hand, decoded off the window's thread."""
        self._drawn += 1
        about = self.picture
        self.image, self.picture_words = None, _("Gambar sedang dibuka") if about is not None else ""
        self.picture_changed.emit()
        if about is not None:
            work = partial(_opened, self._context.desk.attachments.bytes_of, about)
            self._context.runner.query(work, partial(self._drew, self._drawn), self._not_drawn, owner=self)

    def _drew(self, number: int, image: QImage | None) -> None:
        if number != self._drawn:
            return
        self.image = image
        self.picture_words = ""
        if image is None:
            self.picture_words = _("Gambar belum ada di komputer ini. Gambar datang sendiri saat tersambung.")
        self.picture_changed.emit()

    def _not_drawn(self, fault: Exception) -> None:
        self.image, self.picture_words = None, sentence_of(fault)
        self.picture_changed.emit()

    def _listed(self, waiting: ProofList) -> None:
        self.list, self.list_fault = waiting, ""
        listed = {row.posting_id for row in waiting.rows}
        self.small = {key: image for key, image in self.small.items() if key in listed}
        self.list_changed.emit()
        for row in waiting.rows:
            if row.picture is not None and row.posting_id not in self.small:
                work = partial(_small, self._context.desk.attachments.thumbnail, row.picture)
                self._context.runner.query(work, partial(self._shrunk, row.posting_id), self._no_small, owner=self)
        if self.current not in self.order and (self.detail is None or not self.detail.can_decide):
            first = self.order[0] if self.order else ""
            if first:
                self.choose(first)
            elif self.current:
                self.current, self.detail, self.image = "", None, None
                self.detail_changed.emit()

    def _not_listed(self, fault: Exception) -> None:
        self.list_fault = sentence_of(fault)
        self.list_changed.emit()

    def _shrunk(self, posting_id: str, image: QImage | None) -> None:
        if image is not None:
            self.small[posting_id] = image
            self.small_changed.emit()

    def _no_small(self, _fault: Exception) -> None:
        """The row keeps the sign of its channel."""


def _opened(bytes_of: Callable[[Attachment], bytes | None], about: Attachment) -> QImage | None:
    data = bytes_of(about)
    image = QImage.fromData(data) if data is not None else QImage()
    return None if image.isNull() else image


def _small(small_of: Callable[[str, int, Attachment], bytes | None], about: Attachment) -> QImage | None:
    data = small_of(about.sha256, EDGE, about)
    return QImage.fromData(data) if data is not None else None
