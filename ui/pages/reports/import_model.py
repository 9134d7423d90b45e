"""An import before it happens, without a window: the table, what would change, what is asked, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.paths import Value
from sipa_core.imports.preview import Fate, ImportPreview
from sipa_core.imports.table import RawTable
from sipa_core.messages import _, ngettext
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import Saved
from ui.pages import PageContext
from ui.runtime.faults import sentence_of


class ImportModel(QObject):
    """`changed` says that `shown` or `fault` is another; `done` brings the sentence, and the values that stood in the
    report before, to bring them back.
    """

    changed = Signal()
    done = Signal(str, dict)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = context.runner
        self._imports = context.desk.imports
        self._draft_id = ""
        self._table: RawTable | None = None
        self.shown: ImportPreview | None = None
        self.answers: dict[str, str] = {}
        self.fault = ""
        self.busy = False

    @property
    def taken(self) -> int:
        """Return how many rows would enter now."""
        return len(self.shown.of(Fate.TAKEN)) if self.shown is not None else 0

    @property
    def may_enter(self) -> bool:
        """Tell whether something would change."""
        return self.shown is not None and bool(self.shown.changes) and not self.busy

    def begin_file(self, draft_id: str, path: Path) -> None:
        """Read a file for a report; nothing of the report changes by that."""
        self._reset(draft_id)
        self._ask(partial(self._imports.read_table, path), self._read)

    def begin_block(self, draft_id: str, text: str) -> None:
        """Read a copied block that carries titles."""
        self._reset(draft_id)
        self._ask(partial(self._imports.block, text), self._read)

    def answer(self, key: str, value: str) -> None:
        """Answer a question (an empty value takes the answer back) and look again."""
        if value:
            self.answers[key] = value
        else:
            self.answers.pop(key, None)
        self._preview()

    def enter(self) -> None:
        """Lay the table over the report with the answers given."""
        if self.shown is not None and self.may_enter:
            self.busy = True
            self.changed.emit()
            job = partial(self._imports.apply, self._draft_id, self.shown, dict(self.answers))
            self._runner.command(job, self._entered, self._failed, owner=self)

    def _reset(self, draft_id: str) -> None:
        self._draft_id, self._table, self.shown, self.answers, self.fault = draft_id, None, None, {}, ""
        self.busy = True
        self.changed.emit()

    def _ask(self, read: Callable[[], RawTable | None], then: Callable[[RawTable | None], None]) -> None:
        self._runner.query(read, then, self._failed, owner=self)

    def _read(self, table: RawTable | None) -> None:
        if table is None:
            self._refuse(_("Judul kolom tidak ditemukan. Tidak ada yang berubah."))
            return
        self._table = table
        self._preview()

    def _preview(self) -> None:
        if self._table is not None:
            # Among the commands, so that what was typed just before is part of the comparison.
            job = partial(self._imports.preview, self._draft_id, self._table, dict(self.answers))
            self._runner.command(job, self._previewed, self._failed, owner=self)

    def _previewed(self, answer: ImportPreview | Refused) -> None:
        if isinstance(answer, Refused):
            self._refuse(answer.words)
            return
        self.busy, self.shown, self.fault = False, answer, ""
        self.changed.emit()

    def _entered(self, answer: Saved | Refused) -> None:
        self.busy = False
        if isinstance(answer, Refused) or self.shown is None:
            self._refuse(answer.words if isinstance(answer, Refused) else "")
            return
        before: dict[str, Value] = {path: self.shown.content.get(path) for path in self.shown.changes}
        words = ngettext("{n} baris dimasukkan.", "{n} baris dimasukkan.", self.taken).format(n=self.taken)
        self.done.emit(words, before)

    def _refuse(self, words: str) -> None:
        self.busy, self.fault = False, words
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self._refuse(sentence_of(fault))
