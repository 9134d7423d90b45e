"""What the page of search shows and does: results while typing, an index that catches up, and where a hit leads.

No widgets here. Only the newest question is answered; nothing is searched on the windows' thread.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from sipa_core.messages import _
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.search_views import Hit, SearchKind, SearchResult, Target
from ui.navigation import OpenPlace, OpenVillage
from ui.pages import PageContext
from ui.runtime.faults import sentence_of

SETTLED_MS = 400


class SearchModel(QObject):
    """`changed` when there is another result, fault or progress; `progress` is (done, total) while the index is made,
    None otherwise.
    """

    changed = Signal()
    _stepped = Signal(int, int)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._search = context.desk.search
        self.text = ""
        self.result: SearchResult | None = None
        self.fault = ""
        self.progress: tuple[int, int] | None = None
        self._asked = 0
        self.opening = False
        self._catching_up = False
        self._stepped.connect(self._show_step)
        self._again = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._again.timeout.connect(self._ask)
        context.changes.arrived.connect(self._heard)

    @property
    def village(self) -> bool:
        """Tell whether this is a village's desk."""
        return self._context.identity.village is not None

    def search(self, text: str) -> None:
        """Ask for what has these words."""
        self.text = text
        self._ask()

    def hit(self, key: str) -> Hit | None:
        """Return the hit of a row's key."""
        hits = self.result.hits if self.result is not None else ()
        return hits[int(key)] if key.isdigit() and int(key) < len(hits) else None

    def open(self, key: str) -> None:
        """Go to the very place of a hit."""
        hit = self.hit(key)
        if hit is not None:
            page, argument = destination(hit.target, village=self.village)
            self._context.navigator.open(page, argument)

    def catch_up(self) -> None:
        """Index in the background what is not indexed yet, or make a damaged index anew."""
        if not self._catching_up:
            self._catching_up = True
            # A query although it stores: it takes long, and must not stand before the person's next save.
            job = partial(self._search.catch_up, self._stepped.emit)
            self._context.runner.query(job, self._caught_up, self._not_caught_up, owner=self)

    def _ask(self) -> None:
        self._asked += 1
        if self.text and self.result is None and not self.opening:
            self.opening = True
            self.changed.emit()
        job = partial(self._search.find, self.text)
        self._context.runner.query(
            job, partial(self._came, self._asked), partial(self._failed, self._asked), owner=self
        )

    def _came(self, number: int, result: SearchResult) -> None:
        if number != self._asked:
            return
        self.result, self.fault, self.opening = result, "", False
        self.changed.emit()
        if result.damaged or result.behind:
            self.catch_up()

    def _failed(self, number: int, fault: Exception) -> None:
        if number == self._asked:
            self.fault, self.opening = sentence_of(fault), False
            self.changed.emit()

    def _show_step(self, done: int, total: int) -> None:
        if self._catching_up:
            self.progress = (done, total)
            self.changed.emit()

    def _caught_up(self, indexed: int) -> None:
        self._catching_up, self.progress = False, None
        self.changed.emit()
        if indexed and self.text:
            self._ask()

    def _not_caught_up(self, fault: Exception) -> None:
        self._catching_up, self.progress = False, None
        self.fault = sentence_of(fault)
        self.changed.emit()

    def _heard(self, changes: Changes) -> None:
        if self.text and changes.topics - {Topic.OUTBOX, Topic.IDENTITY, Topic.ATTACHMENTS}:
            self._again.start()


def destination(target: Target, *, village: bool) -> tuple[str, object]:
    """Return the page of a hit and what to open there."""
    match target.kind:
        case SearchKind.REPORT | SearchKind.NOTE:
            return ("reports" if village else "review"), OpenPlace(target.id, target.path)
        case SearchKind.FEEDBACK:
            return "feedback", target.id
        case SearchKind.CONSULTATION:
            return "consultation", target.id
        case SearchKind.GUIDANCE:
            return "consultation", "agreed"
        case SearchKind.PUBLICATION:
            return ("posting", target.id) if village else ("review", OpenPlace(target.id))
        case SearchKind.VILLAGE:
            return "village", OpenVillage(target.id)


def progress_words(progress: tuple[int, int]) -> str:
    """`Daftar kata sedang disusun: 400 dari 1.200.`"""
    done, total = progress
    return _("Daftar kata sedang disusun: {n} dari {m}. Hasil bisa belum lengkap.").format(n=done, m=total)
