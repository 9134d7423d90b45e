"""What a person writes to somebody: saved while it is typed, and sent only after its last words are on the disk.

No widgets here. It is called saved, and called sent, only after the service said so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.money import format_number
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from ui.runtime.autosave import Autosave, saved_first
from ui.runtime.faults import sentence_of, sentence_while_typing
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.services.queue_views import Done
    from sipa_desktop.services.reports_views import Saved


class Outgoing(QObject):
    """`draft_changed`: the editor must show `draft` · `changed`: how it stands (its words, `fault`, `sending`) ·
    `sent`: words for a toast; list and conversation must be read anew.

    Each text has a key; a kind says which one is in hand, of whom it is, and how it is emptied.
    """

    draft_changed = Signal()
    changed = Signal()
    sent = Signal(str)
    longest: ClassVar[int]
    """How many letters one may have."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.fault = ""
        self.sending = False
        self._edits = 0
        self._saver = Autosave(runner, parent=self)
        self._saver.saved.connect(self._saved)
        self._saver.failed.connect(self._not_saved)

    @property
    def draft(self) -> str:
        """Return what stands in the editor."""
        raise NotImplementedError

    @property
    def unsaved(self) -> bool:
        """Tell whether words of the person are not on the disk yet."""
        return not self._saver.clean

    @property
    def too_long(self) -> str:
        """Return a sentence when the text is longer than one may be, else an empty text."""
        if len(self.draft) <= self.longest:
            return ""
        words = _("{n} dari {m} huruf. Pendekkan dulu, lalu kirim.")
        return words.format(n=format_number(len(self.draft)), m=format_number(self.longest))

    @property
    def stamp(self) -> int:
        """Return a mark of this moment; words typed after it, or still on their way to the disk, must stay."""
        return self._edits if self._saver.clean and not self.sending else -1

    def flush(self) -> None:
        """Save what is being typed now."""
        self._saver.flush()

    def hinder(self, words: str) -> None:
        """Say below the text why something did not happen."""
        self.fault = words
        self.changed.emit()

    def _key(self) -> str:
        """Return the key of the text in hand."""
        raise NotImplementedError

    def _concerns(self, key: str) -> bool:
        """Tell whether a text is of the conversation in hand, so that its faults are told here."""
        raise NotImplementedError

    def _stand(self, words: str) -> None:
        """Take the words for how the text in hand stands."""
        raise NotImplementedError

    def _kept_words(self) -> str:
        """Return the words for a text in hand that is on the disk."""
        raise NotImplementedError

    def _empty(self, key: str) -> None:
        """Forget the words of a text that was sent."""
        raise NotImplementedError

    def _typed(self, save: Callable[[], object]) -> None:
        """Take what was typed into the text in hand; `save` does that a moment later."""
        self._edits += 1
        self.fault = ""
        self._stand(_("Draf belum tersimpan"))
        self._saver.put(self._key(), save)
        self.changed.emit()

    def _send(self, save: Callable[[], object], send: Callable[[], object]) -> None:
        """Send the text in hand after its last words have been saved; it waits here until the server's receipt."""
        if self.too_long:
            self.hinder(self.too_long)
            return
        work = partial(saved_first, save, send) if self.unsaved else send
        self.flush()
        self.sending = True
        self.changed.emit()
        self._runner.command(work, partial(self._sent, self._key()), partial(self._not_sent, self._key()), owner=self)

    def _saved(self, key: str, result: Saved | Refused) -> None:
        if key != self._key() or not self._saver.clean:
            return
        self.fault = result.words if isinstance(result, Refused) else ""  # what hindered an earlier saving is over
        if not self.fault:
            self._stand(self._kept_words())
        self.changed.emit()

    def _not_saved(self, _key: str, fault: Exception) -> None:
        self.hinder(sentence_while_typing(fault))

    def _sent(self, key: str, result: Done | Refused) -> None:
        self.sending = False
        if isinstance(result, Refused):
            if self._concerns(key):
                self.fault = result.words
        else:
            self._saver.forget(key)
            if self._concerns(key):
                self._empty(key)
            self.sent.emit(result.words)
        self.changed.emit()

    def _not_sent(self, key: str, fault: Exception) -> None:
        self.sending = False
        if self._concerns(key):
            self.fault = sentence_of(fault)
        self.changed.emit()
