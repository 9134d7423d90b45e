"""What is being written at the foot of a conversation: an answer for the citizen, or a note for the offices only.

No widgets here. Words are called saved, and called sent, only after the service said so; the two never mix.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.feedback import MAX_TEXT
from sipa_core.domain.money import format_number
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.feedback_views import FeedbackDetail
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Saved
from ui.runtime.autosave import Autosave, saved_first
from ui.runtime.faults import sentence_of, sentence_while_typing
from ui.runtime.tasks import Runner


class Mode(StrEnum):
    """Who will read what is being written."""

    REPLY = "reply"
    NOTE = "note"


class Composing(QObject):
    """`draft_changed`: the editor must show `draft` · `changed`: how it stands (words, fault, being sent) ·
    `sent`: words for a toast; list and conversation must be read anew.
    """

    draft_changed = Signal()
    changed = Signal()
    sent = Signal(str)

    def __init__(self, feedback: Feedback, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feedback = feedback
        self._runner = runner
        self.mode = Mode.REPLY
        self.matter = ""
        self.words = dict.fromkeys(Mode, "")
        self.fault = ""
        self.sending = False
        self._drafts = dict.fromkeys(Mode, "")
        self._edits = 0
        self._saver = Autosave(runner, parent=self)
        self._saver.saved.connect(self._saved)
        self._saver.failed.connect(self._not_saved)

    @property
    def draft(self) -> str:
        """Return what stands in the editor."""
        return self._drafts[self.mode]

    @property
    def unsaved(self) -> bool:
        """Tell whether words of the person are not on the disk yet."""
        return not self._saver.clean

    @property
    def too_long(self) -> str:
        """Return a sentence when the text is longer than one may be, else an empty text."""
        if len(self.draft) <= MAX_TEXT:
            return ""
        words = _("{n} dari {m} huruf. Pendekkan dulu, lalu kirim.")
        return words.format(n=format_number(len(self.draft)), m=format_number(MAX_TEXT))

    @property
    def stamp(self) -> int:
        """Return a mark of this moment; words typed after it, or still on their way to the disk, must stay."""
        return self._edits if self._saver.clean and not self.sending else -1

    def take_up(self, matter: str) -> None:
        """Write to another matter; what was being written is saved first."""
        self.flush()
        self.matter = matter
        self.mode = Mode.REPLY
        self._drafts, self.words, self.fault = dict.fromkeys(Mode, ""), dict.fromkeys(Mode, ""), ""
        self._edits += 1
        self.draft_changed.emit()
        self.changed.emit()

    def loaded(self, detail: FeedbackDetail, stamp: int) -> None:
        """Take what the disk has, unless something was typed since the mark."""
        if stamp != self._edits:
            return
        self.words = {Mode.REPLY: detail.answer_words, Mode.NOTE: detail.note_words}
        found = {Mode.REPLY: detail.answer, Mode.NOTE: detail.note}
        if found != self._drafts:
            self._drafts = found
            self.draft_changed.emit()
        self.changed.emit()

    def set_mode(self, mode: Mode) -> None:
        """Write for other readers; what stands in the other editor is kept."""
        if mode is not self.mode:
            self.flush()
            self.mode, self.fault = mode, ""
            self.draft_changed.emit()
            self.changed.emit()

    def write(self, text: str) -> None:
        """Take the text as typed; it is saved a moment later."""
        if text == self.draft or not self.matter:
            return
        self._drafts[self.mode] = text
        self._edits += 1
        self.fault = ""
        self.words[self.mode] = _("Draf belum tersimpan")
        self._saver.put(self._key(self.mode, self.matter), self._saving())
        self.changed.emit()

    def insert(self, text: str) -> None:
        """Put a ready answer behind what is written."""
        self.set_mode(Mode.REPLY)
        self.write(f"{self.draft.rstrip()}\n{text}".strip())
        self.draft_changed.emit()

    def send(self, *, close: bool = False) -> None:
        """Send it after its last words have been saved; it waits on this PC until the server's receipt."""
        if self.sending or not self.matter:
            return
        if self.too_long:
            self.fault = self.too_long
            self.changed.emit()
            return
        unsaved = self.unsaved
        self.flush()
        self.sending = True
        self.changed.emit()
        note = self.mode is Mode.NOTE
        work: Callable[[], object] = (
            partial(self._feedback.add_note, self.matter)
            if note
            else partial(self._feedback.answer, self.matter, close=close)
        )
        if unsaved:
            work = partial(saved_first, self._saving(), work)
        done, failed = partial(self._sent, self.matter, self.mode), partial(self._not_sent, self.matter)
        self._runner.command(work, done, failed, owner=self)

    def flush(self) -> None:
        """Save what is being typed now."""
        self._saver.flush()

    def _saving(self) -> Callable[[], object]:
        save = self._feedback.save_note if self.mode is Mode.NOTE else self._feedback.save_answer
        return partial(save, self.matter, self.draft)

    @staticmethod
    def _key(mode: Mode, matter: str) -> str:
        return f"{mode}:{matter}"

    def _saved(self, key: str, result: Saved | Refused) -> None:
        if key != self._key(self.mode, self.matter) or not self._saver.clean:
            return
        self.fault = result.words if isinstance(result, Refused) else ""  # what hindered an earlier saving is over
        if not self.fault:
            self.words[self.mode] = self._kept_words()
        self.changed.emit()

    def _kept_words(self) -> str:
        if self.draft:
            return _("Draf tersimpan di komputer ini.")
        if self.mode is Mode.NOTE:
            return _("Hanya dibaca desa dan kecamatan, tidak pernah oleh warga.")
        return _("Tanpa jaringan pun bisa dijawab.")

    def _not_saved(self, _key: str, fault: Exception) -> None:
        self.fault = sentence_while_typing(fault)
        self.changed.emit()

    def _sent(self, matter: str, mode: Mode, result: Done | Refused) -> None:
        self.sending = False
        if isinstance(result, Refused):
            if matter == self.matter:
                self.fault = result.words
        else:
            self._saver.forget(self._key(mode, matter))
            if matter == self.matter:
                self._drafts[mode], self.fault = "", ""
                self._edits += 1
                self.draft_changed.emit()
            self.sent.emit(result.words)
        self.changed.emit()

    def _not_sent(self, matter: str, fault: Exception) -> None:
        self.sending = False
        if matter == self.matter:
            self.fault = sentence_of(fault)
        self.changed.emit()
