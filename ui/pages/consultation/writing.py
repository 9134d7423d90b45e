"""The message being written in a thread of consultation; of a new thread also what it is about and for whom.

No widgets here. A message is called saved, and called sent, only after the service said so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.consultation import MAX_TEXT
from sipa_core.domain.money import format_number
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.consultation_views import Outline, ThreadDetail
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Saved
from ui.runtime.autosave import Autosave, saved_first
from ui.runtime.faults import sentence_of, sentence_while_typing
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.services.consultation import Consultation


class Writing(QObject):
    """`draft_changed`: the composer must show `draft` and `subject` · `changed`: how it stands (`words`, `fault`,
    `sending`) · `villages_changed` · `sent`: words for a toast; list and thread must be read anew.

    `detail` is the thread as it was read, None before: until then nothing can be written.
    """

    draft_changed = Signal()
    changed = Signal()
    villages_changed = Signal()
    sent = Signal(str)

    def __init__(self, talk: Consultation, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._talk = talk
        self._runner = runner
        self.thread_id = ""
        self.detail: ThreadDetail | None = None
        self.draft = self.subject = ""
        self.villages: tuple[str, ...] = ()
        self.words = self.fault = ""
        self.sending = False
        self._edits = 0
        self._saver = Autosave(runner, parent=self)
        self._saver.saved.connect(self._saved)
        self._saver.failed.connect(self._not_saved)

    @property
    def unsaved(self) -> bool:
        """Tell whether words of the person are not on the disk yet."""
        return not self._saver.clean

    @property
    def too_long(self) -> str:
        """Return a sentence when the message is longer than a message may be, else an empty text."""
        if len(self.draft) <= MAX_TEXT:
            return ""
        return _("{n} dari {m} huruf. Pendekkan dulu, lalu kirim.").format(
            n=format_number(len(self.draft)), m=format_number(MAX_TEXT)
        )

    @property
    def blank(self) -> bool:
        """Tell whether this is a new thread in which nothing was written."""
        return self.detail is not None and self.detail.new and not self.draft.strip() and not self.detail.files

    @property
    def stamp(self) -> int:
        """Return a mark of this moment; words typed after it, or still on their way to the disk, must stay."""
        return self._edits if self._saver.clean and not self.sending else -1

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
            self.draft, self.subject = detail.draft, subject
            self.draft_changed.emit()
        self.changed.emit()

    def empty(self) -> None:
        """Forget the words: they were sent or thrown away, or belong to another thread."""
        self.draft = self.subject = self.words = self.fault = ""
        self._edits += 1
        self.draft_changed.emit()

    def write(self, text: str) -> None:
        """Take the message as typed; it is saved a moment later."""
        if text != self.draft and self.detail is not None:
            self.draft = text
            self._edited(self.detail)

    def write_subject(self, text: str) -> None:
        """Take what a new thread is about, as typed."""
        if text != self.subject and self.detail is not None and self.detail.new:
            self.subject = text
            self._edited(self.detail)

    def choose_villages(self, codes: tuple[str, ...]) -> None:
        """Take the villages that a new thread goes to (kecamatan)."""
        if self.detail is not None and self.detail.new:
            self.villages = codes
            self._edited(self.detail)
            self.villages_changed.emit()

    def send(self) -> None:
        """Send the message after its last words have been saved; it waits on this PC until the server's receipt."""
        if self.detail is None or not self.detail.can_send or self.sending:
            return
        if self.too_long:
            self.hinder(self.too_long)
            return
        work: Callable[[], object] = partial(self._talk.send, self.thread_id)
        if self.unsaved:
            work = partial(saved_first, self._saving(self.detail), work)
        self.flush()
        self.sending = True
        self.changed.emit()
        done, failed = partial(self._sent, self.thread_id), partial(self._not_sent, self.thread_id)
        self._runner.command(work, done, failed, owner=self)

    def hinder(self, words: str) -> None:
        """Say below the message why something did not happen."""
        self.fault = words
        self.changed.emit()

    def flush(self) -> None:
        """Save what is being typed now."""
        self._saver.flush()

    def _edited(self, detail: ThreadDetail) -> None:
        self._edits += 1
        self.fault = ""
        self.words = _("Draf belum tersimpan")
        self._saver.put(self.thread_id, self._saving(detail))
        self.changed.emit()

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

    def _saved(self, thread: str, result: Saved | Refused) -> None:
        if thread != self.thread_id or not self._saver.clean:
            return
        self.fault = result.words if isinstance(result, Refused) else ""  # an earlier hindrance is over
        if not self.fault:
            self.words = _("Draf tersimpan di komputer ini.") if self.draft else ""
        self.changed.emit()

    def _not_saved(self, _thread: str, fault: Exception) -> None:
        self.hinder(sentence_while_typing(fault))

    def _sent(self, thread: str, result: Done | Refused) -> None:
        self.sending = False
        if isinstance(result, Refused):
            if thread == self.thread_id:
                self.fault = result.words
        else:
            self._saver.forget(thread)
            if thread == self.thread_id:
                self.empty()
            self.sent.emit(result.words)
        self.changed.emit()

    def _not_sent(self, thread: str, fault: Exception) -> None:
        self.sending = False
        if thread == self.thread_id:
            self.fault = sentence_of(fault)
        self.changed.emit()
