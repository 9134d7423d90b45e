"""Lewat USB without a window: what would leave, what is carried, and what came of writing and taking in."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.sync.stick_views import Handed, StickView, TakenIn, Written
from sipa_desktop.sync.stick_words import beginning_words, handed_words, taken_words, was_no_stick
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.runtime.following import FollowingModel
from ui.runtime.refresh import Refresh


class StickModel(FollowingModel):
    """`changed` for what the card shows, `said(sentences, good)` for what came of something, `busy_changed(words)`
    around all work that takes a while; the words are empty when it ends.
    """

    topics = (Topic.STICKS, Topic.OUTBOX, Topic.ATTACHMENTS, Topic.IDENTITY)

    changed = Signal()
    said = Signal(str, bool)
    busy_changed = Signal(str)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(context.changes, parent)
        self._context = context
        self._told_of_waiting = False
        self._told_of_folder = False
        self.view: StickView | None = None
        self._refresh = Refresh(context.runner, context.desk.stick.view, self._came, self._unread, self)

    def load(self) -> None:
        """Read what the card shows."""
        self._stale = False
        self._refresh.ask()

    def write(self, folder: Path) -> None:
        """Write what waits to a stick and read it back from there."""
        self._begin(_("Menulis ke USB, lalu membacanya kembali. Jangan dicabut dulu."))
        self._ask(partial(self._context.desk.stick.write, folder), self._written, _("USB masih ditulis."))

    def write_replies(self, folder: Path) -> None:
        """Write the sealed replies for the villages, as of now where there is a line."""
        words = _("Mengambil balasan terbaru, lalu menulisnya ke USB dan membacanya kembali. Jangan dicabut dulu.")
        self._begin(words)
        self._ask(partial(self._context.desk.courier.write_replies, folder), self._written, _("USB masih ditulis."))

    def take_in(self, folder: Path) -> None:
        """Take what a stick brings; what is for the server is handed over at once where there is a line."""
        self._begin(_("Menyalin dari USB. Jangan dicabut dulu."))
        self._ask(partial(self._take, folder), self._taken, _("Isi USB masih disalin ke komputer ini."))

    def hand_over(self) -> None:
        """Hand over what is carried."""
        self._begin(_("Menyerahkan berkas desa ke server."))
        self._ask(self._context.desk.courier.hand_over, self._handed)

    def _take(self, folder: Path) -> tuple[TakenIn, Handed | None]:
        taken = self._context.desk.stick.take_in(folder)
        return taken, self._context.desk.courier.hand_over() if taken.carried else None

    def _ask(self, work: partial[object] | object, then: object, must_end: str = "") -> None:
        self._context.runner.query(work, then, self._failed, owner=self, must_end=must_end)  # type: ignore[arg-type]

    def _begin(self, words: str) -> None:
        self.said.emit("", True)
        self.busy_changed.emit(words)

    def _end(self, words: str, *, good: bool) -> None:
        self.busy_changed.emit("")
        self.said.emit(words, good)
        self.load()

    def _written(self, done: Written | Refused) -> None:
        self._told_of_folder = isinstance(done, Written) and not done.on_stick
        self._end(done.words, good=isinstance(done, Written) and done.on_stick)

    def _taken(self, done: tuple[TakenIn, Handed | None]) -> None:
        taken, handed = done
        lines = [*taken_words(taken), *(handed_words(handed) if handed is not None else ())]
        if begins := beginning_words(taken):
            lines.insert(0, begins)
        clean = not (taken.refused or taken.waiting or was_no_stick(taken))
        good = clean and (handed is None or not (handed.words or handed.unused))
        self._told_of_waiting = handed is not None and handed.left > 0
        self._end("\n".join(lines), good=good)

    def _handed(self, done: Handed) -> None:
        words = "\n".join(handed_words(done)) or _("Tidak ada berkas yang menunggu diserahkan.")
        self._told_of_waiting = done.left > 0
        self._end(words, good=not (done.words or done.unused))

    def _came(self, view: StickView) -> None:
        self.view = view
        if self._told_of_waiting and not view.to_hand:
            # What was handed over by itself meanwhile must not be said to wait any longer.
            self._told_of_waiting = False
            self.said.emit(_("Berkas desa yang menunggu sudah diserahkan ke server."), True)
        if self._told_of_folder and not view.out_words:
            self._told_of_folder = False
            words = _("Yang menunggu sudah sampai di server. Berkas di folder itu tidak perlu dibawa lagi.")
            self.said.emit(words, True)
        self.changed.emit()

    def _unread(self, fault: Exception) -> None:
        """Say it, and read again when the card comes into sight or something changes: never at once, in a circle."""
        self._stale = True
        self.said.emit(sentence_of(fault), False)

    def _failed(self, fault: Exception) -> None:
        self._end(sentence_of(fault), good=False)
