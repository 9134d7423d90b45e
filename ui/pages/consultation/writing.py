"""The message being written in a thread of consultation; of a new thread also what it is about and for whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.consultation import MAX_TEXT
from sipa_core.messages import _
from sipa_desktop.services.consultation_views import Outline, ThreadDetail
from ui.runtime.outgoing import Outgoing
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.services.consultation import Consultation


class Writing(Outgoing):
    """`draft_changed` also for `subject`; `villages_changed` when those of a new thread were chosen.

    `detail` is the thread as it was read, None before: until then nothing can be written.
    """

    villages_changed = Signal()
    longest = MAX_TEXT

    def __init__(self, talk: Consultation, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(runner, parent)
        self._talk = talk
        self.thread_id = ""
        self.detail: ThreadDetail | None = None
        self._draft = self.subject = self.words = ""
        self.villages: tuple[str, ...] = ()
        self._taking: dict[str, int] = {}

    @property
    def draft(self) -> str:
        """Return what stands in the editor."""
        return self._draft

    @property
    def blank(self) -> bool:
        """Tell whether this is a new thread in which nothing stands as far as is known here; a file may have come to
        it a moment ago.
        """
        written = self.draft.strip() or self.taking
        return self.detail is not None and self.detail.new and not written

    @property
    def taking(self) -> int:
        """Return how many files given for this message are still being taken; it is not sent without them."""
        return self._taking.get(self.thread_id, 0)

    @property
    def taking_words(self) -> str:
        """Return a sentence while files are being taken, else an empty text."""
        return _("Mengambil {n} berkas…").format(n=self.taking) if self.taking else ""

    def set_taking(self, thread_id: str, files: int) -> None:
        """Note how many files given for the message of a thread are still being taken."""
        self._taking[thread_id] = files
        self.changed.emit()

    def take_up(self, thread_id: str) -> None:
        """Write in another thread; who calls has saved what was being written."""
        self.thread_id, self.detail = thread_id, None
        self.villages = ()
        self.empty()
        self.changed.emit()

    def loaded(self, detail: ThreadDetail | None, stamp: int) -> None:
        """Take the thread as it was read, and what the disk has unless something was typed since the mark."""
        self.detail = detail
        if detail is None or stamp != self._edits:
            return
        self.words, self.villages = detail.draft_words, detail.villages
        subject = detail.subject if detail.new else ""
        if (detail.draft, subject) != (self.draft, self.subject):
            self._draft, self.subject = detail.draft, subject
            self.draft_changed.emit()
        self.changed.emit()

    def empty(self) -> None:
        """Forget the words: they were sent or thrown away, or belong to another thread."""
        self._draft = self.subject = self.words = self.fault = ""
        self._edits += 1
        self.draft_changed.emit()

    def write(self, text: str) -> None:
        """Take the message as typed; it is saved a moment later."""
        if text != self.draft and self.detail is not None:
            self._draft = text
            self._typed(self._saving(self.detail))

    def write_subject(self, text: str) -> None:
        """Take what a new thread is about, as typed."""
        if text != self.subject and self.detail is not None and self.detail.new:
            self.subject = text
            self._typed(self._saving(self.detail))

    def choose_villages(self, codes: tuple[str, ...]) -> None:
        """Take the villages that a new thread goes to (kecamatan)."""
        if self.detail is not None and self.detail.new:
            self.villages = codes
            self._typed(self._saving(self.detail))
            self.villages_changed.emit()

    def send(self) -> None:
        """Send the message after its last words have been saved; it waits on this PC until the server's receipt.

        Nothing happens while its files are still being taken.
        """
        if self.detail is not None and self.detail.can_send and not self.sending and not self.taking:
            self._send(self._saving(self.detail), partial(self._talk.send, self.thread_id))

    def _saving(self, detail: ThreadDetail) -> Callable[[], object]:
        if not detail.new:
            return partial(self._talk.save_draft, self.thread_id, self.draft)
        about = detail.about
        outline = Outline(
            detail.village,
            self.subject,
            about.report if about is not None else "",
            about.path if about is not None else "",
            detail.label if about is not None else "",
            self.villages,
        )
        return partial(self._talk.save_new, self.thread_id, self.draft, outline)

    def _key(self) -> str:
        return self.thread_id

    def _concerns(self, key: str) -> bool:
        return key == self.thread_id

    def _stand(self, words: str) -> None:
        self.words = words

    def _kept_words(self) -> str:
        return _("Draf tersimpan di komputer ini.") if self.draft else ""

    def _empty(self, _key: str) -> None:
        self.empty()
