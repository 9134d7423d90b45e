"""The choice between two texts of one report, without a window: what was chosen so far, what is missing, what came of
it. Choices are kept on the disk as they are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from sipa_core.messages import _, ngettext
from sipa_core.sync.merge import Take
from sipa_desktop.errors import Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.conflicts_views import ConflictRow, ConflictView, Settled
from ui.navigation import OpenConflict
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.runtime.refresh import Refresh

TOPICS = (Topic.REPORTS, Topic.REVIEWS, Topic.DRAFTS, Topic.OFFICE, Topic.OUTBOX)
NAMED = 2
"""How many missing fields are named before the rest is counted."""


class ConflictModel(QObject):
    """`changed` when there is another view or fault, `picked` when only a choice is another, `refused` with a sentence
    when what was asked did not happen.
    """

    changed = Signal()
    picked = Signal()
    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._conflicts = context.desk.conflicts
        self._there = OpenConflict()
        self._busy = False
        self.view: ConflictView | None = None
        self.choices: dict[str, Take] = {}
        self.nothing = ""
        self.fault = ""
        # Behind the commands, so that a reading never brings back an older choice.
        self._refresh = Refresh(context.runner, self._read, self._came, self._failed, self, in_order=True)
        context.changes.arrived.connect(self._heard)

    @property
    def missing(self) -> tuple[ConflictRow, ...]:
        """The fields that nobody has chosen yet."""
        rows = self.view.rows if self.view is not None else ()
        return tuple(row for row in rows if row.path not in self.choices)

    @property
    def ready(self) -> bool:
        """Tell whether the choice can be saved."""
        return self.view is not None and not self.view.locked and not self.missing

    @property
    def progress_words(self) -> str:
        """`5 dari 6 isian sudah dipilih`."""
        total = len(self.view.rows) if self.view is not None else 0
        return _("{n} dari {m} isian sudah dipilih").format(n=total - len(self.missing), m=total)

    @property
    def missing_words(self) -> str:
        """`Belum dipilih: Tindak lanjut.`; empty when all is chosen."""
        names = [row.label for row in self.missing]
        if not names:
            return ""
        told = "; ".join(names[:NAMED])
        more = len(names) - NAMED
        if more > 0:
            told = _("{names}; dan {n} lainnya").format(names=told, n=more)
        return _("Belum dipilih: {names}.").format(names=told)

    def open(self, there: OpenConflict) -> None:
        """Show the two texts of a report, of the first that waits when none is named."""
        self._there = there
        self.load()

    def load(self) -> None:
        """Read again."""
        self._refresh.ask()

    def pick(self, path: str, side: Take) -> None:
        """Choose a side; where both can be kept, add it to the other one or take it away again."""
        row = next((one for one in self.view.rows if one.path == path), None) if self.view is not None else None
        if row is None or (self.view is not None and self.view.locked):
            return
        self._put({path: _after(self.choices.get(path), side) if row.both else side})

    def pick_all(self, side: Take) -> None:
        """Choose one side everywhere."""
        if self.view is not None and not self.view.locked:
            self._put({row.path: side for row in self.view.rows})

    def save(self) -> None:
        """Write the chosen text into the report; what is missing is named instead."""
        if self.view is not None and not self._busy:
            self._do(partial(self._conflicts.resolve, self.view.draft_id, self.view.seal, dict(self.choices)))

    def keep_two(self) -> None:
        """Keep the own text as a copy and go on with the other one."""
        if self.view is not None and not self._busy:
            self._do(partial(self._conflicts.keep_two, self.view.draft_id, self.view.seal))

    def leave(self) -> None:
        """Go back to where the person came from; nothing is decided."""
        self._context.navigator.open(self._there.back, self._there.argument)

    def _put(self, choices: Mapping[str, Take | None]) -> None:
        assert self.view is not None
        kept = {**self.choices, **choices}
        self.choices = {path: take for path, take in kept.items() if take is not None}
        self.picked.emit()
        job = partial(self._conflicts.choose, self.view.draft_id, dict(choices))
        self._context.runner.command(job, self._kept, self._not_done, owner=self)

    def _do(self, job: partial[Settled | Refused]) -> None:
        self._busy = True
        self._context.runner.command(job, self._settled, self._not_done, owner=self)

    def _kept(self, answer: Refused | None) -> None:
        if answer is not None:
            self.refused.emit(answer.words)

    def _settled(self, answer: Settled | Refused) -> None:
        self._busy = False
        if isinstance(answer, Refused):
            self.load()
            self.refused.emit(answer.words)
            return
        self.view, self.choices = None, {}
        self._context.navigator.open("reports", answer.draft_id)
        self._context.toast(answer.words)

    def _not_done(self, fault: Exception) -> None:
        self._busy = False
        self.refused.emit(sentence_of(fault))

    def _read(self) -> ConflictView | Refused:
        return self._conflicts.view(self._there.draft_id)

    def _came(self, answer: ConflictView | Refused) -> None:
        if isinstance(answer, Refused):
            self.view, self.choices, self.nothing, self.fault = None, {}, answer.words, ""
            self.changed.emit()
            return
        before, had = self.view, self.choices
        self.view, self.nothing, self.fault = answer, "", ""
        chosen = () if answer.locked else answer.rows
        self.choices = {row.path: row.choice for row in chosen if row.choice is not None}
        if answer != before or had != self.choices:
            self.changed.emit()
        again = [row for row in self.missing if row.path in had]
        if before is not None and before.draft_id == answer.draft_id and before.seal != answer.seal and again:
            words = ngettext(
                "Ada isian atau kiriman baru. {n} isian ditanyakan lagi.",
                "Ada isian atau kiriman baru. {n} isian ditanyakan lagi.",
                len(again),
            )
            self.refused.emit(words.format(n=len(again)))

    def _failed(self, fault: Exception) -> None:
        self.fault = sentence_of(fault)
        self.changed.emit()

    def _heard(self, changes: object) -> None:
        if self.view is not None and isinstance(changes, Changes) and changes.touches(*TOPICS):
            self.load()


def _after(now: Take | None, side: Take) -> Take | None:
    """What stands chosen after one of two boxes was pressed."""
    other = Take.THEIRS if side is Take.MINE else Take.MINE
    after: dict[Take | None, Take | None] = {None: side, side: None, other: Take.BOTH, Take.BOTH: other}
    return after[now]
