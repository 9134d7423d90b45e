"""An import before it happens, without a window: the table, what would change, what is asked, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.templates import Section
from sipa_core.imports.entered import Entered
from sipa_core.imports.preview import Fate, ImportPreview
from sipa_core.imports.rows_preview import TablePreview
from sipa_core.imports.table import Package, RawTable
from sipa_core.messages import _, ngettext
from sipa_desktop.errors import Refused
from sipa_desktop.services.imports import SourceFile
from ui.pages import PageContext
from ui.runtime.faults import sentence_of


class _StoppedError(Exception):
    """The person asked to stop for now; nothing was changed."""


class ImportModel(QObject):
    """`changed` says that `shown` or `fault` is another; `progressed` how many of how many rows were looked at; `said`
    a sentence for the foot; `done` brings the sentence, the report's draft, and what entered (`Entered`).
    """

    changed = Signal()
    progressed = Signal(int, int)
    said = Signal(str, bool)
    done = Signal(str, str, object)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = context.runner
        self._imports = context.desk.imports
        self._draft_id = ""
        self._section: Section | None = None
        self._table: RawTable | None = None
        self._package: Package | None = None
        self._asked = False
        self._run = 0
        self.file_name, self.file_words = "", ""
        self.shown: ImportPreview | TablePreview | None = None
        self.answers: dict[str, str] = {}
        self.fault = ""
        self.busy = self.entering = False
        """`entering`: the rows are being laid over the report, and nothing stops that any more."""

    @property
    def taken(self) -> int:
        """Return how many rows would enter now."""
        return len(self.shown.of(Fate.TAKEN)) if self.shown is not None else 0

    @property
    def may_enter(self) -> bool:
        """Tell whether something would change."""
        return self.shown is not None and bool(self.shown.changes) and not self.busy

    def begin_file(self, draft_id: str, path: Path, section: Section | None = None) -> None:
        """Read a file for a report, or for one section that is a table; nothing of the report changes by that."""
        self._reset(draft_id, path.name, section)
        run = self._run
        self._runner.query(
            partial(self._imports.read_file, path, section),
            partial(self._file_read, run),
            self._failed_in(run),
            owner=self,
        )

    def begin_block(self, draft_id: str, text: str, section: Section | None = None) -> None:
        """Read a copied block that carries titles."""
        self._reset(draft_id, _("Tempelan dari Excel"), section)
        run = self._run
        self._runner.query(
            partial(self._imports.block, text, section),
            partial(self._block_read, run),
            self._failed_in(run),
            owner=self,
        )

    def stop(self) -> None:
        """Stop reading for now (a long file goes on to its next step at most); nothing was changed."""
        if not self.entering:
            self._run += 1
            self.busy = False

    def answer(self, key: str, value: str) -> None:
        """Answer a question (an empty value takes the answer back) and look again. Nothing enters until that is shown;
        a preview of the answers before is given up.
        """
        if self.entering:
            return
        if value:
            self.answers[key] = value
        else:
            self.answers.pop(key, None)
        self._asked = self.busy = True
        self._run += 1
        self.changed.emit()
        self._preview(self._run)

    def enter(self) -> None:
        """Lay the table over the report with the answers that what is shown was made with."""
        if self.shown is not None and self.may_enter:
            self.busy = self.entering = True
            self.changed.emit()
            job = partial(self._imports.apply, self._draft_id, self.shown, self.shown.answers)
            entered = partial(self._entered, self._run, self._draft_id)
            self._runner.command(job, entered, partial(self._not_entered, self._run), owner=self)

    def save_refused(self, path: Path) -> None:
        """Write the list of rows that do not enter to a file; `said` tells what came of it."""
        if self.shown is not None:
            job = partial(self._imports.save_refused, path, self.shown)
            self._runner.query(job, partial(self._list_saved, path), self._list_not_saved, owner=self)

    def _list_saved(self, path: Path, _nothing: None) -> None:
        words = _("{file} tersimpan di {place}.")
        self.said.emit(words.format(file=path.name, place=path.parent.name or str(path.parent)), True)

    def _list_not_saved(self, fault: Exception) -> None:
        self.said.emit(sentence_of(fault), False)

    def _reset(self, draft_id: str, name: str, section: Section | None) -> None:
        self._run += 1
        self._draft_id, self._section, self._table, self._package = draft_id, section, None, None
        self._asked = False
        self.shown, self.answers, self.fault = None, {}, ""
        self.file_name, self.file_words = name, ""
        self.busy = True
        self.changed.emit()

    def _file_read(self, run: int, source: SourceFile) -> None:
        if run == self._run:
            self.file_name, self.file_words = source.name, source.words
            if isinstance(source.table, Package):
                self._package = source.table
            else:
                self._table = source.table
            self._preview(run)

    def _block_read(self, run: int, table: RawTable | None) -> None:
        if run != self._run:
            return
        if table is None:
            self._refuse(_("Judul kolom tidak ditemukan. Tidak ada yang berubah."))
            return
        self._table = table
        self._preview(run)

    def _preview(self, run: int) -> None:
        table = self._package or self._table
        if table is None:
            return
        # Among the commands, so that what was typed just before is part of the comparison.
        job: Callable[[], ImportPreview | TablePreview | Refused]
        # Nothing answered yet: what was answered for this kind of file before holds.
        answers, tell = dict(self.answers) if self._asked else None, partial(self._tell, run)
        if self._section is None or self._table is None:
            job = partial(self._imports.preview, self._draft_id, table, answers, tell)
        else:
            job = partial(self._imports.preview_rows, self._draft_id, self._section.key, self._table, answers, tell)
        self._runner.command(job, partial(self._previewed, run), self._failed_in(run), owner=self)

    def _tell(self, run: int, at: int, of: int) -> None:
        """Called on the worker's thread, row by row: the signal crosses over, and a run given up ends here."""
        if run != self._run:
            raise _StoppedError
        self.progressed.emit(at, of)

    def _previewed(self, run: int, answer: ImportPreview | TablePreview | Refused) -> None:
        if run != self._run:
            return
        if isinstance(answer, Refused):
            self._refuse(answer.words)
            return
        self.busy, self.shown, self.fault = False, answer, ""
        if not self._asked:
            self.answers = dict(answer.answers)
        self.changed.emit()

    def _entered(self, run: int, draft_id: str, answer: Entered | Refused) -> None:
        """What came of the import that entered, also when another one is in sight by now."""
        self.entering = False
        if isinstance(answer, Refused):
            self._refuse_in(run, answer.words)
            return
        if run == self._run:
            self.busy = False
        words = ngettext("{n} baris dimasukkan.", "{n} baris dimasukkan.", answer.taken).format(n=answer.taken)
        self.done.emit(words, draft_id, answer)

    def _not_entered(self, run: int, fault: Exception) -> None:
        self.entering = False
        self._refuse_in(run, sentence_of(fault))

    def _refuse_in(self, run: int, words: str) -> None:
        if run == self._run:
            self._refuse(words)

    def _refuse(self, words: str) -> None:
        self.busy, self.fault = False, words
        self.changed.emit()

    def _failed_in(self, run: int) -> Callable[[Exception], None]:
        return partial(self._failed, run)

    def _failed(self, run: int, fault: Exception) -> None:
        if run == self._run and not isinstance(fault, _StoppedError):
            self._refuse(sentence_of(fault))
