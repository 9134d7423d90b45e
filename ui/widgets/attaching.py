"""Between an AttachmentStrip and the desk's attachments: takes what was given one after another, loads the pictures,
says where each file stands.

Pages put one beside each strip; files are read and decoded by the runner, never on the window's thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sipa_core.domain.attachments import Attachment
from sipa_core.domain.sizes import format_bytes
from sipa_core.media.sheets import Corners
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.attachments import Attachments, BlobState
from ui.design.measures import Size
from ui.design.theme import px
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets.attachment_strip import AttachmentStrip
from ui.widgets.attachment_tile import AttachmentItem
from ui.widgets.given_files import Given, bytes_of


class Attaching(QObject):
    """`taken` gives an Attachment that is durable on this PC, and the record it was given for; the page writes its
    leaves and shows the new list. `refused` gives the words, which stand in the strip too.

    The page calls `take` with what the strip gives. `waiting_changed`: of a record other files than before are still
    being taken; it comes after `taken` or `refused`.
    """

    taken = Signal(object, str)
    refused = Signal(str)
    waiting_changed = Signal(str)

    def __init__(
        self, attachments: Attachments, runner: Runner, strip: AttachmentStrip, parent: QObject | None = None
    ) -> None:
        super().__init__(parent or strip)
        self._attachments = attachments
        self._runner = runner
        self._strip = strip
        self._queue: deque[tuple[str, Given, Corners | None]] = deque()
        """What is not taken yet; the first is in hand while `_running`."""
        self._running = False
        self._refused: list[str] = []
        self._shown: tuple[tuple[str, Attachment, str], ...] = ()
        self._pictures: dict[str, QImage] = {}
        self._states: dict[str, BlobState] = {}
        self._ticket = 0

    @property
    def busy(self) -> bool:
        """Tell whether files given for any record are still being taken."""
        return bool(self._queue)

    def waiting(self, record: str) -> int:
        """Return how many files given for a record are still being taken."""
        return sum(known == record for known, _given, _corners in self._queue)

    def take(self, record: str, given: Sequence[Given], straighten: Corners | None = None) -> None:
        """Take these for a record, one after another; each comes back in `taken` or `refused`, whatever is shown by
        then.
        """
        if not self._running:
            self._refused = []
        self._queue.extend((record, one, straighten) for one in given)
        self.waiting_changed.emit(record)
        self._next()

    def show(self, rows: Sequence[tuple[str, Attachment]], captions: Callable[[str], str] | None = None) -> None:
        """Show these attachments (key and what it is), their pictures as they come, and where each stands."""
        self._shown = tuple((key, one, captions(key) if captions is not None else "") for key, one in rows)
        self._tell()
        self._load()

    def changed(self, changes: Changes) -> None:
        """Look again when a file came or left."""
        if changes.touches(Topic.ATTACHMENTS, Topic.OUTBOX):
            self._load()

    def _next(self) -> None:
        if self._running or not self._queue:
            return
        self._running = True
        _record, given, corners = self._queue[0]
        # A query although it stores: a second of decoding must not stand before the person's next save.
        self._runner.query(lambda: self._taken_in(given, corners), self._came, self._failed, owner=self)

    def _taken_in(self, given: Given, corners: Corners | None) -> Attachment | Refused:
        if isinstance(given, Path):
            return self._attachments.take_file(given, straighten=corners)
        return self._attachments.take_bytes(bytes_of(given), _("Tempelan"), straighten=corners)

    def _came(self, result: Attachment | Refused) -> None:
        if isinstance(result, Refused):
            self._say(result.words)
        else:
            self.taken.emit(result, self._queue[0][0])
        self._done()

    def _failed(self, fault: Exception) -> None:
        self._say(sentence_of(fault))
        self._done()

    def _done(self) -> None:
        record, _given, _corners = self._queue.popleft()
        self._running = False
        self.waiting_changed.emit(record)
        self._next()

    def _say(self, words: str) -> None:
        if words not in self._refused:
            self._refused.append(words)
        self._strip.say("\n".join(self._refused[:3]))
        self.refused.emit(words)

    def _load(self) -> None:
        shown, edge = [one for _key, one, _caption in self._shown], 2 * px(Size.THUMB)
        if not shown:
            return
        self._ticket += 1
        ticket = self._ticket
        have = {digest for digest, state in self._states.items() if state not in (BlobState.MISSING, BlobState.ABSENT)}
        known = have & set(self._pictures)

        def read() -> tuple[int, dict[str, QImage], dict[str, BlobState]]:
            pictures = {}
            for one in shown:
                if one.sha256 not in known and one.media.is_picture:
                    small = self._attachments.thumbnail(one.sha256, edge, one)
                    if small is not None:
                        pictures[one.sha256] = QImage.fromData(small)
            return ticket, pictures, dict(self._attachments.states(one.sha256 for one in shown))

        self._runner.query(read, self._loaded, self._not_loaded, owner=self)

    def _loaded(self, result: tuple[int, dict[str, QImage], dict[str, BlobState]]) -> None:
        ticket, pictures, states = result
        held = {one.sha256 for _key, one, _caption in self._shown}
        known = self._pictures | pictures
        self._pictures = {digest: image for digest, image in known.items() if digest in held}
        if ticket == self._ticket:
            self._states = states
            self._tell()

    def _not_loaded(self, fault: Exception) -> None:
        self._strip.say(sentence_of(fault))

    def _tell(self) -> None:
        self._strip.set_items([self._item(key, one, caption) for key, one, caption in self._shown])

    def _item(self, key: str, one: Attachment, caption: str) -> AttachmentItem:
        words, icon, tone = _state_words(self._states.get(one.sha256))
        return AttachmentItem(
            key,
            one.name,
            format_bytes(one.size),
            "image" if one.media.is_picture else "file-pdf",
            words,
            icon,
            tone,
            self._pictures.get(one.sha256),
            caption,
        )


def _state_words(state: BlobState | None) -> tuple[str, str, str]:
    match state:
        case BlobState.WAITING:
            return _("Menunggu kirim"), "hourglass-medium", "warn"
        case BlobState.SENT:
            return _("Terkirim"), "check", "sent"
        case BlobState.MISSING:
            return _("Sedang diambil"), "download-simple", "ink2"
        case BlobState.ABSENT:
            return _("Belum sampai"), "hourglass-medium", "warn"
        case BlobState.HERE:
            return _("Tersimpan"), "hard-drives", "ink2"
        case None:
            return "", "", "ink2"
