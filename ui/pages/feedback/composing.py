"""What is being written at the foot of a conversation: an answer for the citizen, or a note for the offices only.

The two never mix.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject

from sipa_core.domain.feedback import MAX_TEXT
from sipa_core.messages import _
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.feedback_views import FeedbackDetail
from ui.runtime.outgoing import Outgoing
from ui.runtime.tasks import Runner


class Mode(StrEnum):
    """Who will read what is being written."""

    REPLY = "reply"
    NOTE = "note"


class Composing(Outgoing):
    """An answer and a note beside each other, of which `mode` says the one in the editor; `words` are of both."""

    longest = MAX_TEXT

    def __init__(self, feedback: Feedback, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(runner, parent)
        self._feedback = feedback
        self.mode = Mode.REPLY
        self.matter = ""
        self.words = dict.fromkeys(Mode, "")
        self._drafts = dict.fromkeys(Mode, "")

    @property
    def draft(self) -> str:
        """Return what stands in the editor."""
        return self._drafts[self.mode]

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
        self._typed(self._saving())

    def insert(self, text: str) -> None:
        """Put a ready answer behind what is written."""
        self.set_mode(Mode.REPLY)
        self.write(f"{self.draft.rstrip()}\n{text}".strip())
        self.draft_changed.emit()

    def send(self, *, close: bool = False) -> None:
        """Send it after its last words have been saved; it waits on this PC until the server's receipt."""
        if self.sending or not self.matter:
            return
        send = (
            partial(self._feedback.add_note, self.matter)
            if self.mode is Mode.NOTE
            else partial(self._feedback.answer, self.matter, close=close)
        )
        self._send(self._saving(), send)

    def _saving(self) -> Callable[[], object]:
        save = self._feedback.save_note if self.mode is Mode.NOTE else self._feedback.save_answer
        return partial(save, self.matter, self.draft)

    def _key(self) -> str:
        return f"{self.mode}:{self.matter}"

    def _concerns(self, key: str) -> bool:
        return key.partition(":")[2] == self.matter

    def _stand(self, words: str) -> None:
        self.words[self.mode] = words

    def _kept_words(self) -> str:
        if self.draft:
            return _("Draf tersimpan di komputer ini.")
        if self.mode is Mode.NOTE:
            return _("Hanya dibaca desa dan kecamatan, tidak pernah oleh warga.")
        return _("Tanpa jaringan pun bisa dijawab.")

    def _empty(self, key: str) -> None:
        self._drafts[Mode(key.partition(":")[0])], self.fault = "", ""
        self._edits += 1
        self.draft_changed.emit()
