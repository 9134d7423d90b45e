"""Kirim dan terima without a window: the queue, the state of sending, and what can be done about what was refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.services.queue_views import Done, HistoryPage, QueueText, QueueView
from sipa_desktop.sync.status import SyncStatus
from ui.navigation import OpenConflict
from ui.pages import PageContext
from ui.pages.settings.facts import Head, head_of
from ui.runtime.bridge import NewestBridge
from ui.runtime.faults import sentence_of
from ui.runtime.following import FollowingModel

LATELY = 8


class SettingsModel(FollowingModel):
    """`changed` for the queue, `status_changed` for the state of sending, `refused` with a sentence when something
    that was asked did not happen.
    """

    topics = (Topic.OUTBOX, Topic.ATTACHMENTS)

    changed = Signal()
    status_changed = Signal()
    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(context.changes, parent)
        self._context = context
        self.queue: QueueView | None = None
        self.fault = ""
        self.unsent: int | None = None if context.identity.village is not None else 0
        self.status = context.desk.sync.status()
        self._statuses = NewestBridge(context.desk.sync.statuses, self)
        self._statuses.arrived.connect(self._status_came)

    @property
    def head(self) -> Head:
        """Return the state of sending in words."""
        return head_of(self.status, self._context.now(), self._context.zone, self.unsent)

    def load(self) -> None:
        """Read the queue."""
        self._stale = False
        self.status = self._context.desk.sync.status()
        self.status_changed.emit()
        desk, runner = self._context.desk, self._context.runner
        runner.query(lambda: desk.queue.view(LATELY), self._came, self._failed, owner=self)
        if self._context.identity.village is not None:
            runner.query(desk.reports.unsent, self._counted, self._failed, owner=self)

    def send_now(self) -> None:
        """Ask for a session now; files that were stopped go on with it."""
        self.go_on()
        self._context.desk.sync.sync_now()

    def go_on(self) -> None:
        """Let the files go on that the person had stopped."""
        self._context.desk.transfer.resume()

    def hold(self) -> None:
        """Stop sending files after the piece under way; what went is not sent again."""
        self._context.desk.transfer.pause()

    def retry(self, op_id: str, *, in_my_name: bool = False) -> None:
        """Send what was refused once more; what another person wrote only in this person's name."""
        work = partial(self._context.desk.queue.retry, op_id, in_my_name=in_my_name)
        self._context.runner.command(work, self._answered, self._not_done, owner=self)

    def choose(self, draft_id: str) -> None:
        """Go to the two texts of a report, to choose between them."""
        self._context.navigator.open("conflict", OpenConflict(draft_id, "settings", "queue"))

    def read(self, op_id: str, then: Callable[[QueueText], None]) -> None:
        """Fetch every word of an op."""
        work = partial(self._context.desk.queue.text, op_id)
        self._context.runner.query(work, partial(self._text_came, then), self._not_done, owner=self)

    def history(
        self, words: str, page: int, then: Callable[[HistoryPage], None], fault: Callable[[Exception], None]
    ) -> None:
        """Fetch a page of the history."""
        self._context.runner.query(partial(self._context.desk.queue.history, words, page), then, fault, owner=self)

    def keep_unsent(self, path: Path) -> None:
        """Write every word that was not sent into a text file."""
        work = partial(self._context.desk.queue.save_unsent, path)
        self._context.runner.query(work, partial(self._unsent_kept, path), self._not_done, owner=self)

    def withdraw(self, op_id: str) -> None:
        """Put what was refused aside."""
        self._context.runner.command(
            lambda: self._context.desk.queue.withdraw(op_id), self._answered, self._not_done, owner=self
        )

    def _unsent_kept(self, path: Path, count: int) -> None:
        words = _("{n} kiriman tersimpan di {file}. Yang menunggu tetap menunggu di sini.")
        self._context.toast(words.format(n=count, file=path.name))

    def _text_came(self, then: Callable[[QueueText], None], found: QueueText | Refused) -> None:
        if isinstance(found, Refused):
            self.refused.emit(found.words)
        else:
            then(found)

    def _answered(self, answer: Done | Refused) -> None:
        if isinstance(answer, Refused):
            self.refused.emit(answer.words)
        else:
            self._context.toast(answer.words)
        self.load()

    def _not_done(self, fault: Exception) -> None:
        self.refused.emit(sentence_of(fault))

    def _came(self, queue: QueueView) -> None:
        self.queue, self.fault = queue, ""
        self.changed.emit()

    def _counted(self, unsent: int) -> None:
        if unsent != self.unsent:
            self.unsent = unsent
            self.status_changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.fault = sentence_of(fault)
        self.changed.emit()

    def _status_came(self, status: SyncStatus) -> None:
        moved = _bytes_of(status) != _bytes_of(self.status) or status.shut_out != self.status.shut_out
        self.status = status
        self.status_changed.emit()
        if moved:
            self.read_again()


def _bytes_of(status: SyncStatus) -> tuple[int, int]:
    """What tells that a file went on its way: how many wait, and how much of them the server has."""
    return status.blobs.waiting, status.blobs.sent
