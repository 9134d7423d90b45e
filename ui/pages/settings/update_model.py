"""Pembaruan without a window: what is offered, looking into a stick, laying a release beside this one, giving over."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from sipa_core.messages import _
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.updates_views import Looked, UpdateView
from sipa_desktop.sync.status import Phase
from sipa_desktop.sync.update_fetch import UpdateFetch
from ui.pages import PageContext
from ui.runtime.faults import sentence_of


class UpdateModel(QObject):
    """`changed` for what the card shows, `said(sentence)` for what stands in the way, `went(done, total)` while a
    release is laid, `busy_changed(words)` around work that takes a while; empty when it ends.
    """

    changed = Signal()
    said = Signal(str)
    went = Signal(int, int)
    busy_changed = Signal(str)
    _step = Signal(int, int)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.view: UpdateView | None = None
        self._step.connect(self.went, Qt.ConnectionType.QueuedConnection)
        context.changes.arrived.connect(self._heard)

    @property
    def fetcher(self) -> UpdateFetch:
        """What fetches from the server, and how far that is."""
        return self._context.desk.fetcher

    def load(self) -> None:
        """Read what the card shows."""
        self._context.runner.query(self._context.desk.updates.view, self._came, self._failed, owner=self)

    def look(self, place: Path) -> None:
        """Look for a release on a stick, in a folder or in a file."""
        self._begin(_("Memeriksa isi USB"))
        work = partial(self._context.desk.updates.look, place)
        self._context.runner.query(work, self._looked, self._failed, owner=self)

    def install(self) -> None:
        """Lay the offered release beside this one; then the desk is left, and it takes over."""
        offer = self.view.offer if self.view is not None else None
        if offer is None:
            return
        if self._sends():
            self.said.emit(_("SIPA sedang mengirim. Tunggu sampai selesai, lalu pasang."))
            return
        desk, whole = self._context.desk, self.fetcher.whole
        if offer.path is None and whole is None:
            self.fetcher.want()
            return
        self._begin(_("Memeriksa dan menyiapkan versi {version}").format(version=offer.version))
        if offer.path is not None:
            work = partial(desk.updates.lay, offer.path, self._step.emit)
        else:
            assert whole is not None
            work = partial(desk.updates.lay_brought, whole, self._step.emit)
        self._context.runner.query(work, self._laid, self._failed, owner=self)

    def put_off(self) -> None:
        """*Nanti*."""
        self._command(self._context.desk.updates.put_off)

    def put_away(self) -> None:
        """What became of the last try was read."""
        self._command(self._context.desk.updates.put_away)

    def hold(self) -> None:
        """Stop fetching for now; what came stays."""
        self.fetcher.hold()

    def _sends(self) -> bool:
        status = self._context.desk.sync.status()
        return (status.phase is Phase.SENDING and bool(status.sending_total)) or status.blobs.under_way

    def _command(self, work: object) -> None:
        self._context.runner.command(work, lambda _done: self.load(), self._failed, owner=self)  # type: ignore[arg-type]

    def _begin(self, words: str) -> None:
        self.said.emit("")
        self.busy_changed.emit(words)

    def _looked(self, found: Looked) -> None:
        self.busy_changed.emit("")
        self.said.emit(found.words)
        self.load()

    def _laid(self, name: str) -> None:
        self.busy_changed.emit("")
        self._context.navigator.update_asked.emit(name)

    def _came(self, view: UpdateView) -> None:
        self.view = view
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.busy_changed.emit("")
        self.said.emit(sentence_of(fault))

    def _heard(self, changes: Changes) -> None:
        if changes.touches(Topic.UPDATES):
            self.load()
